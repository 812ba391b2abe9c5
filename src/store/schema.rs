//! Migrations, the data that comes with the service, and what is known of the installation.

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, EntityTrait, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use super::connect::PATIENCE;
use super::entity::installation;
use super::scoped::{self, Shared};
use super::{Rows, Store, directory, discovery, evaluation, partnership};
use crate::error::{Error, Result};

/// Any number does; every process of this service takes the same. A large table takes longer than a request may.
const MIGRATION_LOCK: &str = "SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(5019482713)";

impl Shared for installation::Entity {}

/// A migration, and whether it was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The migration's name.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
    /// Whether it is of a newer version of this service, which knows what it did.
    pub newer: bool,
}

/// What a database is found to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// It has tables of this service.
    pub tables: bool,
    /// It has tables, and none of them are this service's.
    pub foreign: bool,
    /// So many migrations are to be applied.
    pub pending: usize,
    /// A newer version of this service migrated it.
    pub newer: bool,
    /// There is at least one account.
    pub accounts: bool,
    /// It was made by `demo`.
    pub demo: bool,
}

impl Store {
    /// Every migration and whether it was applied.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn migrations(&self) -> Result<Vec<Step>> {
        match self.has_table(&self.writer, "seaql_migrations").await? {
            true => steps(&self.writer).await,
            false => Ok(compared(&[])),
        }
    }

    /// Applies all migrations and puts in the data that comes with the service.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn migrate_up(&self) -> Result<()> {
        self.alone(async |transaction| {
            let known = steps(transaction).await?;
            match (known.iter().any(|step| step.newer), known.iter().any(|step| !step.applied)) {
                (false, _) => Ok(Migrator::up(transaction, None).await?),
                (true, false) => Ok(()),
                (true, true) => {
                    let cause = "a newer version made this database, and left out migrations of this one";
                    Err(Error::Unavailable(cause.to_owned()))
                }
            }
        })
        .await?;
        self.write(async |unit| {
            if unit.is_postgres() {
                unit.connection().execute_unprepared(MIGRATION_LOCK).await?;
            }
            directory::builtin::put(unit).await?;
            evaluation::instruments::put_builtin(unit).await?;
            discovery::guides::put_builtin(unit).await?;
            discovery::talking_points::put_builtin(unit).await?;
            partnership::rates::put_builtin(unit).await
        })
        .await
    }

    /// Takes back the last `steps` migrations, with everything in their tables.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn migrate_down(&self, steps: u32) -> Result<()> {
        self.alone(async |transaction| Ok(Migrator::down(transaction, Some(steps)).await?)).await
    }

    /// What the database is found to be.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it is away.
    pub async fn found(&self) -> Result<Found> {
        // In this order: another process may make the tables between the two questions.
        let any = self.has_any_table(&self.writer).await?;
        let tables = self.has_table(&self.writer, "seaql_migrations").await?;
        let foreign = any && !tables;
        let steps = self.migrations().await?;
        let pending = steps.iter().filter(|step| !step.applied).count();
        let newer = steps.iter().any(|step| step.newer);
        let demo = match self.has_table(&self.writer, "installation").await? {
            true => {
                let row = scoped::shared::<installation::Entity>().one(&self.db().executor).await?;
                row.is_some_and(|row| row.demo)
            }
            false => false,
        };
        let accounts =
            self.has_table(&self.writer, "person").await? && super::identity::people::exist(self).await?;
        // Migrations that were taken back leave their own table behind.
        let tables = tables && pending < Migrator::migrations().len();
        Ok(Found { tables, foreign, pending, newer, accounts, demo })
    }

    /// Says that this database was made by `demo`.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn mark_as_demo(&self) -> Result<()> {
        let row = installation::ActiveModel {
            id: sea_orm::ActiveValue::Set(1),
            demo: sea_orm::ActiveValue::Set(true),
            created_at: sea_orm::ActiveValue::Set(self.source().now()),
        };
        put(row).exec_without_returning(&self.writer).await?;
        Ok(())
    }

    /// Whether the database answers, within the time for which a request waits for a connection.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<()> {
        let silent = |_| Error::Unavailable("the database does not answer".to_owned());
        Ok(tokio::time::timeout(PATIENCE, self.writer.ping()).await.map_err(silent)??)
    }

    pub(super) async fn has_any_table(&self, connection: &impl ConnectionTrait) -> Result<bool> {
        let sql = match self.is_postgres() {
            true => "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema()",
            false => "SELECT 1 FROM sqlite_schema WHERE type = 'table'",
        };
        let statement = sea_orm::Statement::from_string(connection.get_database_backend(), sql);
        Ok(connection.query_one_raw(statement).await?.is_some())
    }

    pub(super) async fn has_table(&self, connection: &impl ConnectionTrait, name: &str) -> Result<bool> {
        let sql = match self.is_postgres() {
            true => {
                "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1"
            }
            false => "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1",
        };
        let backend = connection.get_database_backend();
        let statement = sea_orm::Statement::from_sql_and_values(backend, sql, [name.into()]);
        Ok(connection.query_one_raw(statement).await?.is_some())
    }

    /// Runs migrations alone and in one transaction: other processes wait, and nothing is left half done.
    pub(super) async fn alone<T>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T>,
    ) -> Result<T> {
        let options = TransactionOptions {
            sqlite_transaction_mode: (!self.is_postgres()).then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.writer.begin_with_options(options).await?;
        if self.is_postgres() {
            transaction.execute_unprepared(MIGRATION_LOCK).await?;
        }
        let done = work(&transaction).await?;
        transaction.commit().await?;
        Ok(done)
    }
}

/// The migrations of a database that has some.
async fn steps(connection: &impl ConnectionTrait) -> Result<Vec<Step>> {
    let applied = Migrator::get_migration_models(connection).await?;
    Ok(compared(&applied.into_iter().map(|model| model.version).collect::<Vec<_>>()))
}

/// The migrations of this version, and those of newer ones, against those that were applied.
fn compared(applied: &[String]) -> Vec<Step> {
    let mut steps: Vec<_> = Migrator::migrations()
        .iter()
        .map(|step| step.name().to_owned())
        .map(|name| Step { applied: applied.contains(&name), name, newer: false })
        .collect();
    let newer = applied.iter().filter(|name| steps.iter().all(|step| step.name != **name));
    let newer: Vec<_> = newer.map(|name| Step { name: name.clone(), applied: true, newer: true }).collect();
    steps.extend(newer);
    steps
}

#[expect(clippy::disallowed_methods, reason = "the installation is no resource and has no event")]
fn put(row: installation::ActiveModel) -> sea_orm::Insert<installation::ActiveModel> {
    installation::Entity::insert(row)
}
