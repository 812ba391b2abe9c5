//! Which entries a scope reaches, and which parts of them: the table of `visibility`, said once.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, IntoColumnRef, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use crate::access::Scope;
use crate::store::entity::{claim, contact, location, note, organization, own_term, phone, proposal};
use crate::store::scoped::{self, Tenanted};

const INTERNAL: &str = "internal";

/// The steward sees its entries, a tenant its own entry, and any caller who acts for one, or operates, what is not internal.
impl Tenanted for organization::Entity {
    fn within(scope: Scope) -> Condition {
        let visible = Condition::any().add(organization::Column::Visibility.ne(INTERNAL));
        match scope {
            Scope::Tenant { organization_id, .. } => visible
                .add(organization::Column::StewardId.eq(organization_id))
                .add(organization::Column::Id.eq(organization_id)),
            Scope::Operator => visible.add(organization::Column::StewardId.is_null()),
            // Who belongs nowhere, any longer or not yet, is here to accept an invitation.
            Scope::Person(_) => scoped::nothing(),
            Scope::System => scoped::everything(),
        }
    }
}

/// Whether the entry that `column` names is one that a tenant does not see: the other side of the rule above. For queries
/// over very many entries, which look through the few that are internal or gone rather than for each entry.
pub(in crate::store) fn is_hidden(column: impl IntoColumnRef, tenant: Uuid, postgres: bool) -> SimpleExpr {
    let hidden = |hidden: organization::Column| Expr::col((Alias::new("hidden"), hidden));
    let steward = hidden(organization::Column::StewardId);
    let of_others = Condition::all()
        .add(hidden(organization::Column::Id).ne(tenant))
        .add(Condition::any().add(steward.clone().is_null()).add(steward.ne(tenant)));
    let gone = hidden(organization::Column::DeletedAt).is_not_null();
    let mut query = Query::select();
    query
        .expr(hidden(organization::Column::Id))
        .from_as(organization::Entity, Alias::new("hidden"))
        // Written as in the index of these alone, so that SQLite takes it.
        .and_where(Expr::cust(
            "(\"hidden\".\"visibility\" = 'internal' OR \"hidden\".\"deleted_at\" IS NOT NULL)",
        ))
        .cond_where(Condition::any().add(gone).add(of_others));
    match postgres {
        true => Expr::exists(query.and_where(hidden(organization::Column::Id).eq(Expr::col(column))).take()),
        // SQLite makes the set once; it would look for each entry by the wider index of the ids.
        false => Expr::col(column).in_subquery(query),
    }
}

/// The parts that the scope reaches: those of entries it reaches, the internal ones for the steward only.
pub(super) fn parts_within(
    organization: &impl ColumnTrait,
    visibility: &impl ColumnTrait,
    scope: Scope,
) -> Condition {
    match scope {
        Scope::System => scoped::everything(),
        _ => shown(organization, visibility, scope).add(of_entries(organization, scope)),
    }
}

fn shown(organization: &impl ColumnTrait, visibility: &impl ColumnTrait, scope: Scope) -> Condition {
    let shown = Condition::any().add(visibility.ne(INTERNAL)).add(kept_by(organization, scope));
    Condition::all().add(shown)
}

/// The rows about entries of which the scope is the steward.
fn kept_by(organization: &impl ColumnTrait, scope: Scope) -> SimpleExpr {
    let steward: SimpleExpr = match scope {
        Scope::Tenant { organization_id, .. } => organization::Column::StewardId.eq(organization_id),
        Scope::Operator => organization::Column::StewardId.is_null(),
        Scope::Person(_) | Scope::System => SimpleExpr::from(false).and(false),
    };
    let kept = scoped::ids_within::<organization::Entity>(scope).and_where(steward).take();
    scoped::exists::<organization::Entity>(organization, kept)
}

impl Tenanted for contact::Entity {
    fn within(scope: Scope) -> Condition {
        parts_within(&contact::Column::OrganizationId, &contact::Column::Visibility, scope)
    }
}

