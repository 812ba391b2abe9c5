//! The taxonomies that come with the service, complete, as data.
//!
//! Ids are derived from the codes, so that they are the same in every installation and a term added later changes no
//! other. A code stays when a name is corrected.

mod community_partners;
mod digitization_partners;
mod edge_sectors;
mod links;

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use crate::domain::text::fold;

/// A taxonomy as it is written down here: groups and the terms below them.
#[derive(Clone, Copy, Debug)]
pub struct BuiltinTaxonomy {
    /// The code.
    pub code: &'static str,
    /// The name.
    pub name: &'static str,
    /// The version of the data.
    pub version: &'static str,
    /// What the taxonomy is for.
    pub description: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    groups: &'static [Group],
}

/// A term of the upper level, with those below it.
#[derive(Clone, Copy, Debug)]
struct Group {
    code: &'static str,
    name: &'static str,
    description: Option<&'static str>,
    terms: &'static [Leaf],
}

/// A term of the lower level.
#[derive(Clone, Copy, Debug)]
struct Leaf {
    name: &'static str,
    description: Option<&'static str>,
    example: bool,
}

/// A kind of organization.
const fn kind(name: &'static str) -> Leaf {
    Leaf { name, description: None, example: false }
}

/// A single organization or program, by its proper name.
const fn example(name: &'static str) -> Leaf {
    Leaf { name, description: None, example: true }
}

/// A kind of organization, with what to seek there.
const fn described(name: &'static str, description: &'static str) -> Leaf {
    Leaf { name, description: Some(description), example: false }
}

/// A term, ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltinTerm {
    /// The term's id, the same everywhere.
    pub id: Uuid,
    /// The code; that of a term below a group is `<group>.<term>`.
    pub code: String,
    /// The name.
    pub name: &'static str,
    /// The group in which it stands; none for a group.
    pub parent_id: Option<Uuid>,
    /// What falls under it.
    pub description: Option<&'static str>,
    /// Whether it names one organization as an example.
    pub example: bool,
}

/// Every built-in taxonomy.
pub const TAXONOMIES: [BuiltinTaxonomy; 3] =
    [digitization_partners::TAXONOMY, community_partners::TAXONOMY, edge_sectors::TAXONOMY];

/// The code of the taxonomy of sectors.
pub const SECTORS: &str = edge_sectors::TAXONOMY.code;

/// The codes of the sectors.
pub fn sectors() -> Vec<&'static str> {
    edge_sectors::TAXONOMY.groups.iter().map(|group| group.code).collect()
}

impl BuiltinTaxonomy {
    /// The taxonomy's id, the same everywhere.
    pub fn id(&self) -> Uuid {
        taxonomy_id(self.code)
    }

    /// Every term, each group followed by those below it, in the order of the source.
    pub fn terms(&self) -> Vec<BuiltinTerm> {
        let mut terms = Vec::new();
        for group in self.groups {
            let id = term_id(self.code, group.code);
            terms.push(BuiltinTerm {
                id,
                code: group.code.to_owned(),
                name: group.name,
                parent_id: None,
                description: group.description,
                example: false,
            });
            terms.extend(group.terms.iter().map(|leaf| {
                let code = format!("{}.{}", group.code, slug(leaf.name));
                BuiltinTerm {
                    id: term_id(self.code, &code),
                    code,
                    name: leaf.name,
                    parent_id: Some(id),
                    description: leaf.description,
                    example: leaf.example,
                }
            }));
        }
        terms
    }
}

/// Every pair of terms of different taxonomies that mean the same or nearly so, each pair once.
pub fn links() -> Vec<(Uuid, Uuid)> {
    let id = |(taxonomy, code): (&str, &str)| term_id(taxonomy, code);
    links::pairs().into_iter().map(|(one, other)| (id(one), id(other))).collect()
}

/// The id of a built-in taxonomy.
pub fn taxonomy_id(code: &str) -> Uuid {
    fixed_id(&["taxonomy", code])
}

/// The id of a built-in term.
pub fn term_id(taxonomy: &str, code: &str) -> Uuid {
    fixed_id(&["term", taxonomy, code])
}

/// An id of the form UUIDv7 that depends on nothing but the parts.
fn fixed_id(parts: &[&str]) -> Uuid {
    // A fixed time in March 2024 keeps these ids below those of an installation's own rows.
    const MILLISECONDS: u64 = 0x018e_0000_0000;
    let digest = Sha256::digest(parts.join("\n"));
    let mut random = [0; 10];
    random.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    Builder::from_unix_timestamp_millis(MILLISECONDS, &random).into_uuid()
}

/// A name as a code: its folded words, joined by `-`; apostrophes join what they part.
fn slug(name: &str) -> String {
    let folded = fold(&name.replace(['\'', '’'], ""));
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests;
