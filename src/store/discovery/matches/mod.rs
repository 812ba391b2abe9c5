//! Matches: whom the directory has for an initiative, ranked; in a fixed number of statements.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, JoinType, Order, Query, SelectStatement, UnionType,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, FromQueryResult, QueryFilter};
use uuid::Uuid;

use super::{initiatives, relations};
use crate::access::Permit;
use crate::access::discovery::matches::List;
use crate::domain::directory::filter::Around;
use crate::domain::directory::geo::{Near, km_of_squared_chord};
use crate::domain::directory::resource_kind::ResourceKind;
use crate::domain::discovery::initiative::Initiative;
use crate::domain::discovery::matching::{
    Candidate, Fit, METHOD, MOST_CANDIDATES, Match, MatchFilter, Question, Ranked, rank,
};
use crate::domain::listing::{Listing, Page};
use crate::error::{Error, Result};
use crate::store::directory::views::{names, of, text_of};
use crate::store::directory::{classification, places, reach};
use crate::store::entity::{organization, organization_facet, own_term, term};
use crate::store::evaluation::results;
use crate::store::identity::sessions::hash;
use crate::store::page::page_of;
use crate::store::scoped;
use crate::store::{Db, Rows, Store};

/// The matches of an initiative.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see the initiative, [`Error::Invalid`] for weights that are none.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    initiative_id: Uuid,
    filter: &MatchFilter,
    listing: &Listing,
) -> Result<Page<Match>> {
    let initiative = initiatives::get(store, permit, initiative_id).await?;
    let weights = filter.over(initiative.weights)?;
    let descending = match listing.sort.as_deref() {
        None | Some("rank") => false,
        Some("-rank") => true,
        Some(_) => {
            return Err(Error::invalid("sort", "enum", "must be rank, with - before it for the other way"));
        }
    };
    let question = Question {
        weights,
        needs: u64::try_from(initiative.needs.len()).map_err(Error::internal)?,
        terms: !initiative.terms.is_empty(),
        radius_km: initiative.place.map(|place| place.radius_km),
    };
    let wanted = Wanted::of(&store.db(), permit, &initiative).await?;
    let found = candidates(store, permit, &wanted, &question).await?;
    let mut ranked = rank(&question, found.candidates);
    if descending {
        ranked.reverse();
    }
    let sort = hash(&format!("{initiative_id} {descending} {weights:?}"));
    let page = page_of(ranked, &sort, listing, found.more)?;
    page.then(async |shown| views(&store.db(), permit, &wanted, shown, &found.results).await).await
}

/// What an initiative looks for, as the database knows it.
struct Wanted {
    /// The terms that it names and those linked to them, which entries carry with all below them.
    terms: Vec<Uuid>,
    /// The groups of the terms that it names.
    groups: Vec<Uuid>,
    /// The paths of the terms that it names, for what the library said in its own view.
    paths: Vec<String>,
    /// The kinds of resources that it needs.
    needs: Vec<(ResourceKind, String)>,
    around: Option<Around>,
}

impl Wanted {
    async fn of(db: &Db<'_>, permit: &Permit<List>, initiative: &Initiative) -> Result<Self> {
        let named: Vec<Uuid> = initiative.terms.iter().map(|term| term.id).collect();
        let rows = scoped::select::<term::Entity, _>(permit).filter(term::Column::Id.is_in(named.clone()));
        let rows = rows.all(&db.executor).await?;
        let linked = classification::linked(db, named.iter().copied()).await?;
        let mut terms: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        terms.extend(linked.into_values().flatten().map(|term| term.id));
        terms.sort_unstable();
        terms.dedup();
        let mut groups: Vec<Uuid> = rows.iter().filter_map(|row| row.parent_id).collect();
        groups.retain(|group| !terms.contains(group));
        groups.sort_unstable();
        groups.dedup();
        let word = |kind: &ResourceKind| Ok((*kind, text_of(kind)?));
        Ok(Self {
            terms,
            groups,
            paths: rows.into_iter().map(|row| row.path).collect(),
            needs: initiative.needs.iter().map(word).collect::<Result<_>>()?,
            around: initiative.place.map(|place| Around {
                near: Near { latitude: place.latitude, longitude: place.longitude },
                within_km: place.radius_km,
            }),
        })
    }

    fn terms_and_groups(&self) -> impl Iterator<Item = String> {
        self.terms.iter().chain(&self.groups).map(Uuid::to_string)
    }

    fn words(&self) -> impl Iterator<Item = String> {
        self.needs.iter().map(|(_, word)| word.clone())
    }

