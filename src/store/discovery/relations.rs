//! Which organizations are related to the caller's library, and how: the one place where coverage and matches ask.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{
    Alias, CaseStatement, Expr, ExprTrait, Func, JoinType, Query, SelectStatement, UnionType,
};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::access::Scope;
use crate::domain::discovery::pipeline::StageMeaning;
use crate::domain::discovery::relation::Relation;
use crate::domain::partnership::life::{PartyStatus, State};
use crate::error::Result;
use crate::store::Db;
use crate::store::directory::views::text_of;
use crate::store::entity::prospect::{self, Column};
use crate::store::entity::{partnership, party};
use crate::store::scoped;

/// The name of the columns of [`closest`].
pub(super) const ORGANIZATION: &str = "organization_id";
/// The number of the relation.
pub(super) const CLOSENESS: &str = "closeness";

/// Every relation of the caller's library: an organization as often as it has one.
fn all(scope: Scope, postgres: bool) -> Result<SelectStatement> {
    let lost = text_of(StageMeaning::Lost)?;
    let closeness = CaseStatement::new()
        .case(Column::Meaning.eq(lost), Relation::Declined.closeness())
        .finally(Relation::Prospect.closeness());
    let prospects =
        scoped::column_within_of_many::<prospect::Entity>(Column::OrganizationId, scope, postgres)
            .expr_as(closeness, Alias::new(CLOSENESS))
            .take();
    Ok(match scope.tenant() {
        Some(tenant) => {
            let mut all = prospects;
            all.union(UnionType::All, partners(scope, tenant)?).take()
        }
        None => prospects,
    })
}

/// The other parties of the partnerships to which the caller's library belongs, those that left among them.
fn partners(scope: Scope, tenant: Uuid) -> Result<SelectStatement> {
    let [own, other] = ["own", "other"].map(Alias::new);
    let whole = Expr::col((partnership::Entity, partnership::Column::Id));
    let state = || Expr::col((partnership::Entity, partnership::Column::State));
    let status = |party: &Alias| Expr::col((party.clone(), party::Column::Status));
    let stands = |status_of: PartyStatus| -> Result<_> {
        let word = text_of(status_of)?;
        Ok(status(&own).eq(word.clone()).or(status(&other).eq(word)))
    };
    let closeness = CaseStatement::new()
        .case(
            stands(PartyStatus::Declined)?.or(state().eq(text_of(State::Declined)?)),
            Relation::Declined.closeness(),
        )
        .case(stands(PartyStatus::Left)?.or(state().eq(text_of(State::Ended)?)), Relation::Ended.closeness())
        .case(
            state().is_in([text_of(State::Active)?, text_of(State::Suspended)?]),
            Relation::Active.closeness(),
        )
        .finally(Relation::Prospect.closeness());
    let belongs = |party: &Alias| Expr::col((party.clone(), party::Column::PartnershipId)).eq(whole.clone());
    Ok(Query::select()
        .column((other.clone(), party::Column::OrganizationId))
        .expr_as(closeness, Alias::new(CLOSENESS))
        .from(partnership::Entity)
        .join_as(JoinType::InnerJoin, party::Entity, own.clone(), belongs(&own))
        .join_as(JoinType::InnerJoin, party::Entity, other.clone(), belongs(&other))
        .and_where(Expr::col((own.clone(), party::Column::OrganizationId)).eq(tenant))
        .and_where(Expr::col((other.clone(), party::Column::OrganizationId)).ne(tenant))
        .and_where(Expr::col((own.clone(), party::Column::DeletedAt)).is_null())
        // Who left is told of nothing that came later, not of new parties either.
        .and_where(Expr::col((own.clone(), party::Column::ToldUntil)).is_null())
        .and_where(Expr::col((other.clone(), party::Column::DeletedAt)).is_null())
        .and_where(whole.clone().in_subquery(scoped::ids_within::<partnership::Entity>(scope)))
        .take())
}

/// Each related organization once, with its closest relation.
pub(super) fn closest(scope: Scope, postgres: bool) -> Result<SelectStatement> {
    let column = |name| Expr::col(Alias::new(name));
    Ok(Query::select()
        .expr_as(column(ORGANIZATION), Alias::new(ORGANIZATION))
        .expr_as(Func::max(column(CLOSENESS)), Alias::new(CLOSENESS))
        .from_subquery(all(scope, postgres)?, Alias::new("relation"))
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
    let mut query = closest(scope, db.is_postgres())?;
    query.and_where(Expr::col(Alias::new(ORGANIZATION)).is_in(ids.iter().copied()));
    let rows = db.executor.query_all(&query).await?;
    let rows = rows.iter().map(|row| Row::from_query_result(row, ""));
    rows.map(|row| {
        row.map(|row| (row.organization_id, Relation::of_closeness(row.closeness))).map_err(Into::into)
    })
    .collect()
}
