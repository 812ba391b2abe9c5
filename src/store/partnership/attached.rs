//! What the rows that hang on a partnership have in common: how they are read, written, counted as writes of the
//! partnership, copied for a party that leaves, and erased.
#![expect(
    private_bounds,
    async_fn_in_trait,
    reason = "callers name a row; how it is stored is for `store` alone"
)]

use std::collections::HashMap;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::ValueType;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, EntityTrait, Iterable, ModelTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::{partnerships, wholes};
use crate::access::partnership::attached::{Create, Delete, List, Listed, Operated, Update};
use crate::access::{Action, Authorized, Permit};
use crate::domain::check::Faults;
use crate::domain::identity::person::Affiliation;
use crate::domain::listing::{Listing, Page};
use crate::domain::partnership::attached::{AttachedFilter, AttachedInput, Whole};
use crate::domain::partnership::partnership::Partnership;
use crate::error::{Error, Result};
use crate::store::authored::{self, Kept};
use crate::store::directory::views::{of, only, uuid};
use crate::store::entity::partnership;
use crate::store::page::{Ids, Sorting, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::Recorded;
use crate::store::{Db, Rows, Store, Unit};

/// The rows as they are stored.
pub type Model<T> = <<T as Stored>::Entity as EntityTrait>::Model;
/// A row to be written.
pub type ActiveModel<T> = <<T as Stored>::Entity as EntityTrait>::ActiveModel;
type Column<T> = <<T as Stored>::Entity as EntityTrait>::Column;

/// A row that hangs on a partnership, and how it is stored. Its table has the columns `partnership_id` and `author_id`.
pub trait Stored: Listed {
    /// The table.
    type Entity: EntityTrait<ActiveModel: Send, Model: Send + Sync, Column: FromStr> + Recorded + Tenanted;

    /// The columns in which people write texts.
    const TEXTS: &[&str];

    /// The rows as the caller sees them, in a fixed number of queries.
    async fn views(db: &Db<'_>, found: Vec<(Model<Self>, Whole)>, names: &Names) -> Result<Vec<Self>>;

    /// The organizations that a row names.
    fn organizations(_: &Model<Self>) -> Vec<Uuid> {
        Vec::new()
    }
}

/// The names of the organizations that stand in rows.
pub type Names = HashMap<Uuid, crate::domain::directory::named::Named>;

/// One that is written by hand.
pub trait Written: Stored + Operated {
    /// Whether its write counts as one of the partnership; not where one side alone sees it.
    const SHARED: bool = true;

    /// The values of a row.
    fn write(row: &mut ActiveModel<Self>, input: &Self::Input) -> Result<()>;

    /// What only a new row gets.
    fn found<A: Action>(_: &mut ActiveModel<Self>, _: &Permit<A>) -> Result<()> {
        Ok(())
    }

    /// What else has to hold of the input, and what the row gets beside it. What stays as it was `before` is not asked again.
    async fn settle<A: Action>(
        _: &Unit,
        _: &Permit<A>,
        _: &Partnership,
        _before: Option<&Self>,
        _: &Self::Input,
        _: &mut ActiveModel<Self>,
    ) -> Result<()> {
        Ok(())
    }

    /// Passes for a row that nothing else needs.
    async fn free<A: Action>(_: &Unit, _: &Permit<A>, _: &Self) -> Result<()> {
        Ok(())
    }

    /// What follows from a write.
    async fn wrote<A: Action>(_: &Unit, _: &Permit<A>, _: &Partnership) -> Result<()> {
        Ok(())
    }
}

fn column<T: Stored>(name: &str) -> Result<Column<T>> {
    Column::<T>::from_str(name).map_err(|_| Error::internal(format!("a table without the column {name}")))
}

/// The rows that the caller may see.
///
/// # Errors
/// [`Error::Invalid`] for a partnership that the caller may not see.
pub async fn list<T: Stored>(
    store: &Store,
    permit: &Permit<List<T>>,
    filter: &AttachedFilter,
    listing: &Listing,
) -> Result<Page<T>> {
    let mut select = scoped::select::<T::Entity, _>(permit);
    if let Some(id) = filter.partnership_id {
        let known = partnerships::get(store, permit, id).await;
        known.map_err(|error| error.of_reference("partnership_id"))?;
        select = select.filter(column::<T>("partnership_id")?.eq(id));
    }
    let (ids, created) = order::<T::Entity>();
    let found = page(&store.db(), select, ids, &[created], listing).await?;
    found.then(async |rows| seen(store, permit, rows).await).await
}

/// The order of all these lists: by the time a row was made.
fn order<E: Recorded>() -> (Ids<E>, Sorting<E>) {
    fn id<E: Recorded>(row: &E::Model) -> Uuid {
        uuid(row.get(E::stamps().id)).unwrap_or_default()
    }
    fn created_at<E: Recorded>(row: &E::Model) -> String {
        let at = <DateTime<Utc> as ValueType>::try_from(row.get(E::stamps().created_at));
        at.map(|at| at.to_rfc3339()).unwrap_or_default()
    }
    let stamps = E::stamps();
    let created = Sorting {
        name: "created_at",
        column: stamps.created_at,
        key: created_at::<E>,
        parse: |text| DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc().into()),
    };
    (Ids { column: stamps.id, id: id::<E> }, created)
}

/// One row. Within a unit of work its partnership is locked first, as for every other write about it.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<T: Stored, A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<T> {
    let db = rows.db();
    if db.locks {
        let whole = scoped::select::<T::Entity, A>(permit)
            .filter(T::Entity::stamps().id.eq(id))
            .select_only()
            .column(column::<T>("partnership_id")?)
            .into_tuple::<Uuid>()
            .one(&db.executor)
            .await?;
        let whole = whole.ok_or(Error::NotFound(T::Entity::RESOURCE))?;
        scoped::one::<partnership::Entity, A>(rows, permit, whole).await?;
    }
    let row = scoped::one::<T::Entity, A>(rows, permit, id).await?;
    only(seen(rows, permit, vec![row]).await?)
}

