//! Who proposes a change of an entry, and who decides about it: its steward, or the operator where it has none.

use super::organizations::{STEWARD, WRITERS, writes_directory};
use crate::access::{Action, Principal, RowAction, Scope, allowed, in_scope, require};
use crate::domain::directory::organization::Organization;
use crate::domain::directory::proposal::Proposal;
use crate::domain::identity::role::Role;
use crate::error::{Code, Error, Result};

in_scope! {
    /// Lists the proposals that the caller made or may decide.
    List = "list_proposals";
    /// Reads one.
    Get = "get_proposal";
    /// Changes the entry as proposed.
    Accept = "accept_proposal";
    /// Refuses a proposal.
    Decline = "decline_proposal";
}

/// Proposes a change.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_proposal";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(None, Role::Coordinator), Self::OPERATION, "a coordinator proposes changes")?;
        Ok(principal.scope())
    }
}

impl RowAction for Create {
    type Row = Organization;

    fn check(principal: &Principal, row: &Organization) -> Result<()> {
        match row.steward_id().is_some_and(|id| principal.acts_for(id)) {
            true => Err(Error::conflict(Code::OwnEntry, "you are the steward of this entry; change it")),
            false => Ok(()),
        }
    }
}

impl RowAction for Accept {
    type Row = Proposal;

    fn check(principal: &Principal, row: &Proposal) -> Result<()> {
        may_decide(principal, row, Self::OPERATION)?;
        row.status.decide(true).map(drop)
    }
}

impl RowAction for Decline {
    type Row = Proposal;

    fn check(principal: &Principal, row: &Proposal) -> Result<()> {
        may_decide(principal, row, Self::OPERATION)?;
        row.status.decide(false).map(drop)
    }
}

fn may_decide(principal: &Principal, row: &Proposal, operation: &'static str) -> Result<()> {
    require(writes_directory(principal), operation, WRITERS)?;
    require(principal.stewards(row.organization.steward_id), operation, STEWARD)
}

/// What the caller may do to the proposal now.
pub fn actions(principal: &Principal, row: &Proposal) -> Vec<&'static str> {
    [allowed::<Accept>(principal, row), allowed::<Decline>(principal, row)].into_iter().flatten().collect()
}
