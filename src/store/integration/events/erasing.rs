//! Erasing texts in events: the only change of an event that was written.

use std::collections::{HashMap, HashSet};

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select, UpdateOne};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::identity::erasure;
use crate::error::Result;
use crate::store::entity::event;
use crate::store::{Rows, Unit};

/// Rows whose events are read at once.
const BLOCK: usize = 200;

/// Replaces the texts below `members` in all events of these rows by the marker.
pub(in crate::store) async fn erase(
    unit: &Unit,
    resource: &str,
    ids: &[Uuid],
    members: &[&str],
) -> Result<()> {
    erase_where(unit, resource, ids, members, |_, _| true).await
}

/// The same but for the texts that stay.
pub(in crate::store) async fn erase_but(
    unit: &Unit,
    resource: &str,
    kept: &HashMap<Uuid, HashSet<String>>,
    members: &[&str],
) -> Result<()> {
    let ids: Vec<Uuid> = kept.keys().copied().collect();
    let goes = |id: Uuid, text: &str| kept.get(&id).is_none_or(|kept| !kept.contains(text));
    erase_where(unit, resource, &ids, members, goes).await
}

/// The same for such texts only.
pub(in crate::store) async fn erase_where(
    unit: &Unit,
    resource: &str,
    ids: &[Uuid],
    members: &[&str],
    which: impl Fn(Uuid, &str) -> bool,
) -> Result<()> {
    for block in ids.chunks(BLOCK) {
        let events = of_resource(resource).filter(event::Column::ResourceId.is_in(block.iter().copied()));
        for mut row in events.all(&unit.db().executor).await? {
            let (id, mut changed) = (row.resource_id, false);
            for side in [&mut row.before, &mut row.after].into_iter().flatten() {
                changed |= erasure::erase_where(side, members, &|text| which(id, text));
            }
            if changed {
                let (before, after) = (Set(row.before.clone()), Set(row.after.clone()));
                put(event::ActiveModel { before, after, ..row.into() }).exec(unit.connection()).await?;
            }
        }
    }
    Ok(())
}

/// By whom the texts below `members` came into these rows, as far as events tell: by row and text; none for a program.
pub(in crate::store) async fn brought(
    unit: &Unit,
    resource: &str,
    ids: &[Uuid],
    members: &[&str],
) -> Result<HashMap<Uuid, HashMap<String, HashSet<Option<Uuid>>>>> {
    let mut brought: HashMap<Uuid, HashMap<String, HashSet<Option<Uuid>>>> = HashMap::new();
    for block in ids.chunks(BLOCK) {
        let events = of_resource(resource).filter(event::Column::ResourceId.is_in(block.iter().copied()));
        for row in events.all(&unit.db().executor).await? {
            let texts = |side: Option<Value>| {
                let mut texts = HashSet::new();
                erasure::each_text(&mut side.unwrap_or_default(), members, &mut |text| {
                    texts.insert(std::mem::take(text));
                });
                texts
            };
            let (before, after) = (texts(row.before), texts(row.after));
            for text in after.into_iter().filter(|text| !before.contains(text)) {
                brought.entry(row.resource_id).or_default().entry(text).or_default().insert(row.person_id);
            }
        }
    }
    Ok(brought)
}

/// The rows of a resource that a person wrote, as far as events tell.
pub(in crate::store) async fn written_by(unit: &Unit, resource: &str, person_id: Uuid) -> Result<Vec<Uuid>> {
    let ids = of_resource(resource)
        .filter(event::Column::PersonId.eq(person_id))
        .select_only()
        .column(event::Column::ResourceId)
        .distinct()
        .into_tuple()
        .all(&unit.db().executor)
        .await?;
    Ok(ids)
}

#[expect(clippy::disallowed_methods, reason = "of rows that are erased, which were read by permit")]
fn of_resource(resource: &str) -> Select<event::Entity> {
    event::Entity::find().filter(event::Column::Resource.eq(resource))
}

#[expect(clippy::disallowed_methods, reason = "the erasure itself is an event")]
fn put(row: event::ActiveModel) -> UpdateOne<event::ActiveModel> {
    event::Entity::update(row)
}
