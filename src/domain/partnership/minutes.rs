//! Minutes: what is known of one occurrence of a meeting.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attached::{Whole, attached};
use super::local;
use super::meeting::MeetingRef;
use super::partnership::MAX_PARTIES;
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

attached!(Minutes, MinutesInput, parties: |input| {
    let parties = input.attendance.iter().enumerate();
    parties
        .map(|(index, party)| (format!("/attendance/{index}/organization_id"), party.organization_id))
        .collect()
}, done: |input| {
    let told = [("/text", input.text.is_some()), ("/attendance", !input.attendance.is_empty())];
    told.into_iter().filter(|(_, told)| *told).map(|(pointer, _)| (pointer, input.occurs_at.date())).collect()
});

/// Minutes to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MinutesInput {
    /// The partnership.
    pub partnership_id: Uuid,
    /// The meeting.
    pub meeting_id: Uuid,
    /// The occurrence: what the rule of the meeting says on the clock of its time zone.
    #[serde(deserialize_with = "local::time")]
    #[schema(value_type = String, example = "2026-03-03T17:00:00")]
    pub occurs_at: NaiveDateTime,
    /// Whether it was cancelled.
    #[serde(default)]
    #[schema(example = false)]
    pub cancelled: bool,
    /// What is on the agenda this time.
    #[serde(default)]
    #[schema(example = "The key to the jetty", min_length = 1, max_length = 5000)]
    pub agenda: Option<String>,
    /// What was said; not before the day.
    #[serde(default)]
    #[schema(example = "The case has left the third branch.", min_length = 1, max_length = 50000)]
    pub text: Option<String>,
    /// The parties that were there; not before the day.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub attendance: Vec<AttendanceInput>,
}

/// Who was there of a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttendanceInput {
    /// The party.
    pub organization_id: Uuid,
    /// How many of its people, where that is known.
    #[serde(default)]
    #[schema(example = 2, minimum = 1, maximum = 10000)]
    pub count: Option<i32>,
    /// Members of your own organization who were there.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub person_ids: Vec<Uuid>,
}

impl Check for AttendanceInput {
    fn check(&self, faults: &mut Faults) {
        faults.at_most("/person_ids", self.person_ids.len(), 100);
        faults.once("/person_ids", &self.person_ids, "");
        let named = i32::try_from(self.person_ids.len()).unwrap_or(i32::MAX).max(1);
        if self.count.is_some_and(|count| !(named..=10_000).contains(&count)) {
            faults.add("/count", "range", "must be 1 to 10000, and no fewer than are named");
        }
    }
}

impl Check for MinutesInput {
    fn check(&self, faults: &mut Faults) {
        faults.optional_text("/agenda", self.agenda.as_ref(), 5_000);
        faults.optional_text("/text", self.text.as_ref(), 50_000);
        faults.each("/attendance", &self.attendance, MAX_PARTIES);
        faults.once("/attendance", self.attendance.iter().map(|party| party.organization_id), "");
        if self.cancelled && !self.attendance.is_empty() {
            faults.add("/attendance", "cancelled", "nobody attends what was cancelled");
        }
    }
}

/// Who was there of a party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Attendance {
    /// The party.
    pub organization: Named,
    /// How many of its people, where that is known.
    pub count: Option<i32>,
    /// Those of them who are named.
    pub people: Vec<Named>,
}

/// The minutes of one occurrence of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Minutes {
    /// The id of the minutes.
    pub id: Uuid,
    /// The partnership.
    #[schema(value_type = Named)]
    pub partnership: Whole,
    /// The meeting.
    pub meeting: MeetingRef,
    /// The occurrence: what the rule of the meeting says on the clock of its time zone.
    #[schema(value_type = String, example = "2026-03-03T17:00:00")]
    pub occurs_at: NaiveDateTime,
    /// When it began or begins; null where the meeting leaves it out by now.
    pub starts_at: Option<DateTime<Utc>>,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// What is on the agenda this time.
    pub agenda: Option<String>,
    /// What was said.
    pub text: Option<String>,
    /// The parties that were there.
    pub attendance: Vec<Attendance>,
    /// When they were begun.
    pub created_at: DateTime<Utc>,
    /// When they last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Minutes> for MinutesInput {
    fn from(row: &Minutes) -> Self {
        let party = |party: &Attendance| AttendanceInput {
            organization_id: party.organization.id,
            count: party.count,
            person_ids: party.people.iter().map(|person| person.id).collect(),
        };
        Self {
            partnership_id: row.partnership.id,
            meeting_id: row.meeting.id,
            occurs_at: row.occurs_at,
            cancelled: row.cancelled,
            agenda: row.agenda.clone(),
            text: row.text.clone(),
            attendance: row.attendance.iter().map(party).collect(),
        }
    }
}
