//! Terms of taxonomies, with the terms of other taxonomies to which they are linked.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::parts::stays;
use super::{classification, taxonomies, views};
use crate::access::directory::terms::{Create, Delete, List, Update};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::directory::filter::TermFilter;
use crate::domain::directory::named::TermRef;
use crate::domain::directory::taxonomy::{Term, TermInput};
use crate::domain::listing::{Listing, Page};
use crate::domain::text::{fold, sort_key};
use crate::error::{Code, Error, Result};
use crate::store::entity::{own_term, taxonomy, term};
use crate::store::error::OnDuplicate;
use crate::store::integration::events::Audience;
use crate::store::page::{Sorting, by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

/// Most levels of a taxonomy; its paths are keys of an index.
const LEVELS: usize = 20;

recorded!(term, "term", |row| row.library_id.map(Audience::Tenant).into_iter().collect());

impl Tenanted for term::Entity {
    fn within(scope: Scope) -> Condition {
        taxonomies::owned(&term::Column::LibraryId, scope)
    }
}

/// The terms that the caller may see and that fit the filter.
///
/// # Errors
/// [`Error::Invalid`] for a taxonomy or a term that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &TermFilter,
    listing: &Listing,
) -> Result<Page<Term>> {
    let db = store.db();
    let mut select = scoped::select::<term::Entity, _>(permit);
    if let Some(id) = filter.taxonomy_id {
        taxonomies::referred(store, permit, id, "taxonomy_id").await?;
        select = select.filter(term::Column::TaxonomyId.eq(id));
    }
    if let Some(id) = filter.parent_id {
        classification::exists(&db, permit, id, "parent_id").await?;
        select = select.filter(term::Column::ParentId.eq(id));
    }
    let folded = fold(filter.q.as_deref().unwrap_or_default());
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        select = select.filter(term::Column::NameKey.contains(word));
    }
    let code = Sorting {
        name: "code",
        column: term::Column::Code,
        key: |row: &term::Model| row.code.clone(),
        parse: |text| Some(text.into()),
    };
    let name = Sorting {
        name: "name",
        column: term::Column::NameKey,
        key: |row: &term::Model| row.name_key.clone(),
        parse: |text| Some(text.into()),
    };
    let found = page(&db, select, ids!(term), &[code, name, by_creation!(term)], listing).await?;
    found.then(async |rows| seen(store, rows).await).await
}

/// One term.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Term> {
    let row = scoped::one::<term::Entity, _>(rows, permit, id).await?;
    views::only(seen(rows, vec![row]).await?)
}

/// Adds a term to a taxonomy of the caller's own.
///
/// # Errors
/// [`Error::Invalid`] for a term above it of another taxonomy, [`Error::Conflict`] when the code is taken.
pub async fn create(unit: &Unit, taxonomy: &Authorized<Create>, input: TermInput) -> Result<Term> {
    let permit = taxonomy.permit();
    let taxonomy = scoped::one::<taxonomy::Entity, _>(unit, permit, taxonomy.row().id).await?;
    let id = unit.source().id("term");
    let above = above(unit, permit, &input).await?;
    let path = path(above.as_ref().map(|above| above.path.as_str()), id);
    shallow(&path)?;
    let mut row = term::ActiveModel {
        id: Set(id),
        taxonomy_id: Set(taxonomy.id),
        library_id: Set(taxonomy.library_id),
        path: Set(path),
        ..Default::default()
    };
    write(&mut row, input);
    let written = unit.insert::<term::Entity, _>(permit, row).await.on_duplicate(TAKEN, TAKEN_DETAIL)?;
    views::only(seen(unit, vec![written]).await?)
}

/// Changes a term of a taxonomy of the caller's own. Terms below it move with it.
///
/// # Errors
/// [`Error::Invalid`] for a term above it of another taxonomy or below itself, [`Error::Conflict`] when the code is taken.
pub async fn update(unit: &Unit, entry: &Authorized<Update>, input: TermInput) -> Result<Term> {
    let permit = entry.permit();
    stays("/taxonomy_id", entry.row().taxonomy_id, input.taxonomy_id)?;
    scoped::one::<taxonomy::Entity, _>(unit, permit, input.taxonomy_id).await?;
    let before = scoped::one::<term::Entity, _>(unit, permit, entry.row().id).await?;
    let (id, old) = (before.id, before.path.clone());
    let above = above(unit, permit, &input).await?;
    if above.as_ref().is_some_and(|above| above.path.starts_with(&old)) {
        return Err(Error::invalid("/parent_id", "cycle", "must not be the term itself or one below it"));
    }
    let new = path(above.as_ref().map(|above| above.path.as_str()), id);
    if new != old {
        move_below(unit, permit, &old, &new).await?;
    }
    let written = unit
        .update::<term::Entity, _>(permit, before, |row| {
            row.path = Set(new);
            write(row, input);
        })
        .await
        .on_duplicate(TAKEN, TAKEN_DETAIL)?;
    views::only(seen(unit, vec![written]).await?)
}

