//! The answers that the load test asks for, by hand-written SQL and nothing else: no token, no permit, no check of the
//! body, no event, no problem, no ETag, no log. What the service costs is told by what it takes longer than this.

mod comparison;
mod rows;

use std::sync::LazyLock;
use std::time::Duration;

use actix_web::{App, HttpServer, web};
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use uuid::Uuid;

/// The library for which everything is asked: Riverside Public Library of the demonstration.
const LIBRARY: Uuid = Uuid::from_u128(0x019b_8d62_7a80_7aba_8000_0000_0000_0001);

/// How many statements that do nothing a creation sends before it commits, to see what turns to the database cost.
static TURNS: LazyLock<u32> =
    LazyLock::new(|| std::env::var("TURNS").ok().and_then(|turns| turns.parse().ok()).unwrap_or(0));

mod sqlite {
    type Database = sqlx::Sqlite;
    const BEGIN: &str = "BEGIN IMMEDIATE";
    const SEARCH: &str = "SELECT organization.id FROM organization \
        JOIN organization_search ON organization_search.organization_id = organization.id \
        JOIN organization_fts ON organization_fts.rowid = organization_search.id \
        WHERE (visibility <> 'internal' OR steward_id = $1 OR organization.id = $1) AND deleted_at IS NULL \
        AND organization_fts MATCH $2 ORDER BY bm25(organization_fts, 10.0, 1.0), organization.id LIMIT 51";
    include!("answers.rs");
}

mod postgres {
    type Database = sqlx::Postgres;
    const BEGIN: &str = "BEGIN";
    const SEARCH: &str = "SELECT organization.id FROM organization \
        JOIN organization_search ON organization_search.organization_id = organization.id \
        WHERE (visibility <> 'internal' OR steward_id = $1 OR organization.id = $1) AND deleted_at IS NULL \
        AND organization_search.vector @@ plainto_tsquery('simple', $2) \
        ORDER BY -ts_rank(organization_search.vector, plainto_tsquery('simple', $2)), organization.id LIMIT 51";
    include!("answers.rs");
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::var("DATABASE_URL")?;
    let listen = std::env::var("LISTEN")?;
    let patience = Duration::from_secs(5);
    if url.starts_with("sqlite:") {
        let options: SqliteConnectOptions = url.parse()?;
        let options = options
            .busy_timeout(patience)
            .foreign_keys(true)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL");
        let pool = |connections| {
            SqlitePoolOptions::new().max_connections(connections).test_before_acquire(false)
        };
        let writer = pool(1).connect_with(options.clone()).await?;
        let reader = pool(6).connect_with(options.pragma("query_only", "ON")).await?;
        let pools = web::Data::new(sqlite::Pools { reader, writer });
        let app = move || App::new().app_data(pools.clone()).configure(sqlite::routes);
        HttpServer::new(app).bind(listen)?.run().await?;
    } else {
        let pool = PgPoolOptions::new().max_connections(12).test_before_acquire(false);
        let pool = pool.connect(&url).await?;
        let pools = web::Data::new(postgres::Pools { reader: pool.clone(), writer: pool });
        let app = move || App::new().app_data(pools.clone()).configure(postgres::routes);
        HttpServer::new(app).bind(listen)?.run().await?;
    }
    Ok(())
}
