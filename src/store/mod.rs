//! The database. Every function that touches a tenant's rows takes a permit; entities and connections stay here.

mod authored;
pub mod backup;
mod connect;
mod counts;
pub mod directory;
pub mod discovery;
mod entity;
mod error;
pub mod evaluation;
pub mod identity;
pub mod integration;
mod named;
mod page;
pub mod partnership;
pub mod schema;
mod scoped;
pub mod source;
mod supplied;
mod write;

pub use counts::{Counts, Pool};
pub use write::Unit;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseExecutor, DbBackend, EntityTrait, QuerySelect, Select,
};

use crate::domain::text::Language;
use crate::error::{Error, Result};
use counts::Counters;
use identity::standing::Standings;
use source::Source;

/// The database, the clock and the ids.
#[derive(Clone, Debug)]
pub struct Store {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    source: Arc<dyn Source>,
    language: Language,
    standings: Arc<Standings>,
    counters: Arc<Counters>,
}

/// What can be read from: the store, or a unit of work under way.
pub trait Rows: Sync {
    /// The place to read. It can be used in `store` only.
    fn db(&self) -> Db<'_>;

    /// The time at which it is read.
    fn now(&self) -> DateTime<Utc>;
}

/// A connection that only `store` can use.
#[derive(Debug)]
pub struct Db<'c> {
    executor: DatabaseExecutor<'c>,
    language: Language,
    locks: bool,
}

impl Db<'_> {
    /// Whether the database is PostgreSQL, else it is SQLite.
    fn is_postgres(&self) -> bool {
        self.executor.get_database_backend() == DbBackend::Postgres
    }

    /// The rows of a query, locked when they are read to be written.
    fn to_write<E: EntityTrait>(&self, query: Select<E>) -> Select<E> {
        if self.locks { query.lock_exclusive() } else { query }
    }

    /// The same, while others go on writing rows that name these.
    fn to_write_beside<E: EntityTrait>(&self, query: Select<E>) -> Select<E> {
        if self.locks { query.lock(LockType::NoKeyUpdate) } else { query }
    }
}

impl Rows for Store {
    fn db(&self) -> Db<'_> {
        Db { executor: DatabaseExecutor::Connection(&self.reader), language: self.language, locks: false }
    }

    fn now(&self) -> DateTime<Utc> {
        self.source.now()
    }
}

impl Store {
    /// Connects to the database at `url`, as sqlx writes it.
    ///
    /// # Errors
    /// [`crate::error::Error::Unavailable`] when it cannot be reached, [`crate::error::Error::Malformed`] for a URL of another kind.
    pub async fn connect(url: &str, source: Arc<dyn Source>, language: Language) -> Result<Self> {
        let counters = Arc::default();
        let (reader, writer) = connect::pools(url, &counters).await?;
        Ok(Self { reader, writer, source, language, standings: Arc::default(), counters })
    }

    /// The clock and the ids.
    pub fn source(&self) -> &dyn Source {
        &*self.source
    }

    /// How many statements were sent to the database so far.
    pub fn statements(&self) -> u64 {
        self.counts().statements
    }

    /// Whether the database is PostgreSQL, else it is SQLite.
    fn is_postgres(&self) -> bool {
        self.db().is_postgres()
    }

    /// Ends all connections, once nothing more is to be done.
    pub async fn close(self) {
        // On SQLite these are two pools; the last one to close writes the log into the database.
        let _ = self.reader.close().await;
        let _ = self.writer.close().await;
    }
}

/// Runs work that takes the processor for long beside the threads that answer requests.
async fn computed<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
