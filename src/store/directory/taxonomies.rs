//! Taxonomies and terms.

use std::collections::{HashMap, HashSet};

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::access::{Action, Permit, Scope, SystemAction};
use crate::domain::directory::builtin;
use crate::domain::directory::named::TermRef;
use crate::domain::text::sort_key;
use crate::error::{Error, Result};
use crate::store::entity::{taxonomy, term, term_link};
use crate::store::integration::events::Audience;
use crate::store::scoped::{self, PartOf, Tenanted};
use crate::store::write::recorded;
use crate::store::{Db, Rows, Unit};

recorded!(taxonomy, "taxonomy", |row| row.library_id.map(Audience::Tenant).into_iter().collect());
recorded!(term, "term", |row| row.library_id.map(Audience::Tenant).into_iter().collect());

/// The built-in taxonomies are everybody's; a library's own are that library's.
fn owned(library: &impl ColumnTrait, scope: Scope) -> Condition {
    let shared = Condition::any().add(library.is_null());
    match scope {
        Scope::Tenant { organization_id, .. } => shared.add(library.eq(organization_id)),
        Scope::Operator | Scope::Person(_) => shared,
        Scope::System => scoped::everything(),
    }
}

impl Tenanted for taxonomy::Entity {
    fn within(scope: Scope) -> Condition {
        owned(&taxonomy::Column::LibraryId, scope)
    }
}

impl Tenanted for term::Entity {
    fn within(scope: Scope) -> Condition {
        owned(&term::Column::LibraryId, scope)
    }
}

impl PartOf for term_link::Entity {
    const WHOLE: term_link::Column = term_link::Column::TermId;
}

/// Puts in the data that comes with the service.
#[derive(Debug)]
struct PutBuiltin;

impl Action for PutBuiltin {
    const OPERATION: &'static str = "migrate";
}

impl SystemAction for PutBuiltin {}

