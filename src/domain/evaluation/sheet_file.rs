//! A sheet that was filled in a spreadsheet, as CSV: read row by row, and taken as answers to an instrument.

use std::collections::HashSet;

use serde_json::{Number, Value};

use super::{
    answer::Answer,
    evaluation::{Answers, RatingEntry},
    instrument::{InstrumentInput, MAX_ITEMS, Scale},
};
use crate::{
    domain::{
        check::Faults,
        directory::import::{
            charset::Charset,
            file::{Record, Records},
        },
        text::{slug, sort_key},
    },
    error::{Error, Result},
};

/// The columns of an empty sheet. The name is for whoever fills it, and is not read.
pub const COLUMNS: [&str; 5] = ["item", "name", "value", "note", "evidence"];

/// Columns that a file may have at most.
const MAX_COLUMNS: usize = 100;

/// The rows of a filled sheet, still to be compared with the instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetFile {
    rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    /// Counted from 1 below the header.
    number: u64,
    /// The texts by column, or why the row cannot be read.
    cells: Result<[Cell; 4], String>,
}

/// A text, and why it cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Cell {
    text: String,
    fault: Option<String>,
}

impl SheetFile {
    /// Reads a CSV file in the given encoding, or in the one that fits its bytes. Rows without any text are left out.
    ///
    /// # Errors
    /// [`Error::Invalid`] for the encoding, columns that are missing, unknown or doubled, and more than 400 rows.
    pub fn read(bytes: &[u8], encoding: Option<&str>) -> Result<Self> {
        let charset = Charset::of(bytes, encoding)?;
        let mut records = Records::new(bytes, charset)?;
        let header = records.read()?;
        let columns = Columns::of(header.as_ref().map_or(&[], |header| &header.cells))?;
        let mut above = header.map_or(0, |header| header.line + header.further_lines());
        let mut rows = Vec::new();
        while let Some(record) = records.read()? {
            let number = record.line.saturating_sub(above);
            above += record.further_lines();
            if record.is_blank() {
                continue;
            }
            if rows.len() == MAX_ITEMS {
                let detail = format!("may have at most {MAX_ITEMS} rows");
                return Err(Error::invalid("/rows", "too_many", detail));
            }
            let cells = match records.structural_fault(&record, columns.width) {
                Some(reason) => Err(reason),
                None => Ok(columns.cells(&record, charset)),
            };
            rows.push(Row { number, cells });
        }
        Ok(Self { rows })
    }

    /// The answers, if every one fits the instrument.
    ///
    /// # Errors
    /// [`Error::Invalid`] with at most one fault for each row and column, such as `/rows/3/value`.
    pub fn accept(&self, instrument: &InstrumentInput) -> Result<Vec<RatingEntry>> {
        let mut faults = Faults::default();
        let mut answers = Answers::to(instrument);
        for row in &self.rows {
            faults.below(&format!("/rows/{}", row.number), |faults| match &row.cells {
                Ok(cells) => take(cells, &instrument.scale, &mut answers, faults),
                Err(reason) => faults.add("", "unreadable", reason.as_str()),
            });
        }
        let mut found = faults.into_found();
        let mut seen = HashSet::new();
        found.retain(|fault| seen.insert(fault.pointer.clone()));
        if found.is_empty() { Ok(answers.accepted) } else { Err(Error::Invalid(found)) }
    }
}

/// Where the columns that are read stand.
struct Columns {
    /// Item, value, note and evidence.
    places: [Option<usize>; 4],
    width: usize,
}

impl Columns {
    fn of(header: &[String]) -> Result<Self> {
        let names: Vec<_> = header.iter().map(|name| slug(name, "_")).collect();
        let width = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        let mut faults = Faults::default();
        faults.at_most("/columns", width, MAX_COLUMNS);
        for (index, name) in names.iter().enumerate().take(width.min(MAX_COLUMNS)) {
            let pointer = format!("/columns/{}", index + 1);
            if !COLUMNS.contains(&name.as_str()) {
                let known = COLUMNS.join(", ");
                faults.add(&pointer, "unknown_column", format!("must be one of {known}"));
            } else if names.iter().take(index).any(|before| before == name) {
                faults.add(&pointer, "duplicate", "the column stands twice");
            }
        }
        let place = |column: &str| names.iter().position(|name| name == column);
        let places = ["item", "value", "note", "evidence"].map(place);
        for (column, place) in ["item", "value"].into_iter().zip(places) {
            if place.is_none() {
                faults.add(&format!("/columns/{column}"), "required", "the header has no such column");
            }
        }
        faults.finish().map(|()| Self { places, width })
    }

    fn cells(&self, record: &Record, charset: Charset) -> [Cell; 4] {
        self.places.map(|place| {
            let text = place.and_then(|place| record.cells.get(place)).map_or("", String::as_str);
            Cell { fault: record.character_fault(text, charset), text: unguarded(text).to_owned() }
        })
    }
}

fn take(
    [item, value, note, evidence]: &[Cell; 4],
    scale: &Scale,
    answers: &mut Answers<'_>,
    faults: &mut Faults,
) {
    for (cell, pointer) in [(item, "/item"), (value, "/value"), (note, "/note"), (evidence, "/evidence")] {
        if let Some(reason) = &cell.fault {
            faults.add(pointer, "unreadable", reason.as_str());
        }
    }
    let text = |cell: &Cell| (!cell.text.is_empty()).then(|| cell.text.clone());
    let entry = RatingEntry {
        item: bare(&item.text).to_owned(),
        value: Answer::Blank,
        note: text(note),
        evidence: text(evidence),
    };
    answers.take(entry, faults, |faults| {
        read(scale, bare(&value.text)).unwrap_or_else(|| {
            let labels = scale.labels.iter().map(|label| format!("{} ({})", label.value, label.label));
            let labels = labels.collect::<Vec<_>>().join(", ");
            let detail = format!("must be one of {labels}, unknown, not_applicable, or empty");
            faults.add("/value", "not_on_scale", detail);
            Answer::Blank
        })
    });
}

/// The answer that a text stands for: a number of the scale before a word, and a word before a label.
fn read(scale: &Scale, text: &str) -> Option<Answer> {
    if text.is_empty() {
        return Some(Answer::Blank);
    }
    let whole = text.parse::<i32>().ok().map(Value::from);
    let number = whole.or_else(|| text.parse::<Number>().ok().map(Value::from));
    if let Some(Answer::Rating(rating)) = number.as_ref().and_then(Answer::read)
        && scale.has(rating)
    {
        return Some(Answer::Rating(rating));
    }
    match slug(text, "_").as_str() {
        "unknown" | "don_t_know" | "dont_know" => return Some(Answer::Unknown),
        "not_applicable" | "n_a" | "na" => return Some(Answer::NotApplicable),
        _ if text == "?" => return Some(Answer::Unknown),
        _ => {}
    }
    let key = sort_key(text);
    let mut meant = scale.labels.iter().filter(|label| sort_key(bare(&label.label)) == key);
    // Of two labels that are spelled alike neither is meant more than the other.
    meant.next().filter(|_| meant.next().is_none()).map(|label| Answer::Rating(label.value))
}

/// A text without the apostrophe that keeps a spreadsheet from taking it for a formula.
fn unguarded(text: &str) -> &str {
    let text = text.trim();
    let guarded = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r']));
    guarded.unwrap_or(text)
}

/// A short text without the apostrophe that makes a spreadsheet take it for one.
fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('\'').unwrap_or(text)
}