/// A phone is seen by those who also see the contact and the location to which it belongs.
impl Tenanted for phone::Entity {
    fn within(scope: Scope) -> Condition {
        let (contact, location) = (phone::Column::ContactId, phone::Column::LocationId);
        let contacts = scoped::names_one_within::<contact::Entity>(&contact, scope);
        let locations = scoped::names_one_within::<location::Entity>(&location, scope);
        parts_within(&phone::Column::OrganizationId, &phone::Column::Visibility, scope)
            .add(Condition::any().add(contact.is_null()).add(contacts))
            .add(Condition::any().add(location.is_null()).add(locations))
    }
}

impl Tenanted for location::Entity {
    fn within(scope: Scope) -> Condition {
        parts_within(&location::Column::OrganizationId, &location::Column::Visibility, scope)
    }

    fn within_of_many(scope: Scope, postgres: bool) -> Condition {
        let (organization, visibility) = (location::Column::OrganizationId, location::Column::Visibility);
        match scope.tenant() {
            Some(tenant) => shown(&organization, &visibility, scope)
                .add(is_hidden(organization.as_column_ref(), tenant, postgres).not()),
            None => Self::within(scope),
        }
    }
}

/// What a library plans about an entry is seen by that library alone, while it sees the entry.
pub(in crate::store) fn noted_by(
    library: &impl ColumnTrait,
    organization: &impl ColumnTrait,
    scope: Scope,
) -> Condition {
    of_library(library, scope).add(of_entries(organization, scope))
}

/// The same rows, for queries over very many of them.
pub(in crate::store) fn noted_by_of_many(
    library: &impl ColumnTrait,
    organization: &impl ColumnTrait,
    scope: Scope,
    postgres: bool,
) -> Condition {
    match scope.tenant() {
        Some(tenant) => {
            of_library(library, scope).add(is_hidden(organization.as_column_ref(), tenant, postgres).not())
        }
        None => noted_by(library, organization, scope),
    }
}

impl Tenanted for own_term::Entity {
    fn within(scope: Scope) -> Condition {
        noted_by(&own_term::Column::LibraryId, &own_term::Column::OrganizationId, scope)
    }
}

/// A note is seen by its library alone, also when the entry is hidden or deleted: what was written stays its own.
impl Tenanted for note::Entity {
    fn within(scope: Scope) -> Condition {
        of_library(&note::Column::LibraryId, scope)
    }
}

/// A claim is seen by the claimant, by whoever keeps the entry or kept it when it was claimed, and by the operator.
impl Tenanted for claim::Entity {
    fn within(scope: Scope) -> Condition {
        let by = match scope {
            Scope::Tenant { organization_id, .. } => Condition::any()
                .add(claim::Column::ClaimantId.eq(organization_id))
                .add(claim::Column::StewardId.eq(organization_id))
                .add(kept_by(&claim::Column::OrganizationId, scope)),
            Scope::Operator | Scope::System => scoped::everything(),
            Scope::Person(_) => scoped::nothing(),
        };
        Condition::all().add(by).add(of_entries(&claim::Column::OrganizationId, scope))
    }
}

/// A proposal is seen by the proposer and by whoever keeps the entry.
impl Tenanted for proposal::Entity {
    fn within(scope: Scope) -> Condition {
        let kept = Condition::any().add(kept_by(&proposal::Column::OrganizationId, scope));
        let by = match scope {
            Scope::Tenant { organization_id, .. } => {
                kept.add(proposal::Column::ProposerId.eq(organization_id))
            }
            Scope::Operator => kept,
            Scope::System => scoped::everything(),
            Scope::Person(_) => scoped::nothing(),
        };
        Condition::all().add(by).add(of_entries(&proposal::Column::OrganizationId, scope))
    }
}

/// The rows about entries that the scope reaches.
fn of_entries(organization: &impl ColumnTrait, scope: Scope) -> SimpleExpr {
    scoped::names_one_within::<organization::Entity>(organization, scope)
}

/// The rows that are one library's own.
pub(in crate::store) fn of_library(library: &impl ColumnTrait, scope: Scope) -> Condition {
    match scope {
        Scope::Tenant { organization_id, .. } => Condition::all().add(library.eq::<Uuid>(organization_id)),
        Scope::System => scoped::everything(),
        Scope::Operator | Scope::Person(_) => scoped::nothing(),
    }
}