/// Puts in the built-in taxonomies, as far as they are not there.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub(in crate::store) async fn put_builtin(unit: &Unit) -> Result<()> {
    let permit = Permit::<PutBuiltin>::system();
    let db = unit.db();
    let known = scoped::select::<taxonomy::Entity, _>(&permit).all(&db.executor).await?;
    let known: HashSet<Uuid> = known.into_iter().map(|row| row.id).collect();
    let missing: Vec<_> =
        builtin::TAXONOMIES.iter().filter(|taxonomy| !known.contains(&taxonomy.id())).collect();
    for taxonomy in &missing {
        let row = taxonomy::ActiveModel {
            id: Set(taxonomy.id()),
            library_id: Set(None),
            code: Set(taxonomy.code.to_owned()),
            name: Set(taxonomy.name.to_owned()),
            edition: Set(taxonomy.version.to_owned()),
            description: Set(Some(taxonomy.description.to_owned())),
            uri: Set(None),
            source: Set(Some(taxonomy.source.to_owned())),
            ..Default::default()
        };
        unit.insert::<taxonomy::Entity, _>(&permit, row).await?;
        for entry in taxonomy.terms() {
            let row = term::ActiveModel {
                id: Set(entry.id),
                taxonomy_id: Set(taxonomy.id()),
                parent_id: Set(entry.parent_id),
                path: Set(path(entry.parent_id.map(|id| format!("{id}/")).as_deref(), entry.id)),
                code: Set(entry.code),
                name: Set(entry.name.to_owned()),
                name_key: Set(sort_key(entry.name)),
                library_id: Set(None),
                description: Set(entry.description.map(str::to_owned)),
                example: Set(entry.example),
                ..Default::default()
            };
            unit.insert::<term::Entity, _>(&permit, row).await?;
        }
    }
    if !missing.is_empty() {
        for (one, other) in builtin::links() {
            for (from, to) in [(one, other), (other, one)] {
                let row = term_link::ActiveModel { term_id: Set(from), linked_id: Set(to) };
                link(row).on_conflict_do_nothing().exec_without_returning(unit.connection()).await?;
            }
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a link is data that comes with the service and has no event")]
fn link(row: term_link::ActiveModel) -> sea_orm::InsertMany<term_link::ActiveModel> {
    term_link::Entity::insert_many([row])
}

/// The ids from the uppermost term down to this one, each followed by `/`.
pub(in crate::store) fn path(above: Option<&str>, id: Uuid) -> String {
    format!("{}{id}/", above.unwrap_or_default())
}

/// Terms as the rows that carry them name them.
pub(in crate::store) async fn references(
    db: &Db<'_>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, TermRef>> {
    let ids: HashSet<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = scoped::named::<term::Entity>(term::Column::Id.is_in(ids))
        .join(JoinType::InnerJoin, term_taxonomy())
        .select_only()
        .columns([term::Column::Id, term::Column::Code, term::Column::Name])
        .column_as(taxonomy::Column::Code, "taxonomy")
        .into_model::<TermRow>()
        .all(&db.executor)
        .await?;
    Ok(rows
        .into_iter()
        .map(|TermRow { id, code, name, taxonomy }| (id, TermRef { id, code, name, taxonomy }))
        .collect())
}

#[derive(FromQueryResult)]
struct TermRow {
    id: Uuid,
    code: String,
    name: String,
    taxonomy: String,
}

/// The shared terms named, in that order; an entry carries no library's own terms.
pub(super) async fn shared_terms(db: &Db<'_>, ids: &[Uuid], pointer: &str) -> Result<Vec<term::Model>> {
    let rows = scoped::named::<term::Entity>(term::Column::Id.is_in(ids.iter().copied()))
        .filter(term::Column::LibraryId.is_null())
        .all(&db.executor)
        .await?;
    let mut by_id: HashMap<Uuid, term::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut faults = crate::domain::check::Faults::default();
    let mut found = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        match by_id.remove(id) {
            Some(row) => found.push(row),
            None => faults.add(
                &format!("{pointer}/{index}"),
                "not_found",
                "there is no such term of a shared taxonomy",
            ),
        }
    }
    faults.finish()?;
    Ok(found)
}

/// A term that the caller may see.
///
/// # Errors
/// [`Error::Invalid`] at `pointer` when there is none with this id.
pub(super) async fn exists<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    id: Uuid,
    pointer: &str,
) -> Result<term::Model> {
    scoped::select::<term::Entity, _>(permit)
        .filter(term::Column::Id.eq(id))
        .one(&db.executor)
        .await?
        .ok_or_else(|| Error::unknown_reference(pointer))
}

/// A term that the caller may see, and those below it.
///
/// # Errors
/// [`Error::Invalid`] at `pointer` when there is none with this id.
pub(super) async fn own_descendants<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    id: Uuid,
    pointer: &str,
) -> Result<Vec<Uuid>> {
    let top = exists(db, permit, id, pointer).await?;
    let rows = scoped::select::<term::Entity, _>(permit)
        .filter(term::Column::Path.starts_with(&top.path))
        .all(&db.executor)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The term of a sector and the terms linked to it.
///
/// # Errors
/// [`Error::Invalid`] at `sector` for an unknown code.
pub(super) async fn sector(db: &Db<'_>, code: &str) -> Result<Vec<Uuid>> {
    let taxonomy = builtin::TAXONOMIES.iter().find(|taxonomy| taxonomy.code == builtin::SECTORS);
    let terms = taxonomy.map(builtin::BuiltinTaxonomy::terms).unwrap_or_default();
    let Some(term) = terms.iter().find(|term| term.code == code) else {
        let codes: Vec<_> = terms.iter().map(|term| term.code.as_str()).collect();
        return Err(Error::invalid("sector", "enum", format!("must be one of {}", codes.join(", "))));
    };
    let linked = scoped::parts::<term_link::Entity>([term.id]).all(&db.executor).await?;
    Ok(std::iter::once(term.id).chain(linked.into_iter().map(|link| link.linked_id)).collect())
}

/// The ids of the term and of all above it, from its path.
pub(super) fn ancestry(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|id| !id.is_empty())
}

fn term_taxonomy() -> sea_orm::RelationDef {
    term::Entity::belongs_to(taxonomy::Entity).from(term::Column::TaxonomyId).to(taxonomy::Column::Id).into()
}
