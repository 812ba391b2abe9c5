//! Who writes a library's talking points. Those that come with the service are everybody's, and stay.

use super::own_rows;
use crate::access::{Principal, allowed, require};
use crate::domain::discovery::talking_point::TalkingPoint;
use crate::domain::identity::role::Role;

own_rows!(
    TalkingPoint,
    "talking_point",
    "talking_points",
    Role::Coordinator,
    "a coordinator of a library writes its talking points",
    |row: &TalkingPoint, operation| require(
        row.library.is_some(),
        operation,
        "the talking point comes with the service"
    )
);

/// What the caller may do with the talking point now.
pub fn actions(principal: &Principal, row: &TalkingPoint) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<Delete>(principal, row)].into_iter().flatten().collect()
}
