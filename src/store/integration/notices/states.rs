//! Partnerships by where they stand in their life.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use uuid::Uuid;

use crate::domain::partnership::State;
use crate::error::Result;
use crate::store::directory::views::text_of;
use crate::store::entity::{partnership, party};

/// Rows of the organization's partnerships that are active or suspended. They are named, so that the rows are found by them and not
/// the other way round.
pub(super) fn going_on(partnership_id: &impl ColumnTrait, tenant: Uuid) -> Result<SimpleExpr> {
    in_state(partnership_id, tenant, &[State::Active, State::Suspended])
}

/// Rows of those that are not over.
pub(super) fn not_over(partnership_id: &impl ColumnTrait, tenant: Uuid) -> Result<SimpleExpr> {
    let states = [State::Draft, State::Proposed, State::Active, State::Suspended];
    in_state(partnership_id, tenant, &states)
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
