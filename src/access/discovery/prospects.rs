//! Who leads a library's prospects through its pipeline.

use super::own_rows;
use crate::access::{Action, Principal, RowAction, Scope, allowed, in_scope, require};
use crate::domain::discovery::prospect::Prospect;
use crate::domain::identity::role::{Role, Side};
use crate::error::Result;

own_rows!(
    Prospect,
    "prospect",
    "prospects",
    Role::Coordinator,
    "a coordinator of a library leads its prospects"
);

in_scope! {
    /// Reads the history of one.
    ListMoves = "list_prospect_moves";
    /// Moves one to another stage.
    Move = "move_prospect";
}

/// Reads the board.
#[derive(Debug)]
pub struct Board;

impl Action for Board {
    const OPERATION: &'static str = "get_prospect_board";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(principal.is(Side::Library, Role::Viewer), Self::OPERATION, "a library has a board")?;
        Ok(principal.scope())
    }
}

impl RowAction for Move {
    type Row = Prospect;

    fn check(principal: &Principal, _: &Prospect) -> Result<()> {
        may_write(principal, "move_prospect")
    }
}

/// What the caller may do with the prospect now.
pub fn actions(principal: &Principal, row: &Prospect) -> Vec<&'static str> {
    let actions = [
        allowed::<Update>(principal, row),
        allowed::<Move>(principal, row),
        allowed::<Delete>(principal, row),
    ];
    actions.into_iter().flatten().collect()
}
