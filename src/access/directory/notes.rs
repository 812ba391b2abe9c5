//! A library's own notes on entries: nobody else's business.

use crate::access::{Action, Principal, RowAction, Scope, allowed, in_scope, require};
use crate::domain::directory::note::Note;
use crate::domain::identity::role::{Role, Side};
use crate::error::Result;

const WRITERS: &str = "contributors of a library write its notes";

in_scope! {
    /// Lists the library's notes.
    List = "list_notes";
    /// Reads one.
    Get = "get_note";
    /// Changes one.
    Update = "update_note";
    /// Removes one.
    Delete = "delete_note";
}

/// Writes one.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_note";

    fn reach(principal: &Principal) -> Result<Scope> {
        may_write(principal, Self::OPERATION)?;
        Ok(principal.scope())
    }
}

impl RowAction for Update {
    type Row = Note;

    fn check(principal: &Principal, _: &Note) -> Result<()> {
        may_write(principal, Self::OPERATION)
    }
}

impl RowAction for Delete {
    type Row = Note;

    fn check(principal: &Principal, _: &Note) -> Result<()> {
        may_write(principal, Self::OPERATION)
    }
}

fn may_write(principal: &Principal, operation: &'static str) -> Result<()> {
    require(principal.is(Side::Library, Role::Contributor), operation, WRITERS)
}

/// What the caller may do to the note now.
pub fn actions(principal: &Principal, row: &Note) -> Vec<&'static str> {
    [allowed::<Update>(principal, row), allowed::<Delete>(principal, row)].into_iter().flatten().collect()
}
