//! The terms that a library gives to entries in its own view.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{classification, organizations, terms, views};
use crate::access::directory::own_terms::{Create, Delete, List};
use crate::access::{Action, Authorized, Permit};
use crate::domain::directory::note::{OwnTerm, OwnTermFilter, OwnTermInput};
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Result};
use crate::store::entity::own_term;
use crate::store::error::OnDuplicate;
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped;
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(own_term, "own_term", |row| vec![Audience::Tenant(row.library_id)]);

/// The terms that the library gave and that fit the filter.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an organization or a term that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &OwnTermFilter,
    listing: &Listing,
) -> Result<Page<OwnTerm>> {
    let db = store.db();
    let mut select = scoped::select::<own_term::Entity, _>(permit);
    if let Some(id) = filter.organization_id {
        organizations::referred(store, permit, id, "organization_id").await?;
        select = select.filter(own_term::Column::OrganizationId.eq(id));
    }
    if let Some(id) = filter.term_id {
        classification::exists(&db, permit, id, "term_id").await?;
        select = select.filter(own_term::Column::TermId.eq(id));
    }
    let found = page(&db, select, ids!(own_term), &[by_creation!(own_term)], listing).await?;
    found.then(async |rows| seen(store, permit, rows).await).await
}

/// One term that the library gave.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<OwnTerm> {
    let row = scoped::one::<own_term::Entity, _>(rows, permit, id).await?;
    views::only(seen(rows, permit, vec![row]).await?)
}

/// Gives a term to an entry.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an organization or a term that the caller may not see, [`Error::Conflict`] when it has it.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: OwnTermInput) -> Result<OwnTerm> {
    organizations::referred(unit, permit, input.organization_id, "/organization_id").await?;
    terms::hold(unit, permit, input.term_id).await.map_err(|error| error.of_reference("/term_id"))?;
    let row = own_term::ActiveModel {
        library_id: Set(permit.tenant()?),
        organization_id: Set(input.organization_id),
        term_id: Set(input.term_id),
        ..Default::default()
    };
    let written = unit
        .insert::<own_term::Entity, _>(permit, row)
        .await
        .on_duplicate(Code::AlreadyGiven, "the organization has this term already")?;
    views::only(seen(unit, permit, vec![written]).await?)
}

/// Takes a term back.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when it was taken back meanwhile.
pub async fn delete(unit: &Unit, given: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<own_term::Entity, _>(unit, given.permit(), given.row().id).await?;
    unit.delete::<own_term::Entity, _>(given.permit(), row).await?;
    Ok(())
}

async fn seen<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<own_term::Model>,
) -> Result<Vec<OwnTerm>> {
    let db = rows.db();
    let names = views::names(&db, permit, found.iter().map(|row| row.organization_id)).await?;
    let terms = classification::references(&db, found.iter().map(|row| row.term_id)).await?;
    let view = |row: own_term::Model| {
        Ok(OwnTerm {
            id: row.id,
            organization: views::of(&names, row.organization_id)?,
            term: views::of(&terms, row.term_id)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().map(view).collect()
}
