//! A library's own notes on entries.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::parts::stays;
use super::{organizations, views};
use crate::access::directory::notes::{Create, Delete, List, Update};
use crate::access::{Action, Authorized, Permit};
use crate::domain::directory::note::{Note, NoteFilter, NoteInput};
use crate::domain::identity::person::Affiliation;
use crate::domain::listing::{Listing, Page};
use crate::error::Result;
use crate::store::authored::{self, Authored};
use crate::store::entity::note;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped;
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(note, "note", |row| vec![Audience::Tenant(row.library_id)]);

/// The library's notes that fit the filter.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an organization that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &NoteFilter,
    listing: &Listing,
) -> Result<Page<Note>> {
    let db = store.db();
    let mut select = scoped::select::<note::Entity, _>(permit);
    if let Some(id) = filter.organization_id {
        organizations::referred(store, permit, id, "organization_id").await?;
        select = select.filter(note::Column::OrganizationId.eq(id));
    }
    let found = page(&db, select, ids!(note), &[by_creation!(note)], listing).await?;
    found.then(async |rows| seen(store, permit, rows).await).await
}

/// One note.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Note> {
    let row = scoped::one::<note::Entity, _>(rows, permit, id).await?;
    views::only(seen(rows, permit, vec![row]).await?)
}

/// Writes a note.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an organization that the caller may not see.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: NoteInput) -> Result<Note> {
    organizations::referred(unit, permit, input.organization_id, "/organization_id").await?;
    let row = note::ActiveModel {
        library_id: Set(permit.tenant()?),
        organization_id: Set(input.organization_id),
        text: Set(input.text),
        author_id: Set(permit.author().person_id),
        ..Default::default()
    };
    let written = unit.insert::<note::Entity, _>(permit, row).await?;
    views::only(seen(unit, permit, vec![written]).await?)
}

/// Changes a note.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for another organization.
pub async fn update(unit: &Unit, note: &Authorized<Update>, input: NoteInput) -> Result<Note> {
    let (permit, before) = (note.permit(), note.row());
    stays("/organization_id", before.organization.id, input.organization_id)?;
    let row = scoped::one::<note::Entity, _>(unit, permit, before.id).await?;
    let written = unit
        .update::<note::Entity, _>(permit, row, |row| {
            if row.text != Set(input.text.clone()) {
                row.author_id = Set(permit.author().person_id);
            }
            row.text = Set(input.text);
        })
        .await?;
    views::only(seen(unit, permit, vec![written]).await?)
}

/// Removes a note.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, note: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<note::Entity, _>(unit, note.permit(), note.row().id).await?;
    unit.delete::<note::Entity, _>(note.permit(), row).await?;
    Ok(())
}

/// The notes that a person wrote, in libraries to which the person belongs.
pub(in crate::store) async fn of_author<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<Note>> {
    seen(store, permit, authored::of_author::<note::Entity>(store, person_id, memberships).await?).await
}

impl Authored for note::Entity {
    const TEXTS: &'static [&'static str] = &["text"];
}

async fn seen<A: Action>(rows: &impl Rows, permit: &Permit<A>, found: Vec<note::Model>) -> Result<Vec<Note>> {
    let names = views::names(&rows.db(), permit, found.iter().map(|row| row.organization_id)).await?;
    let view = |row: note::Model| {
        Ok(Note {
            id: row.id,
            organization: views::of(&names, row.organization_id)?,
            text: row.text,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().map(view).collect()
}
