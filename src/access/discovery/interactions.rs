//! Who writes down a library's interactions: its contributors.

use super::own_rows;
use crate::access::{Principal, allowed};
use crate::domain::discovery::interaction::Interaction;
use crate::domain::identity::role::Role;

own_rows!(
    Interaction,
    "interaction",
    "interactions",
    Role::Contributor,
    "contributors of a library write its interactions"
);

/// What the caller may do with the interaction now.
pub fn actions(principal: &Principal, row: &Interaction) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<Delete>(principal, row)].into_iter().flatten().collect()
}
