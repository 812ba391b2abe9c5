//! What stands in a calendar: meetings at their times, and what is due by its day.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use uuid::Uuid;

use super::schedule::{Occurrence, Schedule};

/// Entries at most: those nearest to now.
pub const MOST_ENTRIES: usize = 5_000;

/// Days back and ahead that are shown.
const BACK: TimeDelta = TimeDelta::days(366);
const AHEAD: TimeDelta = TimeDelta::days(731);

/// Characters of an agenda that are shown.
const MOST_CHARACTERS: usize = 1_000;

/// Something in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// By what programs know it again.
    pub uid: String,
    /// When it is.
    pub when: When,
    /// What it is, in a line.
    pub summary: String,
    /// What else is to be known.
    pub description: String,
    /// Where it is.
    pub place: Option<String>,
    /// A web address that belongs to it.
    pub url: Option<String>,
    /// Whether it does not take place.
    pub cancelled: bool,
    /// How often it was changed.
    pub sequence: u32,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// When an entry of a calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// From one time to another.
    Span(DateTime<Utc>, DateTime<Utc>),
    /// All day.
    Day(NaiveDate),
}

impl When {
    fn begins(self) -> DateTime<Utc> {
        match self {
            Self::Span(from, _) => from,
            Self::Day(date) => date.and_time(NaiveTime::MIN).and_utc(),
        }
    }
}

/// The days that a calendar shows.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    now: DateTime<Utc>,
}

impl Window {
    /// The days around this time.
    pub fn around(now: DateTime<Utc>) -> Self {
        Self { now }
    }

    /// When it begins.
    pub fn from(self) -> DateTime<Utc> {
        self.now - BACK
    }

    /// When it ends.
    pub fn before(self) -> DateTime<Utc> {
        self.now + AHEAD
    }
}

/// A partnership whose rows are shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its name.
    pub name: String,
    /// When it was ended or declined: nothing is shown that is later.
    pub ended_at: Option<DateTime<Utc>>,
}

/// What every row that is shown has.
#[derive(Clone, Debug)]
pub struct Source {
    /// The row.
    pub id: Uuid,
    /// The partnership on which it hangs.
    pub partnership_id: Uuid,
    /// How often it was written.
    pub version: i64,
    /// When it was last written.
    pub updated_at: DateTime<Utc>,
}

/// A meeting.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The row.
    pub source: Source,
    /// What it is called.
    pub title: String,
    /// What is on the agenda each time.
    pub agenda: Option<String>,
    /// Where it takes place.
    pub place: Option<String>,
    /// The web address at which people meet.
    pub url: Option<String>,
    /// When it takes place.
    pub schedule: Schedule,
    /// How long it takes.
    pub length: TimeDelta,
}

/// What the minutes say of an occurrence.
#[derive(Clone, Debug)]
pub struct Told {
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// What is on the agenda this time.
    pub agenda: Option<String>,
    /// How often they were written.
    pub version: i64,
    /// When they were last written.
    pub updated_at: DateTime<Utc>,
}

/// A day on which something is due.
#[derive(Clone, Debug)]
pub struct Due {
    /// The row.
    pub source: Source,
    /// Which of the row's dates it is.
    pub date: &'static str,
    /// What is said of it.
    pub word: &'static str,
    /// The day.
    pub on: NaiveDate,
    /// What it is called.
    pub title: String,
}

/// What a calendar is made of.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// What it is called.
    pub name: String,
    /// The days that it shows.
    pub window: Window,
    /// The partnerships.
    pub partnerships: HashMap<Uuid, Shown>,
    /// Their meetings.
    pub meetings: Vec<Planned>,
    /// What the minutes say, by meeting and occurrence.
    pub told: HashMap<(Uuid, NaiveDateTime), Told>,
    /// What is due.
    pub due: Vec<Due>,
}

impl Calendar {
    /// All entries in the order of time.
    pub fn entries(&self) -> Vec<Entry> {
        let met = self.meetings.iter().flat_map(|meeting| self.occurrences(meeting));
        let mut entries: Vec<_> = met.chain(self.due.iter().filter_map(|due| self.day(due))).collect();
        if entries.len() > MOST_ENTRIES {
            entries.sort_by_key(|entry| (entry.when.begins() - self.window.now).abs());
            entries.truncate(MOST_ENTRIES);
        }
        entries.sort_by(|one, other| (one.when.begins(), &one.uid).cmp(&(other.when.begins(), &other.uid)));
        entries
    }

    fn occurrences(&self, meeting: &Planned) -> Vec<Entry> {
        let Some(shown) = self.partnerships.get(&meeting.source.partnership_id) else { return Vec::new() };
        let before = self.window.before();
        let before = shown.ended_at.map_or(before, |ended_at| before.min(ended_at));
        let entry = |found: Occurrence| {
            let told = self.told.get(&(meeting.source.id, found.occurs_at));
            let agenda = told.and_then(|told| told.agenda.as_ref()).or(meeting.agenda.as_ref());
            let written = told.map_or(0, |told| told.version);
            Entry {
                uid: format!("{}-{}@ligature", meeting.source.id, found.occurs_at.format("%Y%m%dT%H%M")),
                when: When::Span(found.at, found.at + meeting.length),
                summary: meeting.title.clone(),
                description: described(&shown.name, agenda),
                place: meeting.place.clone(),
                url: meeting.url.clone(),
                cancelled: told.is_some_and(|told| told.cancelled),
                sequence: sequence(meeting.source.version + written),
                updated_at: told
                    .map_or(meeting.source.updated_at, |told| told.updated_at.max(meeting.source.updated_at)),
            }
        };
        meeting.schedule.between(self.window.from(), before).into_iter().map(entry).collect()
    }

    fn day(&self, due: &Due) -> Option<Entry> {
        let shown = self.partnerships.get(&due.source.partnership_id)?;
        if shown.ended_at.is_some_and(|ended_at| due.on > ended_at.date_naive()) {
            return None;
        }
        Some(Entry {
            uid: format!("{}-{}@ligature", due.source.id, due.date),
            when: When::Day(due.on),
            summary: format!("{}: {}", due.word, due.title),
            description: described(&shown.name, None),
            place: None,
            url: None,
            cancelled: false,
            sequence: sequence(due.source.version),
            updated_at: due.source.updated_at,
        })
    }
}

fn described(partnership: &str, agenda: Option<&String>) -> String {
    let agenda = agenda.map(|agenda| agenda.chars().take(MOST_CHARACTERS).collect::<String>());
    agenda.into_iter().fold(partnership.to_owned(), |name, agenda| format!("{name}\n{agenda}"))
}

/// What counts changes in a calendar, from 0.
fn sequence(version: i64) -> u32 {
    u32::try_from(version - 1).unwrap_or_default()
}
