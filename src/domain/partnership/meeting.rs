//! Meetings: when the parties come together, once or again and again.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attached::{Whole, attached};
use super::local;
use super::schedule::{Exception, MOST_EXCEPTIONS, Schedule, instant};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::formats::check_web_address;
use crate::domain::directory::named::Named;

/// Days whose occurrences are told at once, at most.
const MOST_DAYS: i64 = 1_100;

attached!(Meeting, MeetingInput);

/// A meeting to be planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingInput {
    /// The partnership.
    pub partnership_id: Uuid,
    /// What it is called.
    #[schema(example = "Talk at the jetty", min_length = 1, max_length = 500)]
    pub title: String,
    /// What is on the agenda each time.
    #[serde(default)]
    #[schema(example = "Where the case is, and where it goes.", min_length = 1, max_length = 5000)]
    pub agenda: Option<String>,
    /// Where it takes place.
    #[serde(default)]
    #[schema(example = "The museum's boathouse", min_length = 1, max_length = 500)]
    pub place: Option<String>,
    /// The web address at which people meet.
    #[serde(default)]
    #[schema(example = "https://meet.example/lake", min_length = 1, max_length = 2000)]
    pub url: Option<String>,
    /// The first time, on the clock of the time zone and without an offset; a whole minute from 1900 to 2100.
    #[serde(deserialize_with = "local::time")]
    #[schema(value_type = String, example = "2026-03-03T17:00:00")]
    pub starts_at: NaiveDateTime,
    /// The time zone, by its name in the IANA database. The meeting keeps its time of day when the clock is changed.
    #[schema(example = "America/Los_Angeles", min_length = 1, max_length = 100)]
    pub time_zone: String,
    /// How long it takes: up to a week.
    #[schema(example = 90, minimum = 1, maximum = 10080)]
    pub duration_minutes: i32,
    /// How it recurs, by a rule of RFC 5545: daily, weekly, monthly or yearly. `starts_at` has to fit it.
    #[serde(default)]
    #[schema(example = "FREQ=MONTHLY;BYDAY=1TU", min_length = 1, max_length = 500)]
    pub rule: Option<String>,
    /// The occurrences that are left out or moved.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub exceptions: Vec<Exception>,
}

impl MeetingInput {
    /// The schedule, when it is one.
    pub fn schedule(&self, faults: &mut Faults) -> Option<Schedule> {
        Schedule::read(faults, self.starts_at, &self.time_zone, self.rule.as_deref(), &self.exceptions)
    }
}

impl Check for MeetingInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/title", &self.title, 1..=500);
        faults.optional_text("/agenda", self.agenda.as_ref(), 5_000);
        faults.optional_text("/place", self.place.as_ref(), 500);
        check_web_address(faults, "/url", self.url.as_ref());
        faults.text("/time_zone", &self.time_zone, 1..=100);
        faults.optional_text("/rule", self.rule.as_ref(), 500);
        if !(1..=10_080).contains(&self.duration_minutes) {
            faults.add("/duration_minutes", "range", "must be 1 to 10080");
        }
        check_local(faults, "/starts_at", self.starts_at);
        faults.at_most("/exceptions", self.exceptions.len(), MOST_EXCEPTIONS);
        faults.once("/exceptions", self.exceptions.iter().map(|exception| exception.occurs_at), "/occurs_at");
        for (index, exception) in self.exceptions.iter().enumerate() {
            for (name, at) in [("occurs_at", Some(exception.occurs_at)), ("starts_at", exception.starts_at)] {
                at.into_iter().for_each(|at| check_local(faults, &format!("/exceptions/{index}/{name}"), at));
            }
        }
        // What is out of range is not followed.
        if !faults.is_empty() {
            return;
        }
        let Some(schedule) = self.schedule(faults) else { return };
        for index in schedule.unfounded(&self.exceptions) {
            let pointer = format!("/exceptions/{index}/occurs_at");
            faults.add(&pointer, "no_occurrence", "the meeting has no such occurrence");
        }
    }
}

