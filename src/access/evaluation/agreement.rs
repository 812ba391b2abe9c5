//! Who sees how far raters agree: whoever sees who rated what.

use super::scores::{Sight, sight};
use super::{in_scope, sees_raters};
use crate::access::{Action, Principal, RowAction, require};
use crate::domain::evaluation::round::Round;
use crate::error::Result;

const READERS: &str = "a coordinator sees what raters said, and how far they agree";

in_scope! {
    /// Works out the agreement of ratings of which nothing is stored.
    Compute = "compute_agreement";
    /// Reads the agreement of the raters of one round.
    Get = "get_round_agreement";
    /// Reads the agreement of the raters of several rounds.
    Compare = "get_comparison_agreement";
}

/// Passes where the caller sees the sheets of the round, by the rules of its score.
///
/// # Errors
/// [`crate::error::Error::Forbidden`] for who may not see raters, [`crate::error::Error::Conflict`] for who has still to rate.
pub fn sees_sheets<A: Action>(principal: &Principal, round: &Round) -> Result<()> {
    require(sees_raters(principal), A::OPERATION, READERS)?;
    require(sight(principal, round)? == Sight::Full, A::OPERATION, READERS)
}

impl RowAction for Get {
    type Row = Round;

    fn check(principal: &Principal, row: &Round) -> Result<()> {
        sees_sheets::<Self>(principal, row)
    }
}
