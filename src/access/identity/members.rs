//! Who sees, changes and removes members.

use super::{reads_roster, roster};
use crate::access::{Action, Principal, RowAction, Scope, allowed, require};
use crate::domain::identity::member::Member;
use crate::domain::identity::role::Role;
use crate::error::Result;

/// Lists the members.
#[derive(Debug)]
pub struct List;

impl Action for List {
    const OPERATION: &'static str = "list_members";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(reads_roster(principal), Self::OPERATION, "a coordinator sees the members")?;
        Ok(roster(principal))
    }
}

/// Reads one membership.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_member";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(roster(principal))
    }
}

/// Gives a member another role.
#[derive(Debug)]
pub struct Update;

impl Action for Update {
    const OPERATION: &'static str = "update_member";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(roster(principal))
    }
}

impl RowAction for Update {
    type Row = Member;

    fn check(principal: &Principal, row: &Member) -> Result<()> {
        require(manages(principal, row), Self::OPERATION, "an admin changes roles")
    }
}

/// Removes a member, or leaves.
#[derive(Debug)]
pub struct Delete;

impl Action for Delete {
    const OPERATION: &'static str = "delete_member";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(roster(principal))
    }
}

impl RowAction for Delete {
    type Row = Member;

    fn check(principal: &Principal, row: &Member) -> Result<()> {
        let own = row.person.id == principal.subject_id();
        require(own || manages(principal, row), Self::OPERATION, "an admin removes members")?;
        row.may_step_down()
    }
}

fn manages(principal: &Principal, row: &Member) -> bool {
    principal.is(None, Role::Admin) && principal.acts_for(row.organization.id)
}

/// What the caller may do to the membership now.
pub fn actions(principal: &Principal, row: &Member) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<Delete>(principal, row)].into_iter().flatten().collect()
}
