//! Who is told what waits, is due or stale: each person, for the organization for which it acts.

use crate::access::{Action, Principal, Scope, require};
use crate::domain::identity::role::Role;
use crate::error::Result;

/// Lists the caller's notices.
#[derive(Debug)]
pub struct List;

impl Action for List {
    const OPERATION: &'static str = "list_notices";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(
            principal.is(None, Role::Viewer),
            Self::OPERATION,
            "a member of an organization has notices",
        )?;
        Ok(principal.scope())
    }
}

/// Whether the caller speaks for its organization, and is told what others ask of it.
pub(crate) fn speaks(principal: &Principal) -> bool {
    principal.is(None, Role::Coordinator)
}
