//! Rules of instruments, rounds, evaluations, scores and comparisons: a library's own, which nobody else sees.

pub mod agreement;
pub mod comparisons;
pub mod evaluations;
pub mod instruments;
pub mod robustness;
pub mod rounds;
pub mod scores;
pub mod trends;

use crate::access::{Principal, in_scope};
use crate::domain::identity::role::{Role, Side};

/// Whether the caller may rate organizations for a library at all. Programs do not.
pub(crate) fn rates(principal: &Principal) -> bool {
    !principal.is_program() && principal.is(Side::Library, Role::Contributor)
}

/// Whether the caller opens and closes rounds, and may see who rated what.
pub(crate) fn sees_raters(principal: &Principal) -> bool {
    principal.is(Side::Library, Role::Coordinator)
}
