//! When something takes place: once, or again and again by a rule of RFC 5545, by the clock of one time zone.

use std::collections::BTreeSet;

use chrono::offset::LocalResult;
use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use rrule::{Frequency, RRule, RRuleSet, Unvalidated};

use crate::domain::check::Faults;

/// Occurrences that are looked for at most; a rule that goes on for longer is looked at from a later time.
pub const MOST: u16 = 1_000;

/// Exceptions of one rule at most.
pub const MOST_EXCEPTIONS: usize = 200;

/// How far a clock that is changed can move the time of an occurrence.
const MOVED: TimeDelta = TimeDelta::days(2);

/// A start on the clock of a time zone, and what follows from it.
#[derive(Clone, Debug)]
pub struct Schedule {
    starts_at: NaiveDateTime,
    zone: Tz,
    rule: Option<RRule<Unvalidated>>,
    exceptions: BTreeSet<NaiveDateTime>,
}

/// One time at which something takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The time.
    pub at: DateTime<Utc>,
    /// What the rule says on the clock of the zone, by which the occurrence is known.
    pub local: NaiveDateTime,
}

impl Schedule {
    /// Reads a schedule: a time of the local clock, the IANA name of a zone, a rule, and local times that are left out.
    /// Faults are told at `/starts_at`, `/time_zone`, `/rule` and `/exceptions`.
    pub fn read(
        faults: &mut Faults,
        starts_at: NaiveDateTime,
        zone: &str,
        rule: Option<&str>,
        exceptions: &[NaiveDateTime],
    ) -> Option<Self> {
        let known = zone.parse::<Tz>();
        if known.is_err() {
            faults.add(
                "/time_zone",
                "time_zone",
                "is not a time zone of the IANA database, such as America/Chicago",
            );
        }
        let rule = rule.map(read_rule).transpose().map_err(|fault| faults.add("/rule", "rule", fault));
        if exceptions.len() > MOST_EXCEPTIONS {
            faults.add("/exceptions", "length", "must be 200 at most");
            return None;
        }
        let schedule = Self {
            starts_at,
            zone: known.ok()?,
            rule: rule.ok()?,
            exceptions: exceptions.iter().copied().collect(),
        };
        if schedule.rule.is_some()
            && schedule.from_rule(starts_at, starts_at).is_none_or(|found| found.is_empty())
        {
            faults.add("/starts_at", "rule", "must be a time that fits the rule");
            return None;
        }
        Some(schedule)
    }

    /// The time zone.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The occurrences that begin in a span of time, the first [`MOST`] of them.
    pub fn between(&self, from: DateTime<Utc>, before: DateTime<Utc>) -> Vec<Occurrence> {
        let local = |at: DateTime<Utc>| at.with_timezone(&self.zone).naive_local();
        let (first, last) = (local(from) - MOVED, local(before) + MOVED);
        let found = match self.rule {
            Some(_) => self.from_rule(first, last).unwrap_or_default(),
            None => vec![self.starts_at],
        };
        let occurrence = |local: NaiveDateTime| Occurrence { at: instant(self.zone, local), local };
        found
            .into_iter()
            .filter(|local| !self.exceptions.contains(local))
            .map(occurrence)
            .filter(|occurrence| (from..before).contains(&occurrence.at))
            .take(MOST.into())
            .collect()
    }

    /// The next occurrence at or after a time, within the ten years that follow.
    pub fn next(&self, from: DateTime<Utc>) -> Option<Occurrence> {
        // A short look finds it nearly always.
        [TimeDelta::days(40), TimeDelta::days(3_660)]
            .into_iter()
            .find_map(|span| self.between(from, from.checked_add_signed(span)?).into_iter().next())
    }

    /// Whether one of the occurrences is at this local time.
    pub fn has(&self, local: NaiveDateTime) -> bool {
        let at = instant(self.zone, local);
        self.between(at, at + TimeDelta::seconds(1)).iter().any(|found| found.local == local)
    }

    /// The local times that the rule gives from one to another, some more than [`MOST`] at most. The rule is followed on a
    /// clock that is never changed, so that changes of the zone's clock are decided in one place.
    fn from_rule(&self, first: NaiveDateTime, last: NaiveDateTime) -> Option<Vec<NaiveDateTime>> {
        let steady = |local: NaiveDateTime| rrule::Tz::UTC.from_utc_datetime(&local);
        let mut rule = self.rule.clone()?;
        if let Some(until) = rule.get_until().map(|until| until.with_timezone(&self.zone).naive_local()) {
            rule = rule.until(steady(until));
        }
        let start = steady(self.starts_at);
        let rule = rule.validate(start).ok()?;
        let found = RRuleSet::new(start).rrule(rule).after(steady(first)).before(steady(last));
        let room = MOST + u16::try_from(MOST_EXCEPTIONS).unwrap_or(u16::MAX);
        Some(found.all(room).dates.into_iter().map(|date| date.naive_utc()).collect())
    }
}

/// The moment that a local time means. One that the clock skips is told by the clock before the change, and of one that it shows
/// twice the first is meant (RFC 5545, 3.3.5).
pub fn instant(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
        LocalResult::None => {
            let before = (1..)
                .map(|quarters| zone.from_local_datetime(&(local - TimeDelta::minutes(15 * quarters))))
                .take(4 * 25)
                .find_map(LocalResult::latest);
            let offset = before.map_or(0, |at| at.offset().fix().local_minus_utc());
            (local - TimeDelta::seconds(offset.into())).and_utc()
        }
    }
}

/// Reads a rule, without the word `RRULE`.
fn read_rule(text: &str) -> Result<RRule<Unvalidated>, String> {
    let rule: RRule<Unvalidated> =
        text.parse().map_err(|fault| format!("is not a rule of RFC 5545: {fault}"))?;
    if matches!(rule.get_freq(), Frequency::Hourly | Frequency::Minutely | Frequency::Secondly) {
        return Err("must have FREQ=DAILY, WEEKLY, MONTHLY or YEARLY".to_owned());
    }
    if !(rule.get_by_hour().is_empty() && rule.get_by_minute().is_empty() && rule.get_by_second().is_empty())
    {
        return Err("must leave the time of day to starts_at: no BYHOUR, BYMINUTE or BYSECOND".to_owned());
    }
    if text.contains("UNTIL=")
        && !text.split(';').any(|part| part.starts_with("UNTIL=") && part.ends_with('Z'))
    {
        return Err("must have UNTIL in UTC, such as UNTIL=20271231T235959Z".to_owned());
    }
    Ok(rule)
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
