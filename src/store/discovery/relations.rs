//! Which organizations are related to the caller's library, and how: the one place where coverage and matches ask.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{
    Alias, CaseStatement, Expr, ExprTrait, Func, JoinType, Query, SelectStatement, UnionType,
};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::access::Scope;
use crate::domain::directory::filter::Around;
use crate::domain::discovery::pipeline::StageMeaning;
use crate::domain::discovery::relation::Relation;
use crate::domain::partnership::life::{PartyStatus, State};
use crate::error::Result;
use crate::store::Db;
use crate::store::directory::places;
use crate::store::directory::views::text_of;
use crate::store::entity::prospect::{self, Column};
use crate::store::entity::{partnership, party};
use crate::store::scoped;

/// The name of the columns of [`closest`].
pub(super) const ORGANIZATION: &str = "organization_id";
/// The number of the relation.
pub(super) const CLOSENESS: &str = "closeness";
const RELATION: &str = "relation";

/// The organizations of these prospects, an organization as often as it is one.
fn prospects(mut organizations: SelectStatement) -> Result<SelectStatement> {
    let lost = text_of(StageMeaning::Lost)?;
    let closeness = CaseStatement::new()
        .case(Column::Meaning.eq(lost), Relation::Declined.closeness())
        .finally(Relation::Prospect.closeness());
    Ok(organizations.expr_as(closeness, Alias::new(CLOSENESS)).take())
}

/// The other parties, of which `others` are rows, of the partnerships to which the caller's library belongs, those that left
/// among them.
fn partners(others: SelectStatement, scope: Scope) -> Result<SelectStatement> {
    // A scope that is no tenant's has no partnerships.
    let tenant = scope.tenant().unwrap_or_default();
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
    Ok(scoped::column_within::<partnership::Entity>(partnership::Column::Id, scope)
        .clear_selects()
        .column((other.clone(), party::Column::OrganizationId))
        .expr_as(closeness, Alias::new(CLOSENESS))
        .join_as(JoinType::InnerJoin, party::Entity, own.clone(), belongs(&own))
        .join_subquery(JoinType::InnerJoin, others, other.clone(), belongs(&other))
        .and_where(Expr::col((own.clone(), party::Column::OrganizationId)).eq(tenant))
        .and_where(Expr::col((other.clone(), party::Column::OrganizationId)).ne(tenant))
        .and_where(Expr::col((own.clone(), party::Column::DeletedAt)).is_null())
        // Who left is told of nothing that came later, not of new parties either.
        .and_where(Expr::col((own.clone(), party::Column::ToldUntil)).is_null())
        .take())
}

fn parties() -> SelectStatement {
    use party::Column;
    Query::select()
        .columns([Column::PartnershipId, Column::OrganizationId, Column::Status])
        .from(party::Entity)
        .and_where(Column::DeletedAt.is_null())
        .take()
}

/// Each related organization once, with its closest relation.
pub(super) fn closest(scope: Scope, postgres: bool) -> Result<SelectStatement> {
    let organizations =
        scoped::column_within_of_many::<prospect::Entity>(Column::OrganizationId, scope, postgres);
    Ok(closest_of(prospects(organizations)?.union(UnionType::All, partners(parties(), scope)?).take()))
}

/// The same of those that have a place within the circle, if there is one: asked before what is joined to them.
pub(super) fn closest_within(
    around: Option<&Around>,
    scope: Scope,
    postgres: bool,
) -> Result<SelectStatement> {
    let mut query = closest(scope, postgres)?;
    if let Some(around) = around {
        query.and_where(places::has_one_within((RELATION, ORGANIZATION), around, scope));
    }
    Ok(query)
}

fn closest_of(relations: SelectStatement) -> SelectStatement {
    let column = |name| Expr::col(Alias::new(name));
    Query::select()
        .expr_as(column(ORGANIZATION), Alias::new(ORGANIZATION))
        .expr_as(Func::max(column(CLOSENESS)), Alias::new(CLOSENESS))
        .from_subquery(relations, Alias::new(RELATION))
        .group_by_col(Alias::new(ORGANIZATION))
        .take()
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
    let mut prospects = prospects(scoped::column_within::<prospect::Entity>(Column::OrganizationId, scope))?;
    prospects.and_where(Column::OrganizationId.is_in(ids.iter().copied()));
    // Looked up by themselves, a few index entries each, rather than compared with the parties of all partnerships.
    let mut others = parties();
    others.and_where(party::Column::OrganizationId.is_in(ids.iter().copied())).limit(scoped::ALL);
    let partners = partners(others, scope)?;
    let query = closest_of(prospects.union(UnionType::All, partners).take());
    let rows = db.executor.query_all(&query).await?;
    let rows = rows.iter().map(|row| Row::from_query_result(row, ""));
    rows.map(|row| {
        row.map(|row| (row.organization_id, Relation::of_closeness(row.closeness))).map_err(Into::into)
    })
    .collect()
}
