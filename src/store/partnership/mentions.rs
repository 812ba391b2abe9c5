//! Whom copies and papers name: an erasure finds them by it.

use std::collections::HashSet;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, InsertMany, QueryFilter, QuerySelect, Select};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::partnership::party::signer_key;
use crate::error::Result;
use crate::store::entity::mention;
use crate::store::write::batches;
use crate::store::{Rows, Unit};

/// Keys that are looked for at once.
const BLOCK: usize = 1_000;

/// Writes down that a paper names its signer.
pub(super) async fn paper(unit: &Unit, row_id: Uuid, signer: Option<&str>) -> Result<()> {
    put(unit, row_id, signer.map(signer_key).into_iter().collect()).await
}

/// Writes down the rows and people that a copy names, and the signers.
pub(super) async fn copy(unit: &Unit, row_id: Uuid, copy: &Value) -> Result<()> {
    let mut keys = HashSet::new();
    gather(copy, &mut keys);
    put(unit, row_id, keys).await
}

/// The rows that mention one of these keys.
pub(super) async fn of(unit: &Unit, keys: &[String]) -> Result<Vec<Uuid>> {
    let mut rows = HashSet::new();
    for block in keys.chunks(BLOCK) {
        let found = by_key(block).select_only().column(mention::Column::RowId).distinct();
        rows.extend(found.into_tuple::<Uuid>().all(&unit.db().executor).await?);
    }
    Ok(rows.into_iter().collect())
}

/// Forgets a key.
pub(super) async fn forget(unit: &Unit, key: &str) -> Result<()> {
    delete(key).exec(unit.connection()).await?;
    Ok(())
}

fn gather(value: &Value, keys: &mut HashSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("id", Value::String(id)) => drop(keys.insert(id.clone())),
                    ("signer", Value::String(signer)) => drop(keys.insert(signer_key(signer))),
                    _ => gather(member, keys),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, keys)),
        _ => {}
    }
}

async fn put(unit: &Unit, row_id: Uuid, keys: HashSet<String>) -> Result<()> {
    let row = |key| mention::ActiveModel { row_id: Set(row_id), key: Set(key) };
    for rows in batches(keys.into_iter().map(row).collect()) {
        insert(rows).exec_without_returning(unit.connection()).await?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the event is that of the row")]
fn insert(rows: Vec<mention::ActiveModel>) -> InsertMany<mention::ActiveModel> {
    let there = OnConflict::columns([mention::Column::RowId, mention::Column::Key]).do_nothing().to_owned();
    mention::Entity::insert_many(rows).on_conflict(there)
}

#[expect(clippy::disallowed_methods, reason = "the erasure itself is an event")]
fn delete(key: &str) -> DeleteMany<mention::Entity> {
    mention::Entity::delete_many().filter(mention::Column::Key.eq(key))
}

#[expect(
    clippy::disallowed_methods,
    reason = "of a person read by permit, whose names and texts are erased unread"
)]
fn by_key(keys: &[String]) -> Select<mention::Entity> {
    mention::Entity::find().filter(mention::Column::Key.is_in(keys))
}
