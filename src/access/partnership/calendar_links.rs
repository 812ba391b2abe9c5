//! Links by which people read calendars: each person's own.

use crate::access::{Action, Principal, RowAction, Scope, SystemAction, allowed, require};
use crate::domain::identity::role::Role;
use crate::domain::partnership::calendar_link::CalendarLink;
use crate::error::Result;

/// Makes a link to what the person may read for its organization.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_calendar_link";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(None, Role::Viewer), Self::OPERATION, "act for an organization to do this")?;
        Ok(principal.scope())
    }
}

/// Lists the own links.
#[derive(Debug)]
pub struct List;

impl Action for List {
    const OPERATION: &'static str = "list_calendar_links";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(Scope::Person(principal.subject_id()))
    }
}

/// Reads one of the own links.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_calendar_link";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(Scope::Person(principal.subject_id()))
    }
}

/// Revokes one of the own links.
#[derive(Debug)]
pub struct Delete;

impl Action for Delete {
    const OPERATION: &'static str = "delete_calendar_link";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(Scope::Person(principal.subject_id()))
    }
}

impl RowAction for Delete {
    type Row = CalendarLink;

    fn check(_: &Principal, _: &CalendarLink) -> Result<()> {
        Ok(())
    }
}

/// Reads the calendar of a link; whoever knows its secret may ask.
#[derive(Debug)]
pub struct Read;

impl Action for Read {
    const OPERATION: &'static str = "get_calendar";
}

impl SystemAction for Read {}

/// What the caller may do to the link now.
pub fn actions(principal: &Principal, row: &CalendarLink) -> Vec<&'static str> {
    allowed::<Delete>(principal, row).into_iter().collect()
}
