//! Who writes a library's guides for interviews. Those that come with the service are everybody's, and stay.

use super::own_rows;
use crate::access::{Principal, allowed, require};
use crate::domain::discovery::guide::Guide;
use crate::domain::identity::role::Role;

own_rows!(
    Guide,
    "guide",
    "guides",
    Role::Coordinator,
    "a coordinator of a library writes its guides",
    |row: &Guide, operation| require(row.library.is_some(), operation, "the guide comes with the service")
);

/// What the caller may do with the guide now.
pub fn actions(principal: &Principal, row: &Guide) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<Delete>(principal, row)].into_iter().flatten().collect()
}
