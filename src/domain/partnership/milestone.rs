//! Milestones: what is to be done until when.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attached::{Whole, attached};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

attached!(Milestone, MilestoneInput, parties: |input| {
    input.owner_id.map(|id| ("/owner_id".to_owned(), id)).into_iter().collect()
}, done: |input| input.done_on.map(|day| ("/done_on", day)).into_iter().collect());

/// A milestone to be set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneInput {
    /// The partnership.
    pub partnership_id: Uuid,
    /// What is to be done.
    #[schema(example = "The case is packed.", min_length = 1, max_length = 500)]
    pub title: String,
    /// More about it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub description: Option<String>,
    /// Until when.
    pub due_on: NaiveDate,
    /// When it was done, not after today.
    #[serde(default)]
    pub done_on: Option<NaiveDate>,
    /// The party that sees to it.
    #[serde(default)]
    pub owner_id: Option<Uuid>,
}

impl Check for MilestoneInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/title", &self.title, 1..=500);
        faults.optional_text("/description", self.description.as_ref(), 5_000);
    }
}

/// A milestone of a partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Milestone {
    /// The milestone's id.
    pub id: Uuid,
    /// The partnership.
    #[schema(value_type = Named)]
    pub partnership: Whole,
    /// What is to be done.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// Until when.
    pub due_on: NaiveDate,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
    /// The party that sees to it.
    pub owner: Option<Named>,
    /// When it was set.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Milestone> for MilestoneInput {
    fn from(row: &Milestone) -> Self {
        let Milestone { title, description, due_on, done_on, .. } = row.clone();
        let owner_id = row.owner.as_ref().map(|party| party.id);
        Self { partnership_id: row.partnership.id, title, description, due_on, done_on, owner_id }
    }
}
