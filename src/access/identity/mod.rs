//! Rules of people, sessions and memberships.

pub mod clients;
pub mod invitations;
pub mod me;
pub mod members;
pub mod password_resets;
pub mod people;
pub mod sessions;
pub mod tenants;

use super::{Principal, Scope};
use crate::domain::identity::role::Role;

/// The members and invitations that a caller may read: a coordinator those of the tenant, the operator all;
/// anybody else no more than the own ones.
fn roster(principal: &Principal) -> Scope {
    if principal.is(None, Role::Coordinator) {
        principal.scope()
    } else if principal.is_operator() {
        Scope::Operator
    } else {
        Scope::Person(principal.subject_id())
    }
}

/// Whether that is more than the own ones.
fn reads_roster(principal: &Principal) -> bool {
    !matches!(roster(principal), Scope::Person(_))
}
