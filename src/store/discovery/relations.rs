//! Which organizations are related to the caller's library, and how: the one place where coverage and matches ask.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::access::Scope;
use crate::domain::discovery::pipeline::StageMeaning;
use crate::domain::discovery::relation::Relation;
use crate::error::Result;
use crate::store::Db;
use crate::store::directory::views::text_of;
use crate::store::entity::prospect::{self, Column};
use crate::store::scoped;

/// The name of the columns of [`closest`].
pub(super) const ORGANIZATION: &str = "organization_id";
/// The number of the relation.
pub(super) const CLOSENESS: &str = "closeness";

/// Every relation of the caller's library: an organization as often as it has one.
///
/// Partnerships join here, as a further part of the union: active and ended ones.
fn all(scope: Scope) -> Result<SelectStatement> {
    let lost = text_of(StageMeaning::Lost)?;
    let closeness = CaseStatement::new()
        .case(Column::Meaning.eq(lost), Relation::Declined.closeness())
        .finally(Relation::Prospect.closeness());
    let prospects = scoped::column_within::<prospect::Entity>(Column::OrganizationId, scope)
        .expr_as(closeness, Alias::new(CLOSENESS))
        .take();
    Ok(prospects)
}

/// Each related organization once, with its closest relation.
pub(super) fn closest(scope: Scope) -> Result<SelectStatement> {
    let column = |name| Expr::col(Alias::new(name));
    Ok(Query::select()
        .expr_as(column(ORGANIZATION), Alias::new(ORGANIZATION))
        .expr_as(Func::max(column(CLOSENESS)), Alias::new(CLOSENESS))
        .from_subquery(all(scope)?, Alias::new("relation"))
        .group_by_col(Alias::new(ORGANIZATION))
        .take())
}

#[derive(FromQueryResult)]
struct Row {
    organization_id: Uuid,
    closeness: i32,
}

/// How the library stands to each of these organizations, as far as they are related.
pub(super) async fn of(db: &Db<'_>, scope: Scope, ids: &HashSet<Uuid>) -> Result<HashMap<Uuid, Relation>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = closest(scope)?;
    query.and_where(Expr::col(Alias::new(ORGANIZATION)).is_in(ids.iter().copied()));
    let rows = db.executor.query_all(&query).await?;
    let rows = rows.iter().map(|row| Row::from_query_result(row, ""));
    rows.map(|row| {
        row.map(|row| (row.organization_id, Relation::of_closeness(row.closeness))).map_err(Into::into)
    })
    .collect()
}
