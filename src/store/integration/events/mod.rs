//! Events: who did what to which row, once for each audience.

mod erasing;
mod exporting;
mod reading;
mod sweeping;

pub(in crate::store) use erasing::{brought, erase, erase_but, erase_where, written_by};
pub(in crate::store) use exporting::of_person;
pub(in crate::store) use reading::last_for;
pub use reading::{get, list};

use std::str::FromStr;

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::ValueType;
use sea_orm::{DbErr, EntityTrait, ModelTrait};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::access::{Action, Permit};
use crate::store::Unit;
use crate::store::entity::event;
use crate::store::write::{Recorded, batches};

/// Who may learn of a write. Whether a caller belongs to it is decided when the event is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Audience {
    /// One tenant.
    Tenant(Uuid),
    /// Whoever keeps this entry of the directory: its steward, or the operator where it has none.
    Steward(Uuid),
    /// Whoever may see this entry of the directory.
    Directory(Uuid),
    /// Whoever may read this sheet of a round.
    Evaluation(Uuid),
    /// The parties of this partnership, each from when it was told of it until it leaves.
    Partnership(Uuid),
    /// One person.
    Person(Uuid),
    /// The operator.
    Operator,
}

impl Audience {
    pub(super) fn columns(self) -> (&'static str, Option<Uuid>) {
        match self {
            Self::Tenant(id) => ("tenant", Some(id)),
            Self::Steward(id) => ("steward", Some(id)),
            Self::Directory(id) => ("directory", Some(id)),
            Self::Evaluation(id) => ("evaluation", Some(id)),
            Self::Partnership(id) => ("partnership", Some(id)),
            Self::Person(id) => ("person", Some(id)),
            Self::Operator => ("operator", None),
        }
    }
}

/// Appends the events of one write: what was there before and after, as far as it differs.
pub(in crate::store) async fn record<E: Recorded, A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    before: Option<&E::Model>,
    after: Option<&E::Model>,
) -> Result<(), DbErr> {
    let Some(row) = after.or(before) else { return Ok(()) };
    let [old, new] = [before, after].map(|row| row.map(E::audiences).unwrap_or_default());
    let [before, after] = [fields::<E>(before)?, fields::<E>(after)?];
    let changed = differences(before.clone(), after.clone());
    let came = differences(None, after);
    let went = differences(before, None);
    let write = unit.source().id("event");
    let audiences = new.iter().chain(old.iter().filter(|audience| !new.contains(audience)));
    let events = audiences.map(|audience| {
        // Who could not see the row before, or cannot now, learns nothing of that side of the change.
        let (before, after) = match (old.contains(audience), new.contains(audience)) {
            (true, true) => &changed,
            (false, _) => &came,
            (true, false) => &went,
        };
        event::ActiveModel {
            before: Set(before.clone()),
            after: Set(after.clone()),
            ..event::<E, A>(unit, permit, row, *audience, write)
        }
    });
    put(unit, events.collect()).await
}

/// Appends the events of many new rows, which do not hold what is in the rows.
pub(in crate::store) async fn record_new<E: Recorded, A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    rows: &[E::Model],
) -> Result<(), DbErr> {
    let of_row = |row| {
        let write = unit.source().id("event");
        E::audiences(row).into_iter().map(move |audience| event::<E, A>(unit, permit, row, audience, write))
    };
    put(unit, rows.iter().flat_map(of_row).collect()).await
}

/// An event for one audience, without values.
fn event<E: Recorded, A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    row: &E::Model,
    audience: Audience,
    write: Uuid,
) -> event::ActiveModel {
    let author = permit.author();
    let (audience, audience_id) = audience.columns();
    event::ActiveModel {
        sequence: NotSet,
        at: Set(unit.now()),
        person_id: Set(author.person_id),
        acting_for: Set(author.acting_for),
        operation: Set(A::OPERATION.to_owned()),
        resource: Set(E::RESOURCE.to_owned()),
        resource_id: Set(row.get(E::stamps().id).unwrap()),
        audience: Set(audience.to_owned()),
        audience_id: Set(audience_id),
        before: Set(None),
        after: Set(None),
        client_id: Set(author.client_id),
        id: Set(write),
        organization_id: Set(organization::<E>(row)),
    }
}

/// The organization that a row is, or that it names.
fn organization<E: Recorded>(row: &E::Model) -> Option<Uuid> {
    let column = match E::RESOURCE {
        "organization" => E::stamps().id,
        _ => E::Column::from_str("organization_id").ok()?,
    };
    <Option<Uuid> as ValueType>::try_from(row.get(column)).ok().flatten()
}

async fn put(unit: &Unit, events: Vec<event::ActiveModel>) -> Result<(), DbErr> {
    unit.appended(events.len());
    for events in batches(events) {
        append(events).exec_without_returning(unit.connection()).await?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the one place that writes events")]
fn append(events: Vec<event::ActiveModel>) -> sea_orm::InsertMany<event::ActiveModel> {
    event::Entity::insert_many(events)
}

fn fields<E: Recorded>(row: Option<&E::Model>) -> Result<Option<Map<String, Value>>, DbErr> {
    let value = row.map(serde_json::to_value).transpose().map_err(|error| DbErr::Json(error.to_string()))?;
    Ok(match value {
        Some(Value::Object(fields)) => Some(fields),
        _ => None,
    })
}

/// The fields that differ; all of them where there is only one side. Versions and times of the row say nothing.
fn differences(
    before: Option<Map<String, Value>>,
    after: Option<Map<String, Value>>,
) -> (Option<Value>, Option<Value>) {
    let noise = |field: &str| matches!(field, "version" | "updated_at" | "created_at");
    match (before, after) {
        (Some(mut before), Some(mut after)) => {
            before.retain(|field, value| !noise(field) && after.get(field) != Some(value));
            after.retain(|field, _| before.contains_key(field));
            (Some(before.into()), Some(after.into()))
        }
        (before, after) => (before.map(Into::into), after.map(Into::into)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::differences;

    fn object(value: &Value) -> Option<Map<String, Value>> {
        value.as_object().cloned()
    }

    #[test]
    fn an_event_holds_only_what_changed() {
        let before = object(&json!({"name": "a", "note": null, "version": 1}));
        let after = object(&json!({"name": "b", "note": null, "version": 2}));
        assert_eq!(differences(before, after), (Some(json!({"name": "a"})), Some(json!({"name": "b"}))));
    }

    #[test]
    fn a_new_row_has_no_before() {
        assert_eq!(differences(None, object(&json!({"name": "a"}))), (None, Some(json!({"name": "a"}))));
    }
}
