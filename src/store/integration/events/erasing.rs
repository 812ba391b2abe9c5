//! Erasing texts in events: the only change of an event that was written.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select, UpdateOne};
use uuid::Uuid;

use crate::domain::identity::erasure::erase_members;
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
    for block in ids.chunks(BLOCK) {
        let events = of_resource(resource).filter(event::Column::ResourceId.is_in(block.iter().copied()));
        for mut row in events.all(&unit.db().executor).await? {
            let mut changed = false;
            for side in [&mut row.before, &mut row.after].into_iter().flatten() {
                changed |= erase_members(side, members);
            }
            if changed {
                let (before, after) = (Set(row.before.clone()), Set(row.after.clone()));
                put(event::ActiveModel { before, after, ..row.into() }).exec(unit.connection()).await?;
            }
        }
    }
    Ok(())
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
