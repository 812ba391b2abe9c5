//! What is counted of the work with the database, for whoever watches the service.

use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::{DatabaseConnection, sqlx};

use super::Store;

/// Counts since the start.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) statements: AtomicU64,
    events: AtomicU64,
    throttled: AtomicU64,
}

/// What was counted since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Statements sent to the database.
    pub statements: u64,
    /// Events that were written, one for each audience.
    pub events: u64,
    /// Attempts to give a password that were refused because too many had failed.
    pub throttled: u64,
}

/// The connections of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// What it is for: `read` and `write` on SQLite, `all` on PostgreSQL.
    pub name: &'static str,
    /// How many are open.
    pub open: u64,
    /// How many of them nobody uses.
    pub idle: u64,
    /// How many may be open.
    pub limit: u64,
}

impl Store {
    /// What was counted since the start.
    pub fn counts(&self) -> Counts {
        let now = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let Counters { statements, events, throttled } = &*self.counters;
        Counts { statements: now(statements), events: now(events), throttled: now(throttled) }
    }

    /// The pools of connections.
    pub fn pools(&self) -> Vec<Pool> {
        let sqlite = |name, pool: &DatabaseConnection| state(name, pool.get_sqlite_connection_pool());
        match self.is_postgres() {
            true => vec![state("all", self.writer.get_postgres_connection_pool())],
            false => vec![sqlite("read", &self.reader), sqlite("write", &self.writer)],
        }
    }

    /// Events were committed.
    pub(super) fn count_events(&self, events: u64) {
        self.counters.events.fetch_add(events, Ordering::Relaxed);
    }

    /// An attempt to give a password was refused.
    pub(super) fn count_throttled(&self) {
        self.counters.throttled.fetch_add(1, Ordering::Relaxed);
    }
}

fn state<D: sqlx::Database>(name: &'static str, pool: &sqlx::Pool<D>) -> Pool {
    let (open, limit) = (pool.size().into(), pool.options().get_max_connections().into());
    Pool { name, open, idle: pool.num_idle().try_into().unwrap_or(u64::MAX), limit }
}
