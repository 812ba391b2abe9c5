//! What contacts, phones and locations have in common: how they are read, written, and counted as writes of the entry.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, ModelTrait, QueryFilter};
use uuid::Uuid;

use super::{organizations, phones, views};
use crate::access::directory::parts::{Create, Delete, List, Operated, Update};
use crate::access::{Action, Authorized, Permit};
use crate::domain::directory::named::Entry;
use crate::domain::directory::organization::Organization;
use crate::domain::directory::part::{PartFilter, PartInput};
use crate::domain::directory::visibility::Visibility;
use crate::domain::listing::{Listing, Page};
use crate::error::{Error, Result};
use crate::store::entity::phone;
use crate::store::page::{Ids, Sorting, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::Recorded;
use crate::store::{Rows, Store, Unit};

/// The rows of a part as they are stored.
pub(super) type Model<T> = <<T as Stored>::Entity as EntityTrait>::Model;
/// A row of a part to be written.
pub(super) type ActiveModel<T> = <<T as Stored>::Entity as EntityTrait>::ActiveModel;
type Column<T> = <<T as Stored>::Entity as EntityTrait>::Column;

/// A part, and how it is stored.
pub(super) trait Stored: Operated {
    /// The table.
    type Entity: EntityTrait<ActiveModel: Send, Model: Send + Sync> + Recorded + Tenanted;

    /// The column of the entry.
    const ORGANIZATION: Column<Self>;
    /// The column by which phones belong to the part.
    const PHONES: Option<phone::Column>;

    /// The orders of the list.
    fn order() -> (Ids<Self::Entity>, Sorting<Self::Entity>);

    /// The row as callers see it.
    fn view(row: Model<Self>, organization: Entry) -> Result<Self>;

    /// The values of a row; `country` is that of the entry's address.
    fn write(
        row: &mut ActiveModel<Self>,
        input: &Self::Input,
        visibility: Visibility,
        country: Option<&str>,
    ) -> Result<()>;

    /// How visible the part may be at most in an entry that is seen by `entry`.
    async fn ceiling<A: Action>(
        _unit: &Unit,
        _permit: &Permit<A>,
        _input: &Self::Input,
        entry: Visibility,
    ) -> Result<Visibility> {
        Ok(entry)
    }

    /// The country of the entry's address, where the part is written by it.
    async fn country<A: Action>(_unit: &Unit, _permit: &Permit<A>, _entry: Uuid) -> Result<Option<String>> {
        Ok(None)
    }

    /// Keeps what a part of an entry is found by, nothing when it is gone.
    async fn index(_unit: &Unit, _entry: Uuid, _id: Uuid, _input: Option<&Self::Input>) -> Result<()> {
        Ok(())
    }
}

/// The parts that the caller may see.
pub(super) async fn list<T: Stored>(
    store: &Store,
    permit: &Permit<List<T>>,
    filter: &PartFilter,
    listing: &Listing,
) -> Result<Page<T>> {
    let mut select = scoped::select::<T::Entity, _>(permit);
    if let Some(id) = filter.organization_id {
        organizations::referred(store, permit, id, "organization_id").await?;
        select = select.filter(T::ORGANIZATION.eq(id));
    }
    let (ids, created) = T::order();
    let db = store.db();
    let found = page(&db, select, ids, &[created], listing).await?;
    found.then(async |rows| seen(store, permit, rows).await).await
}

/// One part.
pub(super) async fn get<T: Stored, A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<T> {
    let row = scoped::one::<T::Entity, A>(rows, permit, id).await?;
    views::only(seen(rows, permit, vec![row]).await?)
}

/// Adds a part to an entry.
pub(super) async fn create<T: Stored>(
    unit: &Unit,
    entry: &Authorized<Create<T>>,
    input: T::Input,
) -> Result<T> {
    let (permit, entry) = (entry.permit(), entry.row());
    insert(unit, permit, entry, input).await
}

/// The same under any permit.
pub(super) async fn insert<T: Stored, A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    entry: &Organization,
    input: T::Input,
) -> Result<T> {
    let most = T::ceiling(unit, permit, &input, entry.visibility).await?;
    let visibility = input.visibility_within(most)?;
    let country = T::country(unit, permit, entry.id).await?;
    let mut row = ActiveModel::<T>::default();
    T::write(&mut row, &input, visibility, country.as_deref())?;
    let written = unit.insert::<T::Entity, A>(permit, row).await?;
    organizations::touch(unit, permit, entry.id, visibility).await?;
    let part: T = views::only(seen(unit, permit, vec![written]).await?)?;
    T::index(unit, entry.id, part.id(), Some(&input)).await?;
    Ok(part)
}

/// Changes a part.
pub(super) async fn update<T: Stored>(
    unit: &Unit,
    part: &Authorized<Update<T>>,
    input: T::Input,
) -> Result<T> {
    change(unit, part.permit(), part.row(), input).await
}

