//! Which partnerships a scope reaches, and what hangs on them: the parties' place in it, said once.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use crate::access::Scope;
use crate::domain::partnership::life::PartyStatus;
use crate::error::Result;
use crate::store::Db;
use crate::store::directory::reach::of_library;
use crate::store::directory::views::text_of;
use crate::store::entity::{
    action_item, agreement, challenge, decision, event, goal, meeting, milestone, minutes, partnership,
    partnership_note, partnership_role, partnership_step, party, strategy, waiver,
};
use crate::store::scoped::{self, PartOf, Tenanted};

/// A party reaches it once it was told of it, and what it saw then after it left.
impl Tenanted for partnership::Entity {
    fn within(scope: Scope) -> Condition {
        told_of(&partnership::Column::Id, scope)
    }
}

impl PartOf for party::Entity {
    const WHOLE: party::Column = party::Column::PartnershipId;
}

impl PartOf for partnership_step::Entity {
    const WHOLE: partnership_step::Column = partnership_step::Column::PartnershipId;
}

/// The rows of partnerships to which the scope belongs now.
pub(in crate::store) fn of_parties(partnership: &impl ColumnTrait, scope: Scope) -> Condition {
    among_parties(partnership, scope, party::Column::ToldUntil.is_null())
}

/// The rows of partnerships of which the scope was told, those that it left as well.
pub(super) fn told_of(partnership: &impl ColumnTrait, scope: Scope) -> Condition {
    among_parties(partnership, scope, SimpleExpr::from(true))
}

fn among_parties(partnership: &impl ColumnTrait, scope: Scope, which: SimpleExpr) -> Condition {
    match scope {
        Scope::Tenant { .. } => {
            Condition::all().add(Expr::exists(standing(partnership, scope).and_where(which).take()))
        }
        Scope::System => scoped::everything(),
        Scope::Operator | Scope::Person(_) => scoped::nothing(),
    }
}

/// A query for the scope's own place in the partnership that `column` names, once it was told of it.
pub(super) fn standing(partnership: &impl ColumnTrait, scope: Scope) -> SelectStatement {
    own(partnership, scope).and_where(party::Column::DeletedAt.is_null()).take()
}

fn own(partnership: &impl ColumnTrait, scope: Scope) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(party::Entity)
        .and_where(
            Expr::col(party::Column::PartnershipId.as_column_ref()).equals(partnership.as_column_ref()),
        )
        .and_where(party::Column::OrganizationId.eq(scope.tenant()))
        .and_where(party::Column::ToldFrom.is_not_null())
        .take()
}

/// Whether an event for the parties of a partnership was written while the scope was one of them.
pub(in crate::store) fn told(scope: Scope) -> SimpleExpr {
    let sequence = || Expr::col(event::Column::Sequence.as_column_ref());
    let until = party::Column::ToldUntil.is_null().or(party::Column::ToldUntil.into_expr().gte(sequence()));
    Expr::exists(
        own(&event::Column::AudienceId, scope)
            .and_where(party::Column::ToldFrom.into_expr().lt(sequence()))
            .and_where(until)
            .take(),
    )
}

/// Whether the organization belongs to a partnership that was read by permit.
pub(in crate::store) async fn is_party(
    db: &Db<'_>,
    partnership_id: Uuid,
    organization_id: Uuid,
) -> Result<bool> {
    let parties = scoped::parts::<party::Entity>([partnership_id])
        .filter(party::Column::OrganizationId.eq(organization_id))
        .filter(
            party::Column::Status.is_in([text_of(PartyStatus::Invited)?, text_of(PartyStatus::Assented)?]),
        )
        .filter(party::Column::DeletedAt.is_null());
    Ok(parties.one(&db.executor).await?.is_some())
}

/// Says of entities that whoever belongs to the partnership now reaches them.
macro_rules! seen_by_parties {
    ($($entity:ident)*) => {$(
        impl Tenanted for $entity::Entity {
            fn within(scope: Scope) -> Condition {
                of_parties(&$entity::Column::PartnershipId, scope)
            }
        }
    )*};
}

seen_by_parties!(action_item agreement challenge decision goal meeting milestone minutes partnership_role partnership_step);

/// A strategy is its library's alone.
impl Tenanted for strategy::Entity {
    fn within(scope: Scope) -> Condition {
        of_library(&strategy::Column::LibraryId, scope)
    }
}

/// What speaks against a proposal is the lead's alone.
impl Tenanted for waiver::Entity {
    fn within(scope: Scope) -> Condition {
        of_library(&waiver::Column::LibraryId, scope)
    }
}

/// What a side notes is its own, and stays it when it leaves.
impl Tenanted for partnership_note::Entity {
    fn within(scope: Scope) -> Condition {
        of_library(&partnership_note::Column::OrganizationId, scope)
    }
}
