//! The pipeline as a board: the first prospects of every stage, in as many statements for thirty stages as for one.

use std::collections::HashMap;

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use uuid::Uuid;

use super::{pipelines, prospects};
use crate::access::Permit;
use crate::access::discovery::prospects::Board as View;
use crate::domain::discovery::prospect::{Board, BoardFilter, BoardStage, Prospect};
use crate::domain::listing::Cursor;
use crate::error::{Error, Result};
use crate::store::entity::prospect::{self, Column};
use crate::store::scoped;
use crate::store::{Rows, Store};

/// Prospects of a stage unless another number is asked for.
const PER_STAGE: u64 = 10;

#[derive(FromQueryResult)]
struct Placed {
    id: Uuid,
    stage: String,
    total: i64,
}

/// The caller's board.
///
/// # Errors
/// [`Error::Invalid`] for an initiative that the caller may not see.
pub async fn get(store: &Store, permit: &Permit<View>, filter: &BoardFilter) -> Result<Board> {
    let db = store.db();
    let per_stage = filter.per_stage.unwrap_or(PER_STAGE);
    let all = scoped::select_of_many::<prospect::Entity, _>(permit, db.is_postgres());
    let select = prospects::narrowed(all, store, permit, filter.initiative_id, filter.owner_id).await?;
    let place = "ROW_NUMBER() OVER (PARTITION BY \"prospect\".\"stage\" ORDER BY \"prospect\".\"stage_since\", \
                 \"prospect\".\"id\")";
    let placed = select
        .select_only()
        .columns([Column::Id, Column::Stage])
        .expr_as(Expr::cust(place), "place")
        .expr_as(Expr::cust("COUNT(*) OVER (PARTITION BY \"prospect\".\"stage\")"), "total")
        .into_query();
    let first = Query::select()
        .columns(["id", "stage", "total"].map(Alias::new))
        .from_subquery(placed, Alias::new("placed"))
        .and_where(Expr::col(Alias::new("place")).lte(per_stage))
        .take();
    let placed = db.executor.query_all(&first).await?;
    let placed = placed.iter().map(|row| Placed::from_query_result(row, ""));
    let placed = placed.collect::<Result<Vec<_>, _>>()?;
    let mut totals: HashMap<String, u64> = HashMap::new();
    for row in &placed {
        totals.insert(row.stage.clone(), u64::try_from(row.total).map_err(Error::internal)?);
    }
    let rows = scoped::select::<prospect::Entity, _>(permit)
        .filter(Column::Id.is_in(placed.iter().map(|row| row.id)))
        .order_by_asc(Column::StageSince)
        .order_by_asc(Column::Id)
        .all(&db.executor)
        .await?;
    let mut by_stage: HashMap<String, Vec<Prospect>> = HashMap::new();
    for row in prospects::seen(store, permit, rows).await? {
        by_stage.entry(row.stage.code.clone()).or_default().push(row);
    }
    let stages = pipelines::get(store, permit).await?.stages.into_iter().map(|stage| {
        let items = by_stage.remove(&stage.code).unwrap_or_default();
        let total = totals.get(&stage.code).copied().unwrap_or_default();
        let more = u64::try_from(items.len()).is_ok_and(|shown| shown < total);
        let next = items.last().filter(|_| more).map(|last| Cursor {
            sort: "stage_since".to_owned(),
            key: Some(last.stage_since.to_rfc3339()),
            id: Some(last.id),
            offset: None,
        });
        BoardStage { stage, total, items, next_cursor: next.as_ref().map(Cursor::encode) }
    });
    Ok(Board { stages: stages.collect() })
}
