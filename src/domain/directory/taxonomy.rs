//! Taxonomies and their terms, by which organizations are classified.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::formats::check_uri;
use super::named::{Named, TermRef};
use crate::domain::check::{Check, Faults};

/// What a library writes about a taxonomy of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxonomyInput {
    /// The code, unique among the taxonomies that the library sees: small letters, digits, `-` and `.`.
    #[schema(
        example = "our-neighbourhoods",
        min_length = 1,
        max_length = 100,
        pattern = "^[a-z0-9]+([.-][a-z0-9]+)*$"
    )]
    pub code: String,
    /// The name.
    #[schema(example = "Our neighbourhoods", min_length = 1, max_length = 300)]
    pub name: String,
    /// The version, in any form.
    #[serde(default)]
    #[schema(example = "1", max_length = 100)]
    pub version: Option<String>,
    /// What the taxonomy is for.
    #[serde(default)]
    #[schema(max_length = 20000)]
    pub description: Option<String>,
    /// The web address where it comes from.
    #[serde(default)]
    pub uri: Option<String>,
}

impl Check for TaxonomyInput {
    fn check(&self, faults: &mut Faults) {
        check_code(faults, "/code", &self.code);
        faults.text("/name", &self.name, 1..=300);
        faults.optional_text("/version", self.version.as_ref(), 100);
        faults.optional_text("/description", self.description.as_ref(), 20_000);
        check_uri(faults, "/uri", self.uri.as_ref());
    }
}

/// A set of terms by which organizations are classified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Taxonomy {
    /// The taxonomy's id.
    pub id: Uuid,
    /// The code.
    #[schema(example = "community-partners")]
    pub code: String,
    /// The name.
    pub name: String,
    /// The version.
    pub version: Option<String>,
    /// What the taxonomy is for.
    pub description: Option<String>,
    /// The web address where it comes from.
    pub uri: Option<String>,
    /// Where it comes from, in words; null for a library's own.
    pub source: Option<String>,
    /// The library whose own it is; null for a built-in one.
    pub owner: Option<Named>,
    /// When the taxonomy was made.
    pub created_at: DateTime<Utc>,
    /// When the taxonomy last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Taxonomy> for TaxonomyInput {
    fn from(taxonomy: &Taxonomy) -> Self {
        Self {
            code: taxonomy.code.clone(),
            name: taxonomy.name.clone(),
            version: taxonomy.version.clone(),
            description: taxonomy.description.clone(),
            uri: taxonomy.uri.clone(),
        }
    }
}

/// What a library writes about a term of its own taxonomy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermInput {
    /// The taxonomy to which the term belongs.
    pub taxonomy_id: Uuid,
    /// The code, unique in the taxonomy: small letters, digits, `-` and `.`.
    #[schema(
        example = "riverside",
        min_length = 1,
        max_length = 100,
        pattern = "^[a-z0-9]+([.-][a-z0-9]+)*$"
    )]
    pub code: String,
    /// The name.
    #[schema(example = "Riverside", min_length = 1, max_length = 300)]
    pub name: String,
    /// The term above it, of the same taxonomy.
    #[serde(default)]
    pub parent_id: Option<Uuid>,
    /// What falls under it.
    #[serde(default)]
    #[schema(max_length = 20000)]
    pub description: Option<String>,
    /// Whether the term names one organization as an example.
    #[serde(default)]
    pub example: bool,
}

impl Check for TermInput {
    fn check(&self, faults: &mut Faults) {
        check_code(faults, "/code", &self.code);
        faults.text("/name", &self.name, 1..=300);
        faults.optional_text("/description", self.description.as_ref(), 20_000);
    }
}

/// A term of a taxonomy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Term {
    /// The term's id.
    pub id: Uuid,
    /// The taxonomy to which the term belongs.
    pub taxonomy_id: Uuid,
    /// The library whose own it is; none for a built-in one.
    #[serde(skip)]
    pub library_id: Option<Uuid>,
    /// The code, unique in the taxonomy.
    #[schema(example = "educational-organizations.community-colleges")]
    pub code: String,
    /// The name.
    #[schema(example = "community colleges")]
    pub name: String,
    /// The term above it.
    pub parent_id: Option<Uuid>,
    /// What falls under it.
    pub description: Option<String>,
    /// Whether the term names one organization as an example.
    pub example: bool,
    /// Terms of other taxonomies that mean the same or nearly so.
    pub linked_terms: Vec<TermRef>,
    /// When the term was made.
    pub created_at: DateTime<Utc>,
    /// When the term last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Term> for TermInput {
    fn from(term: &Term) -> Self {
        Self {
            taxonomy_id: term.taxonomy_id,
            code: term.code.clone(),
            name: term.name.clone(),
            parent_id: term.parent_id,
            description: term.description.clone(),
            example: term.example,
        }
    }
}

/// Small ASCII letters and digits in groups, with one `-` or `.` between them.
fn check_code(faults: &mut Faults, pointer: &str, code: &str) {
    let group = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if code.len() > 100 || !code.split(['-', '.']).all(group) {
        faults.add(
            pointer,
            "code",
            "must have 1 to 100 small letters, digits, and single - or . between them",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::check_code;
    use crate::domain::check::Faults;

    #[test]
    fn codes_are_slugs() {
        let fails = |code: &str| {
            let mut faults = Faults::default();
            check_code(&mut faults, "/code", code);
            !faults.is_empty()
        };
        for good in ["a", "k-12", "youth.head-start"] {
            assert!(!fails(good), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "ä", "a b", "a/b", &"a".repeat(101)] {
            assert!(fails(bad), "{bad}");
        }
    }
}
