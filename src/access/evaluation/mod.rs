//! Rules of instruments, rounds, evaluations, scores and comparisons: a library's own, which nobody else sees.

pub mod comparisons;
pub mod evaluations;
pub mod instruments;
pub mod rounds;
pub mod scores;

use crate::access::Principal;
use crate::domain::identity::role::{Role, Side};

/// Declares actions that reach what the caller's scope does; what the role allows on a row is in `RowAction::check`.
macro_rules! in_scope {
    ($($(#[$doc:meta])* $name:ident = $operation:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl crate::access::Action for $name {
            const OPERATION: &'static str = $operation;

            fn reach(principal: &crate::access::Principal) -> crate::error::Result<crate::access::Scope> {
                Ok(principal.scope())
            }
        }
    )*};
}
use in_scope;

/// Whether the caller may rate organizations for a library at all.
pub(crate) fn rates(principal: &Principal) -> bool {
    principal.is(Side::Library, Role::Contributor)
}

/// Whether the caller opens and closes rounds, and may see who rated what.
pub(crate) fn sees_raters(principal: &Principal) -> bool {
    principal.is(Side::Library, Role::Coordinator)
}
