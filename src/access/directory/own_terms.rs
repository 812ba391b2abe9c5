//! The terms that a library gives to entries in its own view: nobody else's business.

use crate::access::{Action, Principal, RowAction, Scope, allowed, in_scope, require};
use crate::domain::directory::note::OwnTerm;
use crate::domain::identity::role::{Role, Side};
use crate::error::Result;

const WRITERS: &str = "coordinators of a library give its own terms";

in_scope! {
    /// Lists the terms that the library gave.
    List = "list_own_terms";
    /// Reads one.
    Get = "get_own_term";
    /// Takes one back.
    Delete = "delete_own_term";
}

/// Gives a term to an entry.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_own_term";

    fn reach(principal: &Principal) -> Result<Scope> {
        may_write(principal, Self::OPERATION)?;
        Ok(principal.scope())
    }
}

impl RowAction for Delete {
    type Row = OwnTerm;

    fn check(principal: &Principal, _: &OwnTerm) -> Result<()> {
        may_write(principal, Self::OPERATION)
    }
}

fn may_write(principal: &Principal, operation: &'static str) -> Result<()> {
    require(principal.is(Side::Library, Role::Coordinator), operation, WRITERS)
}

/// What the caller may do to the row now.
pub fn actions(principal: &Principal, row: &OwnTerm) -> Vec<&'static str> {
    allowed::<Delete>(principal, row).into_iter().collect()
}
