//! Who opens, reads and closes rounds.

use super::{evaluations, in_scope, scores, sees_raters};
use crate::access::{Action, Principal, RowAction, Scope, allowed, require};
use crate::domain::evaluation::round::Round;
use crate::error::Result;

const WRITERS: &str = "a coordinator of a library opens and closes rounds";

in_scope! {
    /// Lists the library's rounds.
    List = "list_rounds";
    /// Reads one round.
    Get = "get_round";
    /// Ends a round; it stays closed.
    Close = "close_round";
}

/// Opens a round.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_round";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(sees_raters(principal), Self::OPERATION, WRITERS)?;
        Ok(principal.scope())
    }
}

impl RowAction for Close {
    type Row = Round;

    fn check(principal: &Principal, row: &Round) -> Result<()> {
        require(sees_raters(principal), Self::OPERATION, WRITERS)?;
        row.status.close().map(drop)
    }
}

/// What the caller may do with the round now.
pub fn actions(principal: &Principal, row: &Round) -> Vec<&'static str> {
    let actions = [
        allowed::<Close>(principal, row),
        allowed::<evaluations::Create>(principal, row),
        allowed::<scores::Get>(principal, row),
    ];
    actions.into_iter().flatten().collect()
}
