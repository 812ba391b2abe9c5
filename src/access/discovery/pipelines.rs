//! Who reads a library's pipeline and says what its stages are.

use crate::access::{Action, Principal, RowAction, Scope, allowed, require};
use crate::domain::discovery::pipeline::Pipeline;
use crate::domain::identity::role::{Role, Side};
use crate::error::Result;

/// Reads the stages.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_pipeline";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(Side::Library, Role::Viewer), Self::OPERATION, "a library has a pipeline")?;
        Ok(principal.scope())
    }
}

/// Says what the stages are.
#[derive(Debug)]
pub struct Update;

impl Action for Update {
    const OPERATION: &'static str = "update_pipeline";

    fn reach(principal: &Principal) -> Result<Scope> {
        let may = principal.is(Side::Library, Role::Admin);
        require(may, Self::OPERATION, "an admin of a library says what its stages are")?;
        Ok(principal.scope())
    }
}

impl RowAction for Update {
    type Row = Pipeline;

    fn check(_: &Principal, _: &Pipeline) -> Result<()> {
        Ok(())
    }
}

/// What the caller may do with the pipeline now.
pub fn actions(principal: &Principal, row: &Pipeline) -> Vec<&'static str> {
    allowed::<Update>(principal, row).into_iter().collect()
}
