//! One's own account.

use crate::access::{Action, Principal, RowAction, Scope, allowed};
use crate::domain::identity::person::Me;
use crate::error::Result;

/// Reads one's own account.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_me";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(Scope::Person(principal.subject_id()))
    }
}

/// Changes one's own account.
#[derive(Debug)]
pub struct Update;

impl Action for Update {
    const OPERATION: &'static str = "update_me";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(Scope::Person(principal.subject_id()))
    }
}

impl RowAction for Update {
    type Row = Me;

    fn check(_: &Principal, _: &Me) -> Result<()> {
        Ok(())
    }
}

/// Chooses a new password, knowing the one until now.
#[derive(Debug)]
pub struct ChangePassword;

impl Action for ChangePassword {
    const OPERATION: &'static str = "change_password";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(Scope::Person(principal.subject_id()))
    }
}

impl RowAction for ChangePassword {
    type Row = Me;

    fn check(_: &Principal, _: &Me) -> Result<()> {
        Ok(())
    }
}

/// Reads all that is stored about oneself.
#[derive(Debug)]
pub struct Export;

impl Action for Export {
    const OPERATION: &'static str = "export_me";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(Scope::Person(principal.subject_id()))
    }
}

/// What the caller may do to the own account.
pub fn actions(principal: &Principal, row: &Me) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<ChangePassword>(principal, row)]
        .into_iter()
        .flatten()
        .collect()
}
