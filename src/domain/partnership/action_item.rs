//! Action items: who was asked to do what until when.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attached::{Whole, attached};
use super::meeting::MeetingRef;
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

attached!(ActionItem, ActionItemInput,
    parties: |input| vec![("/owner_id".to_owned(), input.owner_id)],
    done: |input| input.done_on.map(|day| ("/done_on", day)).into_iter().collect()
);

/// An action item to be written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionItemInput {
    /// The partnership.
    pub partnership_id: Uuid,
    /// The meeting at which it was agreed.
    #[serde(default)]
    pub meeting_id: Option<Uuid>,
    /// What is to be done.
    #[schema(example = "Ask the port for a key to the jetty.", min_length = 1, max_length = 500)]
    pub title: String,
    /// More about it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 5000)]
    pub description: Option<String>,
    /// The party that does it.
    pub owner_id: Uuid,
    /// A member of your own organization who does it.
    #[serde(default)]
    pub person_id: Option<Uuid>,
    /// Until when.
    pub due_on: NaiveDate,
    /// When it was done, not after today.
    #[serde(default)]
    pub done_on: Option<NaiveDate>,
}

impl Check for ActionItemInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/title", &self.title, 1..=500);
        faults.optional_text("/description", self.description.as_ref(), 5_000);
    }
}

/// An action item of a partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ActionItem {
    /// The action item's id.
    pub id: Uuid,
    /// The partnership.
    #[schema(value_type = Named)]
    pub partnership: Whole,
    /// The meeting at which it was agreed.
    pub meeting: Option<MeetingRef>,
    /// What is to be done.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// The party that does it.
    pub owner: Named,
    /// The member of that party who does it.
    pub person: Option<Named>,
    /// Until when.
    pub due_on: NaiveDate,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
    /// The person who said that it was done.
    pub done_by: Option<Named>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&ActionItem> for ActionItemInput {
    fn from(row: &ActionItem) -> Self {
        let ActionItem { title, description, due_on, done_on, .. } = row.clone();
        Self {
            partnership_id: row.partnership.id,
            meeting_id: row.meeting.as_ref().map(|meeting| meeting.id),
            title,
            description,
            owner_id: row.owner.id,
            person_id: row.person.as_ref().map(|person| person.id),
            due_on,
            done_on,
        }
    }
}
