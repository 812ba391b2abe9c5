//! Taxonomies: those that come with the service, and a library's own.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::views;
use crate::access::directory::taxonomies::{Create, Delete, List, Update};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::directory::taxonomy::{Taxonomy, TaxonomyInput};
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Error, Result};
use crate::store::entity::{taxonomy, term};
use crate::store::error::OnDuplicate;
use crate::store::integration::events::Audience;
use crate::store::page::{Sorting, by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(taxonomy, "taxonomy", |row| row.library_id.map(Audience::Tenant).into_iter().collect());

impl Tenanted for taxonomy::Entity {
    fn within(scope: Scope) -> Condition {
        owned(&taxonomy::Column::LibraryId, scope)
    }
}

/// What comes with the service is everybody's; a library's own is that library's.
pub(in crate::store) fn owned(library: &impl ColumnTrait, scope: Scope) -> Condition {
    let shared = Condition::any().add(library.is_null());
    match scope {
        Scope::Tenant { organization_id, .. } => shared.add(library.eq(organization_id)),
        Scope::Operator | Scope::Person(_) => shared,
        Scope::System => scoped::everything(),
    }
}

/// The taxonomies that the caller may see.
///
/// # Errors
/// [`Error::Malformed`] for a cursor of another order.
pub async fn list(store: &Store, permit: &Permit<List>, listing: &Listing) -> Result<Page<Taxonomy>> {
    let db = store.db();
    let code = Sorting {
        name: "code",
        column: taxonomy::Column::Code,
        key: |row: &taxonomy::Model| row.code.clone(),
        parse: |text| Some(text.into()),
    };
    let select = scoped::select::<taxonomy::Entity, _>(permit);
    let found = page(&db, select, ids!(taxonomy), &[code, by_creation!(taxonomy)], listing).await?;
    found.then(async |rows| seen(store, permit, rows).await).await
}

/// One taxonomy.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Taxonomy> {
    let row = scoped::one::<taxonomy::Entity, _>(rows, permit, id).await?;
    views::only(seen(rows, permit, vec![row]).await?)
}

/// A taxonomy that a body or query names at `pointer`.
///
/// # Errors
/// [`Error::Invalid`] when the caller may not see it.
pub async fn referred<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    id: Uuid,
    pointer: &str,
) -> Result<Taxonomy> {
    get(rows, permit, id).await.map_err(|error| error.of_reference(pointer))
}

/// Makes a taxonomy of the caller's own.
///
/// # Errors
/// [`Error::Conflict`] when the code is taken.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: TaxonomyInput) -> Result<Taxonomy> {
    refuse_taken(unit, permit, &input.code, None).await?;
    let mut row = taxonomy::ActiveModel {
        library_id: Set(Some(permit.tenant()?)),
        source: Set(None),
        ..Default::default()
    };
    write(&mut row, input);
    let written = unit.insert::<taxonomy::Entity, _>(permit, row).await.on_duplicate(TAKEN, TAKEN_DETAIL)?;
    views::only(seen(unit, permit, vec![written]).await?)
}

/// Changes a taxonomy of the caller's own.
///
/// # Errors
/// [`Error::Conflict`] when the code is taken.
pub async fn update(unit: &Unit, entry: &Authorized<Update>, input: TaxonomyInput) -> Result<Taxonomy> {
    let (permit, id) = (entry.permit(), entry.row().id);
    refuse_taken(unit, permit, &input.code, Some(id)).await?;
    let before = scoped::one::<taxonomy::Entity, _>(unit, permit, id).await?;
    let written = unit
        .update::<taxonomy::Entity, _>(permit, before, |row| write(row, input))
        .await
        .on_duplicate(TAKEN, TAKEN_DETAIL)?;
    views::only(seen(unit, permit, vec![written]).await?)
}

/// Removes a taxonomy of the caller's own.
///
/// # Errors
/// [`Error::Conflict`] while it has terms.
pub async fn delete(unit: &Unit, entry: &Authorized<Delete>) -> Result<()> {
    let (permit, id) = (entry.permit(), entry.row().id);
    let before = scoped::one::<taxonomy::Entity, _>(unit, permit, id).await?;
    let terms = scoped::select::<term::Entity, _>(permit).filter(term::Column::TaxonomyId.eq(id));
    if terms.one(&unit.db().executor).await?.is_some() {
        return Err(Error::conflict(Code::InUse, "a taxonomy that has terms cannot be deleted"));
    }
    unit.delete::<taxonomy::Entity, _>(permit, before).await?;
    Ok(())
}

const TAKEN: Code = Code::CodeTaken;
const TAKEN_DETAIL: &str = "another taxonomy has this code";

async fn refuse_taken<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    code: &str,
    except: Option<Uuid>,
) -> Result<()> {
    let same = scoped::select::<taxonomy::Entity, A>(permit).filter(taxonomy::Column::Code.eq(code));
    let same = same.all(&unit.db().executor).await?;
    match same.into_iter().find(|row| Some(row.id) != except) {
        Some(other) => Err(Error::conflict(TAKEN, TAKEN_DETAIL).over(other.id)),
        None => Ok(()),
    }
}

fn write(row: &mut taxonomy::ActiveModel, input: TaxonomyInput) {
    row.code = Set(input.code);
    row.name = Set(input.name);
    row.edition = Set(input.version.unwrap_or_default());
    row.description = Set(input.description);
    row.uri = Set(input.uri);
}

/// Rows as callers see them, with their owners.
async fn seen<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<taxonomy::Model>,
) -> Result<Vec<Taxonomy>> {
    let owners = views::names(&rows.db(), permit, found.iter().filter_map(|row| row.library_id)).await?;
    let view = |row: taxonomy::Model| {
        let owner = row.library_id.map(|id| views::of(&owners, id)).transpose()?;
        Ok(Taxonomy {
            id: row.id,
            code: row.code,
            name: row.name,
            version: Some(row.edition).filter(|edition| !edition.is_empty()),
            description: row.description,
            uri: row.uri,
            source: row.source,
            owner,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().map(view).collect()
}
