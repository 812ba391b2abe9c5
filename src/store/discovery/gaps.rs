//! Whom the directory has for the gaps of a matrix: a few for each, all in one look.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::sea_query::{Alias, Expr, ExprTrait, JoinType, Order, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::coverage::{Lines, line_of};
use super::relations;
use crate::access::Permit;
use crate::access::discovery::coverage::Get;
use crate::domain::directory::filter::Around;
use crate::domain::directory::geo::km_of_squared_chord;
use crate::domain::discovery::coverage::{GapCandidate, Tally};
use crate::error::{Error, Result};
use crate::store::directory::places;
use crate::store::directory::views::{names, of};
use crate::store::entity::{organization, organization_facet};
use crate::store::evaluation::results;
use crate::store::scoped;
use crate::store::{Db, Rows, Store};

#[derive(FromQueryResult)]
struct Row {
    organization_id: Uuid,
    value: String,
    name_key: String,
    chord: Option<f64>,
}

/// The parts of the distance asked for within which is looked, one after the other.
const PARTS: [f64; 3] = [16.0, 4.0, 1.0];

/// Candidates of the gaps, by line: those that carry its term, the nearest where there is a point, else by name; and those to
/// which the library gave a term of the line in its own view, by name.
pub(super) async fn candidates(
    store: &Store,
    permit: &Permit<Get>,
    lines: &Lines,
    tally: &Tally,
    around: Option<&Around>,
    most: u64,
) -> Result<HashMap<usize, Vec<GapCandidate>>> {
    let db = store.db();
    let open = |value: &String| {
        lines.by_value.get(value).is_some_and(|of| of.iter().any(|line| tally.is_gap(*line)))
    };
    let mut values: Vec<_> = lines.by_value.keys().filter(|value| open(value)).cloned().collect();
    values.sort_unstable();
    if values.is_empty() || most == 0 {
        return Ok(HashMap::new());
    }
    let rows = match around {
        Some(around) => nearest(&db, permit, around, values, most).await?,
        None => rows(&db, &by_name(permit, values, most)?).await?,
    };
    // In the order in which they are shown: the chord or the name, then the id.
    let mut found: HashMap<usize, BTreeSet<(u64, String, Uuid)>> = HashMap::new();
    let mut chords = HashMap::new();
    for row in rows {
        // Chords are not negative, and so in the order of their bits.
        let first = row.chord.map_or(0, f64::to_bits);
        if let Some(chord) = row.chord {
            chords.insert(row.organization_id, chord);
        }
        let gaps = lines.by_value.get(&row.value).into_iter().flatten().filter(|line| tally.is_gap(**line));
        for line in gaps {
            found.entry(*line).or_default().insert((first, row.name_key.clone(), row.organization_id));
        }
    }
    let mut known: HashSet<(usize, Uuid)> =
        found.iter().flat_map(|(line, found)| found.iter().map(|(.., id)| (*line, *id))).collect();
    for row in &lines.own {
        if let Some(line) = line_of(lines, row).filter(|line| tally.is_gap(*line))
            && known.insert((line, row.organization_id))
        {
            let last = (u64::MAX, row.name_key.clone(), row.organization_id);
            found.entry(line).or_default().insert(last);
        }
    }
    let most = usize::try_from(most).map_err(Error::internal)?;
    let shown: HashMap<usize, Vec<Uuid>> = found
        .into_iter()
        .map(|(line, found)| (line, found.into_iter().take(most).map(|(.., id)| id).collect()))
        .collect();
    let ids: HashSet<Uuid> = shown.values().flatten().copied().collect();
    let organizations = names(&db, permit, ids.iter().copied()).await?;
    let related = relations::of(&db, permit.scope(), &ids).await?;
    let results = results::latest(store, permit, ids).await?;
    let candidate = |id: Uuid| {
        Ok(GapCandidate {
            organization: of(&organizations, id)?,
            relation: related.get(&id).copied().unwrap_or_default(),
            blocked: results.blocked(id),
            distance_km: chords.get(&id).map(|chord| km_of_squared_chord(*chord)),
        })
    };
    let line = |(line, ids): (usize, Vec<Uuid>)| {
        Ok((line, ids.into_iter().map(candidate).collect::<Result<Vec<_>>>()?))
    };
    shown.into_iter().map(line).collect()
}

