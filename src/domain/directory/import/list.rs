//! A whole list, read before anything is written.

use serde_json::{Value, json};

use super::file::CsvFile;
use super::mapping::{ColumnNames, parse_column_names};
use super::report::RowError;
use super::row::{RowInput, Rows};
use crate::error::{Error, Result};

/// A row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListRow {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The row as it stands in the file.
    pub raw: String,
    /// What can be written, or why nothing can.
    pub outcome: Result<RowInput, Vec<RowError>>,
}

/// A list of organizations.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// The encoding by which it was read.
    pub encoding: String,
    /// The columns that belong to no field.
    pub ignored_columns: Vec<String>,
    /// The rows.
    pub rows: Vec<ListRow>,
}

impl List {
    /// Reads a CSV file of at most `most` rows; `mapping` is a JSON object of column to field.
    ///
    /// # Errors
    /// [`Error::TooLarge`] beyond `most` rows, [`Error::Invalid`] and [`Error::Malformed`] for encoding, mapping or header.
    pub fn read(bytes: &[u8], encoding: Option<&str>, mapping: Option<&str>, most: usize) -> Result<Self> {
        let names = mapping.map_or_else(|| Ok(ColumnNames::default()), parse_column_names)?;
        let file = CsvFile::decode(bytes, encoding)?;
        let found = Rows::new(&file, &names)?;
        let ignored_columns = found.mapping().ignored_columns().to_vec();
        let mut rows = Vec::new();
        for row in found {
            if rows.len() == most {
                return Err(Error::TooLarge(format!("the list may have at most {most} rows")));
            }
            rows.push(ListRow { line: row.line, raw: row.raw.to_owned(), outcome: row.outcome });
        }
        Ok(Self { encoding: file.encoding().to_owned(), ignored_columns, rows })
    }
}

impl RowInput {
    /// What the row says, to tell whether a later list says something else.
    pub fn said(&self) -> Value {
        json!({"organization": self.organization, "terms": self.terms, "parts": self.parts})
    }
}
