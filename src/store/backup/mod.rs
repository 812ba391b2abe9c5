//! Copies of the whole database: every row of every table at one moment, as lines of JSON that both databases read.
//!
//! The tables and columns are those that the database itself tells, not the entities of today, so that a database can
//! be copied before it is migrated and a copy of an older version can be restored. Nobody's permit is asked: whoever
//! holds the database runs the program.

mod load;
mod read;
mod row;
mod table;

pub use read::check;

use std::io::Write;

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, IsolationLevel, Statement, StreamTrait,
    TransactionOptions, TransactionTrait,
};
use serde::{Deserialize, Serialize};

use super::Store;
use crate::error::{Error, Result};
use row::Digest;
use table::{Column, Table};

/// What the first line of every backup says it is.
const FORMAT: &str = "ligature-backup";
/// The version of the lines; the tables have theirs in the list of migrations.
const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    format: String,
    version: u32,
    program: String,
    made_at: DateTime<Utc>,
    migrations: Vec<String>,
}

/// The line before the rows of a table.
#[derive(Debug, Serialize, Deserialize)]
struct Begin {
    table: String,
    columns: Vec<Column>,
}

/// The line after them.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    end: String,
    #[serde(flatten)]
    digest: Digest,
}

/// The last line: what has none was cut off.
#[derive(Debug, Serialize, Deserialize)]
struct Complete {
    complete: Summary,
}

/// How much a backup holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Tables.
    pub tables: usize,
    /// Rows of all of them.
    pub rows: u64,
}

impl Store {
    /// Writes every row as of one moment, while others read and write on.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away, is none of Ligature, is newer than this program, or `out`
    /// takes no more.
    pub async fn back_up(&self, out: &mut impl Write) -> Result<Summary> {
        let options = match self.is_postgres() {
            true => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
            // Whatever is read in one transaction is of the moment of its first read.
            false => TransactionOptions::default(),
        };
        let snapshot = self.reader.begin_with_options(options).await?;
        if self.is_postgres() {
            snapshot.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
        }
        let header = Header {
            format: FORMAT.to_owned(),
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: self.source().now(),
            migrations: self.applied(&snapshot).await?,
        };
        line(out, &header)?;
        let mut summary = Summary::default();
        for table in table::all(&snapshot).await? {
            let begin = Begin { table: table.name.clone(), columns: table.columns.clone() };
            line(out, &begin)?;
            let digest = rows(&snapshot, &table, |row| line(out, row)).await?;
            summary.tables += 1;
            summary.rows += digest.rows;
            line(out, &End { end: table.name, digest })?;
        }
        line(out, &Complete { complete: summary })?;
        snapshot.rollback().await?;
        Ok(summary)
    }

    /// The migrations that the database has, all of which this program knows.
    async fn applied(&self, snapshot: &DatabaseTransaction) -> Result<Vec<String>> {
        if !self.has_table(snapshot, "seaql_migrations").await? {
            let cause = "the database of DATABASE_URL has no tables of Ligature; there is nothing to back up";
            return Err(Error::Unavailable(cause.to_owned()));
        }
        let sql = "SELECT version FROM seaql_migrations ORDER BY version";
        let statement = Statement::from_string(ConnectionTrait::get_database_backend(snapshot), sql);
        let rows = snapshot.query_all_raw(statement).await?;
        let names = rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect::<Result<Vec<String>>>()?;
        match known(&names) {
            true => Ok(names),
            false => {
                let cause =
                    "the database of DATABASE_URL is of a newer version; back it up with that version";
                Err(Error::Unavailable(cause.to_owned()))
            }
        }
    }
}

/// Whether these are the first migrations of this program, at least one.
fn known(names: &[String]) -> bool {
    let all = Migrator::migrations();
    !names.is_empty()
        && names.len() <= all.len()
        && names.iter().zip(&all).all(|(name, known)| name == known.name())
}

/// Every row of a table goes to `take`; what they are altogether is answered.
async fn rows(
    connection: &DatabaseTransaction,
    table: &Table,
    mut take: impl FnMut(&row::Row) -> Result<()>,
) -> Result<Digest> {
    let backend = ConnectionTrait::get_database_backend(connection);
    let statement = Statement::from_string(backend, table.select());
    let mut found = connection.stream_raw(statement).await?;
    let mut digest = Digest::default();
    while let Some(result) = found.try_next().await? {
        let row = row::read(table, &result)?;
        digest.add(&table.columns, &row)?;
        take(&row)?;
    }
    Ok(digest)
}

fn line(out: &mut impl Write, value: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_vec(value).map_err(Error::internal)?;
    text.push(b'\n');
    out.write_all(&text).map_err(|error| Error::Unavailable(format!("cannot write the backup: {error}")))
}
