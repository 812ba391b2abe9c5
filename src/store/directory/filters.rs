//! The list of organizations: filters, orders and pages.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{
    Alias, DynIden, Expr, ExprTrait, IntoIden, JoinType, Query, SelectStatement, SimpleExpr,
};
use sea_orm::{
    ColumnTrait, DbBackend, EntityName, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use uuid::Uuid;

use super::{addresses, classification, places, search, views};
use crate::access::Permit;
use crate::access::directory::organizations::List;
use crate::domain::directory::filter::{OrganizationFilter, Ranking};
use crate::domain::directory::organization::Organization;
use crate::domain::listing::{Cursor, Listing, Page, RANKED_ROWS};
use crate::error::{Error, Result};
use crate::store::entity::{organization, organization_facet, organization_place, own_term};
use crate::store::identity::sessions::hash;
use crate::store::page::{Along, Sorting, by_creation, ids, page_along, total};
use crate::store::scoped;
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
    for facet in facets {
        select = select.filter(organization::Column::Id.in_subquery(facet.entries()));
    }
    if let Some(fits) = addresses::fits(permit.scope(), filter) {
        select = select.filter(fits);
    }
    let along = leading.map(|leading| leading.lead(QueryTrait::query(&mut select)));
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

/// What an entry is found by: a row of `organization_facet` or `organization_place`, where its name stands beside it.
struct Facet {
    table: &'static str,
    kind: &'static str,
    values: Vec<String>,
}

impl Facet {
    fn new(kind: &'static str, values: impl IntoIterator<Item = String>) -> Self {
        Self { table: organization_facet::Entity.table_name(), kind, values: values.into_iter().collect() }
    }

    fn column(&self, name: &'static str) -> (DynIden, DynIden) {
        (Alias::new(self.table).into_iden(), Alias::new(name).into_iden())
    }

    fn has(&self) -> SimpleExpr {
        let kind = Expr::col(self.column("kind")).eq(self.kind);
        let value = Expr::col(self.column("value"));
        kind.and(match self.values.as_slice() {
            [one] => value.eq(one),
            many => value.is_in(many),
        })
    }

    /// The ids of the entries that have it.
    fn entries(&self) -> SelectStatement {
        let id = self.column("organization_id");
        Query::select().column(id).from(Alias::new(self.table)).and_where(self.has()).take()
    }

    /// Joins the entries that have it, by one value. A page is read there in the order of names, however many have it.
    fn lead(&self, query: &mut SelectStatement) -> Along {
        let along = Along { key: self.column("name_key"), id: self.column("organization_id") };
        let same = Expr::col((organization::Entity, organization::Column::Id)).equals(along.id.clone());
        query.join(JoinType::InnerJoin, Alias::new(self.table), same).and_where(self.has());
        along
    }
}

/// The facets that an entry has to have, those that narrow most at the end.
async fn facets(db: &Db<'_>, permit: &Permit<List>, filter: &OrganizationFilter) -> Result<Vec<Facet>> {
    let mut facets = Vec::new();
    if let Some((kind, value)) = addresses::narrowest(filter) {
        facets.push(Facet { table: organization_place::Entity.table_name(), ..Facet::new(kind, [value]) });
    }
    if let Some(offer) = filter.offer {
        facets.push(Facet::new("offer", [views::text_of(offer)?]));
    }
    if let Some(need) = filter.need {
        facets.push(Facet::new("need", [views::text_of(need)?]));
    }
    if let Some(term_id) = filter.term_id {
        classification::exists(db, permit, term_id, "term_id").await?;
        facets.push(Facet::new("term", [term_id.to_string()]));
    }
    Ok(facets)
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
        sets.push(Facet::new("term", terms.iter().map(Uuid::to_string)).entries());
    }
    if let Some(term_id) = filter.own_term_id {
        let below = classification::own_descendants(db, permit, term_id, "own_term_id").await?;
        let own = scoped::column_within::<own_term::Entity>(own_term::Column::OrganizationId, permit.scope())
            .and_where(own_term::Column::TermId.is_in(below))
            .take();
        sets.push(own);
    }
    Ok(sets)
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
