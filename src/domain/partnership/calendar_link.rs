//! Secret links by which calendar programs read what is to come.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

/// A link to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarLinkInput {
    /// The only partnership that it is to show; without, all of the organization for which you act.
    #[serde(default)]
    pub partnership_id: Option<Uuid>,
}

impl Check for CalendarLinkInput {
    fn check(&self, _: &mut Faults) {}
}

/// A link by which you read a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CalendarLink {
    /// The link's id.
    pub id: Uuid,
    /// Your organization, whose partnerships it shows.
    pub organization: Named,
    /// The only partnership that it shows.
    pub partnership: Option<Named>,
    /// The address of the calendar, which is a secret. Only in the answer that made it, else null.
    #[schema(example = "https://ligature.example/v1/calendars/4f0c.ics")]
    pub link: Option<String>,
    /// The secret in that address, for programs. Only in the answer that made it, else null.
    pub secret: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}
