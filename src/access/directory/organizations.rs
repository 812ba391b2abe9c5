//! Who reads, writes and deletes the entries of the directory.

use crate::access::{Action, Principal, RowAction, Scope, allowed, in_scope, require};
use crate::domain::directory::organization::Organization;
use crate::domain::identity::role::Role;
use crate::error::Result;

pub(super) const WRITERS: &str = "a coordinator writes the directory";
pub(super) const STEWARD: &str = "only the steward of an entry changes it; others may propose a change";

in_scope! {
    /// Lists what the caller may see.
    List = "list_organizations";
    /// Reads one entry.
    Get = "get_organization";
    /// Changes an entry.
    Update = "update_organization";
    /// Removes an entry.
    Delete = "delete_organization";
}

/// Makes an entry, whose steward is the caller's organization.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_organization";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(writes_directory(principal), Self::OPERATION, WRITERS)?;
        Ok(principal.scope())
    }
}

impl RowAction for Update {
    type Row = Organization;

    fn check(principal: &Principal, row: &Organization) -> Result<()> {
        require(writes_directory(principal), Self::OPERATION, WRITERS)?;
        require(principal.stewards(row.steward_id()), Self::OPERATION, STEWARD)
    }
}

impl RowAction for Delete {
    type Row = Organization;

    fn check(principal: &Principal, row: &Organization) -> Result<()> {
        let admin = principal.is(None, Role::Admin) || principal.is_operator();
        require(admin, Self::OPERATION, "an admin deletes entries")?;
        require(principal.stewards(row.steward_id()), Self::OPERATION, STEWARD)?;
        row.may_be_deleted()
    }
}

/// Writes many entries from a list.
#[derive(Debug)]
pub struct Import;

impl Action for Import {
    const OPERATION: &'static str = "import_organizations";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(None, Role::Coordinator), Self::OPERATION, "a coordinator imports")?;
        Ok(principal.scope())
    }
}

/// Whether the caller writes entries of the directory at all.
pub(crate) fn writes_directory(principal: &Principal) -> bool {
    principal.is(None, Role::Coordinator) || (principal.acting().is_none() && principal.is_operator())
}

/// What the caller may do to the entry now.
pub fn actions(principal: &Principal, row: &Organization) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<Delete>(principal, row)].into_iter().flatten().collect()
}
