//! Times that were worked out by hand, and a second way to find them.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};
use proptest::prelude::*;

use super::{Exception, Schedule, instant};
use crate::domain::check::Faults;

fn local(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn read(starts_at: &str, zone: &str, rule: Option<&str>, exceptions: &[&str]) -> Schedule {
    let mut faults = Faults::default();
    let exceptions: Vec<_> = exceptions.iter().map(|text| exception(text, None)).collect();
    let schedule = Schedule::read(&mut faults, local(starts_at), zone, rule, &exceptions);
    schedule.unwrap_or_else(|| panic!("{faults:?}"))
}

fn exception(occurs_at: &str, starts_at: Option<&str>) -> Exception {
    Exception { occurs_at: local(occurs_at), starts_at: starts_at.map(local) }
}

fn times(schedule: &Schedule, from: &str, before: &str) -> Vec<String> {
    let found = schedule.between(utc(from), utc(before));
    found.iter().map(|occurrence| occurrence.at.format("%m-%d %H:%M").to_string()).collect()
}

fn fault(starts_at: &str, zone: &str, rule: &str) -> String {
    let mut faults = Faults::default();
    assert!(Schedule::read(&mut faults, local(starts_at), zone, Some(rule), &[]).is_none());
    format!("{faults:?}")
}

#[test]
fn a_meeting_keeps_its_time_of_day_when_the_clock_changes() {
    let weekly = read("2026-03-01T09:00:00", "America/New_York", Some("FREQ=WEEKLY;COUNT=3"), &[]);
    assert_eq!(
        times(&weekly, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ["03-01 14:00", "03-08 13:00", "03-15 13:00"]
    );
}

#[test]
fn a_time_that_the_clock_skips_is_told_by_the_clock_before_and_of_two_the_first_is_meant() {
    let daily = read("2026-03-07T02:30:00", "America/New_York", Some("FREQ=DAILY;COUNT=3"), &[]);
    assert_eq!(
        times(&daily, "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"),
        ["03-07 07:30", "03-08 07:30", "03-09 06:30"]
    );
    let twice = read("2026-10-31T01:30:00", "America/New_York", Some("FREQ=DAILY;COUNT=3"), &[]);
    assert_eq!(
        times(&twice, "2026-10-01T00:00:00Z", "2026-12-01T00:00:00Z"),
        ["10-31 05:30", "11-01 05:30", "11-02 06:30"]
    );
    // A whole day that was skipped, as Samoa crossed the date line.
    let apia = chrono_tz::Pacific::Apia;
    assert_eq!(instant(apia, local("2011-12-30T12:00:00")), utc("2011-12-30T22:00:00Z"));
}

#[test]
fn exceptions_are_left_out_and_count_all_the_same() {
    let rule = Some("FREQ=MONTHLY;BYDAY=1TU;COUNT=4");
    let monthly = read("2026-01-06T18:00:00", "Europe/Berlin", rule, &["2026-02-03T18:00:00"]);
    assert_eq!(
        times(&monthly, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ["01-06 17:00", "03-03 17:00", "04-07 16:00"]
    );
    assert!(!monthly.has(local("2026-02-03T18:00:00")));
    assert!(monthly.has(local("2026-03-03T18:00:00")));
    assert!(!monthly.has(local("2026-03-03T17:00:00")));
}

#[test]
fn what_is_moved_is_found_where_it_takes_place_and_known_by_what_the_rule_says() {
    let exceptions = [
        exception("2026-02-03T18:00:00", Some("2026-02-10T09:00:00")),
        exception("2026-03-03T18:00:00", Some("2026-05-01T09:00:00")),
        exception("2026-03-04T18:00:00", None),
    ];
    let mut faults = Faults::default();
    let rule = Some("FREQ=MONTHLY;BYDAY=1TU;COUNT=4");
    let starts_at = local("2026-01-06T18:00:00");
    let monthly = Schedule::read(&mut faults, starts_at, "Europe/Berlin", rule, &exceptions).unwrap();
    assert_eq!(
        times(&monthly, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ["01-06 17:00", "02-10 08:00", "04-07 16:00", "05-01 07:00"]
    );
    assert_eq!(times(&monthly, "2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z"), ["05-01 07:00"]);
    assert_eq!(times(&monthly, "2026-03-01T00:00:00Z", "2026-03-31T00:00:00Z"), Vec::<String>::new());
    assert!(monthly.has(local("2026-03-03T18:00:00")) && !monthly.has(local("2026-05-01T09:00:00")));
    assert_eq!(monthly.unfounded(&exceptions), [2]);
    assert_eq!(monthly.every_days(), Some(30));
}

#[test]
fn how_often_something_takes_place_is_the_mean_of_its_first_gaps() {
    for (rule, days) in [
        (None, None),
        (Some("FREQ=DAILY;COUNT=1"), None),
        (Some("FREQ=DAILY"), Some(1)),
        (Some("FREQ=WEEKLY;INTERVAL=2"), Some(14)),
        (Some("FREQ=WEEKLY;BYDAY=TU,TH"), Some(4)),
        (Some("FREQ=YEARLY"), Some(365)),
    ] {
        assert_eq!(read("2026-01-06T18:00:00", "UTC", rule, &[]).every_days(), days, "{rule:?}");
    }
}

#[test]
fn an_end_is_a_moment_and_not_a_time_of_the_local_clock() {
    // 23:30 in Berlin is 22:30 UTC in winter.
    let last = |until: &str| {
        let rule = format!("FREQ=DAILY;UNTIL={until}");
        let daily = read("2026-01-01T23:30:00", "Europe/Berlin", Some(&rule), &[]);
        times(&daily, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z").len()
    };
    assert_eq!((last("20260103T222959Z"), last("20260103T223000Z")), (2, 3));
}

#[test]
fn a_rule_that_never_ends_and_began_long_ago_is_looked_at_from_now() {
    let old = read("1900-01-01T08:00:00", "UTC", Some("FREQ=DAILY"), &[]);
    assert_eq!(times(&old, "2026-11-21T00:00:00Z", "2026-11-23T00:00:00Z"), ["11-21 08:00", "11-22 08:00"]);
    assert_eq!(old.between(utc("2099-01-01T00:00:00Z"), utc("2100-01-01T00:00:00Z")).len(), 365);
}

#[test]
fn what_recurs_too_often_or_never_is_refused_by_reason() {
    for (rule, reason) in [
        ("FREQ=SECONDLY", "FREQ=DAILY"),
        ("FREQ=HOURLY", "FREQ=DAILY"),
        ("FREQ=DAILY;BYHOUR=9,17", "time of day"),
        ("FREQ=DAILY;UNTIL=20270101", "UTC"),
        ("FREQ=DAILY;UNTIL=20270101T000000", "UTC"),
        ("every day", "RFC 5545"),
        ("FREQ=WEEKLY;BYDAY=MO", "fits the rule"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "fits the rule"),
        ("FREQ=DAILY;UNTIL=20200101T000000Z", "fits the rule"),
        ("FREQ=DAILY;COUNT=0", "1 to 1000"),
        ("FREQ=DAILY;COUNT=1001", "1 to 1000"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270101T000000Z", "not both"),
        ("FREQ=MONTHLY;BYSETPOS=1", "beside BYSETPOS"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "/rule"),
        ("FREQ=DAILY;INTERVAL=0", "at least 1"),
        ("freq=daily;until=20270101", "UTC"),
    ] {
        let told = fault("2026-11-21T09:00:00", "America/Chicago", rule);
        assert!(told.contains(reason), "{rule}: {told}");
    }
    assert!(fault("2026-11-21T09:00:00", "Mars/Olympus", "FREQ=DAILY").contains("/time_zone"));
}

/// The weeks on which a rule of some weekdays and an interval falls, day by day.
fn by_hand(start: NaiveDateTime, days: &[Weekday], interval: i64, count: usize) -> Vec<NaiveDateTime> {
    let monday = |date: NaiveDate| date - TimeDelta::days(date.weekday().num_days_from_monday().into());
    let first = monday(start.date());
    (0..)
        .map(|day| start + TimeDelta::days(day))
        .filter(|at| days.contains(&at.weekday()))
        .filter(|at| (monday(at.date()) - first).num_weeks() % interval == 0)
        .take(count)
        .collect()
}

proptest! {
    /// What is found far from the start, without the walk, is what is found by it.
    #[test]
    fn a_look_far_ahead_finds_what_the_walk_finds(
        ahead in 0_i64..9_000, interval in 1_i64..6, daily in any::<bool>(), other in 0_u8..7,
    ) {
        let start = local("2000-03-01T08:00:00");
        let days = [start.weekday(), Weekday::try_from(other).unwrap()];
        let names: Vec<_> = days.iter().map(|day| day.to_string()[..2].to_uppercase()).collect();
        let rule = match daily {
            true => format!("FREQ=DAILY;INTERVAL={interval}"),
            false => format!("FREQ=WEEKLY;INTERVAL={interval};BYDAY={}", names.join(",")),
        };
        let schedule = read("2000-03-01T08:00:00", "Europe/Berlin", Some(&rule), &[]);
        let (from, before) = (start + TimeDelta::days(ahead), start + TimeDelta::days(ahead + 40));
        let berlin = chrono_tz::Europe::Berlin;
        let found = schedule.between(instant(berlin, from), instant(berlin, before));
        let found: Vec<_> = found.iter().map(|occurrence| occurrence.occurs_at).collect();
        let walked = match daily {
            true => (0..10_000).map(|step| start + TimeDelta::days(step * interval)).collect(),
            false => by_hand(start, &days, interval, usize::try_from(2 * (9_100 / (7 * interval) + 1)).unwrap()),
        };
        let walked: Vec<_> = walked.into_iter().filter(|at| (from..before).contains(at)).collect();
        prop_assert_eq!(found, walked);
    }

    #[test]
    fn weekly_rules_agree_with_counting_days(
        day in 0_i64..20_000, hour in 0_u32..24, interval in 1_i64..5, count in 1_usize..30, other in 0_u8..7,
    ) {
        let start = local("1990-01-01T00:15:00") + TimeDelta::days(day) + TimeDelta::hours(hour.into());
        let days = [start.weekday(), Weekday::try_from(other).unwrap()];
        let names: Vec<_> = days.iter().map(|day| day.to_string()[..2].to_uppercase()).collect();
        let rule = format!("FREQ=WEEKLY;INTERVAL={interval};COUNT={count};BYDAY={}", names.join(","));
        let mut faults = Faults::default();
        let schedule = Schedule::read(&mut faults, start, "Europe/Berlin", Some(&rule), &[]).unwrap();
        let found = schedule.between(utc("1980-01-01T00:00:00Z"), utc("2080-01-01T00:00:00Z"));
        let found: Vec<_> = found.iter().map(|occurrence| occurrence.occurs_at).collect();
        prop_assert_eq!(found, by_hand(start, &days, interval, count));
    }
}
