//! What waits for a person, what is due and what went stale: one statement for each reason, and two for names.

mod due;
mod stale;
mod states;
mod waiting;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::access::Permit;
use crate::access::integration::notices::List;
use crate::domain::integration::notice::{DAYS_AHEAD, Notice, NoticeFilter, NoticeKind, NoticeReason, TOLD};
use crate::domain::listing::{Listing, Page};
use crate::error::{Error, Result};
use crate::store::directory::views::{names, of};
use crate::store::entity::partnership;
use crate::store::identity::sessions::hash;
use crate::store::named;
use crate::store::page::page_of;
use crate::store::scoped::{self, Tenanted};
use crate::store::{Db, Rows, Store};

/// Where a row's day stands.
enum On<C> {
    Day(C),
    Time(C),
}

/// What a row is called: by itself, or by the organization that it is about.
enum Called<C> {
    Title(C),
    Organization(C),
}

/// The rows of a table that make notices for one reason.
struct Source<E: EntityTrait> {
    reason: NoticeReason,
    resource: &'static str,
    id: E::Column,
    on: On<E::Column>,
    called: Called<E::Column>,
    partnership_id: Option<E::Column>,
    which: Condition,
}

/// A notice whose names are still to be looked up.
struct Found {
    reason: NoticeReason,
    resource: &'static str,
    id: Uuid,
    on: NaiveDate,
    title: Option<String>,
    organization_id: Option<Uuid>,
    partnership_id: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    day: Option<NaiveDate>,
    time: Option<DateTime<Utc>>,
    title: Option<String>,
    organization_id: Option<Uuid>,
    partnership_id: Option<Uuid>,
}

/// The notices of the caller.
///
/// # Errors
/// [`Error::Invalid`] for another order.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &NoticeFilter,
    listing: &Listing,
) -> Result<Page<Notice>> {
    let descending = match listing.sort.as_deref() {
        None | Some("on") => false,
        Some("-on") => true,
        Some(_) => {
            return Err(Error::invalid("sort", "enum", "must be on, with - before it for the other way"));
        }
    };
    let db = store.db();
    let now = store.now();
    let mut asked = Asked { db: &db, permit, filter, now, found: Vec::new(), more: false };
    asked.waiting().await?;
    asked.due().await?;
    asked.prospects_and_silence().await?;
    let Asked { mut found, more, .. } = asked;
    found.sort_by_key(|row| (row.on, row.reason, row.id));
    if descending {
        found.reverse();
    }
    let sort = hash(&format!("{descending} {filter:?}"));
    let page = page_of(found, &sort, listing, more)?;
    page.then(async |found| views(&db, permit, now.date_naive(), found).await).await
}

/// The question of a caller, and what was found for it.
struct Asked<'a> {
    db: &'a Db<'a>,
    permit: &'a Permit<List>,
    filter: &'a NoticeFilter,
    now: DateTime<Utc>,
    found: Vec<Found>,
    more: bool,
}

impl Asked<'_> {
    /// Adds the rows of a source, unless the filter leaves them out.
    async fn add<E: EntityTrait + Tenanted>(&mut self, source: Source<E>) -> Result<()> {
        let hangs = self.filter.partnership_id.map(|id| source.partnership_id.map(|column| column.eq(id)));
        let kind = source.reason.kind();
        if self.filter.kind.is_some_and(|wanted| wanted != kind) || matches!(hangs, Some(None)) {
            return Ok(());
        }
        let mut select = scoped::select::<E, _>(self.permit)
            .filter(source.which)
            .filter(Condition::all().add_option(hangs.flatten()));
        let null = || Expr::cust("NULL");
        let until = self.now + TimeDelta::days(DAYS_AHEAD);
        let (on, day, time) = match source.on {
            On::Day(column) => {
                select = select.filter(column.lte(until.date_naive()));
                (column, column.into_expr(), null())
            }
            On::Time(column) => (column, null(), column.into_expr()),
        };
        let (title, organization_id) = match source.called {
            Called::Title(column) => (column.into_expr(), null()),
            Called::Organization(column) => (null(), column.into_expr()),
        };
        let rows = select
            .select_only()
            .column_as(source.id, "id")
            .expr_as(day, "day")
            .expr_as(time, "time")
            .expr_as(title, "title")
            .expr_as(organization_id, "organization_id")
            .expr_as(source.partnership_id.map_or_else(null, |column| column.into_expr()), "partnership_id")
            .order_by_asc(on)
            .order_by_asc(source.id)
            .limit(TOLD + 1)
            .into_model::<Row>()
            .all(&self.db.executor)
            .await?;
        for Row { id, day, time, title, organization_id, partnership_id } in self.told(rows)? {
            let (reason, resource) = (source.reason, source.resource);
            let on = day.or(time.map(|time| time.date_naive()));
            let on = on.ok_or_else(|| Error::internal("a notice without a day"))?;
            self.found.push(Found { reason, resource, id, on, title, organization_id, partnership_id });
        }
        Ok(())
    }

    /// The first of the rows, of which one more was asked for than is told.
    fn told<T>(&mut self, mut rows: Vec<T>) -> Result<Vec<T>> {
        let told = usize::try_from(TOLD).map_err(Error::internal)?;
        self.more |= rows.len() > told;
        rows.truncate(told);
        Ok(rows)
    }
}

/// Notices with the names of what they are about.
async fn views(
    db: &Db<'_>,
    permit: &Permit<List>,
    today: NaiveDate,
    found: Vec<Found>,
) -> Result<Vec<Notice>> {
    let organizations = names(db, permit, found.iter().filter_map(|row| row.organization_id)).await?;
    let partnerships = named::ids::<partnership::Entity>(
        db,
        found.iter().filter_map(|row| row.partnership_id),
        [partnership::Column::Id, partnership::Column::Name],
    )
    .await?;
    let view = |row: Found| {
        let partnership = row.partnership_id.map(|id| of(&partnerships, id));
        let about =
            row.organization_id.map(|id| of(&organizations, id).map(|named| named.name)).transpose()?;
        let kind = row.reason.kind();
        Ok(Notice {
            kind,
            reason: row.reason,
            resource: row.resource,
            id: row.id,
            title: row.title.or(about).unwrap_or_default(),
            on: row.on,
            overdue: kind == NoticeKind::Due && row.on < today,
            partnership: partnership.transpose()?,
        })
    };
    found.into_iter().map(view).collect()
}
