//! The operations on locations; their rules are those of all parts of an entry.

use super::parts::Operated;
use crate::domain::directory::location::Location;

impl Operated for Location {
    const LIST: &'static str = "list_locations";
    const GET: &'static str = "get_location";
    const CREATE: &'static str = "create_location";
    const UPDATE: &'static str = "update_location";
    const DELETE: &'static str = "delete_location";
}
