//! Collects every fault of an input, so that the caller learns of all of them at once.

use std::collections::HashSet;
use std::hash::Hash;
use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::error::{Error, FieldError, Result};

/// Faults that are told of one input: more say no more, and a hostile body may have a hundred thousand.
pub const MOST_FAULTS: usize = 100;

/// An input whose values can be checked without looking at anything else.
pub trait Check {
    /// Adds every fault of `self` to `faults`.
    fn check(&self, faults: &mut Faults);

    /// Passes, or names every fault.
    ///
    /// # Errors
    /// [`Error::Invalid`] with one entry per fault.
    fn checked(self) -> Result<Self>
    where
        Self: Sized,
    {
        let mut faults = Faults::default();
        self.check(&mut faults);
        faults.finish()?;
        Ok(self)
    }
}

/// The faults found so far, each below the pointer where the check stands.
#[derive(Debug, Default)]
pub struct Faults {
    prefix: String,
    found: Vec<FieldError>,
}

impl Faults {
    /// Adds a fault at `pointer` (such as `/name`), below the current prefix, unless there are [`MOST_FAULTS`].
    pub fn add(&mut self, pointer: &str, code: &str, detail: impl Into<String>) {
        if self.found.len() == MOST_FAULTS {
            return;
        }
        self.found.push(FieldError::new(format!("{}{pointer}", self.prefix), code, detail));
    }

    /// Runs `check` with `pointer` (such as `/phones/0`) added to the prefix.
    pub fn below(&mut self, pointer: &str, check: impl FnOnce(&mut Self)) {
        let length = self.prefix.len();
        self.prefix.push_str(pointer);
        check(self);
        self.prefix.truncate(length);
    }

    /// Checks every item of a list below `pointer/index`, and its length.
    pub fn each<T: Check>(&mut self, pointer: &str, items: &[T], most: usize) {
        self.at_most(pointer, items.len(), most);
        for (index, item) in items.iter().enumerate() {
            self.below(&format!("{pointer}/{index}"), |faults| item.check(faults));
        }
    }

    /// No two entries of a list may have the same key, which stands in them at `member`.
    pub fn once<K: Eq + Hash>(&mut self, pointer: &str, keys: impl IntoIterator<Item = K>, member: &str) {
        let mut seen = HashSet::new();
        for (index, key) in keys.into_iter().enumerate() {
            if !seen.insert(key) {
                self.add(&format!("{pointer}/{index}{member}"), "duplicate", "stands in the list already");
            }
        }
    }

    /// A list may have `most` entries.
    pub fn at_most(&mut self, pointer: &str, length: usize, most: usize) {
        if length > most {
            self.add(pointer, "too_many", format!("may have at most {most} entries"));
        }
    }

    /// A text has to have so many characters, one of them visible when at least one is asked for.
    pub fn text(&mut self, pointer: &str, value: &str, characters: RangeInclusive<usize>) {
        let (least, most) = (*characters.start(), *characters.end());
        if !characters.contains(&value.chars().count()) {
            self.add(pointer, "length", format!("must have {least} to {most} characters"));
        } else if least > 0 && !value.chars().any(is_visible) {
            self.add(pointer, "blank", "must have at least one visible character");
        }
    }

    /// The same for a text that may be absent.
    pub fn optional_text(&mut self, pointer: &str, value: Option<&String>, most: usize) {
        if let Some(value) = value {
            self.text(pointer, value, 1..=most);
        }
    }

    /// What was done on a day was not done after today, wherever in the world today is.
    pub fn has_come(&mut self, pointer: &str, day: NaiveDate, now: DateTime<Utc>) {
        if day > (now + TimeDelta::days(1)).date_naive() {
            self.add(pointer, "in_future", "must not be after today");
        }
    }

    /// Whether nothing was found so far.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Passes when nothing was found.
    ///
    /// # Errors
    /// [`Error::Invalid`] with everything that was found.
    pub fn finish(self) -> Result<()> {
        if self.found.is_empty() { Ok(()) } else { Err(Error::Invalid(self.found)) }
    }

    /// What was found.
    pub fn into_found(self) -> Vec<FieldError> {
        self.found
    }
}

/// Whether a reader would see the character: no white space, control, format or filler character.
fn is_visible(character: char) -> bool {
    !(character.is_whitespace()
        || character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'))
}
