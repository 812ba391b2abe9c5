//! Jobs: long work, its state and its progress.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::check::{Check, Faults};
use crate::domain::directory::import::report::RowResult;
use crate::domain::directory::named::Named;
use crate::error::{Code, Error, Result};

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// It imports a list of organizations.
    ImportOrganizations,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Its file is still coming.
    Receiving,
    /// It waits for its turn.
    Queued,
    /// It is at work.
    Running,
    /// It came to its end; rows of the file may have failed all the same.
    Succeeded,
    /// It cannot go on; `fault` says why. What was written stays.
    Failed,
    /// It was cancelled. What was written stays.
    Cancelled,
}

impl JobState {
    /// Whether nothing more comes.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

/// How a list is imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportOptions {
    /// The list from which the rows come; its ids are unique in it.
    #[schema(example = "csv")]
    pub source: String,
    /// Whether it only tells what would become of the rows.
    pub dry_run: bool,
    /// A JSON object of column to field, or to null for a column to leave out.
    pub mapping: Option<String>,
    /// The encoding by its WHATWG name; guessed where null.
    pub encoding: Option<String>,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Job {
    /// The job's id.
    pub id: Uuid,
    /// The organization for which it works.
    pub organization: Named,
    /// What it does.
    pub kind: JobKind,
    /// How far it is.
    pub state: JobState,
    /// The person or the program that made it. It may do what these may, and ends when their session or secret does.
    pub made_by: Uuid,
    /// How the list is imported.
    pub options: ImportOptions,
    /// Bytes of the file.
    #[schema(example = 240_000)]
    pub size: u64,
    /// Bytes of the file that were read.
    #[schema(example = 120_000)]
    pub bytes_read: u64,
    /// Rows of the file that were worked on.
    #[schema(example = 1_000)]
    pub rows: u64,
    /// How many organizations were created.
    pub created: u64,
    /// How many were updated.
    pub updated: u64,
    /// How many were as the file says already.
    pub unchanged: u64,
    /// How many rows failed.
    pub failed: u64,
    /// How many rows may be duplicates of entries that you see.
    pub duplicates: u64,
    /// The encoding by which the file is read; null until the file is here.
    #[schema(example = "UTF-8")]
    pub encoding: Option<String>,
    /// The columns that belong to no field and are not read.
    pub ignored_columns: Vec<String>,
    /// Why it failed.
    pub fault: Option<String>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Job {
    /// Passes unless the job has ended.
    ///
    /// # Errors
    /// [`Error::Conflict`] with `job_ended`.
    pub fn may_be_cancelled(&self) -> Result<()> {
        match self.state.is_final() {
            true => Err(Error::conflict(Code::JobEnded, "the job has ended")),
            false => Ok(()),
        }
    }
}

/// Which rows of a job's report are listed.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct JobRowFilter {
    /// Only those of which this became.
    #[param(inline)]
    pub result: Option<RowResult>,
}

impl Check for JobRowFilter {
    fn check(&self, _: &mut Faults) {}
}
