//! The operations on contacts; their rules are those of all parts of an entry.

use super::parts::{self, Operated, may_write};
use crate::access::{Action, Principal, RowAction, Scope, allowed};
use crate::domain::directory::contact::Contact;
use crate::domain::identity::erasure::ERASED;
use crate::error::Result;

impl Operated for Contact {
    const LIST: &'static str = "list_contacts";
    const GET: &'static str = "get_contact";
    const CREATE: &'static str = "create_contact";
    const UPDATE: &'static str = "update_contact";
    const DELETE: &'static str = "delete_contact";
}

/// Erases a contact, who is a person without account.
#[derive(Debug)]
pub struct Erase;

impl Action for Erase {
    const OPERATION: &'static str = "erase_contact";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(principal.scope())
    }
}

impl RowAction for Erase {
    type Row = Contact;

    fn check(principal: &Principal, row: &Contact) -> Result<()> {
        may_write(principal, row, Self::OPERATION)
    }
}

/// What the caller may do to the contact now; nothing once it was erased.
pub fn actions(principal: &Principal, row: &Contact) -> Vec<&'static str> {
    if row.name.as_deref() == Some(ERASED) {
        return Vec::new();
    }
    let mut actions = parts::actions(principal, row);
    actions.extend(allowed::<Erase>(principal, row));
    actions
}
