//! A library's initiatives.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use crate::access::discovery::initiatives::{Create, Delete, List, Update};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::directory::named::Named;
use crate::domain::discovery::initiative::{Initiative, InitiativeInput};
use crate::domain::identity::person::Affiliation;
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Error, Result};
use crate::store::authored::{self, Authored};
use crate::store::directory::classification;
use crate::store::directory::reach::of_library;
use crate::store::directory::views::{from_json, only, to_json};
use crate::store::entity::{initiative, prospect};
use crate::store::integration::events::Audience;
use crate::store::named;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Db, Rows, Store, Unit};

recorded!(initiative, "initiative", |row| vec![Audience::Tenant(row.library_id)]);

/// An initiative is its library's alone.
impl Tenanted for initiative::Entity {
    fn within(scope: Scope) -> Condition {
        of_library(&initiative::Column::LibraryId, scope)
    }
}

/// The library's initiatives.
///
/// # Errors
/// [`Error::Malformed`] for a cursor of another order.
pub async fn list(store: &Store, permit: &Permit<List>, listing: &Listing) -> Result<Page<Initiative>> {
    let select = scoped::select::<initiative::Entity, _>(permit);
    let found = page(&store.db(), select, ids!(initiative), &[by_creation!(initiative)], listing).await?;
    found.then(async |rows| seen(store, rows).await).await
}

/// One initiative.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Initiative> {
    let row = scoped::one::<initiative::Entity, _>(rows, permit, id).await?;
    only(seen(rows, vec![row]).await?)
}

/// An initiative that a body or query names at `pointer`.
///
/// # Errors
/// [`Error::Invalid`] when the caller may not see it.
pub async fn referred<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    id: Uuid,
    pointer: &str,
) -> Result<()> {
    let found = scoped::one::<initiative::Entity, _>(rows, permit, id).await;
    found.map(drop).map_err(|error| error.of_reference(pointer))
}

/// Makes an initiative.
///
/// # Errors
/// [`Error::Invalid`] for a term that the caller may not see.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: InitiativeInput) -> Result<Initiative> {
    let mut row = initiative::ActiveModel {
        library_id: Set(permit.tenant()?),
        author_id: Set(permit.author().person_id),
        ..Default::default()
    };
    classification::exist(&unit.db(), permit, &input.terms, &[], "/terms").await?;
    write(&mut row, input)?;
    let written = unit.insert::<initiative::Entity, _>(permit, row).await?;
    only(seen(unit, vec![written]).await?)
}

/// Changes an initiative.
///
/// # Errors
/// [`Error::Invalid`] for a term that is new there and that the caller may not see.
pub async fn update(
    unit: &Unit,
    initiative: &Authorized<Update>,
    input: InitiativeInput,
) -> Result<Initiative> {
    let (permit, before) = (initiative.permit(), initiative.row());
    if input == InitiativeInput::from(before) {
        return Ok(before.clone());
    }
    classification::exist(&unit.db(), permit, &input.terms, &before.terms, "/terms").await?;
    let row = scoped::one::<initiative::Entity, _>(unit, permit, before.id).await?;
    let mut faulty = Ok(());
    let written = unit
        .update::<initiative::Entity, _>(permit, row, |row| {
            row.author_id = Set(permit.author().person_id);
            faulty = write(row, input);
        })
        .await?;
    faulty?;
    only(seen(unit, vec![written]).await?)
}

/// Removes an initiative.
///
/// # Errors
/// [`Error::Conflict`] while it has prospects.
pub async fn delete(unit: &Unit, initiative: &Authorized<Delete>) -> Result<()> {
    let id = initiative.row().id;
    let row = scoped::one::<initiative::Entity, _>(unit, initiative.permit(), id).await?;
    // Also of organizations that the library does not see for the moment.
    let prospects = scoped::named::<prospect::Entity>(prospect::Column::InitiativeId.eq(id))
        .filter(prospect::Column::DeletedAt.is_null());
    if prospects.one(&unit.db().executor).await?.is_some() {
        return Err(Error::conflict(Code::InUse, "an initiative that has prospects cannot be deleted"));
    }
    unit.delete::<initiative::Entity, _>(initiative.permit(), row).await?;
    Ok(())
}

fn write(row: &mut initiative::ActiveModel, input: InitiativeInput) -> Result<()> {
    row.name = Set(input.name);
    row.cause = Set(input.cause);
    row.goals = Set(to_json(&input.goals)?);
    row.target_groups = Set(to_json(&input.target_groups)?);
    row.needs = Set(to_json(&input.needs)?);
    row.terms = Set(to_json(&input.terms)?);
    row.rewards = Set(to_json(&input.rewards)?);
    row.place = Set(input.place.as_ref().map(to_json).transpose()?);
    row.weights = Set(input.weights.as_ref().map(to_json).transpose()?);
    Ok(())
}

impl Authored for initiative::Entity {
    const TEXTS: &'static [&'static str] = &["name", "cause", "goals", "target_groups", "rewards"];
}

/// The initiatives that a person wrote, in libraries to which the person belongs.
pub(in crate::store) async fn of_author(
    store: &Store,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<Initiative>> {
    seen(store, authored::of_author::<initiative::Entity>(store, person_id, memberships).await?).await
}

/// Rows as callers see them: one further query, however many there are.
async fn seen(rows: &impl Rows, found: Vec<initiative::Model>) -> Result<Vec<Initiative>> {
    let terms =
        found.iter().map(|row| from_json::<Vec<Uuid>>(row.terms.clone())).collect::<Result<Vec<_>>>()?;
    let known = classification::references(&rows.db(), terms.iter().flatten().copied()).await?;
    let view = |(row, terms): (initiative::Model, Vec<Uuid>)| {
        Ok(Initiative {
            id: row.id,
            name: row.name,
            cause: row.cause,
            goals: from_json(row.goals)?,
            target_groups: from_json(row.target_groups)?,
            needs: from_json(row.needs)?,
            terms: terms.iter().filter_map(|id| known.get(id).cloned()).collect(),
            rewards: from_json(row.rewards)?,
            place: row.place.map(from_json).transpose()?,
            weights: row.weights.map(from_json).transpose()?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().zip(terms).map(view).collect()
}

/// The names of initiatives that stand in rows that the caller may read.
pub(super) async fn names(db: &Db<'_>, ids: impl IntoIterator<Item = Uuid>) -> Result<HashMap<Uuid, Named>> {
    named::ids::<initiative::Entity>(db, ids, [initiative::Column::Id, initiative::Column::Name]).await
}