/// Adds a row to a partnership.
///
/// # Errors
/// [`Error::Invalid`] for what it refers to.
pub async fn create<T: Written>(unit: &Unit, whole: &Authorized<Create<T>>, input: T::Input) -> Result<T> {
    let (permit, whole) = (whole.permit(), whole.row());
    let mut row = settled::<T, _>(unit, permit, whole, None, &input).await?;
    T::found(&mut row, permit)?;
    row.set(column::<T>("partnership_id")?, whole.id.into());
    row.set(column::<T>("author_id")?, permit.author().person_id.into());
    let written = unit.insert::<T::Entity, _>(permit, row).await?;
    wrote::<T, _>(unit, permit, whole).await?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Changes a row.
///
/// # Errors
/// [`Error::Invalid`] for what it refers to, or for another partnership.
pub async fn update<T: Written>(unit: &Unit, part: &Authorized<Update<T>>, input: T::Input) -> Result<T> {
    let (permit, before) = (part.permit(), part.row());
    let row = scoped::one::<T::Entity, _>(unit, permit, before.id()).await?;
    if T::Input::from(before) == input {
        return only(seen(unit, permit, vec![row]).await?);
    }
    if input.partnership_id() != before.whole().id {
        return Err(Error::invalid("/partnership_id", "immutable", "cannot be changed"));
    }
    let whole = partnerships::get(unit, permit, before.whole().id).await?;
    let settled = settled::<T, _>(unit, permit, &whole, Some(before), &input).await?;
    let author = column::<T>("author_id")?;
    let written = unit
        .update::<T::Entity, _>(permit, row, |row| {
            for column in Column::<T>::iter() {
                if let ActiveValue::Set(value) = settled.get(column) {
                    row.set(column, value);
                }
            }
            row.set(author, permit.author().person_id.into());
        })
        .await?;
    wrote::<T, _>(unit, permit, &whole).await?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Removes a row.
///
/// # Errors
/// [`Error::NotFound`] when it was removed meanwhile, [`Error::Conflict`] with `in_use`.
pub async fn delete<T: Written>(unit: &Unit, part: &Authorized<Delete<T>>) -> Result<()> {
    let (permit, before) = (part.permit(), part.row());
    T::free(unit, permit, before).await?;
    let row = scoped::one::<T::Entity, _>(unit, permit, before.id()).await?;
    unit.delete::<T::Entity, _>(permit, row).await?;
    let whole = partnerships::get(unit, permit, before.whole().id).await?;
    wrote::<T, _>(unit, permit, &whole).await
}

/// The values of a row, when the parties that the input names belong to the partnership now, or were named before, and
/// what was done was not done in the future.
async fn settled<T: Written, A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    whole: &Partnership,
    before: Option<&T>,
    input: &T::Input,
) -> Result<ActiveModel<T>> {
    let life = whole.life();
    let named = before.map(|before| T::Input::from(before).parties()).unwrap_or_default();
    let mut faults = Faults::default();
    for (pointer, id) in input.parties() {
        if life.current(id).is_none() && !named.iter().any(|(_, named)| *named == id) {
            faults.add(&pointer, "not_found", "there is no such party of the partnership");
        }
    }
    for (pointer, day) in input.done() {
        faults.has_come(pointer, day, unit.now());
    }
    faults.finish()?;
    let mut row = ActiveModel::<T>::default();
    T::write(&mut row, input)?;
    T::settle(unit, permit, whole, before, input, &mut row).await?;
    Ok(row)
}

async fn wrote<T: Written, A: Action>(unit: &Unit, permit: &Permit<A>, whole: &Partnership) -> Result<()> {
    if T::SHARED {
        partnerships::touch(unit, permit, whole.id).await?;
    }
    T::wrote(unit, permit, whole).await
}

/// Rows as the caller sees them.
async fn seen<T: Stored, A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<Model<T>>,
) -> Result<Vec<T>> {
    let db = rows.db();
    let partnership = column::<T>("partnership_id")?;
    let ids = found.iter().map(|row| uuid(row.get(partnership))).collect::<Result<Vec<_>>>()?;
    let wholes = wholes::of(&db, permit.scope(), ids.iter().copied()).await?;
    let organizations = found.iter().flat_map(T::organizations);
    let names = crate::store::directory::views::names(&db, permit, organizations).await?;
    let found = found.into_iter().zip(ids).map(|(row, id)| Ok((row, of(&wholes, id)?)));
    T::views(&db, found.collect::<Result<_>>()?, &names).await
}

/// All rows that hang on a partnership, as the copy for a party that leaves holds them.
pub(super) async fn copied<T: Stored, A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    partnership_id: Uuid,
) -> Result<Vec<T>> {
    let rows = scoped::select::<T::Entity, A>(permit)
        .filter(column::<T>("partnership_id")?.eq(partnership_id))
        .order_by_asc(T::Entity::stamps().id)
        .all(&unit.db().executor)
        .await?;
    seen(unit, permit, rows).await
}

/// The rows that a person wrote last, in organizations to which the person belongs.
pub(super) async fn of_author<T: Stored, A: Action>(
    store: &Store,
    permit: &Permit<A>,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<T>> {
    seen(store, permit, authored::of_author::<T::Entity>(store, person_id, memberships).await?).await
}

/// Erases what a person wrote; the rows, each with the texts in it that others wrote.
pub(super) async fn erase<T: Stored, A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    person_id: Uuid,
) -> Result<Kept> {
    authored::erase_texts::<T::Entity, A>(unit, permit, T::TEXTS, person_id).await
}
