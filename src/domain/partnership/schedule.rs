//! When something takes place: once, or again and again by a rule of RFC 5545, by the clock of one time zone.

use std::collections::BTreeMap;

use chrono::offset::LocalResult;
use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use rrule::{Frequency, RRule, RRuleSet, Unvalidated};
use serde::{Deserialize, Serialize};

use super::local;
use crate::domain::check::Faults;

/// Exceptions of one rule at most.
pub const MOST_EXCEPTIONS: usize = 200;

/// How often a rule with a `COUNT` may repeat, since one is counted from its start.
const MOST_COUNTED: u32 = 1_000;

/// How far a clock that is changed can move the time of an occurrence.
const MOVED: TimeDelta = TimeDelta::days(2);

/// Gaps that are looked at to tell how often something takes place.
const GAPS: u16 = 12;

/// An occurrence that the rule gives and that is left out, or is at another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MeetingException)]
pub struct Exception {
    /// What the rule says, on the clock of the zone.
    #[serde(deserialize_with = "local::time")]
    #[schema(value_type = String, example = "2026-03-24T17:00:00")]
    pub occurs_at: NaiveDateTime,
    /// When it takes place instead; null where it is left out.
    #[serde(default, deserialize_with = "local::optional_time")]
    #[schema(value_type = Option<String>, example = "2026-03-26T17:00:00")]
    pub starts_at: Option<NaiveDateTime>,
}

/// A start on the clock of a time zone, and what follows from it.
#[derive(Clone, Debug)]
pub struct Schedule {
    starts_at: NaiveDateTime,
    zone: Tz,
    rule: Option<RRule<Unvalidated>>,
    exceptions: BTreeMap<NaiveDateTime, Option<NaiveDateTime>>,
}

/// One time at which something takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The time.
    pub at: DateTime<Utc>,
    /// The same on the clock of the zone.
    pub starts_at: NaiveDateTime,
    /// What the rule says on that clock, by which the occurrence is known.
    pub occurs_at: NaiveDateTime,
}

impl Schedule {
    /// Reads a schedule: a time of the local clock, the IANA name of a zone, a rule, and what deviates from it.
    /// Faults are told at `/starts_at`, `/time_zone`, `/rule` and `/exceptions`.
    pub fn read(
        faults: &mut Faults,
        starts_at: NaiveDateTime,
        zone: &str,
        rule: Option<&str>,
        exceptions: &[Exception],
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
        let exceptions = exceptions.iter().map(|exception| (exception.occurs_at, exception.starts_at));
        let schedule =
            Self { starts_at, zone: known.ok()?, rule: rule.ok()?, exceptions: exceptions.collect() };
        if let Err(fault) = schedule.valid() {
            faults.add("/rule", "rule", fault);
            return None;
        }
        if schedule.by_rule(starts_at, starts_at, 1).is_empty() {
            faults.add("/starts_at", "rule", "must be a time that fits the rule");
            return None;
        }
        Some(schedule)
    }

    /// The exceptions, by their places, that are of no occurrence.
    pub fn unfounded(&self, exceptions: &[Exception]) -> Vec<usize> {
        let (Some((first, _)), Some((last, _))) =
            (self.exceptions.first_key_value(), self.exceptions.last_key_value())
        else {
            return Vec::new();
        };
        let found = self.by_rule(*first, *last, u16::MAX);
        let unfounded = |exception: &Exception| found.binary_search(&exception.occurs_at).is_err();
        (0..).zip(exceptions).filter(|(_, one)| unfounded(one)).map(|(index, _)| index).collect()
    }

    /// The time zone.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The occurrences that begin in a span of time, in their order.
    pub fn between(&self, from: DateTime<Utc>, before: DateTime<Utc>) -> Vec<Occurrence> {
        let local = |at: DateTime<Utc>| at.with_timezone(&self.zone).naive_local();
        let regular = self.by_rule(local(from) - MOVED, local(before) + MOVED, u16::MAX);
        let regular = regular.into_iter().filter(|local| !self.exceptions.contains_key(local));
        let moved = self.exceptions.iter().filter_map(|(occurs_at, to)| to.map(|_| *occurs_at));
        let mut found: Vec<_> = regular
            .chain(moved)
            .filter_map(|occurs_at| self.occurrence(occurs_at))
            .filter(|occurrence| (from..before).contains(&occurrence.at))
            .collect();
        found.sort_unstable();
        found
    }

    /// When what the rule says for this local time takes place; never where it is left out.
    pub fn occurrence(&self, occurs_at: NaiveDateTime) -> Option<Occurrence> {
        let starts_at = self.exceptions.get(&occurs_at).copied().unwrap_or(Some(occurs_at))?;
        Some(Occurrence { at: instant(self.zone, starts_at), starts_at, occurs_at })
    }

    /// Whether the rule gives this local time, and it is not left out.
    pub fn has(&self, occurs_at: NaiveDateTime) -> bool {
        self.occurrence(occurs_at).is_some() && !self.by_rule(occurs_at, occurs_at, 1).is_empty()
    }

