//! A row as JSON, and what many rows are altogether.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sea_orm::{QueryResult, TryGetable, Value as Bound};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::table::{Column, Kind, Table};
use crate::error::{Error, Result};

/// The values of a row, in the order of its table's columns.
pub(super) type Row = Vec<Value>;

/// A row that was found in the database.
pub(super) fn read(table: &Table, found: &QueryResult) -> Result<Row> {
    table.columns.iter().enumerate().map(|(index, column)| cell(found, index, column.kind)).collect()
}

fn cell(found: &QueryResult, index: usize, kind: Kind) -> Result<Value> {
    fn get<T: TryGetable>(found: &QueryResult, index: usize) -> Result<Option<T>> {
        Ok(found.try_get_by_index(index)?)
    }
    Ok(match kind {
        Kind::Uuid => json!(get::<Uuid>(found, index)?),
        Kind::Text => json!(get::<String>(found, index)?),
        Kind::Time => json!(
            get::<DateTime<Utc>>(found, index)?.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true))
        ),
        Kind::Date => json!(get::<NaiveDate>(found, index)?),
        Kind::Integer => json!(get::<i64>(found, index)?),
        Kind::Float => json!(get::<f64>(found, index)?),
        Kind::Boolean => json!(get::<bool>(found, index)?),
        // As text, or the absence of a value would be the same as the value `null`.
        Kind::Json => json!(get::<Value>(found, index)?.map(|value| value.to_string())),
        Kind::Bytes => json!(get::<Vec<u8>>(found, index)?.map(|bytes| STANDARD.encode(bytes))),
    })
}

/// A value as the database takes it.
pub(super) fn bound(column: &Column, value: &Value) -> Result<Bound> {
    fn typed<T: serde::de::DeserializeOwned>(column: &Column, value: &Value) -> Result<Option<T>> {
        Option::deserialize(value).map_err(|error| wrong(column, error))
    }
    let text = || typed::<String>(column, value);
    Ok(match column.kind {
        Kind::Uuid => typed::<Uuid>(column, value)?.into(),
        Kind::Text => text()?.into(),
        Kind::Time => typed::<DateTime<Utc>>(column, value)?.into(),
        Kind::Date => typed::<NaiveDate>(column, value)?.into(),
        Kind::Integer => typed::<i64>(column, value)?.into(),
        Kind::Float => typed::<f64>(column, value)?.into(),
        Kind::Boolean => typed::<bool>(column, value)?.into(),
        Kind::Json => text()?
            .map(|text| serde_json::from_str::<Value>(&text))
            .transpose()
            .map_err(|error| wrong(column, error))?
            .into(),
        Kind::Bytes => text()?
            .map(|text| STANDARD.decode(text))
            .transpose()
            .map_err(|error| wrong(column, error))?
            .into(),
    })
}

fn wrong(column: &Column, cause: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("the backup is damaged: a value of the column {}: {cause}", column.name))
}

/// What some rows are altogether, in whatever order: how many, and the sum of their hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Digest {
    pub(super) rows: u64,
    #[serde(with = "hexadecimal")]
    sum: u128,
}

impl Digest {
    /// Counts a row in.
    pub(super) fn add(&mut self, columns: &[Column], row: &Row) -> Result<()> {
        let mut row = row.clone();
        for (column, value) in columns.iter().zip(&mut row) {
            if let (Kind::Json, Value::String(text)) = (column.kind, &*value) {
                let mut read = serde_json::from_str(text).map_err(|error| wrong(column, error))?;
                alike(&mut read);
                *value = read;
            }
        }
        let bytes = serde_json::to_vec(&row).map_err(Error::internal)?;
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        let (half, _) = hash.split_at(16);
        let half = half.try_into().map_err(Error::internal)?;
        self.rows += 1;
        self.sum = self.sum.wrapping_add(u128::from_be_bytes(half));
        Ok(())
    }
}

/// The databases write large and small numbers of JSON in other ways: here all are of one kind.
fn alike(value: &mut Value) {
    match value {
        Value::Number(number) => *value = json!(number.as_f64()),
        Value::Array(items) => items.iter_mut().for_each(alike),
        Value::Object(members) => members.values_mut().for_each(alike),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// A sum as JSON can hold it.
mod hexadecimal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(sum: &u128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{sum:032x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
        u128::from_str_radix(&String::deserialize(deserializer)?, 16).map_err(D::Error::custom)
    }
}