/// A local time is one for which rules are followed.
fn check_local(faults: &mut Faults, pointer: &str, at: NaiveDateTime) {
    check_year(faults, pointer, at.date());
    if at.second() != 0 || at.nanosecond() != 0 {
        faults.add(pointer, "whole_minute", "must be a whole minute");
    }
}

fn check_year(faults: &mut Faults, pointer: &str, date: NaiveDate) {
    if !(1900..=2100).contains(&date.year()) {
        faults.add(pointer, "range", "must be in the years 1900 to 2100");
    }
}

/// A meeting of a partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Meeting {
    /// The meeting's id.
    pub id: Uuid,
    /// The partnership.
    #[schema(value_type = Named)]
    pub partnership: Whole,
    /// What it is called.
    pub title: String,
    /// What is on the agenda each time.
    pub agenda: Option<String>,
    /// Where it takes place.
    pub place: Option<String>,
    /// The web address at which people meet.
    pub url: Option<String>,
    /// The first time, on the clock of the time zone.
    #[schema(value_type = String, example = "2026-03-03T17:00:00")]
    pub starts_at: NaiveDateTime,
    /// The time zone.
    pub time_zone: String,
    /// How long it takes.
    pub duration_minutes: i32,
    /// How it recurs.
    pub rule: Option<String>,
    /// The occurrences that are left out or moved.
    pub exceptions: Vec<Exception>,
    /// About how many days lie between two occurrences; null where it does not recur within ten years.
    #[schema(example = 30)]
    pub every_days: Option<i64>,
    /// When it was planned.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Meeting> for MeetingInput {
    fn from(row: &Meeting) -> Self {
        let Meeting { title, agenda, place, url, starts_at, time_zone, duration_minutes, .. } = row.clone();
        let (rule, exceptions) = (row.rule.clone(), row.exceptions.clone());
        let partnership_id = row.partnership.id;
        Self {
            partnership_id,
            title,
            agenda,
            place,
            url,
            starts_at,
            time_zone,
            duration_minutes,
            rule,
            exceptions,
        }
    }
}

/// A meeting as other rows name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MeetingRef {
    /// The meeting's id.
    pub id: Uuid,
    /// What it is called.
    #[schema(example = "Talk at the jetty")]
    pub title: String,
}

/// The days whose occurrences are asked for.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// The first day, in the time zone of the meeting.
    #[param(example = "2026-03-01")]
    pub from: NaiveDate,
    /// The last day, no more than 1,100 days later.
    #[param(example = "2026-05-31")]
    pub until: NaiveDate,
}

impl Check for Days {
    fn check(&self, faults: &mut Faults) {
        check_year(faults, "from", self.from);
        check_year(faults, "until", self.until);
        match (self.until - self.from).num_days() {
            ..0 => faults.add("until", "before_start", "must not be before from"),
            0..=MOST_DAYS => {}
            _ => faults.add("until", "range", "must be no more than 1100 days after from"),
        }
    }
}

impl Days {
    /// From when to when these days are, on the clock of the schedule.
    pub fn on(self, schedule: &Schedule) -> (DateTime<Utc>, DateTime<Utc>) {
        let midnight = |date: NaiveDate| instant(schedule.zone(), date.and_time(chrono::NaiveTime::MIN));
        (midnight(self.from), midnight(self.until + TimeDelta::days(1)))
    }
}

/// One time at which a meeting takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MeetingOccurrence {
    /// What the rule says on the clock of the time zone, by which the occurrence is known.
    #[schema(value_type = String, example = "2026-03-03T17:00:00")]
    pub occurs_at: NaiveDateTime,
    /// When it begins. A time that the clock skips is told by the clock before the change; of one that it shows twice the first
    /// is meant.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Whether it was moved away from what the rule says.
    #[schema(example = false)]
    pub moved: bool,
    /// Whether its minutes say that it was cancelled.
    #[schema(example = false)]
    pub cancelled: bool,
    /// Its minutes.
    pub minutes_id: Option<Uuid>,
}

/// When a meeting takes place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MeetingOccurrences {
    /// The meeting.
    pub meeting: MeetingRef,
    /// All its occurrences in these days; none after the end of the partnership.
    pub occurrences: Vec<MeetingOccurrence>,
}