/// The first of each term in the order of names, each read from the index and no further than needed.
fn by_name(permit: &Permit<Get>, values: Vec<String>, most: u64) -> Result<SelectStatement> {
    use organization_facet::{Column, Entity};
    let own = permit.tenant()?;
    let first = |value: String| {
        let of_term = Query::select()
            .column((Entity, Column::OrganizationId))
            .column((Entity, Column::Value))
            .column((Entity, Column::NameKey))
            .expr_as(Expr::cust("CAST(NULL AS double precision)"), Alias::new("chord"))
            .from(Entity)
            .and_where(Column::Kind.eq("term"))
            .and_where(Column::Value.eq(value))
            .and_where(Column::OrganizationId.ne(own))
            .and_where(scoped::names_one_within::<organization::Entity>(
                &Column::OrganizationId,
                permit.scope(),
            ))
            .order_by((Entity, Column::NameKey), Order::Asc)
            .order_by((Entity, Column::OrganizationId), Order::Asc)
            .limit(most)
            .take();
        Query::select().expr(Expr::cust("*")).from_subquery(of_term, Alias::new("first")).take()
    };
    let mut parts = values.into_iter().map(first);
    let mut query = parts.next().ok_or_else(|| Error::internal("no values"))?;
    query.unions(parts.map(|part| (UnionType::All, part)));
    Ok(query)
}

/// The nearest of each term, looked for in growing circles: most terms have their few close by.
async fn nearest(
    db: &Db<'_>,
    permit: &Permit<Get>,
    around: &Around,
    mut values: Vec<String>,
    most: u64,
) -> Result<Vec<Row>> {
    let enough = usize::try_from(most).map_err(Error::internal)?;
    let mut found = Vec::new();
    for part in PARTS {
        let circle = Around { within_km: around.within_km / part, ..*around };
        let last = part <= 1.0;
        let rows = rows(db, &nearest_within(permit, &circle, &values, most, db.is_postgres(), last)).await?;
        let few = |value: &String| rows.iter().filter(|row| row.value == *value).count() < enough;
        values.retain(|value| !last && few(value));
        found.extend(rows.into_iter().filter(|row| !values.contains(&row.value)));
        if values.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// The nearest of each term within a circle.
fn nearest_within(
    permit: &Permit<Get>,
    circle: &Around,
    values: &[String],
    most: u64,
    postgres: bool,
    rare: bool,
) -> SelectStatement {
    use organization_facet::{Column, Entity};
    let place = Alias::new("place");
    let same =
        Expr::col((Entity, Column::OrganizationId)).equals((place.clone(), Alias::new("organization_id")));
    let number = "ROW_NUMBER() OVER (PARTITION BY \"organization_facet\".\"value\" ORDER BY \"place\".\"chord\", \
                  \"organization_facet\".\"organization_id\")";
    let values = values.iter().cloned();
    let facets = match postgres || rare {
        true => Condition::all().add(Column::Kind.eq("term")).add(Column::Value.is_in(values)),
        // SQLite would go through all facets of these values, which suits those that are rare, rather than from the places
        // to their few.
        false => Condition::all().add(Expr::cust("(\"organization_facet\".\"value\" || '')").is_in(values)),
    };
    let numbered = Query::select()
        .column((Entity, Column::OrganizationId))
        .column((Entity, Column::Value))
        .column((Entity, Column::NameKey))
        .column((place.clone(), Alias::new("chord")))
        .expr_as(Expr::cust(number), Alias::new("number"))
        .from_subquery(places::nearest_of_many(circle, permit.scope(), postgres), place)
        .join(JoinType::InnerJoin, Entity, same)
        .cond_where(facets)
        .and_where(Column::OrganizationId.ne(permit.author().acting_for))
        .take();
    let columns = ["organization_id", "value", "name_key", "chord"].map(Alias::new);
    Query::select()
        .columns(columns)
        .from_subquery(numbered, Alias::new("numbered"))
        .and_where(Expr::col(Alias::new("number")).lte(most))
        .take()
}

async fn rows(db: &Db<'_>, query: &SelectStatement) -> Result<Vec<Row>> {
    let rows = db.executor.query_all(query).await?;
    rows.iter().map(|row| Row::from_query_result(row, "").map_err(Into::into)).collect()
}
