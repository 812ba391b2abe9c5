//! A library's strategies for its partnerships.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::partnerships;
use super::views::reached;
use crate::access::partnership::strategies::{Create, Delete, List, Update};
use crate::access::{Action, Authorized, Permit};
use crate::domain::identity::person::Affiliation;
use crate::domain::listing::{Listing, Page};
use crate::domain::partnership::strategy::{Strategy, StrategyFilter, StrategyInput};
use crate::error::Result;
use crate::store::authored::{self, Authored};
use crate::store::directory::views::{only, text_of, word};
use crate::store::entity::strategy;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped;
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(strategy, "strategy", |row| vec![Audience::Tenant(row.library_id)]);

/// The library's strategies that fit the filter.
///
/// # Errors
/// [`crate::error::Error::Unavailable`] when the database is away.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &StrategyFilter,
    listing: &Listing,
) -> Result<Page<Strategy>> {
    let db = store.db();
    let wanted = Condition::all()
        .add_option(filter.kind.map(text_of).transpose()?.map(|kind| strategy::Column::Kind.eq(kind)))
        .add_option(
            filter.status.map(text_of).transpose()?.map(|status| strategy::Column::Status.eq(status)),
        );
    let select = scoped::select::<strategy::Entity, _>(permit).filter(wanted);
    let found = page(&db, select, ids!(strategy), &[by_creation!(strategy)], listing).await?;
    found.then(async |rows| seen(store, permit, rows).await).await
}

/// One strategy.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Strategy> {
    let row = scoped::one::<strategy::Entity, _>(rows, permit, id).await?;
    only(seen(rows, permit, vec![row]).await?)
}

/// Makes a strategy.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a partnership that the caller may not see.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: StrategyInput) -> Result<Strategy> {
    known(unit, permit, input.partnership_id).await?;
    let mut row = strategy::ActiveModel { library_id: Set(permit.tenant()?), ..Default::default() };
    write(&mut row, input, permit.author().person_id)?;
    let written = unit.insert::<strategy::Entity, _>(permit, row).await?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Changes a strategy.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a partnership that the caller may not see.
pub async fn update(unit: &Unit, before: &Authorized<Update>, input: StrategyInput) -> Result<Strategy> {
    let (permit, before) = (before.permit(), before.row());
    let row = scoped::one::<strategy::Entity, _>(unit, permit, before.id).await?;
    if StrategyInput::from(before) == input {
        return only(seen(unit, permit, vec![row]).await?);
    }
    known(unit, permit, input.partnership_id).await?;
    let mut faulty = Ok(());
    let written = unit
        .update::<strategy::Entity, _>(permit, row, |row| {
            faulty = write(row, input, permit.author().person_id);
        })
        .await?;
    faulty?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Removes a strategy.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, before: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<strategy::Entity, _>(unit, before.permit(), before.row().id).await?;
    Ok(unit.delete::<strategy::Entity, _>(before.permit(), row).await?)
}

async fn known<A: Action>(unit: &Unit, permit: &Permit<A>, partnership_id: Option<Uuid>) -> Result<()> {
    let Some(id) = partnership_id else { return Ok(()) };
    let found = partnerships::get(unit, permit, id).await;
    found.map(drop).map_err(|error| error.of_reference("/partnership_id"))
}

fn write(row: &mut strategy::ActiveModel, input: StrategyInput, author_id: Option<Uuid>) -> Result<()> {
    row.kind = Set(text_of(input.kind)?);
    row.goal = Set(text_of(input.goal)?);
    row.other_goal = Set(input.other_goal);
    row.title = Set(input.title);
    row.description = Set(input.description);
    row.partnership_id = Set(input.partnership_id);
    row.review_on = Set(input.review_on);
    row.status = Set(text_of(input.status)?);
    row.author_id = Set(author_id);
    Ok(())
}

impl Authored for strategy::Entity {
    const TEXTS: &'static [&'static str] = &["other_goal", "title", "description"];
}

/// The strategies that a person wrote last, in libraries to which the person belongs.
pub(super) async fn of_author<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<Strategy>> {
    seen(store, permit, authored::of_author::<strategy::Entity>(store, person_id, memberships).await?).await
}

async fn seen<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<strategy::Model>,
) -> Result<Vec<Strategy>> {
    let partnerships = reached(&rows.db(), permit, found.iter().filter_map(|row| row.partnership_id)).await?;
    let view = |row: strategy::Model| {
        Ok(Strategy {
            id: row.id,
            kind: word(&row.kind)?,
            goal: word(&row.goal)?,
            other_goal: row.other_goal,
            title: row.title,
            description: row.description,
            partnership: row.partnership_id.and_then(|id| partnerships.get(&id).cloned()),
            review_on: row.review_on,
            status: word(&row.status)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().map(view).collect()
}
