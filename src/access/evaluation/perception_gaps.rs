//! Who compares the two views of an organization: whoever may read its own round, and what the other shared.

use super::in_scope;

in_scope! {
    /// Subtracts how another sees an organization from how it sees itself.
    Get = "get_perception_gap";
}