    /// Every facet that fits: its organization, its name there, and what it is worth.
    fn facets(&self, permit: &Permit<List>) -> Option<SelectStatement> {
        use organization_facet::{Column, Entity};
        let part = |kind: &str, values: Vec<String>, fit: sea_orm::sea_query::SimpleExpr, offered: i32| {
            Query::select()
                .column((Entity, Column::OrganizationId))
                .column((Entity, Column::NameKey))
                .expr_as(fit, Alias::new("fit"))
                .expr_as(Expr::cust(offered.to_string()), Alias::new("offered"))
                .from(Entity)
                .and_where(Column::Kind.eq(kind))
                .and_where(Column::Value.is_in(values))
                .take()
        };
        let worth = |fit: i32| Expr::cust(fit.to_string());
        let strings = |ids: &[Uuid]| ids.iter().map(Uuid::to_string).collect::<Vec<_>>();
        let mut parts = Vec::new();
        if !self.terms.is_empty() {
            parts.push(part("term", strings(&self.terms), worth(2), 0));
        }
        if !self.groups.is_empty() {
            parts.push(part("term", strings(&self.groups), worth(1), 0));
        }
        if !self.needs.is_empty() {
            parts.push(part("offer", self.words().collect(), worth(0), 1));
        }
        if !self.paths.is_empty() {
            parts.push(self.own(permit));
        }
        let mut parts = parts.into_iter();
        let mut all = parts.next()?;
        all.unions(parts.map(|part| (UnionType::All, part)));
        Some(all)
    }

    /// The organizations to which the library gave such a term in its own view.
    fn own(&self, permit: &Permit<List>) -> SelectStatement {
        let below = self
            .paths
            .iter()
            .fold(Condition::any(), |any, path| any.add(term::Column::Path.starts_with(path)));
        let terms = scoped::ids_within::<term::Entity>(permit.scope()).cond_where(below).take();
        let same = Expr::col((own_term::Entity, own_term::Column::OrganizationId))
            .equals((organization::Entity, organization::Column::Id));
        scoped::column_within::<own_term::Entity>(own_term::Column::OrganizationId, permit.scope())
            .column((organization::Entity, organization::Column::NameKey))
            .expr_as(Expr::cust("2"), Alias::new("fit"))
            .expr_as(Expr::cust("0"), Alias::new("offered"))
            .join(JoinType::InnerJoin, organization::Entity, same)
            .and_where(own_term::Column::TermId.in_subquery(terms))
            .take()
    }
}

#[derive(FromQueryResult)]
struct Row {
    organization_id: Uuid,
    name_key: String,
    fit: i32,
    offered: i64,
    chord: Option<f64>,
}

struct Found {
    candidates: Vec<Candidate>,
    /// Whether there are organizations beyond those.
    more: bool,
    results: HashMap<Uuid, Vec<results::Latest>>,
}

