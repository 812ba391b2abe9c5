//! The operations on phones; their rules are those of all parts of an entry.

use super::parts::Operated;
use crate::domain::directory::phone::Phone;

impl Operated for Phone {
    const LIST: &'static str = "list_phones";
    const GET: &'static str = "get_phone";
    const CREATE: &'static str = "create_phone";
    const UPDATE: &'static str = "update_phone";
    const DELETE: &'static str = "delete_phone";
}
