//! What an hour is worth: each tenant's own rates, kept by its admins, beside those that come with the service.

use crate::access::{Action, Principal, RowAction, Scope, allowed, in_scope, require};
use crate::domain::identity::role::Role;
use crate::domain::partnership::rate::Rate;
use crate::error::Result;

const WRITERS: &str = "an admin keeps the rates of the own organization";

in_scope! {
    /// Lists rates.
    List = "list_rates";
    /// Reads one.
    Get = "get_rate";
    /// Changes one.
    Update = "update_rate";
    /// Removes one.
    Delete = "delete_rate";
}

/// Makes one.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_rate";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(None, Role::Admin), Self::OPERATION, WRITERS)?;
        Ok(principal.scope())
    }
}

impl RowAction for Update {
    type Row = Rate;

    fn check(principal: &Principal, row: &Rate) -> Result<()> {
        may_write(principal, row, Self::OPERATION)
    }
}

impl RowAction for Delete {
    type Row = Rate;

    fn check(principal: &Principal, row: &Rate) -> Result<()> {
        may_write(principal, row, Self::OPERATION)
    }
}

fn may_write(principal: &Principal, row: &Rate, operation: &'static str) -> Result<()> {
    require(principal.is(None, Role::Admin), operation, WRITERS)?;
    require(row.organization.is_some(), operation, "nobody changes the rates that come with the service")
}

/// What the caller may do to the rate now.
pub fn actions(principal: &Principal, row: &Rate) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<Delete>(principal, row)].into_iter().flatten().collect()
}
