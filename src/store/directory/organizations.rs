//! Entries of the directory: read, made, changed and removed.

use std::collections::{BTreeSet, HashMap};

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait};
use uuid::Uuid;

use super::{addresses, classification, duplicates, search, views};
use crate::access::directory::organizations::{Create, Delete, Update};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::directory::named::{Entry, TermRef};
use crate::domain::directory::organization::{Organization, OrganizationInput};
use crate::domain::directory::visibility::Visibility;
use crate::domain::identity::role::Side;
use crate::domain::text::sort_key;
use crate::error::{Error, Result};
use crate::store::entity::{organization, organization_facet, organization_key, organization_place, term};
use crate::store::integration::events::Audience;
use crate::store::scoped::{self, PartOf};
use crate::store::write::{batches, recorded};
use crate::store::{Rows, Unit};

pub use super::filters::list;

recorded!(organization, "organization", |row| {
    let keeper = row.steward_id.map_or(Audience::Operator, Audience::Tenant);
    match row.visibility.as_str() {
        "internal" => vec![keeper],
        _ => vec![keeper, Audience::Directory(row.id)],
    }
});

impl PartOf for organization_facet::Entity {
    const WHOLE: organization_facet::Column = organization_facet::Column::OrganizationId;
}

/// One entry.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Organization> {
    let row = scoped::one::<organization::Entity, _>(rows, permit, id).await?;
    let mut found = views::organizations(&rows.db(), permit, vec![row]).await?;
    found.pop().ok_or(Error::NotFound("organization"))
}

/// An entry that a body or query names at `pointer`.
///
/// # Errors
/// [`Error::Invalid`] when the caller may not see it.
pub async fn referred<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    id: Uuid,
    pointer: &str,
) -> Result<Organization> {
    get(rows, permit, id).await.map_err(|error| error.of_reference(pointer))
}

/// Makes an entry. Its steward is the caller's organization; one made by the operator has none.
///
/// # Errors
/// [`Error::Invalid`] for a term that is not there, [`Error::Duplicate`] where duplicates are not allowed.
pub async fn create(
    unit: &Unit,
    permit: &Permit<Create>,
    input: OrganizationInput,
    allow_duplicate: bool,
) -> Result<Organization> {
    let steward = permit.principal()?.organization_id();
    let (row, terms) = put_new(unit, permit, &input, steward, None).await?;
    if !allow_duplicate {
        duplicates::of_entry(unit, permit, row.id, &input).await?;
    }
    views::only(views::named(&unit.db(), permit, vec![(input.terms, row)], &terms).await?)
}

/// Makes an entry under any permit, for imports, tenants and the demonstration.
pub(in crate::store) async fn insert<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    input: OrganizationInput,
    steward_id: Option<Uuid>,
    side: Option<Side>,
) -> Result<Uuid> {
    put_new(unit, permit, &input, steward_id, side).await.map(|(row, _)| row.id)
}

/// Keeps a new entry and what it is found by; there is nothing yet to take away. The entry, and how answers name its terms.
async fn put_new<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    input: &OrganizationInput,
    steward_id: Option<Uuid>,
    side: Option<Side>,
) -> Result<(organization::Model, HashMap<Uuid, TermRef>)> {
    let (terms, named) = classification::shared_terms(&unit.db(), &input.terms, "/terms").await?;
    let row = row(unit, input, steward_id, side)?;
    let row = unit.insert::<organization::Entity, A>(permit, row).await?;
    search::put_rows(unit, vec![search::row(unit, row.id, input, &terms)]).await?;
    put_facets(unit, facets(row.id, input, &terms)?).await?;
    duplicates::put(unit, duplicates::rows(row.id, input)).await?;
    Ok((row, named))
}

/// A new entry as it is stored.
pub(super) fn row(
    unit: &Unit,
    input: &OrganizationInput,
    steward_id: Option<Uuid>,
    side: Option<Side>,
) -> Result<organization::ActiveModel> {
    let mut row = organization::ActiveModel {
        side: Set(side.map(|side| side.as_str().to_owned())),
        steward_id: Set(steward_id),
        shared_at: Set(unit.now()),
        shared_name: Set(input.name.clone()),
        ..Default::default()
    };
    write(&mut row, input)?;
    Ok(row)
}

/// Changes an entry.
///
/// # Errors
/// [`Error::Invalid`] for a term that is not there.
pub async fn update(
    unit: &Unit,
    entry: &Authorized<Update>,
    input: OrganizationInput,
) -> Result<Organization> {
    change(unit, entry.permit(), entry.row(), input).await?;
    get(unit, entry.permit(), entry.row().id).await
}

/// Changes an entry under any permit; false when nothing changed.
pub(in crate::store) async fn change<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    entry: &Organization,
    input: OrganizationInput,
) -> Result<bool> {
    if OrganizationInput::from(entry) == input {
        return Ok(false);
    }
    let (terms, _) = classification::shared_terms(&unit.db(), &input.terms, "/terms").await?;
    let before = scoped::one::<organization::Entity, _>(unit, permit, entry.id).await?;
    let shared = views::shown(entry.visibility) || views::shown(input.visibility);
    let renamed = before.name_key != sort_key(&input.name);
    let mut faulty = Ok(());
    unit.update::<organization::Entity, A>(permit, before, |row| {
        faulty = write(row, &input);
        if shared {
            row.shared_at = Set(unit.now());
        }
        if views::shown(input.visibility) {
            row.shared_name = Set(input.name.clone());
        }
    })
    .await?;
    faulty?;
    index(unit, entry.id, &input, &terms).await?;
    if renamed {
        addresses::place(unit, &[entry.id]).await?;
    }
    Ok(true)
}

