//! iCalendar (RFC 5545): what takes place, with every occurrence of what recurs as an event of its own.
//!
//! Times are in UTC and nothing is left to the reader's rules and tables of time zones, so that every program shows the same.

use chrono::TimeDelta;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};

use crate::domain::partnership::calendar::{Entry, When};

/// The media type of a calendar.
pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

/// A calendar as a file.
pub fn calendar(name: &str, entries: &[Entry]) -> String {
    let mut calendar = Calendar::empty();
    let head =
        [("VERSION", "2.0"), ("PRODID", "-//Ligature//EN"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")];
    for property in head {
        calendar.append_property(property);
    }
    // The standard's own `NAME` is written by the crate without escapes.
    calendar.append_property(("X-WR-CALNAME", printable(name).as_str())).ttl(&TimeDelta::hours(1));
    for entry in entries {
        calendar.push(event(entry));
    }
    calendar.done().to_string()
}

fn event(entry: &Entry) -> Event {
    let mut event = Event::new();
    event.uid(&entry.uid).summary(&printable(&entry.summary)).sequence(entry.sequence);
    event.timestamp(entry.updated_at).last_modified(entry.updated_at);
    match entry.when {
        When::Span(from, to) => event.starts(from).ends(to),
        // Without an end: `all_day` writes one that is no later than the start.
        When::Day(date) => event.starts(date).add_property("TRANSP", "TRANSPARENT"),
    };
    event.description(&printable(&entry.description));
    if let Some(place) = &entry.place {
        event.location(&printable(place));
    }
    if let Some(url) = &entry.url {
        event.url(url);
    }
    if entry.cancelled {
        event.status(EventStatus::Cancelled);
    }
    event.done()
}

/// The text without characters that a calendar cannot hold.
fn printable(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Entry, When, calendar};

    fn entry(when: When) -> Entry {
        Entry {
            uid: "7@ligature".to_owned(),
            when,
            summary: "Élan; a, b\\c\r\nd\u{7}".to_owned(),
            description: "é".repeat(60),
            place: None,
            url: None,
            cancelled: false,
            sequence: 3,
            updated_at: "2026-11-21T10:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn no_text_begins_a_line_of_its_own() {
        let text = "Kites, and\r\nBEGIN:VEVENT\nUID:7";
        let mut entry = entry(When::Day("2026-12-24".parse().unwrap()));
        for place in [&mut entry.summary, &mut entry.description, &mut entry.uid] {
            text.clone_into(place);
        }
        entry.place = Some(text.to_owned());
        let written = calendar(text, &[entry]).replace("\r\n ", "");
        assert!(written.contains("X-WR-CALNAME:Kites\\, and\\nBEGIN:VEVENT\\nUID:7\r\n"), "{written}");
        let begun = |line: &str| written.split("\r\n").filter(|one| *one == line).count();
        assert_eq!(
            (begun("BEGIN:VEVENT"), written.matches('\n').count()),
            (1, written.matches("\r\n").count())
        );
    }

    #[test]
    fn a_calendar_is_folded_and_escaped_and_always_the_same() {
        let (from, to) = ("2026-12-01T09:00:00Z".parse().unwrap(), "2026-12-01T10:30:00Z".parse().unwrap());
        let entries = [entry(When::Span(from, to)), entry(When::Day("2026-12-24".parse().unwrap()))];
        let written = calendar("Riverside", &entries);
        assert_eq!(written, calendar("Riverside", &entries));
        assert!(written.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Ligature//EN"), "{written}");
        assert!(written.ends_with("END:VCALENDAR\r\n"));
        assert!(written.contains("SUMMARY:Élan\\; a\\, b\\\\c\\nd\r\n"), "{written}");
        assert!(
            written.contains("DTSTART:20261201T090000Z\r\n")
                && written.contains("DTEND:20261201T103000Z\r\n")
        );
        assert!(written.contains("DTSTART;VALUE=DATE:20261224\r\n"), "{written}");
        assert_eq!(written.matches("DTEND").count(), 1, "a day ends with itself");
        assert!(written.contains("DTSTAMP:20261121T100000Z\r\n") && written.contains("SEQUENCE:3\r\n"));
        assert!(written.split("\r\n").all(|line| line.len() <= 75), "{written}");
        let unfolded = written.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("DESCRIPTION:{}\r\n", "é".repeat(60))), "{written}");
    }
}
