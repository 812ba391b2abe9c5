//! Decisions of the parties: what was decided, by whom, and why.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attached::{Whole, attached};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

attached!(PartnershipDecision, PartnershipDecisionInput, parties: |input| {
    let parties = input.decided_by.iter().enumerate();
    parties.map(|(index, id)| (format!("/decided_by/{index}"), *id)).collect()
}, done: |input| vec![("/decided_on", input.decided_on)]);

/// A decision to be written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnershipDecisionInput {
    /// The partnership.
    pub partnership_id: Uuid,
    /// What was decided.
    #[schema(example = "The case goes to the branches by the bookmobile.", min_length = 1, max_length = 500)]
    pub title: String,
    /// Why.
    #[schema(example = "A carrier would cost more than the case.", min_length = 1, max_length = 5000)]
    pub reason: String,
    /// The parties that decided it, 1 to 50.
    #[schema(min_items = 1, max_items = 50)]
    pub decided_by: Vec<Uuid>,
    /// When it was decided, not after today.
    pub decided_on: NaiveDate,
}

impl Check for PartnershipDecisionInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/title", &self.title, 1..=500);
        faults.text("/reason", &self.reason, 1..=5_000);
        if self.decided_by.is_empty() {
            faults.add("/decided_by", "empty", "must name who decided");
        }
        faults.at_most("/decided_by", self.decided_by.len(), 50);
        faults.once("/decided_by", &self.decided_by, "");
    }
}

/// A decision of the parties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PartnershipDecision {
    /// The decision's id.
    pub id: Uuid,
    /// The partnership.
    #[schema(value_type = Named)]
    pub partnership: Whole,
    /// What was decided.
    pub title: String,
    /// Why.
    pub reason: String,
    /// The parties that decided it.
    pub decided_by: Vec<Named>,
    /// When it was decided.
    pub decided_on: NaiveDate,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When that last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&PartnershipDecision> for PartnershipDecisionInput {
    fn from(row: &PartnershipDecision) -> Self {
        Self {
            partnership_id: row.partnership.id,
            title: row.title.clone(),
            reason: row.reason.clone(),
            decided_by: row.decided_by.iter().map(|party| party.id).collect(),
            decided_on: row.decided_on,
        }
    }
}
