//! Pages of a list, by keyset: every row that is not written meanwhile appears exactly once.

use sea_orm::sea_query::{DynIden, Expr, ExprTrait, IntoValueTuple, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use uuid::Uuid;

use super::Db;
use crate::domain::listing::{COUNTED, Counting, Cursor, Listing, Page, Total};
use crate::error::{Error, Result};

/// An order that a list offers: its name, the column, and how a row's key is written in a cursor and read from it.
pub(super) struct Sorting<E: EntityTrait> {
    /// What the caller calls it.
    pub(super) name: &'static str,
    /// The column; rows with the same value are ordered by id.
    pub(super) column: E::Column,
    /// The row's value of the column.
    pub(super) key: fn(&E::Model) -> String,
    /// The value that a cursor holds.
    pub(super) parse: fn(&str) -> Option<sea_orm::Value>,
}

/// The column of ids, which break ties.
pub(super) struct Ids<E: EntityTrait> {
    pub(super) column: E::Column,
    pub(super) id: fn(&E::Model) -> Uuid,
}

/// Columns of a joined table that hold the same as those of the order and of the ids, and have an index for the join.
pub(super) struct Along {
    pub(super) key: (DynIden, DynIden),
    pub(super) id: (DynIden, DynIden),
}

/// One page of `select`, in the order asked for; the first of `sortings` unless said otherwise.
pub(super) async fn page<E>(
    db: &Db<'_>,
    select: Select<E>,
    ids: Ids<E>,
    sortings: &[Sorting<E>],
    listing: &Listing,
) -> Result<Page<E::Model>>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    page_along(db, select, ids, sortings, listing, None).await
}

/// The same, read in the order of a joined table.
pub(super) async fn page_along<E>(
    db: &Db<'_>,
    select: Select<E>,
    ids: Ids<E>,
    sortings: &[Sorting<E>],
    listing: &Listing,
    along: Option<Along>,
) -> Result<Page<E::Model>>
where
    E: EntityTrait,
    E::Model: FromQueryResult + Send + Sync,
{
    let (sorting, descending) = choose(sortings, listing.sort.as_deref())?;
    let sort = format!("{}{}", if descending { "-" } else { "" }, sorting.name);
    let total = total(db, &select, ids.column, listing).await?;
    let order = if descending { Order::Desc } else { Order::Asc };
    let along = along
        .unwrap_or_else(|| Along { key: sorting.column.as_column_ref(), id: ids.column.as_column_ref() });
    let mut select = select
        .order_by(Expr::col(along.key.clone()), order.clone())
        .order_by(Expr::col(along.id.clone()), order)
        .limit(listing.limit.saturating_add(1));
    if let Some(cursor) = &listing.cursor {
        let key = cursor.key.as_deref().and_then(sorting.parse);
        let (Some(key), Some(id), true) = (key, cursor.id, cursor.sort == sort) else {
            return Err(Error::malformed("cursor", "is not one that this list gave in this order"));
        };
        select = select.filter(beyond(along, key, id, descending));
    }
    let mut items = select.all(&db.executor).await?;
    let limit = usize::try_from(listing.limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| Cursor {
        sort,
        key: Some((sorting.key)(last)),
        id: Some((ids.id)(last)),
        offset: None,
    });
    Ok(Page { items, next, total })
}

/// One page of rows that were ranked in memory: by offset. `more` says that there are rows beyond them.
pub(super) fn page_of<T>(ranked: Vec<T>, sort: &str, listing: &Listing, more: bool) -> Result<Page<T>> {
    let offset = match &listing.cursor {
        None => 0,
        Some(Cursor { sort: made_in, offset: Some(offset), .. }) if made_in == sort => *offset,
        Some(_) => return Err(Error::malformed("cursor", "is not one that this list gave in this order")),
    };
    let end = offset.saturating_add(listing.limit);
    let rows = u64::try_from(ranked.len()).map_err(Error::internal)?;
    let next = || Cursor { sort: sort.to_owned(), key: None, id: None, offset: Some(end) };
    let place = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
    Ok(Page {
        items: ranked.into_iter().skip(place(offset)).take(place(listing.limit)).collect(),
        next: (end < rows).then(next),
        total: listing.count.map(|_| Total { rows, more }),
    })
}

/// How many rows there are, as far as that is asked for.
pub(super) async fn total<E: EntityTrait>(
    db: &Db<'_>,
    select: &Select<E>,
    id: E::Column,
    listing: &Listing,
) -> Result<Option<Total>> {
    let Some(counting) = listing.count else { return Ok(None) };
    let mut counted = select.clone().select_only().column(id);
    if counting == Counting::Bounded {
        counted = counted.limit(COUNTED + 1);
    }
    let mut query = counted.into_query();
    let query = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), "counted")
        .from_subquery(query.clear_order_by().take(), "rows")
        .take();
    let row = db.executor.query_one(&query).await?;
    let counted = row.map(|row| row.try_get::<i64>("", "counted")).transpose()?.unwrap_or_default();
    let rows = u64::try_from(counted).unwrap_or_default();
    let more = counting == Counting::Bounded && rows > COUNTED;
    Ok(Some(Total { rows: if more { COUNTED } else { rows }, more }))
}

fn choose<'s, E: EntityTrait>(
    sortings: &'s [Sorting<E>],
    asked: Option<&str>,
) -> Result<(&'s Sorting<E>, bool)> {
    let name = asked.map(|asked| asked.strip_prefix('-').unwrap_or(asked));
    let found = match name {
        Some(name) => sortings.iter().find(|sorting| sorting.name == name),
        None => sortings.first(),
    };
    let descending = asked.is_some_and(|asked| asked.starts_with('-'));
    found.map(|sorting| (sorting, descending)).ok_or_else(|| {
        let names: Vec<_> = sortings.iter().map(|sorting| sorting.name).collect();
        Error::invalid(
            "sort",
            "enum",
            format!("must be {}, with - before it for the other way", names.join(" or ")),
        )
    })
}

/// The rows after the place of the cursor.
fn beyond(along: Along, key: sea_orm::Value, id: Uuid, descending: bool) -> SimpleExpr {
    let here = Expr::tuple([Expr::col(along.key), Expr::col(along.id)]);
    let there = Expr::tuple((key, id).into_value_tuple().into_iter().map(Expr::val));
    if descending { here.lt(there) } else { here.gt(there) }
}

/// The common order: by the time a row was made, and its id among those of one time.
macro_rules! by_creation {
    ($entity:ident) => {
        crate::store::page::Sorting {
            name: "created_at",
            column: $entity::Column::CreatedAt,
            key: |row: &$entity::Model| row.created_at.to_rfc3339(),
            parse: |text| chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc().into()),
        }
    };
}
pub(super) use by_creation;

/// The ids of an entity whose key is `id`.
macro_rules! ids {
    ($entity:ident) => {
        crate::store::page::Ids { column: $entity::Column::Id, id: |row: &$entity::Model| row.id }
    };
}
pub(super) use ids;
