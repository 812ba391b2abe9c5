//! Who claims an entry, and who decides about it: its steward where that is a library, or the operator.

use crate::access::{Action, Principal, RowAction, Scope, allowed, in_scope, require};
use crate::domain::directory::claim::Claim;
use crate::domain::directory::organization::Organization;
use crate::domain::identity::role::{Role, Side};
use crate::error::{Code, Error, Result};

const CLAIMANTS: &str = "an admin of a partner claims entries";
const DECIDERS: &str = "a coordinator of the library that is the steward, or the operator, decides claims";

in_scope! {
    /// Lists the claims that the caller made or may decide.
    List = "list_claims";
    /// Reads one.
    Get = "get_claim";
    /// Makes the claimant the steward of the entry.
    Approve = "approve_claim";
    /// Refuses a claim.
    Decline = "decline_claim";
}

/// Claims an entry.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_claim";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(Side::Partner, Role::Admin), Self::OPERATION, CLAIMANTS)?;
        Ok(principal.scope())
    }
}

impl RowAction for Create {
    type Row = Organization;

    fn check(principal: &Principal, row: &Organization) -> Result<()> {
        if row.steward_id().is_some_and(|id| principal.acts_for(id)) {
            return Err(Error::conflict(Code::AlreadySteward, "you are the steward of this entry"));
        }
        row.may_be_claimed()
    }
}

impl RowAction for Approve {
    type Row = Claim;

    fn check(principal: &Principal, row: &Claim) -> Result<()> {
        may_decide(principal, row, Self::OPERATION)?;
        row.status.decide(true).map(drop)
    }
}

impl RowAction for Decline {
    type Row = Claim;

    fn check(principal: &Principal, row: &Claim) -> Result<()> {
        may_decide(principal, row, Self::OPERATION)?;
        row.status.decide(false).map(drop)
    }
}

fn may_decide(principal: &Principal, row: &Claim, operation: &'static str) -> Result<()> {
    let library = principal.is(Side::Library, Role::Coordinator)
        && row.organization.steward_id.is_some_and(|id| principal.acts_for(id));
    require(library || principal.scope() == Scope::Operator, operation, DECIDERS)
}

/// What the caller may do to the claim now.
pub fn actions(principal: &Principal, row: &Claim) -> Vec<&'static str> {
    [allowed::<Approve>(principal, row), allowed::<Decline>(principal, row)].into_iter().flatten().collect()
}
