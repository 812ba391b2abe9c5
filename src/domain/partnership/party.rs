//! The parties of a partnership, and how they assent.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::life::PartyStatus;
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;
use crate::domain::text::fold;

/// The place of a party, whatever its side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PartyPart)]
pub enum Part {
    /// Leads the partnership.
    Lead,
    /// Takes part in it.
    Partner,
}

/// What a party is to the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// Works with the others.
    #[default]
    Partner,
    /// Provides something, paid or not.
    Provider,
    /// Gives money or goods.
    Sponsor,
    /// Gives a place.
    Host,
}

/// A party to be named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyInput {
    /// The organization. That of the lead may be named to say its kind and its rewards.
    pub organization_id: Uuid,
    /// What it is to the others.
    #[serde(default)]
    #[schema(example = "partner")]
    pub kind: PartyKind,
    /// Whether a provider is paid.
    #[serde(default)]
    #[schema(example = false)]
    pub paid: bool,
    /// What it gets out of the partnership, up to 20 texts of up to 500 characters.
    #[serde(default)]
    #[schema(example = json!(["New visitors from the schools"]), max_items = 20)]
    pub rewards: Vec<String>,
}

impl Check for PartyInput {
    fn check(&self, faults: &mut Faults) {
        if self.paid && self.kind != PartyKind::Provider {
            faults.add("/paid", "not_provider", "only a provider is paid");
        }
        faults.at_most("/rewards", self.rewards.len(), 20);
        for (index, reward) in self.rewards.iter().enumerate() {
            faults.text(&format!("/rewards/{index}"), reward, 1..=500);
        }
    }
}

/// The assent of a party to a version of the terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Assent {
    /// The version of the terms.
    pub terms_version: i32,
    /// When it was given or recorded.
    pub at: DateTime<Utc>,
    /// The person who gave it, or recorded it for a party without accounts.
    pub by: Option<Named>,
    /// Who signed on what paper, where the lead recorded it.
    pub paper: Option<Paper>,
}

/// A paper that was signed for a party without accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Paper {
    /// Who signed.
    #[schema(example = "Ada Bergmann, head teacher")]
    pub signer: String,
    /// When it was signed.
    pub signed_on: NaiveDate,
    /// What was signed, and where it is kept.
    #[schema(example = "Letter of 3 March, in the director's office")]
    pub document: String,
}

/// What a signer is found by: the name, up to a comma or a parenthesis, however it is written.
pub fn signer_key(signer: &str) -> String {
    let name = signer.split([',', '(']).next().unwrap_or_default().trim();
    fold(if name.is_empty() { signer } else { name })
}

/// A party of a partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Party {
    /// The organization.
    pub organization: Named,
    /// Its place in the partnership.
    pub part: Part,
    /// What it is to the others.
    pub kind: PartyKind,
    /// Whether a provider is paid.
    pub paid: bool,
    /// What it gets out of the partnership.
    pub rewards: Vec<String>,
    /// Where it stands.
    pub status: PartyStatus,
    /// Whether it has accounts here; for one without the lead's admin answers.
    pub has_accounts: bool,
    /// Its assent to the terms as they are now.
    pub assent: Option<Assent>,
}
