//! A whole list, read before anything is written.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::charset::Charset;
use super::mapping::{ColumnNames, parse_column_names};
use super::row::{Row, RowInput, Rows};
use crate::domain::directory::duplicate::Key;
use crate::domain::directory::phone::e164;
use crate::error::{Error, Result};

/// A list of organizations.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// The encoding by which it was read.
    pub encoding: String,
    /// The columns that belong to no field.
    pub ignored_columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

impl List {
    /// Reads a CSV file of at most `most` rows; `mapping` is a JSON object of column to field.
    ///
    /// # Errors
    /// [`Error::TooLarge`] beyond `most` rows, [`Error::Invalid`] and [`Error::Malformed`] for encoding, mapping or header.
    pub fn read(bytes: &[u8], encoding: Option<&str>, mapping: Option<&str>, most: usize) -> Result<Self> {
        let names = mapping.map_or_else(|| Ok(ColumnNames::default()), parse_column_names)?;
        let mut found = Rows::new(bytes, Charset::of(bytes, encoding)?, &names)?;
        let mut rows = Vec::new();
        while let Some(row) = found.read()? {
            if rows.len() == most {
                return Err(Error::TooLarge(format!("the list may have at most {most} rows")));
            }
            rows.push(row);
        }
        let ignored_columns = found.mapping().ignored_columns().to_vec();
        Ok(Self { encoding: found.charset().name().to_owned(), ignored_columns, rows })
    }
}

impl RowInput {
    /// By what the row is told to be of the same organization as another entry.
    pub fn keys(&self) -> BTreeSet<Key> {
        let country = self
            .parts
            .locations
            .iter()
            .flat_map(|place| &place.addresses)
            .find_map(|it| it.country.as_deref());
        let numbers = self.parts.phones.iter().filter_map(|phone| e164(&phone.number, country));
        Key::of_entry(&self.organization).into_iter().chain(numbers.map(|it| Key::of_phone(&it))).collect()
    }

    /// What the row says, to tell whether a later list says something else.
    pub fn said(&self) -> Value {
        json!({"organization": self.organization, "terms": self.terms, "parts": self.parts})
    }
}
