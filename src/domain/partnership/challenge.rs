//! Challenges of a partnership: what may go wrong, how badly, and what is done about it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attached::{Whole, attached};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

attached!(Challenge, ChallengeInput, parties: |input| {
    input.owner_id.map(|id| ("/owner_id".to_owned(), id)).into_iter().collect()
});

/// What a challenge is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChallengeKind {
    /// How things and people get where they are needed.
    Logistics,
    /// Whether everybody understands what is said and read.
    LanguageBarrier,
    /// Whether there are enough hands.
    Manpower,
    /// Who pays for what.
    FundManagement,
    /// How one knows whether it worked.
    Evaluation,
    /// Something else, which `other_kind` names.
    Other,
}

/// How far a challenge is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChallengeStatus {
    /// To be watched.
    #[default]
    Open,
    /// It happened.
    Occurred,
    /// No longer to be feared.
    Closed,
}

/// A challenge to be watched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChallengeInput {
    /// The partnership.
    pub partnership_id: Uuid,
    /// What it is about.
    #[schema(example = "logistics")]
    pub kind: ChallengeKind,
    /// A kind of your own, with `other`.
    #[serde(default)]
    #[schema(example = json!(null), min_length = 1, max_length = 100)]
    pub other_kind: Option<String>,
    /// What may happen.
    #[schema(example = "The case is too large for the small branches.", min_length = 1, max_length = 500)]
    pub title: String,
    /// More about it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub description: Option<String>,
    /// How likely it is, from 1 to 5.
    #[schema(example = 4, minimum = 1, maximum = 5)]
    pub likelihood: i32,
    /// How bad it would be, from 1 to 5.
    #[schema(example = 2, minimum = 1, maximum = 5)]
    pub impact: i32,
    /// What is done about it.
    #[serde(default)]
    #[schema(example = "A second, smaller case for these.", min_length = 1, max_length = 5000)]
    pub mitigation: Option<String>,
    /// The party that sees to it.
    #[serde(default)]
    pub owner_id: Option<Uuid>,
    /// When it is looked at again.
    #[serde(default)]
    pub review_on: Option<NaiveDate>,
    /// How far it is.
    #[serde(default)]
    #[schema(example = "open")]
    pub status: ChallengeStatus,
}

impl Check for ChallengeInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/title", &self.title, 1..=500);
        faults.optional_text("/other_kind", self.other_kind.as_ref(), 100);
        faults.optional_text("/description", self.description.as_ref(), 5_000);
        faults.optional_text("/mitigation", self.mitigation.as_ref(), 5_000);
        match (self.kind, &self.other_kind) {
            (ChallengeKind::Other, None) => faults.add("/other_kind", "required", "must say what kind it is"),
            (ChallengeKind::Other, Some(_)) | (_, None) => {}
            (_, Some(_)) => faults.add("/other_kind", "not_other", "goes with the kind `other` only"),
        }
        for (pointer, value) in [("/likelihood", self.likelihood), ("/impact", self.impact)] {
            if !(1..=5).contains(&value) {
                faults.add(pointer, "range", "must be 1 to 5");
            }
        }
    }
}

/// A challenge of a partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Challenge {
    /// The challenge's id.
    pub id: Uuid,
    /// The partnership.
    #[schema(value_type = Named)]
    pub partnership: Whole,
    /// What it is about.
    pub kind: ChallengeKind,
    /// A kind of the parties' own.
    pub other_kind: Option<String>,
    /// What may happen.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// How likely it is, from 1 to 5.
    pub likelihood: i32,
    /// How bad it would be, from 1 to 5.
    pub impact: i32,
    /// Likelihood times impact, from 1 to 25.
    #[schema(example = 8)]
    pub risk: i32,
    /// What is done about it.
    pub mitigation: Option<String>,
    /// The party that sees to it.
    pub owner: Option<Named>,
    /// When it is looked at again.
    pub review_on: Option<NaiveDate>,
    /// How far it is.
    pub status: ChallengeStatus,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When that last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Challenge> for ChallengeInput {
    fn from(row: &Challenge) -> Self {
        let Challenge { kind, other_kind, title, description, likelihood, impact, mitigation, .. } =
            row.clone();
        Self {
            partnership_id: row.partnership.id,
            kind,
            other_kind,
            title,
            description,
            likelihood,
            impact,
            mitigation,
            owner_id: row.owner.as_ref().map(|party| party.id),
            review_on: row.review_on,
            status: row.status,
        }
    }
}
