//! Tables for spreadsheets, as CSV (RFC 4180).

use csv::{Terminator, WriterBuilder};

use crate::error::{Error, Result};

/// One cell of a table.
pub(super) enum Cell {
    Text(String),
    Number(Option<f64>),
    Count(Option<u64>),
    Truth(bool),
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Numbers as they are; a text that a spreadsheet could take for a formula gets an apostrophe.
    fn written(self) -> String {
        match self {
            Self::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
            Self::Text(text) => text,
            Self::Number(number) => number.map(|number| number.to_string()).unwrap_or_default(),
            Self::Count(count) => count.map(|count| count.to_string()).unwrap_or_default(),
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

/// The lines of a table as CSV.
///
/// # Errors
/// [`Error::Internal`] if the table cannot be written.
pub(super) fn csv(lines: impl IntoIterator<Item = Vec<Cell>>) -> Result<String> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for line in lines {
        writer.write_record(line.into_iter().map(Cell::written)).map_err(Error::internal)?;
    }
    let bytes = writer.into_inner().map_err(Error::internal)?;
    String::from_utf8(bytes).map_err(Error::internal)
}
