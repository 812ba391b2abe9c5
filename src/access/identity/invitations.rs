//! Who invites, sees invitations and revokes them.

use super::{reads_roster, roster};
use crate::access::{Action, Principal, RowAction, Scope, SystemAction, allowed, require};
use crate::domain::identity::invitation::Invitation;
use crate::domain::identity::role::Role;
use crate::error::Result;

/// Lists invitations.
#[derive(Debug)]
pub struct List;

impl Action for List {
    const OPERATION: &'static str = "list_invitations";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(reads_roster(principal), Self::OPERATION, "a coordinator sees the invitations")?;
        Ok(roster(principal))
    }
}

/// Reads one invitation.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_invitation";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(roster(principal))
    }
}

/// Invites somebody to the caller's organization.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_invitation";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(None, Role::Coordinator), Self::OPERATION, "a coordinator invites")?;
        Ok(principal.scope())
    }
}

impl RowAction for Create {
    /// The role that is offered.
    type Row = Role;

    fn check(principal: &Principal, role: &Role) -> Result<()> {
        let may = *role <= Role::Contributor || principal.is(None, Role::Admin);
        require(may, Self::OPERATION, "a coordinator invites up to contributor, an admin to every role")
    }
}

/// Revokes an invitation.
#[derive(Debug)]
pub struct Delete;

impl Action for Delete {
    const OPERATION: &'static str = "delete_invitation";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(roster(principal))
    }
}

impl RowAction for Delete {
    type Row = Invitation;

    fn check(principal: &Principal, row: &Invitation) -> Result<()> {
        let made = row.invited_by.id == principal.subject_id();
        let operates = principal.is_operator() && row.side.is_some();
        let may = made || operates || principal.is(None, Role::Admin);
        require(may, Self::OPERATION, "an admin revokes invitations, and whoever made them")?;
        row.may_be_revoked()
    }
}

/// Accepts an invitation; whoever knows its secret may ask, with or without an account.
#[derive(Debug)]
pub struct Accept;

impl Action for Accept {
    const OPERATION: &'static str = "accept_invitation";
}

impl SystemAction for Accept {}

/// What the caller may do to the invitation now.
pub fn actions(principal: &Principal, row: &Invitation) -> Vec<&'static str> {
    allowed::<Delete>(principal, row).into_iter().collect()
}
