//! Rows with texts of people: what is handed out of them, and how they are erased. A table of such rows has the column
//! `author_id`: who wrote its texts last.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryFilter,
    QueryOrder, Select, Value,
};
use uuid::Uuid;

use super::directory::views::uuid;
use super::integration::events;
use super::scoped::{self, Tenanted};
use super::write::Recorded;
use super::{Rows, Store, Unit};
use crate::access::{Action, Permit, Scope};
use crate::domain::identity::erasure::erase_where;
use crate::domain::identity::person::Affiliation;
use crate::error::{Error, Result};

/// An entity whose rows hold texts that people wrote.
pub(super) trait Authored: Recorded<ActiveModel: Send, Column: FromStr> {
    /// What the texts are called: the columns, and the members within columns that hold JSON.
    const TEXTS: &'static [&'static str];
}

/// The rows with texts of the person, in organizations to which the person belongs.
pub(super) async fn of_author<E: Recorded<Column: FromStr> + Tenanted>(
    store: &Store,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<E::Model>> {
    let rows = all_of::<E>(author::<E>()?.eq(person_id));
    let rows = rows.filter(E::stamps().deleted_at.is_null()).filter(readable::<E>(memberships));
    Ok(rows.order_by_asc(E::stamps().id).all(&store.db().executor).await?)
}

/// Those that the organizations of a person may read.
pub(super) fn readable<E: Tenanted>(memberships: &[Affiliation]) -> Condition {
    let within = |to: &Affiliation| E::within(Scope::Tenant { organization_id: to.id, side: to.side });
    memberships.iter().map(within).fold(Condition::any().add(scoped::nothing()), Condition::add)
}

/// Erases what a person wrote: the texts that were the person's last, and in the history all texts of rows that it ever wrote; the
/// ids of these rows.
pub(super) async fn erase<E: Authored, A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
) -> Result<Vec<Uuid>> {
    Ok(erase_texts::<E, A>(unit, permit, E::TEXTS, person_id).await?.into_keys().collect())
}

/// The same for texts by these names: the rows, each with the texts in it that others wrote and that stay. Whose a text is the
/// events tell that brought it. Where they are gone, it is the last author's.
pub(super) async fn erase_texts<E: Recorded<ActiveModel: Send, Column: FromStr>, A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    texts: &[&str],
    person_id: Uuid,
) -> Result<Kept> {
    let (id, author) = (E::stamps().id, author::<E>()?);
    let mut rows = all_of::<E>(author.eq(person_id)).all(&unit.db().executor).await?;
    let own = rows.iter().map(|row| uuid(row.get(id))).collect::<Result<HashSet<_>>>()?;
    let written = events::written_by(unit, E::RESOURCE, person_id).await?;
    let shared: Vec<Uuid> = written.into_iter().filter(|id| !own.contains(id)).collect();
    for block in shared.chunks(BLOCK) {
        rows.extend(all_of::<E>(id.is_in(block.iter().copied())).all(&unit.db().executor).await?);
    }
    let ids: Vec<Uuid> = own.iter().copied().chain(shared).collect();
    let brought = events::brought(unit, E::RESOURCE, &ids, texts).await?;
    for row in rows {
        let row_id = uuid(row.get(id))?;
        let is_theirs = |text: &str| match brought.get(&row_id).and_then(|texts| texts.get(text)) {
            Some(authors) => authors.contains(&Some(person_id)),
            None => own.contains(&row_id),
        };
        let mut erased = Vec::new();
        for column in E::Column::iter() {
            if let Some(value) = without(column.as_str(), row.get(column), texts, &is_theirs) {
                erased.push((column, value));
            }
        }
        unit.update::<E, A>(permit, row, |row| {
            erased.into_iter().for_each(|(column, value)| row.set(column, value));
        })
        .await?;
    }
    let others = |row_id: &Uuid| -> HashSet<String> {
        let texts = brought.get(row_id).into_iter().flatten();
        let others = texts.filter(|(_, authors)| !authors.contains(&Some(person_id)));
        others.map(|(text, _)| text.clone()).collect()
    };
    let kept: Kept = ids.iter().map(|id| (*id, others(id))).collect();
    events::erase_but(unit, E::RESOURCE, &kept, texts).await?;
    Ok(kept)
}

/// Rows of which texts are erased, each with the texts that stay.
pub(super) type Kept = HashMap<Uuid, HashSet<String>>;

/// Rows that are read at once.
const BLOCK: usize = 1_000;

/// A value of a column without those of its texts; none where it has none.
fn without(name: &str, value: Value, texts: &[&str], which: &impl Fn(&str) -> bool) -> Option<Value> {
    let json = |value| {
        let mut whole = serde_json::Map::from_iter([(name.to_owned(), value)]).into();
        let found = erase_where(&mut whole, texts, which);
        found.then(|| whole.get_mut(name).map(serde_json::Value::take)).flatten()
    };
    match value {
        Value::String(Some(text)) => json(text.into())?.as_str().map(Into::into),
        Value::Json(Some(value)) => json(*value).map(Into::into),
        _ => None,
    }
}

fn author<E: EntityTrait<Column: FromStr>>() -> Result<E::Column> {
    E::Column::from_str("author_id").map_err(|_| Error::internal("a table without authors"))
}

#[expect(clippy::disallowed_methods, reason = "of a person read by permit; deleted rows are erased, too")]
fn all_of<E: EntityTrait>(which: SimpleExpr) -> Select<E> {
    E::find().filter(which)
}
