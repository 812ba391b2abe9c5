//! The events about a person, and those that a person brought about.

use std::collections::HashMap;

use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use crate::access::{Action, Permit, Scope};
use crate::domain::identity::export::ExportedEvent;
use crate::error::Result;
use crate::store::directory::views::{from_json, names, of};
use crate::store::entity::event::{self, Column};
use crate::store::{Rows, Store};

/// The events about a person with what changed; those that the person brought about without, since what changed is others'. The
/// operator is told those of them only that are for the operator, and nothing of consents.
pub(in crate::store) async fn of_person<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    person_id: Uuid,
) -> Result<Vec<ExportedEvent>> {
    let db = store.db();
    let mut done = Condition::all().add(Column::PersonId.eq(person_id));
    let mut about = Column::Audience.eq("person").and(Column::AudienceId.eq(person_id));
    if permit.scope() == Scope::Operator {
        done = done.add(Column::Audience.eq("operator"));
        // Who rated and who agreed is told to the person alone.
        about = about.and(Column::Resource.ne("round_consent"));
    }
    let found = all().filter(Condition::any().add(about).add(done));
    let found = found.order_by_asc(Column::At).order_by_asc(Column::Id).all(&db.executor).await?;
    let organizations = names(&db, permit, found.iter().filter_map(|row| row.acting_for)).await?;
    let is_about = |row: &event::Model| row.audience == "person" && row.audience_id == Some(person_id);
    // A write is told once: about the person rather than by it.
    let told: HashMap<Uuid, i64> =
        found.iter().filter(|row| is_about(row)).map(|row| (row.id, row.sequence)).collect();
    let mut last = None;
    let mut events = Vec::new();
    for row in found {
        let about = is_about(&row);
        if told.get(&row.id).is_some_and(|sequence| *sequence != row.sequence) || last == Some(row.id) {
            continue;
        }
        last = Some(row.id);
        events.push(ExportedEvent {
            id: row.id,
            operation: row.operation,
            resource: row.resource,
            resource_id: row.resource_id,
            acting_for: row.acting_for.map(|id| of(&organizations, id)).transpose()?,
            before: row.before.filter(|_| about).map(from_json).transpose()?,
            after: row.after.filter(|_| about).map(from_json).transpose()?,
            created_at: row.at,
        });
    }
    Ok(events)
}

#[expect(clippy::disallowed_methods, reason = "of a person read by permit")]
fn all() -> Select<event::Entity> {
    event::Entity::find()
}
