//! Who reads a library's checklist, and who marks a strategy by hand.

use crate::access::{Action, Principal, RowAction, Scope, allowed, require};
use crate::domain::discovery::checklist::Checklist;
use crate::domain::identity::role::{Role, Side};
use crate::error::Result;

/// Reads it.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_checklist";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(Side::Library, Role::Viewer), Self::OPERATION, "a library has a checklist")?;
        Ok(principal.scope())
    }
}

/// Declares what a coordinator does with a strategy.
macro_rules! marks {
    ($($(#[$doc:meta])* $name:ident = $operation:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            const OPERATION: &'static str = $operation;

            fn reach(principal: &Principal) -> Result<Scope> {
                let may = principal.is(Side::Library, Role::Coordinator);
                require(may, Self::OPERATION, "a coordinator of a library marks strategies")?;
                Ok(principal.scope())
            }
        }

        impl RowAction for $name {
            type Row = Checklist;

            fn check(_: &Principal, _: &Checklist) -> Result<()> {
                Ok(())
            }
        }
    )*};
}

marks! {
    /// Marks a strategy as followed.
    Mark = "mark_strategy";
    /// Takes the mark back.
    Unmark = "unmark_strategy";
}

/// What the caller may do with the checklist now.
pub fn actions(principal: &Principal, row: &Checklist) -> Vec<&'static str> {
    [allowed::<Mark>(principal, row), allowed::<Unmark>(principal, row)].into_iter().flatten().collect()
}
