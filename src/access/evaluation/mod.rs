//! Rules of instruments, rounds, evaluations, scores and comparisons: a tenant's own, of which others see what it shares.

pub mod agreement;
pub mod comparisons;
pub mod evaluations;
pub mod instruments;
pub mod perception_gaps;
pub mod robustness;
pub mod rounds;
pub mod scores;
pub mod shared_results;
pub mod trends;

use crate::access::{Principal, in_scope};
use crate::domain::identity::role::Role;

/// Whether the caller may rate organizations for its own at all. Programs do not.
pub(crate) fn rates(principal: &Principal) -> bool {
    !principal.is_program() && principal.is(None, Role::Contributor)
}

/// Whether the caller opens and closes rounds, and may see who rated what.
pub(crate) fn sees_raters(principal: &Principal) -> bool {
    principal.is(None, Role::Coordinator)
}
