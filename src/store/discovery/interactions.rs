//! A library's calls, visits and mails.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::prospects;
use crate::access::discovery::interactions::{Create, Delete, List, Update};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::discovery::interaction::{Interaction, InteractionFilter, InteractionInput};
use crate::domain::identity::person::Affiliation;
use crate::domain::listing::{Listing, Page};
use crate::error::Result;
use crate::store::authored::{self, Authored};
use crate::store::directory::organizations;
use crate::store::directory::parts::stays;
use crate::store::directory::reach::of_library;
use crate::store::directory::views::{names, of, only, text_of, word};
use crate::store::entity::interaction;
use crate::store::evaluation::views::people;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(interaction, "interaction", |row| vec![Audience::Tenant(row.library_id)]);

/// An interaction is seen by its library alone, also when the entry is hidden or deleted.
impl Tenanted for interaction::Entity {
    fn within(scope: Scope) -> Condition {
        of_library(&interaction::Column::LibraryId, scope)
    }
}

/// The library's interactions that fit the filter.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an organization or a prospect that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &InteractionFilter,
    listing: &Listing,
) -> Result<Page<Interaction>> {
    let mut select = scoped::select::<interaction::Entity, _>(permit);
    if let Some(id) = filter.organization_id {
        organizations::referred(store, permit, id, "organization_id").await?;
        select = select.filter(interaction::Column::OrganizationId.eq(id));
    }
    if let Some(id) = filter.prospect_id {
        prospects::referred(store, permit, id, None, "prospect_id").await?;
        select = select.filter(interaction::Column::ProspectId.eq(id));
    }
    if let Some(kind) = filter.kind {
        select = select.filter(interaction::Column::Kind.eq(text_of(kind)?));
    }
    let found = page(&store.db(), select, ids!(interaction), &[by_creation!(interaction)], listing).await?;
    found.then(async |rows| seen(store, permit, rows).await).await
}

/// One interaction.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Interaction> {
    let row = scoped::one::<interaction::Entity, _>(rows, permit, id).await?;
    only(seen(rows, permit, vec![row]).await?)
}

/// Writes down an interaction.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an organization or a prospect that is not there, or a day to come.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: InteractionInput) -> Result<Interaction> {
    input.has_happened(unit.now())?;
    organizations::referred(unit, permit, input.organization_id, "/organization_id").await?;
    if let Some(id) = input.prospect_id {
        prospects::referred(unit, permit, id, Some(input.organization_id), "/prospect_id").await?;
    }
    let mut row = interaction::ActiveModel {
        library_id: Set(permit.tenant()?),
        organization_id: Set(input.organization_id),
        author_id: Set(permit.author().person_id),
        ..Default::default()
    };
    write(&mut row, input)?;
    let written = unit.insert::<interaction::Entity, _>(permit, row).await?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Changes an interaction.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for another organization, or a prospect that is not there.
pub async fn update(
    unit: &Unit,
    interaction: &Authorized<Update>,
    input: InteractionInput,
) -> Result<Interaction> {
    let (permit, before) = (interaction.permit(), interaction.row());
    stays("/organization_id", before.organization.id, input.organization_id)?;
    input.has_happened(unit.now())?;
    if let Some(id) = input.prospect_id.filter(|id| Some(*id) != before.prospect_id) {
        prospects::referred(unit, permit, id, Some(input.organization_id), "/prospect_id").await?;
    }
    let row = scoped::one::<interaction::Entity, _>(unit, permit, before.id).await?;
    let mut faulty = Ok(());
    let written = unit
        .update::<interaction::Entity, _>(permit, row, |row| {
            if before.summary != input.summary || before.with_whom != input.with_whom {
                row.author_id = Set(permit.author().person_id);
            }
            faulty = write(row, input);
        })
        .await?;
    faulty?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Removes an interaction.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, interaction: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<interaction::Entity, _>(unit, interaction.permit(), interaction.row().id).await?;
    unit.delete::<interaction::Entity, _>(interaction.permit(), row).await?;
    Ok(())
}

fn write(row: &mut interaction::ActiveModel, input: InteractionInput) -> Result<()> {
    row.prospect_id = Set(input.prospect_id);
    row.kind = Set(text_of(input.kind)?);
    row.happened_on = Set(input.happened_on);
    row.with_whom = Set(input.with_whom);
    row.summary = Set(input.summary);
    Ok(())
}

impl Authored for interaction::Entity {
    const TEXTS: &'static [&'static str] = &["with_whom", "summary"];
}

/// The interactions that a person wrote down, in libraries to which the person belongs.
pub(in crate::store) async fn of_author<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<Interaction>> {
    let found = authored::of_author::<interaction::Entity>(store, person_id, memberships).await?;
    seen(store, permit, found).await
}

/// Rows as callers see them: a fixed number of further queries, however many there are.
async fn seen<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<interaction::Model>,
) -> Result<Vec<Interaction>> {
    let db = rows.db();
    let organizations = names(&db, permit, found.iter().map(|row| row.organization_id)).await?;
    let authors = people(&db, found.iter().filter_map(|row| row.author_id)).await?;
    let view = |row: interaction::Model| {
        Ok(Interaction {
            id: row.id,
            organization: of(&organizations, row.organization_id)?,
            prospect_id: row.prospect_id,
            kind: word(&row.kind)?,
            happened_on: row.happened_on,
            with_whom: row.with_whom,
            summary: row.summary,
            author: row.author_id.map(|id| of(&authors, id)).transpose()?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().map(view).collect()
}
