//! The list of organizations: filters, orders and pages.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, DbBackend, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::{classification, places, search, views};
use crate::access::Permit;
use crate::access::directory::organizations::List;
use crate::domain::directory::filter::{OrganizationFilter, Ranking};
use crate::domain::directory::organization::Organization;
use crate::domain::listing::{Cursor, Listing, Page, RANKED_ROWS};
use crate::domain::text::fold;
use crate::error::{Error, Result};
use crate::store::entity::{address, location, organization, organization_facet, own_term};
use crate::store::identity::sessions::hash;
use crate::store::page::{Along, Sorting, by_creation, ids, page_along, total};
use crate::store::scoped::{self, Tenanted};
use crate::store::{Db, Rows, Store};

/// The entries that the caller may see and that fit the filter.
///
/// # Errors
/// [`Error::Invalid`] for a term that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &OrganizationFilter,
    listing: &Listing,
) -> Result<Page<Organization>> {
    let db = store.db();
    let ranking = filter.ranking(listing);
    let mut select = scoped::select::<organization::Entity, _>(permit);
    let mut facets = facets(&db, permit, filter).await?;
    let by_name = matches!(listing.sort.as_deref(), None | Some("name" | "-name"));
    let searched = filter.q.is_some() || filter.near.is_some();
    let leading = if by_name && !searched { facets.pop() } else { None };
    for (kind, value) in facets {
        select = select.filter(organization::Column::Id.in_subquery(facet(kind, [value])));
    }
    let along = leading.map(|leading| lead(QueryTrait::query(&mut select), leading));
    for condition in conditions(&db, permit, filter).await? {
        select = select.filter(organization::Column::Id.in_subquery(condition));
    }
    let postgres = db.executor.get_database_backend() == DbBackend::Postgres;
    if let Some(q) = &filter.q {
        let ranked = ranking == Some(Ranking::Relevance);
        search::matching(QueryTrait::query(&mut select), q, db.language, postgres, ranked);
    }
    if let Some(around) = filter.around() {
        let ranked = ranking == Some(Ranking::Distance);
        places::within(QueryTrait::query(&mut select), &around, permit.scope(), ranked);
    }
    let found = match ranking {
        Some(ranking) => ranked(&db, permit, select, ranking, filter, listing).await?,
        None => {
            let name = Sorting {
                name: "name",
                column: organization::Column::NameKey,
                key: |row: &organization::Model| row.name_key.clone(),
                parse: |text| Some(text.into()),
            };
            let orders = [name, by_creation!(organization)];
            page_along(&db, select, ids!(organization), &orders, listing, along).await?
        }
    };
    let mut found = found.then(async |rows| views::organizations(&db, permit, rows).await).await?;
    if let Some(around) = filter.around() {
        let ids: Vec<_> = found.items.iter().map(|row| row.id).collect();
        let distances = places::distances(&db, &around, permit.scope(), &ids).await?;
        for row in &mut found.items {
            row.distance_km = distances.get(&row.id).copied();
        }
    }
    Ok(found)
}

/// The facets that an entry has to have.
async fn facets(
    db: &Db<'_>,
    permit: &Permit<List>,
    filter: &OrganizationFilter,
) -> Result<Vec<(&'static str, String)>> {
    let mut facets = Vec::new();
    if let Some(offer) = filter.offer {
        facets.push(("offer", views::text_of(offer)?));
    }
    if let Some(need) = filter.need {
        facets.push(("need", views::text_of(need)?));
    }
    if let Some(term_id) = filter.term_id {
        classification::exists(db, permit, term_id, "term_id").await?;
        facets.push(("term", term_id.to_string()));
    }
    Ok(facets)
}

/// Joins the entries that have a facet. Their names stand beside it, so that a page is read there in its order, however
/// many have it.
fn lead(query: &mut SelectStatement, (kind, value): (&str, String)) -> Along {
    let column = |column: organization_facet::Column| column.as_column_ref();
    let same = Expr::col((organization::Entity, organization::Column::Id))
        .equals(column(organization_facet::Column::OrganizationId));
    query
        .join(JoinType::InnerJoin, organization_facet::Entity, same)
        .and_where(organization_facet::Column::Kind.eq(kind))
        .and_where(organization_facet::Column::Value.eq(value));
    Along {
        key: column(organization_facet::Column::NameKey),
        id: column(organization_facet::Column::OrganizationId),
    }
}

