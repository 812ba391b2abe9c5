//! Connections: one pool on PostgreSQL; on SQLite one writer that queues and a pool of readers.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use sea_orm::sqlx::Connection;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr, SqlxError};

use super::counts::Counters;
use super::error::is_busy;
use crate::error::{Error, FieldError, Result};

/// How long a request waits for a connection, or for its turn to write on SQLite.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How soon a file that another connection holds is tried again.
const PAUSE: Duration = Duration::from_millis(20);

/// The pools to read from and to write to; the same one on PostgreSQL.
pub(super) async fn pools(
    url: &str,
    counters: &Arc<Counters>,
) -> Result<(DatabaseConnection, DatabaseConnection)> {
    let connect = async |options: ConnectOptions| {
        let begun = Instant::now();
        let mut connection = loop {
            match Database::connect(options.clone()).await {
                // Of two that turn a new file to its write-ahead log, one is refused at once, however patient it is.
                Err(error) if is_busy(&error) && begun.elapsed() < PATIENCE => {
                    tokio::time::sleep(PAUSE).await;
                }
                done => break done.map_err(|error| unreached(&error, url))?,
            }
        };
        let counters = counters.clone();
        connection.set_metric_callback(move |_| {
            counters.statements.fetch_add(1, Ordering::Relaxed);
        });
        Ok::<_, Error>(connection)
    };
    if url.starts_with("sqlite:") {
        let writer = connect(sqlite(url, 1, false)).await?;
        let reader = connect(sqlite(url, 6, true)).await?;
        Ok((reader, writer))
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        let pool = connect(postgres(url)).await?;
        Ok((pool.clone(), pool))
    } else {
        let fault = "must begin with sqlite: or postgres:";
        Err(Error::Malformed {
            detail: format!("DATABASE_URL {fault}"),
            errors: vec![FieldError::new("DATABASE_URL", "scheme", fault)],
        })
    }
}

fn unreached(error: &DbErr, url: &str) -> Error {
    let cause = match error {
        // A refused connection is tried again until the time is over.
        DbErr::Conn(RuntimeErr::SqlxError(cause)) if matches!(**cause, SqlxError::PoolTimedOut) => {
            let patience = PATIENCE.as_secs();
            return Error::Unavailable(format!(
                "the database of DATABASE_URL could not be reached within {patience} seconds"
            ));
        }
        DbErr::Conn(RuntimeErr::SqlxError(cause)) => cause.to_string(),
        other => other.to_string(),
    };
    // The drivers name the whole URL, with its password, where they cannot read it.
    let cause = cause.replace(url, "DATABASE_URL");
    Error::Unavailable(format!("cannot connect to the database of DATABASE_URL: {cause}"))
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .connect_timeout(PATIENCE)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(30));
    options
}

fn postgres(url: &str) -> ConnectOptions {
    let mut options = options(url, 12);
    options.set_application_name("ligature").statement_timeout(Duration::from_secs(30));
    // Statements take milliseconds; compiling one takes tens.
    options.map_sqlx_postgres_opts(|postgres| postgres.options([("jit", "off")]));
    options
}

fn sqlite(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = options(url, connections);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .busy_timeout(PATIENCE)
            .foreign_keys(true)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL");
        if read_only { sqlite.pragma("query_only", "ON") } else { sqlite }
    });
    if read_only {
        return options;
    }
    // A full or failing disk makes SQLite take a transaction back by itself. The driver then takes it for open still, and
    // later commits on the connection for commits within it, which would never come true.
    options.map_sqlx_sqlite_pool_opts(|pool| {
        pool.after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
    });
    options
}
