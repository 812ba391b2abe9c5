//! Who writes and reads a library's initiatives.

use super::own_rows;
use crate::access::{Principal, allowed};
use crate::domain::discovery::initiative::Initiative;
use crate::domain::identity::role::Role;

own_rows!(
    Initiative,
    "initiative",
    "initiatives",
    Role::Coordinator,
    "a coordinator of a library writes its initiatives"
);

/// What the caller may do with the initiative now.
pub fn actions(principal: &Principal, row: &Initiative) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<Delete>(principal, row)].into_iter().flatten().collect()
}
