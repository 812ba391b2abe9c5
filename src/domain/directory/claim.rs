//! A partner says that an entry of the directory is its own, and asks to be its steward.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::decision::still_open;
use super::named::{Entry, Named};
use crate::domain::check::{Check, Faults};
use crate::error::Result;

/// How far a claim is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClaimStatus {
    /// Waits for the steward or the operator.
    #[default]
    Open,
    /// The claimant is the entry's steward now.
    Approved,
    /// Refused.
    Declined,
}

impl ClaimStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Open, Self::Approved, Self::Declined];

    /// The status after a yes or no.
    ///
    /// # Errors
    /// [`crate::error::Error::Conflict`] when it was decided before.
    pub fn decide(self, yes: bool) -> Result<Self> {
        still_open(self == Self::Open)?;
        Ok(if yes { Self::Approved } else { Self::Declined })
    }
}

/// What a partner says when it claims an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimInput {
    /// The entry that is claimed.
    pub organization_id: Uuid,
    /// Why the entry is the claimant's own.
    #[schema(
        example = "We are this organization; our director will confirm it.",
        min_length = 1,
        max_length = 2000
    )]
    pub reason: String,
}

impl Check for ClaimInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/reason", &self.reason, 1..=2_000);
    }
}

/// A partner's claim to an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Claim {
    /// The claim's id.
    pub id: Uuid,
    /// The entry that is claimed.
    #[schema(value_type = Named)]
    pub organization: Entry,
    /// The partner that claims it.
    pub claimant: Named,
    /// Why the entry is the claimant's own.
    pub reason: String,
    /// How far the claim is.
    pub status: ClaimStatus,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was decided so.
    pub decision_reason: Option<String>,
    /// When the claim was made.
    pub created_at: DateTime<Utc>,
    /// When the claim last changed.
    pub updated_at: DateTime<Utc>,
}

/// Filters of `list_claims`, all of which have to hold.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ClaimFilter {
    /// The entry that is claimed.
    pub organization_id: Option<Uuid>,
    /// How far the claims are.
    pub status: Option<ClaimStatus>,
}

impl Check for ClaimFilter {
    fn check(&self, _: &mut Faults) {}
}

#[cfg(test)]
mod tests {
    use super::ClaimStatus::{Approved, Declined, Open};
    use crate::error::{Code, Error};

    #[test]
    fn a_claim_is_decided_once() {
        assert!(matches!(Open.decide(true), Ok(Approved)));
        assert!(matches!(Open.decide(false), Ok(Declined)));
        for decided in [Approved, Declined] {
            assert!(matches!(decided.decide(true), Err(Error::Conflict { code: Code::AlreadyDecided, .. })));
        }
    }
}