    /// How many days lie between two occurrences on the average of the first twelve gaps; none without a second one.
    pub fn every_days(&self) -> Option<i64> {
        let found = self.by_rule(self.starts_at, self.starts_at + TimeDelta::days(3_660), GAPS + 1);
        let gaps = i64::try_from(found.len()).ok()?.checked_sub(1).filter(|gaps| *gaps > 0)?;
        let days = (*found.last()? - *found.first()?).num_days();
        Some((2 * days + gaps) / (2 * gaps))
    }

    /// The local times that the rule gives from one to another, the first `most` of them. The rule is followed on a
    /// clock that is never changed, so that changes of the zone's clock are decided in one place.
    fn by_rule(&self, first: NaiveDateTime, last: NaiveDateTime, most: u16) -> Vec<NaiveDateTime> {
        let Some((rule, until)) = self.steady_rule() else {
            return Some(self.starts_at).filter(|at| (first..=last).contains(at)).into_iter().collect();
        };
        if until.is_some_and(|until| until < first) {
            return Vec::new();
        }
        let start = steady(self.nearer(&rule, first));
        let Ok(rule) = rule.validate(start) else { return Vec::new() };
        let found = RRuleSet::new(start).rrule(rule).after(steady(first)).before(steady(last));
        found.all(most).dates.into_iter().map(|date| date.naive_utc()).collect()
    }

    /// The rule on that clock, and its last moment.
    fn steady_rule(&self) -> Option<(RRule<Unvalidated>, Option<NaiveDateTime>)> {
        let rule = self.rule.clone()?;
        let until = rule.get_until().map(|until| until.with_timezone(&self.zone).naive_local());
        let rule = match until {
            Some(until) => rule.until(steady(until)),
            None => rule,
        };
        Some((rule, until))
    }

    /// Passes for a rule whose parts go together; one that ends before it begins is another fault.
    fn valid(&self) -> Result<(), String> {
        match self.steady_rule() {
            Some((rule, until)) if until.is_none_or(|until| until >= self.starts_at) => {
                let valid = rule.validate(steady(self.starts_at));
                valid.map(drop).map_err(|fault| format!("is not a rule of RFC 5545: {fault}"))
            }
            _ => Ok(()),
        }
    }

    /// A start shortly before `first` from which the rule goes on as from its own: nobody waits while every day since long
    /// ago is looked at. Months and years are few, and what is counted is counted from the start.
    fn nearer(&self, rule: &RRule<Unvalidated>, first: NaiveDateTime) -> NaiveDateTime {
        let days = match rule.get_freq() {
            Frequency::Daily => 1,
            Frequency::Weekly => 7,
            _ => return self.starts_at,
        };
        let step = days * i64::from(rule.get_interval().max(1));
        let steps = (first - self.starts_at).num_days() / step - 1;
        match rule.get_count() {
            None if steps > 0 => self.starts_at + TimeDelta::days(steps * step),
            _ => self.starts_at,
        }
    }
}

/// A local time on the clock that is never changed.
fn steady(local: NaiveDateTime) -> DateTime<rrule::Tz> {
    rrule::Tz::UTC.from_utc_datetime(&local)
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
    let text = text.to_ascii_uppercase();
    let rule: RRule<Unvalidated> =
        text.parse().map_err(|fault| format!("is not a rule of RFC 5545: {fault}"))?;
    if matches!(rule.get_freq(), Frequency::Hourly | Frequency::Minutely | Frequency::Secondly) {
        return Err("must have FREQ=DAILY, WEEKLY, MONTHLY or YEARLY".to_owned());
    }
    if !(rule.get_by_hour().is_empty() && rule.get_by_minute().is_empty() && rule.get_by_second().is_empty())
    {
        return Err("must leave the time of day to starts_at: no BYHOUR, BYMINUTE or BYSECOND".to_owned());
    }
    if rule.get_count().is_some_and(|count| !(1..=MOST_COUNTED).contains(&count)) {
        return Err("must have a COUNT of 1 to 1000, or none".to_owned());
    }
    if rule.get_interval() == 0 {
        return Err("must have an INTERVAL of at least 1, or none".to_owned());
    }
    if rule.get_count().is_some() && rule.get_until().is_some() {
        return Err("must have COUNT or UNTIL, not both".to_owned());
    }
    let names: Vec<&str> = text.split(';').filter_map(|part| part.split('=').next()).collect();
    let by_others = names.iter().any(|name| name.starts_with("BY") && *name != "BYSETPOS");
    if names.contains(&"BYSETPOS") && !by_others {
        return Err("must have another part with BY beside BYSETPOS".to_owned());
    }
    let in_utc = |part: &str| !part.starts_with("UNTIL=") || part.ends_with('Z');
    if !text.split(';').all(in_utc) {
        return Err("must have UNTIL in UTC, such as UNTIL=20271231T235959Z".to_owned());
    }
    Ok(rule)
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
