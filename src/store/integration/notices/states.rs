//! Partnerships by where they stand in their life.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use crate::domain::partnership::State;
use crate::error::Result;
use crate::store::directory::views::text_of;
use crate::store::entity::{contribution, partnership, party};

/// Rows of the organization's partnerships that are active or suspended. They are named, so that the rows are found by them and not
/// the other way round.
pub(super) fn going_on(partnership_id: &impl ColumnTrait, tenant: Uuid) -> Result<SimpleExpr> {
    in_state(partnership_id, tenant, &[State::Active, State::Suspended])
}

/// Rows of those whose parties are settled and that are not over.
pub(super) fn settled(partnership_id: &impl ColumnTrait, tenant: Uuid) -> Result<SimpleExpr> {
    in_state(partnership_id, tenant, &[State::Proposed, State::Active, State::Suspended])
}

/// Contributions to all, or to a party that has not left: what is owed to one that has left can be settled by nobody.
pub(super) fn to_who_is_there() -> Condition {
    let left = Query::select()
        .column((party::Entity, party::Column::Id))
        .from(party::Entity)
        .and_where(
            Expr::col((party::Entity, party::Column::PartnershipId))
                .equals(contribution::Column::PartnershipId.as_column_ref()),
        )
        .and_where(
            Expr::col((party::Entity, party::Column::OrganizationId))
                .equals(contribution::Column::ToId.as_column_ref()),
        )
        .and_where(party::Column::ToldUntil.is_not_null())
        .take();
    Condition::any().add(contribution::Column::ToId.is_null()).add(Expr::exists(left).not())
}

fn in_state(partnership_id: &impl ColumnTrait, tenant: Uuid, states: &[State]) -> Result<SimpleExpr> {
    let states = states.iter().map(|state| text_of(*state)).collect::<Result<Vec<_>>>()?;
    let same = Expr::col((party::Entity, party::Column::PartnershipId))
        .equals((partnership::Entity, partnership::Column::Id));
    let going_on = Query::select()
        .column((partnership::Entity, partnership::Column::Id))
        .from(partnership::Entity)
        .inner_join(party::Entity, same)
        .and_where(party::Column::OrganizationId.eq(tenant))
        .and_where(party::Column::DeletedAt.is_null())
        // Who has left hears nothing that is later.
        .and_where(party::Column::ToldUntil.is_null())
        .and_where(partnership::Column::State.is_in(states))
        .take();
    Ok(partnership_id.in_subquery(going_on))
}