/// The same under any permit.
pub(super) async fn change<T: Stored, A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    part: &T,
    input: T::Input,
) -> Result<T> {
    let old = T::Input::from(part);
    let row = scoped::one::<T::Entity, A>(unit, permit, part.id()).await?;
    if old == input {
        return views::only(seen(unit, permit, vec![row]).await?);
    }
    stays("/organization_id", old.organization_id(), input.organization_id())?;
    let id = input.organization_id();
    let entry = organizations::kept(unit, permit, part.organization()).await?;
    let visibility = visibility::<T, _, _>(unit, permit, &old, &input, entry.visibility).await?;
    let country = T::country(unit, permit, id).await?;
    let mut faulty = Ok(());
    let written = unit
        .update::<T::Entity, A>(permit, row, |row| {
            faulty = T::write(row, &input, visibility, country.as_deref());
        })
        .await?;
    faulty?;
    if let (Some(column), true) = (T::PHONES, visibility < part.visibility()) {
        phones::lower(unit, permit, column, part.id(), visibility).await?;
    }
    organizations::touch(unit, permit, id, Ord::max(visibility, part.visibility())).await?;
    T::index(unit, id, part.id(), Some(&input)).await?;
    views::only(seen(unit, permit, vec![written]).await?)
}

/// Who is to see a part that is changed. One that stays as it was is left alone when only its parent was hidden.
async fn visibility<T: Stored<Input = I>, I: PartInput, A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    old: &I,
    input: &I,
    entry: Visibility,
) -> Result<Visibility> {
    let most = T::ceiling(unit, permit, input, entry).await?;
    match (old.wish(), input.wish()) {
        (Some(before), Some(wish)) if before == wish => {
            let before = T::ceiling(unit, permit, old, entry).await?;
            if before <= most { Ok(wish) } else { input.visibility_within(most) }
        }
        _ => input.visibility_within(most),
    }
}

/// Removes a part, with the phones that belong to it.
pub(super) async fn delete<T: Stored>(unit: &Unit, part: &Authorized<Delete<T>>) -> Result<()> {
    let (permit, part) = (part.permit(), part.row());
    organizations::kept(unit, permit, part.organization()).await?;
    if let Some(column) = T::PHONES {
        phones::remove(unit, permit, column, part.id()).await?;
    }
    let row = scoped::one::<T::Entity, _>(unit, permit, part.id()).await?;
    unit.delete::<T::Entity, _>(permit, row).await?;
    T::index(unit, part.organization().id, part.id(), None).await?;
    organizations::touch(unit, permit, part.organization().id, part.visibility()).await
}

/// Rows as callers see them: one further query, however many there are.
pub(super) async fn seen<T: Stored, A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<Model<T>>,
) -> Result<Vec<T>> {
    let organization = |row: &Model<T>| views::uuid(row.get(T::ORGANIZATION));
    let ids = found.iter().map(organization).collect::<Result<Vec<_>>>()?;
    let entries = views::entries(&rows.db(), permit, ids.iter().copied()).await?;
    found.into_iter().zip(ids).map(|(row, id)| T::view(row, views::of(&entries, id)?)).collect()
}

/// Passes when a reference that is settled at the beginning stays as it is.
pub(in crate::store) fn stays(pointer: &str, before: Uuid, after: Uuid) -> Result<()> {
    if before == after { Ok(()) } else { Err(Error::invalid(pointer, "immutable", "cannot be changed")) }
}

/// Makes the operations on a part: the common ones, under the name of the resource.
macro_rules! operations {
    ($row:ident, $input:ident) => {
        /// The rows that the caller may see.
        ///
        /// # Errors
        /// [`crate::error::Error::Invalid`] for an organization that the caller may not see.
        pub async fn list(
            store: &crate::store::Store,
            permit: &crate::access::Permit<crate::access::directory::parts::List<$row>>,
            filter: &crate::domain::directory::part::PartFilter,
            listing: &crate::domain::listing::Listing,
        ) -> crate::error::Result<crate::domain::listing::Page<$row>> {
            super::parts::list(store, permit, filter, listing).await
        }

        /// One row.
        ///
        /// # Errors
        /// [`crate::error::Error::NotFound`] when the caller may not see it.
        pub async fn get<A: crate::access::Action>(
            rows: &impl crate::store::Rows,
            permit: &crate::access::Permit<A>,
            id: uuid::Uuid,
        ) -> crate::error::Result<$row> {
            super::parts::get(rows, permit, id).await
        }

        /// Adds a row to an entry.
        ///
        /// # Errors
        /// [`crate::error::Error::Invalid`] for what it refers to, or when it is to be more visible than that.
        pub async fn create(
            unit: &crate::store::Unit,
            entry: &crate::access::Authorized<crate::access::directory::parts::Create<$row>>,
            input: $input,
        ) -> crate::error::Result<$row> {
            super::parts::create(unit, entry, input).await
        }

        /// Changes a row.
        ///
        /// # Errors
        /// [`crate::error::Error::Invalid`] for what it refers to, or when it is to be more visible than that.
        pub async fn update(
            unit: &crate::store::Unit,
            part: &crate::access::Authorized<crate::access::directory::parts::Update<$row>>,
            input: $input,
        ) -> crate::error::Result<$row> {
            super::parts::update(unit, part, input).await
        }

        /// Removes a row, with the phones that belong to it.
        ///
        /// # Errors
        /// [`crate::error::Error::NotFound`] when it was removed meanwhile.
        pub async fn delete(
            unit: &crate::store::Unit,
            part: &crate::access::Authorized<crate::access::directory::parts::Delete<$row>>,
        ) -> crate::error::Result<()> {
            super::parts::delete(unit, part).await
        }
    };
}
pub(super) use operations;
