//! Who makes a link with which another person chooses a new password.

use crate::access::{Action, Principal, RowAction, Scope, SystemAction, require};
use crate::domain::identity::password::{PasswordReset, ResetSubject};
use crate::domain::identity::role::Role;
use crate::error::Result;

/// Reads a reset, without its secret.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_password_reset";

    fn reach(principal: &Principal) -> Result<Scope> {
        match resets(principal) {
            true => Ok(reach(principal)),
            false => Ok(Scope::Person(principal.subject_id())),
        }
    }
}

/// Makes a reset link.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_password_reset";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(resets(principal), Self::OPERATION, "the operator or an admin makes reset links")?;
        Ok(reach(principal))
    }
}

impl RowAction for Create {
    type Row = ResetSubject;

    fn check(principal: &Principal, row: &ResetSubject) -> Result<()> {
        let own = row.person.id == principal.subject_id();
        require(!own, Self::OPERATION, "whoever knows the own password changes it with change_password")?;
        let may = principal.is_operator() || row.is_ours_alone();
        require(
            may,
            Self::OPERATION,
            "only the operator does this for somebody with rights elsewhere, now or before",
        )
    }
}

/// Chooses a new password by a reset link; whoever knows its secret may ask.
#[derive(Debug)]
pub struct Use;

impl Action for Use {
    const OPERATION: &'static str = "use_password_reset";
}

impl SystemAction for Use {}

fn resets(principal: &Principal) -> bool {
    principal.is_operator() || principal.is(None, Role::Admin)
}

fn reach(principal: &Principal) -> Scope {
    if principal.is_operator() { Scope::Operator } else { principal.scope() }
}

/// What the caller may do to the reset now: nothing but read it.
pub fn actions(_: &Principal, _: &PasswordReset) -> Vec<&'static str> {
    Vec::new()
}
