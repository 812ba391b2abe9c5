//! Answers kept by idempotency key, so that a request sent twice is carried out once.

use chrono::TimeDelta;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Statement, UpdateMany};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::error::{Code, Error, Result};
use crate::store::entity::idempotency;
use crate::store::scoped::{self, Shared};
use crate::store::{Db, Rows, Unit};

/// Hours for which an answer is kept.
const HOURS: i64 = 24;

/// Rows whose answers are looked for at once.
const BLOCK: usize = 1_000;

impl Shared for idempotency::Entity {}

/// The key of a request and the hash of what it said. The key holds caller and path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// SHA-256 of caller, path and the header.
    pub key: String,
    /// SHA-256 of the query and the body.
    pub request_hash: String,
}

/// An answer that is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The row it is about.
    pub row_id: Option<Uuid>,
    /// The HTTP status; 0 for an answer with a secret, which is not kept.
    pub status: u16,
    /// Headers by name.
    pub headers: Value,
    /// The body.
    pub body: Vec<u8>,
}

/// Begins a request with a key: its kept answer when it was carried out before.
///
/// # Errors
/// [`Error::KeyReused`] for another body, [`Error::Conflict`] while the first request still runs.
pub async fn begin(unit: &Unit, key: &Key) -> Result<Option<Kept>> {
    if unit.is_postgres() && !lock(unit, &key.key).await? {
        return Err(Error::conflict(
            Code::StillRunning,
            "a request with this Idempotency-Key is still running",
        ));
    }
    let old = unit.now() - TimeDelta::hours(HOURS);
    let Db { executor, .. } = unit.db();
    let Some(row) = scoped::shared::<idempotency::Entity>()
        .filter(idempotency::Column::Key.eq(&key.key))
        .filter(idempotency::Column::CreatedAt.gt(old))
        .one(&executor)
        .await?
    else {
        return Ok(None);
    };
    if row.request_hash != key.request_hash {
        return Err(Error::KeyReused);
    }
    let status = u16::try_from(row.status).map_err(Error::internal)?;
    if status == 0 {
        return Err(Error::Conflict {
            code: Code::AlreadyDone,
            detail: "this was done already; its answer held a secret and is not shown again".to_owned(),
            id: row.row_id,
        });
    }
    Ok(Some(Kept { row_id: row.row_id, status, headers: row.headers, body: row.body }))
}

/// Keeps the answer, in the transaction of what it answers.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn keep(unit: &Unit, key: &Key, kept: Kept) -> Result<()> {
    let old = unit.now() - TimeDelta::hours(HOURS);
    scoped::delete_shared::<idempotency::Entity>()
        .filter(idempotency::Column::CreatedAt.lte(old))
        .exec(unit.connection())
        .await?;
    let row = idempotency::ActiveModel {
        key: Set(key.key.clone()),
        request_hash: Set(key.request_hash.clone()),
        created_at: Set(unit.now()),
        row_id: Set(kept.row_id),
        status: Set(kept.status.into()),
        headers: Set(kept.headers),
        body: Set(kept.body),
    };
    put(row).exec_without_returning(unit.connection()).await?;
    Ok(())
}

/// Forgets the answers about these rows, and those in which one of the texts stands: a request that is sent again is told that it
/// was done, and no more.
pub(in crate::store) async fn empty(unit: &Unit, rows: &[Uuid], texts: &[&str]) -> Result<()> {
    for rows in rows.chunks(BLOCK) {
        hollow(idempotency::Column::RowId.is_in(rows.iter().copied())).exec(unit.connection()).await?;
    }
    for text in texts {
        let quoted = serde_json::to_string(text).map_err(Error::internal)?;
        let inner = quoted.trim_start_matches('"').strip_suffix('"').unwrap_or(&quoted);
        let holds = match unit.is_postgres() {
            true => "position($1 in body) > 0",
            false => "instr(body, ?) > 0",
        };
        let holds = Expr::cust_with_values(holds, [inner.as_bytes().to_vec()]);
        hollow(holds).exec(unit.connection()).await?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "an answer is no resource and has no event")]
fn hollow(which: SimpleExpr) -> UpdateMany<idempotency::Entity> {
    idempotency::Entity::update_many()
        .col_expr(idempotency::Column::Status, Expr::value(0))
        .col_expr(idempotency::Column::Headers, Expr::value(Value::Object(Map::new())))
        .col_expr(idempotency::Column::Body, Expr::value(Vec::<u8>::new()))
        .filter(which)
}

#[expect(clippy::disallowed_methods, reason = "an answer is no resource and has no event")]
fn put(row: idempotency::ActiveModel) -> sea_orm::Insert<idempotency::ActiveModel> {
    idempotency::Entity::insert(row)
}

/// Whether this transaction is the only one with the key; PostgreSQL frees the lock at its end.
async fn lock(unit: &Unit, key: &str) -> Result<bool, DbErr> {
    let connection = unit.connection();
    let backend = connection.get_database_backend();
    let sql = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked";
    let row = connection.query_one_raw(Statement::from_sql_and_values(backend, sql, [key.into()])).await?;
    row.map_or(Ok(false), |row| row.try_get("", "locked"))
}
