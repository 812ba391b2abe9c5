//! A library's strategies: its own, written by its coordinators.

use crate::access::{Action, Principal, RowAction, Scope, allowed, in_scope, require};
use crate::domain::identity::role::{Role, Side};
use crate::domain::partnership::strategy::Strategy;
use crate::error::Result;

const WRITERS: &str = "coordinators of a library write its strategies";

in_scope! {
    /// Lists the library's strategies.
    List = "list_strategies";
    /// Reads one.
    Get = "get_strategy";
    /// Changes one.
    Update = "update_strategy";
    /// Removes one.
    Delete = "delete_strategy";
}

/// Makes one.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_strategy";

    fn reach(principal: &Principal) -> Result<Scope> {
        may_write(principal, Self::OPERATION)?;
        Ok(principal.scope())
    }
}

impl RowAction for Update {
    type Row = Strategy;

    fn check(principal: &Principal, _: &Strategy) -> Result<()> {
        may_write(principal, Self::OPERATION)
    }
}

impl RowAction for Delete {
    type Row = Strategy;

    fn check(principal: &Principal, _: &Strategy) -> Result<()> {
        may_write(principal, Self::OPERATION)
    }
}

fn may_write(principal: &Principal, operation: &'static str) -> Result<()> {
    require(principal.is(Side::Library, Role::Coordinator), operation, WRITERS)
}

/// What the caller may do to the strategy now.
pub fn actions(principal: &Principal, row: &Strategy) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<Delete>(principal, row)].into_iter().flatten().collect()
}
