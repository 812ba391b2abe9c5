//! Signing in and out: a person's own sessions.

use crate::access::{Action, Principal, RowAction, Scope, SystemAction, allowed};
use crate::domain::identity::session::Session;
use crate::error::Result;

/// Opens a session; nobody has a token yet.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_session";
}

impl SystemAction for Create {}

/// Renews a session by its refresh token; the access token may have expired.
#[derive(Debug)]
pub struct Refresh;

impl Action for Refresh {
    const OPERATION: &'static str = "refresh_session";
}

impl SystemAction for Refresh {}

/// Acts for another organization in the same session.
#[derive(Debug)]
pub struct Switch;

impl Action for Switch {
    const OPERATION: &'static str = "switch_session";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(Scope::Person(principal.subject_id()))
    }
}

/// Reads one's own sessions.
#[derive(Debug)]
pub struct Read;

impl Action for Read {
    const OPERATION: &'static str = "list_sessions";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(Scope::Person(principal.subject_id()))
    }
}

/// Reads one of one's own sessions.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_session";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(Scope::Person(principal.subject_id()))
    }
}

/// Ends one of one's own sessions.
#[derive(Debug)]
pub struct Delete;

impl Action for Delete {
    const OPERATION: &'static str = "delete_session";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(Scope::Person(principal.subject_id()))
    }
}

impl RowAction for Delete {
    type Row = Session;

    fn check(_: &Principal, _: &Session) -> Result<()> {
        Ok(())
    }
}

/// What the caller may do to the session now.
pub fn actions(principal: &Principal, row: &Session) -> Vec<&'static str> {
    allowed::<Delete>(principal, row).into_iter().collect()
}
