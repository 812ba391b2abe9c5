//! Matches: whom the directory has for an initiative, ranked; in a fixed number of statements.

mod best;
mod nearby;
mod wanted;

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use self::best::{Best, Row};
use self::wanted::Wanted;
use super::{initiatives, relations};
use crate::access::Permit;
use crate::access::discovery::matches::List;
use crate::domain::directory::geo::km_of_squared_chord;
use crate::domain::discovery::matching::{
    Candidate, Fit, METHOD, MOST_CANDIDATES, Match, MatchFilter, Question, Ranked, rank,
};
use crate::domain::listing::{Listing, Page};
use crate::error::{Error, Result};
use crate::store::directory::classification;
use crate::store::directory::views::{names, of};
use crate::store::entity::organization_facet;
use crate::store::evaluation::results::{self, Results};
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

struct Found {
    candidates: Vec<Candidate>,
    /// Whether there are organizations beyond those.
    more: bool,
    results: Results,
}

/// The organizations that fit categories and needs best, with what is known of them.
async fn candidates(
    store: &Store,
    permit: &Permit<List>,
    wanted: &Wanted,
    question: &Question,
) -> Result<Found> {
    let db = store.db();
    let Some(best) = Best::of(wanted, permit, question, db.is_postgres())? else {
        let results = results::latest(store, permit, []).await?;
        return Ok(Found { candidates: Vec::new(), more: false, results });
    };
    let enough = match best.enough()? {
        Some(query) => db.executor.query_one(&query).await?.map(|row| row.try_get_by_index(0)).transpose()?,
        None => None,
    };
    let rows = db.executor.query_all(&best.query(enough.unwrap_or_default())?).await?;
    let mut rows = rows.iter().map(|row| Row::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() > MOST_CANDIDATES;
    rows.truncate(MOST_CANDIDATES);
    let ids: HashSet<Uuid> = rows.iter().map(|row| row.organization_id).collect();
    let related = relations::of(&db, permit.scope(), &ids).await?;
    let results = results::latest(store, permit, ids).await?;
    let candidate = |row: Row| {
        let latest = results.of(row.organization_id);
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
            blocked: results.blocked(row.organization_id),
        })
    };
    let candidates = rows.into_iter().map(candidate).collect::<Result<_>>()?;
    Ok(Found { candidates, more, results })
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
    results: &Results,
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
            blocked_by: results.blocking(id),
            method: METHOD,
        })
    };
    shown.into_iter().map(view).collect()
}
