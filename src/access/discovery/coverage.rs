//! Who sees a library's coverage: everybody in it.

use crate::access::{Action, Principal, Scope, require};
use crate::domain::identity::role::{Role, Side};
use crate::error::Result;

/// Reads the matrix.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_coverage";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(Side::Library, Role::Viewer), Self::OPERATION, "a library has a coverage")?;
        Ok(principal.scope())
    }
}