/// Removes a term of a taxonomy of the caller's own.
///
/// # Errors
/// [`Error::Conflict`] while an organization has it or terms stand below it.
pub async fn delete(unit: &Unit, entry: &Authorized<Delete>) -> Result<()> {
    let (permit, id) = (entry.permit(), entry.row().id);
    scoped::one::<taxonomy::Entity, _>(unit, permit, entry.row().taxonomy_id).await?;
    let before = scoped::one::<term::Entity, _>(unit, permit, id).await?;
    let db = unit.db();
    let below = scoped::select::<term::Entity, _>(permit).filter(term::Column::ParentId.eq(id));
    // Also those on entries that the library does not see for the moment.
    let given = scoped::named::<own_term::Entity>(own_term::Column::TermId.eq(id))
        .filter(own_term::Column::DeletedAt.is_null());
    if below.one(&db.executor).await?.is_some() || given.one(&db.executor).await?.is_some() {
        return Err(Error::conflict(
            Code::InUse,
            "a term that is used or has terms below it cannot be deleted",
        ));
    }
    unit.delete::<term::Entity, _>(permit, before).await?;
    Ok(())
}

const TAKEN: Code = Code::CodeTaken;
const TAKEN_DETAIL: &str = "another term of the taxonomy has this code";

/// The term under which one is to stand.
async fn above<A: Action>(unit: &Unit, permit: &Permit<A>, input: &TermInput) -> Result<Option<term::Model>> {
    let Some(id) = input.parent_id else { return Ok(None) };
    let above = classification::exists(&unit.db(), permit, id, "/parent_id").await?;
    match above.taxonomy_id == input.taxonomy_id {
        true => Ok(Some(above)),
        false => Err(Error::unknown_reference("/parent_id")),
    }
}

/// Gives the terms below a path their place below another one.
async fn move_below<A: Action>(unit: &Unit, permit: &Permit<A>, old: &str, new: &str) -> Result<()> {
    let below = scoped::select::<term::Entity, A>(permit)
        .filter(term::Column::Path.starts_with(old))
        .filter(term::Column::Path.ne(old))
        .all(&unit.db().executor)
        .await?;
    for row in below {
        let path = row.path.replacen(old, new, 1);
        shallow(&path)?;
        unit.update::<term::Entity, A>(permit, row, |row| row.path = Set(path)).await?;
    }
    shallow(new)
}

fn shallow(path: &str) -> Result<()> {
    match classification::ancestry(path).count() > LEVELS {
        true => Err(Error::invalid("/parent_id", "too_deep", format!("may have at most {LEVELS} levels"))),
        false => Ok(()),
    }
}

/// The ids from the uppermost term down to this one, each followed by `/`.
pub(super) fn path(above: Option<&str>, id: Uuid) -> String {
    format!("{}{id}/", above.unwrap_or_default())
}

fn write(row: &mut term::ActiveModel, input: TermInput) {
    row.parent_id = Set(input.parent_id);
    row.name_key = Set(sort_key(&input.name));
    row.code = Set(input.code);
    row.name = Set(input.name);
    row.description = Set(input.description);
    row.example = Set(input.example);
}

/// Reads a term so that it is not removed before this unit of work ends.
pub(super) async fn hold<A: Action>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    scoped::one::<term::Entity, _>(unit, permit, id).await.map(drop)
}

/// Rows as callers see them: one further query, however many there are.
async fn seen(rows: &impl Rows, found: Vec<term::Model>) -> Result<Vec<Term>> {
    let mut linked: HashMap<Uuid, Vec<TermRef>> =
        classification::linked(&rows.db(), found.iter().map(|row| row.id)).await?;
    let view = |row: term::Model| Term {
        linked_terms: linked.remove(&row.id).unwrap_or_default(),
        id: row.id,
        taxonomy_id: row.taxonomy_id,
        library_id: row.library_id,
        code: row.code,
        name: row.name,
        parent_id: row.parent_id,
        description: row.description,
        example: row.example,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok(found.into_iter().map(view).collect())
}
