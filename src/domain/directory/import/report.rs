//! What became of each row of an import.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::directory::duplicate::Candidate;

/// The most characters of raw text that a report repeats.
const LONGEST_RAW: usize = 2_000;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowResult {
    /// A new organization.
    Created,
    /// A change of an organization that an earlier import made.
    Updated,
    /// The organization is as the row says already.
    Unchanged,
    /// Nothing was written; the errors say why.
    Failed,
}

/// Why a row failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RowError {
    /// The field concerned; null when it is the row as a whole.
    #[schema(example = "email")]
    pub field: Option<String>,
    /// A sentence for people.
    #[schema(example = "must be an e-mail address, such as info@example.org")]
    pub reason: String,
    /// The text of the cell, or of the row, as it stands in the file; what exceeds 2,000 characters is cut off.
    #[schema(example = "info(at)example.org")]
    pub raw: String,
}

impl RowError {
    /// An error of one field, with the text of its cell.
    pub fn of_field(field: &str, reason: impl Into<String>, raw: &str) -> Self {
        Self { field: Some(field.to_owned()), reason: reason.into(), raw: excerpt(raw) }
    }

    /// An error of the row as a whole, with its text.
    pub fn of_row(reason: impl Into<String>, raw: &str) -> Self {
        Self { field: None, reason: reason.into(), raw: excerpt(raw) }
    }
}

fn excerpt(raw: &str) -> String {
    raw.char_indices().nth(LONGEST_RAW).and_then(|(end, _)| raw.get(..end)).unwrap_or(raw).to_owned()
}

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RowReport {
    /// The line of the file on which the row begins, from 1.
    #[schema(example = 2)]
    pub line: u64,
    /// What became of it.
    pub result: RowResult,
    /// The organization; null when the row failed.
    pub id: Option<Uuid>,
    /// Why the row failed.
    pub errors: Vec<RowError>,
    /// The entries that you see and that may be of the same organization as a new one.
    #[serde(default)]
    pub duplicates: Vec<Candidate>,
}

impl RowReport {
    /// A row that was written, or would be.
    pub fn written(line: u64, result: RowResult, id: Option<Uuid>) -> Self {
        Self { line, result, id, errors: Vec::new(), duplicates: Vec::new() }
    }

    /// A row of which nothing was written.
    pub fn failed(line: u64, errors: Vec<RowError>) -> Self {
        Self { line, result: RowResult::Failed, id: None, errors, duplicates: Vec::new() }
    }
}

/// What became of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportReport {
    /// How many organizations were created.
    pub created: u64,
    /// How many were updated.
    pub updated: u64,
    /// How many were as the file says already.
    pub unchanged: u64,
    /// How many rows failed.
    pub failed: u64,
    /// Whether this only tells what would become of the rows.
    pub dry_run: bool,
    /// The encoding by which the file was read.
    #[schema(example = "UTF-8")]
    pub encoding: String,
    /// The columns that belong to no field and were not read.
    pub ignored_columns: Vec<String>,
    /// What became of each row, in the order of the file.
    pub rows: Vec<RowReport>,
}

impl ImportReport {
    /// A report without rows.
    pub fn new(dry_run: bool, encoding: &str, ignored_columns: Vec<String>) -> Self {
        Self {
            created: 0,
            updated: 0,
            unchanged: 0,
            failed: 0,
            dry_run,
            encoding: encoding.to_owned(),
            ignored_columns,
            rows: Vec::new(),
        }
    }

    /// Adds and counts a row.
    pub fn push(&mut self, row: RowReport) {
        *match row.result {
            RowResult::Created => &mut self.created,
            RowResult::Updated => &mut self.updated,
            RowResult::Unchanged => &mut self.unchanged,
            RowResult::Failed => &mut self.failed,
        } += 1;
        self.rows.push(row);
    }
}
