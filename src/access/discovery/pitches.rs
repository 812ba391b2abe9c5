//! Who prints a pitch: everybody in a library, for an organization that it sees.

use crate::access::{Action, Principal, Scope, require};
use crate::domain::identity::role::{Role, Side};
use crate::error::Result;

/// Reads it as a page to print.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_pitch";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(Side::Library, Role::Viewer), Self::OPERATION, "a library has talking points")?;
        Ok(principal.scope())
    }
}