/// The organizations that fit categories and needs best, with what is known of them.
async fn candidates(
    store: &Store,
    permit: &Permit<List>,
    wanted: &Wanted,
    question: &Question,
) -> Result<Found> {
    let db = store.db();
    let none = || Found { candidates: Vec::new(), more: false, results: HashMap::new() };
    let postgres = db.executor.get_database_backend() == DbBackend::Postgres;
    let Some(query) = best(permit, wanted, question, postgres)? else { return Ok(none()) };
    let rows = db.executor.query_all(&query).await?;
    let mut rows = rows.iter().map(|row| Row::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() > MOST_CANDIDATES;
    rows.truncate(MOST_CANDIDATES);
    let ids: HashSet<Uuid> = rows.iter().map(|row| row.organization_id).collect();
    let related = relations::of(&db, permit.scope(), &ids).await?;
    let results = results::latest(store, permit, ids).await?;
    let candidate = |row: Row| {
        let latest = results.get(&row.organization_id).map(Vec::as_slice).unwrap_or_default();
        Ok(Candidate {
            id: row.organization_id,
            name_key: row.name_key,
            fit: match row.fit {
                0 => Fit::Not,
                1 => Fit::Group,
                _ => Fit::Term,
            },
            offered: u64::try_from(row.offered).map_err(Error::internal)?,
            distance_km: row.chord.map(km_of_squared_chord),
            means: latest.iter().filter_map(|result| result.mean).collect(),
            relation: related.get(&row.organization_id).copied().unwrap_or_default(),
            blocked: !results::blocking(latest).is_empty(),
        })
    };
    let candidates = rows.into_iter().map(candidate).collect::<Result<_>>()?;
    Ok(Found { candidates, more, results })
}

/// One row for each organization that fits somehow, those that fit categories and needs best by the weights first.
fn best(
    permit: &Permit<List>,
    wanted: &Wanted,
    question: &Question,
    postgres: bool,
) -> Result<Option<SelectStatement>> {
    let Some(facets) = wanted.facets(permit) else { return Ok(None) };
    let facet = Alias::new("facet");
    let organization = (facet.clone(), Alias::new("organization_id"));
    let name = Expr::cust("MIN(\"facet\".\"name_key\")");
    let mut query = Query::select();
    query
        .column(organization.clone())
        .expr_as(name.clone(), Alias::new("name_key"))
        .expr_as(Expr::cust("MAX(\"facet\".\"fit\")"), Alias::new("fit"))
        .expr_as(Expr::cust("CAST(SUM(\"facet\".\"offered\") AS bigint)"), Alias::new("offered"))
        .from_subquery(facets, facet.clone())
        .and_where(Expr::col(organization.clone()).ne(permit.tenant()?))
        .and_where(reach::is_hidden(organization.clone(), permit.scope(), postgres).not())
        .group_by_col(organization.clone());
    match &wanted.around {
        Some(around) => {
            let place = Alias::new("place");
            let same = Expr::col(organization.clone()).equals((place.clone(), Alias::new("organization_id")));
            let nearest = places::nearest(around, permit.scope());
            query
                .join_subquery(JoinType::InnerJoin, nearest, place, same)
                .expr_as(Expr::cust("MIN(\"place\".\"chord\")"), Alias::new("chord"));
        }
        None => {
            query.expr_as(Expr::cust("CAST(NULL AS double precision)"), Alias::new("chord"));
        }
    }
    // Whole numbers, so that both databases agree: both weights in thousandths by twice the number of needs.
    let needs = Ord::max(question.needs, 1);
    let (fit, offered) =
        (thousandths(question.weights.category) * needs, thousandths(question.weights.offers) * 2);
    let points = format!("MAX(\"facet\".\"fit\") * {fit} + SUM(\"facet\".\"offered\") * {offered}");
    query
        .order_by_expr(Expr::cust(points), Order::Desc)
        .order_by_expr(name, Order::Asc)
        .order_by(organization, Order::Asc)
        .limit(u64::try_from(MOST_CANDIDATES).map_err(Error::internal)? + 1);
    Ok(Some(query))
}

/// A weight, which has three decimals at most, in thousandths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 100,000")]
fn thousandths(weight: f64) -> u64 {
    (weight * 1_000.0).round() as u64
}

#[derive(FromQueryResult)]
struct FacetRow {
    organization_id: Uuid,
    kind: String,
    value: String,
}

/// Matches as callers see them, with the terms and offers by which they fit.
async fn views(
    db: &Db<'_>,
    permit: &Permit<List>,
    wanted: &Wanted,
    shown: Vec<Ranked>,
    results: &HashMap<Uuid, Vec<results::Latest>>,
) -> Result<Vec<Match>> {
    use organization_facet::Column;
    let ids = || shown.iter().map(|row| row.candidate.id);
    let organizations = names(db, permit, ids()).await?;
    let facets = scoped::parts::<organization_facet::Entity>(ids())
        .filter(Column::Value.is_in(wanted.terms_and_groups().chain(wanted.words())))
        .filter(Column::Kind.is_in(["term", "offer"]));
    let facets = sea_orm::QuerySelect::select_only(facets);
    let facets = sea_orm::QuerySelect::columns(facets, [Column::OrganizationId, Column::Kind, Column::Value]);
    let mut terms: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    let mut offers: HashMap<Uuid, HashSet<String>> = HashMap::new();
    for FacetRow { organization_id, kind, value } in facets.into_model::<FacetRow>().all(&db.executor).await?
    {
        match kind.as_str() {
            "offer" => drop(offers.entry(organization_id).or_default().insert(value)),
            _ => terms.entry(organization_id).or_default().push(value.parse().map_err(Error::internal)?),
        }
    }
    let known = classification::references(db, terms.values().flatten().copied()).await?;
    let view = |row: Ranked| {
        let id = row.candidate.id;
        let fits = |ids: &[Uuid]| -> Vec<Uuid> {
            terms.get(&id).into_iter().flatten().filter(|term| ids.contains(term)).copied().collect()
        };
        let by = [fits(&wanted.terms), fits(&wanted.groups)].into_iter().find(|found| !found.is_empty());
        let mut by: Vec<_> = by.unwrap_or_default().iter().filter_map(|id| known.get(id).cloned()).collect();
        by.sort_by(|one, other| (&one.taxonomy, &one.code).cmp(&(&other.taxonomy, &other.code)));
        let offered = offers.get(&id);
        let needs =
            wanted.needs.iter().filter(|(_, word)| offered.is_some_and(|offered| offered.contains(word)));
        let latest = results.get(&id).map(Vec::as_slice).unwrap_or_default();
        Ok(Match {
            organization: of(&organizations, id)?,
            place: row.place,
            rank: row.rank,
            parts: row.parts.to_vec(),
            terms: by,
            offers: needs.map(|(kind, _)| *kind).collect(),
            distance_km: row.candidate.distance_km,
            relation: row.candidate.relation,
            blocked: row.candidate.blocked,
            blocked_by: results::blocking(latest),
            method: METHOD,
        })
    };
    shown.into_iter().map(view).collect()
}
