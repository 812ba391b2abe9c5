//! Talking points: those that come with the service, and a library's own.

use std::collections::HashSet;

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::access::discovery::talking_points::{Create, Delete, List, Update};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::discovery::talking_point::{
    Audience as Listener, SOURCE, TalkingPoint, TalkingPointFilter, TalkingPointInput, builtin,
};
use crate::domain::identity::person::Affiliation;
use crate::domain::listing::{Listing, Page};
use crate::error::Result;
use crate::store::authored::{self, Authored};
use crate::store::directory::taxonomies::owned;
use crate::store::directory::views::{names, of, only, text_of, word};
use crate::store::entity::talking_point;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::supplied;
use crate::store::write::recorded;
use crate::store::{Db, Rows, Store, Unit};

recorded!(talking_point, "talking_point", |row| row.library_id.map(Audience::Tenant).into_iter().collect());

impl Tenanted for talking_point::Entity {
    fn within(scope: Scope) -> Condition {
        owned(&talking_point::Column::LibraryId, scope)
    }
}

/// Puts in the talking points that come with the service, as far as they are not there.
///
/// # Errors
/// [`crate::error::Error::Unavailable`] when the database is away.
pub(in crate::store) async fn put_builtin(unit: &Unit) -> Result<()> {
    let row = |(id, input)| {
        let mut row =
            talking_point::ActiveModel { library_id: Set(None), author_id: Set(None), ..Default::default() };
        write(&mut row, input).map(|()| (id, row))
    };
    supplied::put::<talking_point::Entity>(unit, builtin().into_iter().map(row)).await
}

/// The talking points that the caller may see.
///
/// # Errors
/// [`crate::error::Error::Malformed`] for a cursor of another order.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &TalkingPointFilter,
    listing: &Listing,
) -> Result<Page<TalkingPoint>> {
    let db = store.db();
    let select = scoped::select::<talking_point::Entity, _>(permit).filter(said_to(filter.audience)?);
    let found = page(&db, select, ids!(talking_point), &[by_creation!(talking_point)], listing).await?;
    found.then(async |rows| seen(&db, permit, rows).await).await
}

/// One talking point.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<TalkingPoint> {
    let row = scoped::one::<talking_point::Entity, _>(rows, permit, id).await?;
    only(seen(&rows.db(), permit, vec![row]).await?)
}

/// Makes a talking point of the library's own.
///
/// # Errors
/// [`crate::error::Error::Unavailable`] when the database is away.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: TalkingPointInput) -> Result<TalkingPoint> {
    let mut row = talking_point::ActiveModel {
        library_id: Set(Some(permit.tenant()?)),
        author_id: Set(permit.author().person_id),
        ..Default::default()
    };
    write(&mut row, input)?;
    let written = unit.insert::<talking_point::Entity, _>(permit, row).await?;
    only(seen(&unit.db(), permit, vec![written]).await?)
}

/// Changes a talking point.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it was removed meanwhile.
pub async fn update(
    unit: &Unit,
    point: &Authorized<Update>,
    input: TalkingPointInput,
) -> Result<TalkingPoint> {
    let row = scoped::one::<talking_point::Entity, _>(unit, point.permit(), point.row().id).await?;
    let mut faulty = Ok(());
    let change = |row: &mut talking_point::ActiveModel| {
        if row.text != Set(input.text.clone()) {
            row.author_id = Set(point.permit().author().person_id);
        }
        faulty = write(row, input);
    };
    let written = unit.update::<talking_point::Entity, _>(point.permit(), row, change).await?;
    faulty?;
    only(seen(&unit.db(), point.permit(), vec![written]).await?)
}

/// Removes a talking point.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, point: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<talking_point::Entity, _>(unit, point.permit(), point.row().id).await?;
    unit.delete::<talking_point::Entity, _>(point.permit(), row).await?;
    Ok(())
}

fn write(row: &mut talking_point::ActiveModel, input: TalkingPointInput) -> Result<()> {
    let words = input.audiences.into_iter().map(text_of).collect::<Result<Vec<_>>>()?;
    row.text = Set(input.text);
    row.advantage = Set(input.advantage.map(text_of).transpose()?);
    row.audiences = Set(if words.is_empty() { String::new() } else { format!(",{},", words.join(",")) });
    Ok(())
}

/// Those for an audience, among them those for everybody.
fn said_to(audience: Option<Listener>) -> Result<Condition> {
    let Some(audience) = audience else { return Ok(Condition::all()) };
    let column = talking_point::Column::Audiences;
    Ok(Condition::any().add(column.eq("")).add(column.contains(format!(",{},", text_of(audience)?))))
}

/// What to say to an audience: `most` points at most, the library's own first, and such advantages as it has not worded itself.
///
/// # Errors
/// [`crate::error::Error::Unavailable`] when the database is away.
pub async fn to_say<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    audience: Option<Listener>,
    most: usize,
) -> Result<Vec<TalkingPoint>> {
    let db = store.db();
    let told = scoped::select::<talking_point::Entity, _>(permit).filter(said_to(audience)?);
    let own = talking_point::Column::LibraryId;
    let limit = u64::try_from(most).unwrap_or_default();
    let mut rows = told.clone().filter(own.is_not_null());
    rows = rows.order_by_asc(talking_point::Column::CreatedAt).order_by_asc(talking_point::Column::Id);
    let mut rows = rows.limit(limit).all(&db.executor).await?;
    let built_in =
        told.filter(own.is_null()).order_by_asc(talking_point::Column::Id).all(&db.executor).await?;
    let worded: HashSet<_> = rows.iter().filter_map(|row| row.advantage.clone()).collect();
    let not_worded =
        |row: &talking_point::Model| row.advantage.as_ref().is_none_or(|own| !worded.contains(own));
    rows.extend(built_in.into_iter().filter(not_worded));
    rows.truncate(most);
    seen(&db, permit, rows).await
}

impl Authored for talking_point::Entity {
    const TEXTS: &'static [&'static str] = &["text"];
}

/// The talking points that a person wrote, in libraries to which the person belongs.
pub(in crate::store) async fn of_author<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<TalkingPoint>> {
    let found = authored::of_author::<talking_point::Entity>(store, person_id, memberships).await?;
    seen(&store.db(), permit, found).await
}

async fn seen<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    found: Vec<talking_point::Model>,
) -> Result<Vec<TalkingPoint>> {
    let libraries = names(db, permit, found.iter().filter_map(|row| row.library_id)).await?;
    let view = |row: talking_point::Model| {
        let words = row.audiences.split(',').filter(|word| !word.is_empty());
        Ok(TalkingPoint {
            id: row.id,
            library: row.library_id.map(|id| of(&libraries, id)).transpose()?,
            text: row.text,
            source: row.advantage.is_some().then_some(SOURCE),
            advantage: row.advantage.as_deref().map(word).transpose()?,
            audiences: words.map(word).collect::<Result<_>>()?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().map(view).collect()
}
