//! The databases' failures in the service's words.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

use crate::error::{Code, Error, Result};

/// SQLite's code for a file that another connection holds.
const BUSY: u32 = 5;

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if is_transient(&error) {
            Self::Clash
        } else if is_away(&error) {
            Self::Unavailable(error.to_string())
        } else {
            Self::Internal(error.to_string())
        }
    }
}

/// Turns the refusal of a second row of the same kind into a conflict.
pub(super) trait OnDuplicate<T> {
    /// A unique constraint answers 409 with `code` and `detail`; other failures stay what they are.
    fn on_duplicate(self, code: Code, detail: &str) -> Result<T>;
}

impl<T> OnDuplicate<T> for Result<T, DbErr> {
    fn on_duplicate(self, code: Code, detail: &str) -> Result<T> {
        self.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Error::conflict(code, detail),
            _ => error.into(),
        })
    }
}

/// Whether the same statements may succeed when they are run again at once.
fn is_transient(error: &DbErr) -> bool {
    matches!(error, DbErr::RecordNotUpdated)
        || code(error).is_some_and(|code| matches!(code.as_str(), "40001" | "40P01"))
}

/// Whether the database, not the statement, is the cause: away, starting, stopping, full or busy.
fn is_away(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
        return true;
    }
    match sqlx_error(error) {
        Some(
            SqlxError::Io(_)
            | SqlxError::Tls(_)
            | SqlxError::Protocol(_)
            | SqlxError::PoolTimedOut
            | SqlxError::PoolClosed
            | SqlxError::WorkerCrashed,
        ) => true,
        Some(SqlxError::Database(cause)) => cause.code().is_some_and(|code| {
            // PostgreSQL: connection exception, insufficient resources, operator intervention, lock timeout,
            // read-only (a standby). SQLite: busy, locked, full, cannot open, I/O error, read-only.
            let postgres =
                ["08", "53", "57", "58"].iter().any(|class| code.len() == 5 && code.starts_with(class));
            postgres
                || matches!(&*code, "55P03" | "25006")
                || matches!(of_sqlite(&code), Some(BUSY | 6 | 8 | 10 | 13 | 14))
        }),
        _ => false,
    }
}

/// Whether another connection holds the file of SQLite.
pub(super) fn is_busy(error: &DbErr) -> bool {
    code(error).and_then(|code| of_sqlite(&code)) == Some(BUSY)
}

/// The primary code of a failure of SQLite; those of PostgreSQL have five characters.
fn of_sqlite(code: &str) -> Option<u32> {
    (code.len() < 5).then(|| code.parse::<u32>().ok()).flatten().map(|code| code & 0xff)
}

fn code(error: &DbErr) -> Option<String> {
    match sqlx_error(error)? {
        SqlxError::Database(cause) => cause.code().map(Into::into),
        _ => None,
    }
}

fn sqlx_error(error: &DbErr) -> Option<&SqlxError> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause),
        _ => None,
    }
}