/// The entry that a row names, for as long as it has the steward that was seen with the row.
///
/// # Errors
/// [`Error::Clash`] when it was given to another meanwhile, so that permission is asked anew.
pub(super) async fn kept<A: Action>(unit: &Unit, permit: &Permit<A>, seen: &Entry) -> Result<Organization> {
    let entry = get(unit, permit, seen.id).await?;
    if entry.steward_id() == seen.steward_id { Ok(entry) } else { Err(Error::Clash) }
}

/// Removes an entry.
///
/// # Errors
/// [`Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, entry: &Authorized<Delete>) -> Result<()> {
    let id = entry.row().id;
    let row = scoped::one::<organization::Entity, _>(unit, entry.permit(), id).await?;
    unit.delete::<organization::Entity, _>(entry.permit(), row).await?;
    scoped::delete_parts::<organization_facet::Entity>([id]).exec(unit.connection()).await?;
    scoped::delete_parts::<organization_place::Entity>([id]).exec(unit.connection()).await?;
    scoped::delete_parts::<organization_key::Entity>([id]).exec(unit.connection()).await?;
    search::remove(unit, id).await
}

/// Makes a tenant the steward of an entry.
pub(in crate::store) async fn give<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    steward_id: Uuid,
) -> Result<()> {
    let before = scoped::one::<organization::Entity, _>(unit, permit, id).await?;
    unit.update::<organization::Entity, A>(permit, before, |row| {
        row.steward_id = Set(Some(steward_id));
        row.shared_at = Set(unit.now());
    })
    .await?;
    Ok(())
}

/// The ids of the entries that the scope keeps, or kept when they were deleted.
pub(in crate::store) fn ever_kept(scope: Scope) -> SelectStatement {
    let kept = match scope {
        Scope::Tenant { organization_id, .. } => {
            Condition::all().add(organization::Column::StewardId.eq(organization_id))
        }
        Scope::Operator => Condition::all().add(organization::Column::StewardId.is_null()),
        Scope::Person(_) | Scope::System => scoped::nothing(),
    };
    Query::select().column(organization::Column::Id).from(organization::Entity).cond_where(kept).take()
}

/// A part of the entry was written: its steward, and others if they see the part, are to see that it changed.
pub(in crate::store) async fn touch<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    seen: Visibility,
) -> Result<()> {
    let row = scoped::one::<organization::Entity, _>(unit, permit, id).await?;
    let shared = views::shown(seen);
    unit.touch::<organization::Entity>(row, |row| {
        if shared {
            row.shared_at = Set(unit.now());
        }
    })
    .await?;
    Ok(())
}

fn write(row: &mut organization::ActiveModel, input: &OrganizationInput) -> Result<()> {
    let input = input.clone();
    row.name_key = Set(sort_key(&input.name));
    row.name = Set(input.name);
    row.alternate_name = Set(input.alternate_name);
    row.description = Set(input.description);
    row.email = Set(input.email);
    row.website = Set(input.website);
    row.year_incorporated = Set(input.year_incorporated);
    row.legal_status = Set(input.legal_status);
    row.logo = Set(input.logo);
    row.uri = Set(input.uri);
    row.visibility = Set(views::text_of(input.visibility)?);
    row.organization_identifiers = Set(views::to_json(&input.organization_identifiers)?);
    row.additional_websites = Set(views::to_json(&input.additional_websites)?);
    row.offers = Set(views::to_json(&input.offers)?);
    row.needs = Set(views::to_json(&input.needs)?);
    row.terms = Set(views::to_json(&input.terms)?);
    Ok(())
}

/// Keeps what the entry is found by: its words, its facets with the ancestors of its terms, and what duplicates have too.
async fn index(unit: &Unit, id: Uuid, input: &OrganizationInput, terms: &[term::Model]) -> Result<()> {
    search::put(unit, id, input, terms).await?;
    scoped::delete_parts::<organization_facet::Entity>([id]).exec(unit.connection()).await?;
    put_facets(unit, facets(id, input, terms)?).await?;
    scoped::delete_parts::<organization_key::Entity>([id]).exec(unit.connection()).await?;
    duplicates::put(unit, duplicates::rows(id, input)).await
}

/// The facets of an entry, with the ancestors of its terms.
pub(super) fn facets(
    id: Uuid,
    input: &OrganizationInput,
    terms: &[term::Model],
) -> Result<Vec<organization_facet::ActiveModel>> {
    let mut facets = BTreeSet::new();
    for term in terms {
        facets.extend(classification::ancestry(&term.path).map(|id| ("term", id.to_owned())));
    }
    for offer in &input.offers {
        facets.insert(("offer", views::text_of(offer)?));
    }
    for need in &input.needs {
        facets.insert(("need", views::text_of(need)?));
    }
    let name_key = sort_key(&input.name);
    let offers = input.offers.iter().fold(0, |offers, kind| offers | kind.bit());
    let facet = |(kind, value): (&str, String)| organization_facet::ActiveModel {
        kind: Set(kind.to_owned()),
        value: Set(value),
        organization_id: Set(id),
        name_key: Set(name_key.clone()),
        offers: Set(offers),
    };
    Ok(facets.into_iter().map(facet).collect())
}

/// Keeps the facets of entries.
pub(super) async fn put_facets(unit: &Unit, facets: Vec<organization_facet::ActiveModel>) -> Result<()> {
    for rows in batches(facets) {
        insert_facets(rows).exec_without_returning(unit.connection()).await?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "facets are derived from a row that has its event")]
fn insert_facets(
    facets: Vec<organization_facet::ActiveModel>,
) -> sea_orm::InsertMany<organization_facet::ActiveModel> {
    organization_facet::Entity::insert_many(facets)
}
