//! Restoring: all of a backup into a database that has nothing, or nothing of it.

use std::collections::BTreeMap;
use std::io::BufRead;

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value};

use super::read::{Reader, damaged};
use super::row::{Digest, bound};
use super::table::{Kind, Table, quoted};
use super::{Begin, Summary, rows, table};
use crate::error::{Error, Result};
use crate::store::Store;

/// Rows that are inserted together at most, so that a few of the largest fit into memory.
const TOGETHER: usize = 200;

impl Store {
    /// Puts everything that the backup holds into this database, which has to be empty, reads it back, and migrates it
    /// to today's tables.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away or not empty, and when the file is no backup, is damaged, or is
    /// of a newer version. The database is then as it was.
    pub async fn restore(&self, file: impl BufRead) -> Result<Summary> {
        let mut reader = Reader::new(file)?;
        let summary = self
            .alone(async |transaction| {
                if self.has_any_table(transaction).await? {
                    let cause = "the database of DATABASE_URL is not empty; restore into a new one";
                    return Err(Error::Unavailable(cause.to_owned()));
                }
                let steps = u32::try_from(reader.header.migrations.len()).map_err(Error::internal)?;
                Migrator::up(transaction, Some(steps)).await?;
                load(transaction, &mut reader).await?;
                Migrator::up(transaction, None).await?;
                Ok(reader.summary())
            })
            .await?;
        self.migrate_up().await?;
        Ok(summary)
    }
}

/// Puts the rows into their tables and compares what is there then.
async fn load<R: BufRead>(transaction: &DatabaseTransaction, reader: &mut Reader<R>) -> Result<()> {
    let tables = table::all(transaction).await?;
    let mut left: BTreeMap<_, _> = tables.iter().map(|table| (table.name.as_str(), table)).collect();
    let references = defer_references(transaction).await?;
    let mut digests = Vec::new();
    while let Some(begin) = reader.table()? {
        let table = left
            .remove(begin.table.as_str())
            .filter(|table| table.columns == begin.columns)
            .ok_or_else(|| damaged(format!("the table {} is none of its version", begin.table)))?;
        digests.push((table, fill(transaction, table, &begin, reader).await?));
    }
    if let Some(missing) = left.keys().next() {
        return Err(damaged(format!("it has no table {missing}")));
    }
    check_references(transaction, &references).await?;
    for (table, digest) in digests {
        if rows(transaction, table, |_| Ok(())).await? != digest {
            return Err(Error::internal(format!("the rows of {} are not those of the backup", table.name)));
        }
        count_on(transaction, table).await?;
    }
    Ok(())
}

/// Inserts the rows of a table, some at once.
async fn fill<R: BufRead>(
    transaction: &DatabaseTransaction,
    table: &Table,
    begin: &Begin,
    reader: &mut Reader<R>,
) -> Result<Digest> {
    let backend = transaction.get_database_backend();
    let mut digest = Digest::default();
    let mut values: Vec<Value> = Vec::new();
    let mut together = 0;
    loop {
        let row = reader.row(begin, &mut digest)?;
        if together == TOGETHER || (row.is_none() && together > 0) {
            let sql = table.insert(together, backend);
            let statement = Statement::from_sql_and_values(backend, sql, std::mem::take(&mut values));
            transaction.execute_raw(statement).await?;
            together = 0;
        }
        let Some(row) = row else { return Ok(digest) };
        for (column, value) in table.columns.iter().zip(&row) {
            values.push(bound(column, value)?);
        }
        together += 1;
    }
}

/// Lets rows name others that come later; answers what PostgreSQL has to be told again at the end.
async fn defer_references(transaction: &DatabaseTransaction) -> Result<Vec<(String, String)>> {
    if transaction.get_database_backend() != DbBackend::Postgres {
        transaction.execute_unprepared("PRAGMA defer_foreign_keys = ON").await?;
        return Ok(Vec::new());
    }
    transaction.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
    let sql =
        "SELECT relname::text, conname::text FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
        WHERE contype = 'f' AND NOT condeferrable AND connamespace = current_schema()::regnamespace";
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    let mut references = Vec::new();
    for row in transaction.query_all_raw(statement).await? {
        references
            .push((quoted(&row.try_get_by_index::<String>(0)?), quoted(&row.try_get_by_index::<String>(1)?)));
    }
    for (table, name) in &references {
        let sql = format!("ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED");
        transaction.execute_unprepared(&sql).await?;
    }
    Ok(references)
}

/// Checks every reference, from now on at once; SQLite checks at the commit.
async fn check_references(transaction: &DatabaseTransaction, references: &[(String, String)]) -> Result<()> {
    if !references.is_empty() {
        transaction.execute_unprepared("SET CONSTRAINTS ALL IMMEDIATE").await?;
    }
    for (table, name) in references {
        let sql = format!("ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE");
        transaction.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Lets PostgreSQL count on after the largest number; SQLite does so by itself.
async fn count_on(transaction: &DatabaseTransaction, table: &Table) -> Result<()> {
    if transaction.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for column in table.columns.iter().filter(|column| column.kind == Kind::Integer) {
        let (name, of) = (quoted(&column.name), quoted(&table.name));
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence($1, $2), max({name})) FROM {of} HAVING max({name}) IS NOT NULL"
        );
        let values: [Value; 2] = [of.clone().into(), column.name.as_str().into()];
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
        transaction.query_all_raw(statement).await?;
    }
    Ok(())
}