/// The further sets of ids that an entry has to be in.
async fn conditions(
    db: &Db<'_>,
    permit: &Permit<List>,
    filter: &OrganizationFilter,
) -> Result<Vec<SelectStatement>> {
    let mut sets = Vec::new();
    if let Some(sector) = &filter.sector {
        let terms = classification::sector(db, sector).await?;
        sets.push(facet("term", terms.iter().map(Uuid::to_string)));
    }
    if let Some(term_id) = filter.own_term_id {
        let below = classification::own_descendants(db, permit, term_id, "own_term_id").await?;
        let own = scoped::column_within::<own_term::Entity>(own_term::Column::OrganizationId, permit.scope())
            .and_where(own_term::Column::TermId.is_in(below))
            .take();
        sets.push(own);
    }
    if filter.city.is_some() || filter.postal_code.is_some() || filter.country.is_some() {
        sets.push(addressed(permit, filter));
    }
    Ok(sets)
}

fn facet(kind: &str, values: impl IntoIterator<Item = String>) -> SelectStatement {
    Query::select()
        .column(organization_facet::Column::OrganizationId)
        .from(organization_facet::Entity)
        .and_where(organization_facet::Column::Kind.eq(kind))
        .and_where(organization_facet::Column::Value.is_in(values))
        .take()
}

/// The entries with an address that fits all that is asked of one, at a place that the caller may see.
fn addressed(permit: &Permit<List>, filter: &OrganizationFilter) -> SelectStatement {
    let mut query = Query::select();
    query
        .column((location::Entity, location::Column::OrganizationId))
        .from(location::Entity)
        .inner_join(
            address::Entity,
            Expr::col((address::Entity, address::Column::LocationId))
                .equals((location::Entity, location::Column::Id)),
        )
        .cond_where(location::Entity::within(permit.scope()))
        .and_where(location::Column::DeletedAt.is_null());
    if let Some(city) = &filter.city {
        query.and_where(address::Column::CityKey.eq(place_key(city)));
    }
    if let Some(code) = &filter.postal_code {
        query.and_where(address::Column::PostalKey.eq(postal_key(code)));
    }
    if let Some(country) = &filter.country {
        query.and_where(address::Column::Country.eq(country.to_ascii_uppercase()));
    }
    query
}

/// The key by which cities are compared.
pub(super) fn place_key(name: &str) -> String {
    crate::domain::text::sort_key(name)
}

/// The key by which postal codes are compared: without spaces and hyphens.
pub(super) fn postal_key(code: &str) -> String {
    fold(code).chars().filter(|character| character.is_alphanumeric()).collect()
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// One page in an order that has no key in the row: by offset, through the first 1,000 rows.
async fn ranked(
    db: &Db<'_>,
    permit: &Permit<List>,
    select: Select<organization::Entity>,
    ranking: Ranking,
    filter: &OrganizationFilter,
    listing: &Listing,
) -> Result<Page<organization::Model>> {
    let sort = match ranking {
        Ranking::Relevance => format!("relevance {:?}", filter.q),
        Ranking::Distance => format!("distance {:?} {:?}", filter.near, filter.within_km),
    };
    let sort = hash(&sort);
    let offset = match &listing.cursor {
        None => 0,
        Some(Cursor { sort: made_in, offset: Some(offset), .. })
            if *made_in == sort && *offset < RANKED_ROWS =>
        {
            *offset
        }
        Some(_) => return Err(Error::malformed("cursor", "is not one that this list gave in this order")),
    };
    let total = total(db, &select, organization::Column::Id, listing).await?;
    let limit = Ord::min(listing.limit, RANKED_ROWS - offset);
    let mut found = select
        .select_only()
        .column(organization::Column::Id)
        .order_by_asc(organization::Column::Id)
        .offset(offset)
        .limit(limit + 1)
        .into_model::<IdRow>()
        .all(&db.executor)
        .await?;
    let more = u64::try_from(found.len()).unwrap_or(u64::MAX) > limit && offset + limit < RANKED_ROWS;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let rows = scoped::select::<organization::Entity, _>(permit)
        .filter(organization::Column::Id.is_in(found.iter().map(|row| row.id)))
        .all(&db.executor)
        .await?;
    let mut by_id: HashMap<Uuid, organization::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let items = found.iter().filter_map(|row| by_id.remove(&row.id)).collect();
    let next = more.then(|| Cursor { sort, key: None, id: None, offset: Some(offset + limit) });
    Ok(Page { items, next, total })
}
