//! Coverage: the lines of a taxonomy, and how the caller's library stands to the organizations in each; in a fixed number
//! of statements.

use std::collections::HashMap;

use sea_orm::sea_query::{Alias, Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{gaps, relations};
use crate::access::Permit;
use crate::access::discovery::coverage::Get;
use crate::domain::directory::builtin;
use crate::domain::directory::filter::Around;
use crate::domain::directory::named::{Named, TermRef};
use crate::domain::discovery::coverage::{CoverageFilter, CoverageLine, CoverageMatrix, MOST_LINES, Tally};
use crate::domain::discovery::relation::Relation;
use crate::error::{Error, Result};
use crate::store::directory::views::{names, of};
use crate::store::directory::{classification, places, taxonomies};
use crate::store::entity::{organization, organization_facet, own_term, term, term_link};
use crate::store::scoped;
use crate::store::{Db, Rows, Store};

/// Candidates of a gap unless another number is asked for.
const CANDIDATES: u64 = 3;
/// A library's own terms of a taxonomy that are looked at.
const OWN_TERMS: u64 = 20_000;

/// The lines of a matrix, and what belongs to each.
pub(super) struct Lines {
    /// The terms, by their code.
    pub(super) terms: Vec<TermRef>,
    /// The line of each term, by its id.
    places: HashMap<String, usize>,
    /// The facets by which an entry belongs to lines: their terms, and those of other taxonomies that are linked to them
    /// or to one below them.
    pub(super) by_value: HashMap<String, Vec<usize>>,
    /// The organizations to which the library gave a term of this taxonomy in its own view.
    pub(super) own: Vec<OwnRow>,
}

impl Lines {
    fn new(terms: Vec<TermRef>) -> Self {
        let places = terms.iter().enumerate().map(|(line, term)| (term.id.to_string(), line)).collect();
        Self { terms, places, by_value: HashMap::new(), own: Vec::new() }
    }

    /// The line to which a term with this path belongs.
    fn of_path(&self, path: &str) -> Option<usize> {
        classification::ancestry(path).find_map(|id| self.places.get(id).copied())
    }
}

/// A term that the library gave in its own view.
#[derive(Debug, FromQueryResult)]
pub(super) struct OwnRow {
    pub(super) organization_id: Uuid,
    pub(super) name_key: String,
    path: String,
    closeness: Option<i32>,
}

#[derive(FromQueryResult)]
struct FacetRow {
    organization_id: Uuid,
    value: String,
    closeness: i32,
}

#[derive(FromQueryResult)]
struct LinkRow {
    path: String,
    linked_id: Uuid,
}

/// The coverage of the caller's library.
///
/// # Errors
/// [`Error::Invalid`] for a taxonomy or a term that the caller may not see.
pub async fn get(store: &Store, permit: &Permit<Get>, filter: &CoverageFilter) -> Result<CoverageMatrix> {
    let db = store.db();
    let around = filter.around();
    let top = match filter.term_id {
        Some(id) => Some(classification::exists(&db, permit, id, "term_id").await?),
        None => None,
    };
    let taxonomy_id = match (&top, filter.taxonomy_id) {
        (Some(top), Some(id)) if top.taxonomy_id != id => return Err(Error::unknown_reference("term_id")),
        (Some(top), _) => top.taxonomy_id,
        (None, Some(id)) => id,
        (None, None) => builtin::taxonomy_id("community-partners"),
    };
    let taxonomy = taxonomies::referred(store, permit, taxonomy_id, "taxonomy_id").await?;
    let reference = |row: &term::Model| TermRef {
        id: row.id,
        code: row.code.clone(),
        name: row.name.clone(),
        taxonomy: taxonomy.code.clone(),
    };
    let (rows, left_out) = below(&db, permit, taxonomy_id, top.as_ref()).await?;
    let mut lines = Lines::new(rows.iter().map(reference).collect());
    lines.by_value = by_value(&db, permit, taxonomy_id, &lines).await?;
    lines.own = own(&db, permit, taxonomy_id, around.as_ref()).await?;
    let tally = tally(&db, permit, &lines, around.as_ref()).await?;
    let most = filter.candidates.unwrap_or(CANDIDATES);
    let mut candidates = gaps::candidates(store, permit, &lines, &tally, around.as_ref(), most).await?;
    let library_id = permit.tenant()?;
    let library = of(&names(&db, permit, [library_id]).await?, library_id)?;
    let line = |(index, term): (usize, TermRef)| CoverageLine {
        term,
        state: tally.state(index),
        prospects: tally.count(index, Relation::Prospect),
        active: tally.count(index, Relation::Active),
        ended: tally.count(index, Relation::Ended),
        candidates: candidates.remove(&index).unwrap_or_default(),
    };
    Ok(CoverageMatrix {
        library,
        term: top.as_ref().map(reference),
        lines: lines.terms.into_iter().enumerate().map(line).collect(),
        left_out,
        taxonomy: Named { id: taxonomy.id, name: taxonomy.name },
    })
}

/// The terms that make the lines, and how many there are beyond.
async fn below(
    db: &Db<'_>,
    permit: &Permit<Get>,
    taxonomy_id: Uuid,
    top: Option<&term::Model>,
) -> Result<(Vec<term::Model>, u64)> {
    let of_taxonomy =
        scoped::select::<term::Entity, _>(permit).filter(term::Column::TaxonomyId.eq(taxonomy_id));
    let select = match top {
        Some(top) => of_taxonomy.filter(term::Column::ParentId.eq(top.id)),
        None => of_taxonomy.filter(term::Column::ParentId.is_null()),
    };
    let most = u64::try_from(MOST_LINES).map_err(Error::internal)?;
    let lines = select.clone().order_by_asc(term::Column::Code).order_by_asc(term::Column::Id);
    let rows = lines.limit(most).all(&db.executor).await?;
    match top {
        Some(top) if rows.is_empty() => Ok((vec![top.clone()], 0)),
        _ if rows.len() < MOST_LINES => Ok((rows, 0)),
        _ => Ok((rows, select.count(&db.executor).await?.saturating_sub(most))),
    }
}

/// The facets of each line.
async fn by_value(
    db: &Db<'_>,
    permit: &Permit<Get>,
    taxonomy_id: Uuid,
    lines: &Lines,
) -> Result<HashMap<String, Vec<usize>>> {
    let mut by_value: HashMap<String, Vec<usize>> = HashMap::new();
    let mut add = |value: Uuid, line: usize| {
        let lines = by_value.entry(value.to_string()).or_default();
        if !lines.contains(&line) {
            lines.push(line);
        }
    };
    lines.terms.iter().enumerate().for_each(|(line, term)| add(term.id, line));
    let same =
        Expr::col((term_link::Entity, term_link::Column::TermId)).equals((term::Entity, term::Column::Id));
    let links = scoped::column_within::<term::Entity>(term::Column::Path, permit.scope())
        .column((term_link::Entity, term_link::Column::LinkedId))
        .join(JoinType::InnerJoin, term_link::Entity, same)
        .and_where(term::Column::TaxonomyId.eq(taxonomy_id))
        .take();
    for row in db.executor.query_all(&links).await? {
        let LinkRow { path, linked_id } = LinkRow::from_query_result(&row, "")?;
        if let Some(line) = lines.of_path(&path) {
            add(linked_id, line);
        }
    }
    Ok(by_value)
}

/// What the library said in its own view by terms of this taxonomy.
async fn own(
    db: &Db<'_>,
    permit: &Permit<Get>,
    taxonomy_id: Uuid,
    around: Option<&Around>,
) -> Result<Vec<OwnRow>> {
    let scope = permit.scope();
    let relation = Alias::new("related");
    let named = |column: own_term::Column| Expr::col((own_term::Entity, column));
    let mut query = scoped::column_within::<own_term::Entity>(own_term::Column::OrganizationId, scope);
    query
        .column((organization::Entity, organization::Column::NameKey))
        .column((term::Entity, term::Column::Path))
        .column((relation.clone(), Alias::new(relations::CLOSENESS)))
        .join(
            JoinType::InnerJoin,
            term::Entity,
            named(own_term::Column::TermId).equals((term::Entity, term::Column::Id)),
        )
        .join(
            JoinType::InnerJoin,
            organization::Entity,
            named(own_term::Column::OrganizationId).equals((organization::Entity, organization::Column::Id)),
        )
        .join_subquery(
            JoinType::LeftJoin,
            relations::closest(scope, db.is_postgres())?,
            relation.clone(),
            named(own_term::Column::OrganizationId).equals((relation, Alias::new(relations::ORGANIZATION))),
        )
        .and_where(term::Column::TaxonomyId.eq(taxonomy_id))
        .order_by((own_term::Entity, own_term::Column::Id), sea_orm::Order::Asc)
        .limit(OWN_TERMS);
    if let Some(around) = around {
        let organization = (own_term::Entity, own_term::Column::OrganizationId);
        query.and_where(places::has_one_within(organization, around, scope));
    }
    let rows = db.executor.query_all(&query).await?;
    rows.iter().map(|row| OwnRow::from_query_result(row, "").map_err(Into::into)).collect()
}

/// How the library stands to the organizations of each line.
async fn tally(db: &Db<'_>, permit: &Permit<Get>, lines: &Lines, around: Option<&Around>) -> Result<Tally> {
    let mut tally = Tally::default();
    for row in db.executor.query_all(&facets(permit, lines, around, db.is_postgres())?).await? {
        let FacetRow { organization_id, value, closeness } = FacetRow::from_query_result(&row, "")?;
        for line in lines.by_value.get(&value).into_iter().flatten() {
            tally.add(*line, organization_id, Relation::of_closeness(closeness));
        }
    }
    for row in &lines.own {
        if let (Some(line), Some(closeness)) = (lines.of_path(&row.path), row.closeness) {
            tally.add(line, row.organization_id, Relation::of_closeness(closeness));
        }
    }
    Ok(tally)
}

/// The facets of related organizations: from the relations to their few facets, not from the facets' index, which holds
/// those of everybody; joining the value with nothing keeps the databases from that.
fn facets(
    permit: &Permit<Get>,
    lines: &Lines,
    around: Option<&Around>,
    postgres: bool,
) -> Result<SelectStatement> {
    let scope = permit.scope();
    let relation = Alias::new("related");
    let facet = |column: organization_facet::Column| (organization_facet::Entity, column);
    let same = Expr::col(facet(organization_facet::Column::OrganizationId))
        .equals((relation.clone(), Alias::new(relations::ORGANIZATION)));
    let value = Expr::cust("(\"organization_facet\".\"value\" || '')");
    let mut query = Query::select();
    query
        .column(facet(organization_facet::Column::OrganizationId))
        .column(facet(organization_facet::Column::Value))
        .column((relation.clone(), Alias::new(relations::CLOSENESS)))
        .from_subquery(relations::closest_within(around, scope, postgres)?, relation)
        .join(JoinType::InnerJoin, organization_facet::Entity, same)
        .and_where(value.is_in(lines.by_value.keys().cloned()));
    Ok(query)
}

/// The line of an own term.
pub(super) fn line_of(lines: &Lines, row: &OwnRow) -> Option<usize> {
    lines.of_path(&row.path)
}
