//! Terms as other rows name them and as filters ask for them.

use std::collections::{HashMap, HashSet};

use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};
use uuid::Uuid;

use crate::access::{Action, Permit, Scope};
use crate::domain::directory::builtin;
use crate::domain::directory::import::report::RowError;
use crate::domain::directory::import::row::RowInput;
use crate::domain::directory::named::TermRef;
use crate::domain::text::sort_key;
use crate::error::{Error, Result};
use crate::store::Db;
use crate::store::entity::{taxonomy, term, term_link};
use crate::store::scoped::{self, PartOf};

impl PartOf for term_link::Entity {
    const WHOLE: term_link::Column = term_link::Column::TermId;
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

#[derive(FromQueryResult)]
struct LinkRow {
    from_id: Uuid,
    id: Uuid,
    code: String,
    name: String,
    taxonomy: String,
}

/// The terms of other taxonomies to which each of these is linked.
pub(in crate::store) async fn linked(
    db: &Db<'_>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<TermRef>>> {
    let to_term: RelationDef = term_link::Entity::belongs_to(term::Entity)
        .from(term_link::Column::LinkedId)
        .to(term::Column::Id)
        .into();
    let rows = scoped::parts::<term_link::Entity>(ids)
        .join(JoinType::InnerJoin, to_term)
        .join(JoinType::InnerJoin, term_taxonomy())
        .select_only()
        .column_as(term_link::Column::TermId, "from_id")
        .columns([term::Column::Id, term::Column::Code, term::Column::Name])
        .column_as(taxonomy::Column::Code, "taxonomy")
        .order_by_asc(taxonomy::Column::Code)
        .order_by_asc(term::Column::Code)
        .into_model::<LinkRow>()
        .all(&db.executor)
        .await?;
    let mut linked: HashMap<Uuid, Vec<TermRef>> = HashMap::new();
    for LinkRow { from_id, id, code, name, taxonomy } in rows {
        linked.entry(from_id).or_default().push(TermRef { id, code, name, taxonomy });
    }
    Ok(linked)
}

#[derive(FromQueryResult)]
struct SharedTermRow {
    #[sea_orm(nested)]
    term: term::Model,
    taxonomy: String,
}

/// The shared terms named, in that order, and how answers name them; an entry carries no library's own terms.
pub(super) async fn shared_terms(
    db: &Db<'_>,
    ids: &[Uuid],
    pointer: &str,
) -> Result<(Vec<term::Model>, HashMap<Uuid, TermRef>)> {
    if ids.is_empty() {
        return Ok(Default::default());
    }
    let rows = scoped::named::<term::Entity>(term::Column::Id.is_in(ids.iter().copied()))
        .filter(term::Column::LibraryId.is_null())
        .join(JoinType::InnerJoin, term_taxonomy())
        .column_as(taxonomy::Column::Code, "taxonomy")
        .into_model::<SharedTermRow>()
        .all(&db.executor)
        .await?;
    let mut by_id = HashMap::new();
    let mut references = HashMap::new();
    for SharedTermRow { term, taxonomy } in rows {
        let (code, name) = (term.code.clone(), term.name.clone());
        references.insert(term.id, TermRef { id: term.id, code, name, taxonomy });
        by_id.insert(term.id, term);
    }
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
    Ok((found, references))
}

/// A term that the caller may see.
///
/// # Errors
/// [`Error::Invalid`] at `pointer` when there is none with this id.
pub(in crate::store) async fn exists<A: Action>(
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

/// Passes when the caller may see all of the terms, apart from those that stood there before.
///
/// # Errors
/// [`Error::Invalid`] below `pointer` for each that is not there.
pub(in crate::store) async fn exist<A: Action>(
    db: &Db<'_>,
    permit: &Permit<A>,
    ids: &[Uuid],
    before: &[TermRef],
    pointer: &str,
) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let seen = scoped::select::<term::Entity, A>(permit).filter(term::Column::Id.is_in(ids.iter().copied()));
    let mut seen: HashSet<Uuid> = seen.all(&db.executor).await?.into_iter().map(|row| row.id).collect();
    seen.extend(before.iter().map(|term| term.id));
    let mut faults = crate::domain::check::Faults::default();
    for (index, _) in ids.iter().enumerate().filter(|(_, id)| !seen.contains(*id)) {
        faults.add(&format!("{pointer}/{index}"), "not_found", "there is no such row, or you may not see it");
    }
    faults.finish()
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
        let codes = builtin::sectors().join(", ");
        return Err(Error::invalid("sector", "enum", format!("must be one of {codes}")));
    };
    let linked = scoped::parts::<term_link::Entity>([term.id]).all(&db.executor).await?;
    Ok(std::iter::once(term.id).chain(linked.into_iter().map(|link| link.linked_id)).collect())
}

/// The ids of the term and of all above it, from its path.
pub(in crate::store) fn ancestry(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|id| !id.is_empty())
}

fn term_taxonomy() -> RelationDef {
    term::Entity::belongs_to(taxonomy::Entity).from(term::Column::TaxonomyId).to(taxonomy::Column::Id).into()
}

/// The shared terms, to be found by code or name.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    by_id: HashMap<Uuid, term::Model>,
    by_code: HashMap<String, Uuid>,
    by_name: HashMap<String, Vec<Uuid>>,
}

impl Lookup {
    /// The row with its terms, or which of them cannot be told.
    pub(super) fn resolve(&self, row: &RowInput) -> Result<RowInput, Vec<RowError>> {
        let mut row = row.clone();
        let mut errors = Vec::new();
        for text in &row.terms {
            let named = self.by_name.get(&sort_key(text)).map(Vec::as_slice);
            match (self.by_code.get(text.as_str()), named) {
                (Some(id), _) | (None, Some([id])) => {
                    if !row.organization.terms.contains(id) {
                        row.organization.terms.push(*id);
                    }
                }
                (None, Some(_)) => {
                    errors.push(RowError::of_field(
                        "terms",
                        "names several terms; give the code of one",
                        text,
                    ));
                }
                (None, None) => errors.push(RowError::of_field(
                    "terms",
                    "is neither code nor name of a shared term",
                    text,
                )),
            }
        }
        if errors.is_empty() { Ok(row) } else { Err(errors) }
    }

    /// The terms with these ids.
    pub(super) fn models(&self, ids: &[Uuid]) -> Vec<term::Model> {
        ids.iter().filter_map(|id| self.by_id.get(id).cloned()).collect()
    }
}

/// Every shared term.
pub(super) async fn lookup(db: &Db<'_>) -> Result<Lookup> {
    let shared = scoped::ids_within::<taxonomy::Entity>(Scope::Operator);
    let rows =
        scoped::named::<term::Entity>(term::Column::TaxonomyId.in_subquery(shared)).all(&db.executor).await?;
    let mut lookup = Lookup::default();
    for row in rows.into_iter().filter(|row| row.deleted_at.is_none()) {
        lookup.by_name.entry(sort_key(&row.name)).or_default().push(row.id);
        lookup.by_code.insert(row.code.clone(), row.id);
        lookup.by_id.insert(row.id, row);
    }
    Ok(lookup)
}
