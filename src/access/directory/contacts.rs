//! The operations on contacts; their rules are those of all parts of an entry.

use super::parts::Operated;
use crate::domain::directory::contact::Contact;

impl Operated for Contact {
    const LIST: &'static str = "list_contacts";
    const GET: &'static str = "get_contact";
    const CREATE: &'static str = "create_contact";
    const UPDATE: &'static str = "update_contact";
    const DELETE: &'static str = "delete_contact";
}
