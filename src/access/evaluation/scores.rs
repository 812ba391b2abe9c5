//! Who sees which score of a round.

use super::{in_scope, sees_raters};
use crate::access::{Principal, RowAction};
use crate::domain::evaluation::evaluation::EvaluationStatus;
use crate::domain::evaluation::round::{Round, RoundStatus};
use crate::error::{Code, Error, Result};

in_scope! {
    /// Reads the score of a round.
    Get = "get_round_score";
    /// Scores ratings of which nothing is stored.
    Compute = "compute_score";
}

/// What a caller sees of a round's score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Full,
    /// The aggregates that reveal nobody, of a closed round.
    Withheld,
}

/// What the caller sees of the score of a round that it may read.
///
/// # Errors
/// [`Error::Conflict`] with `round_open` for who may not see raters, with `submit_first` for who has still to rate.
pub fn sight(principal: &Principal, round: &Round) -> Result<Sight> {
    let submitted = round.own_evaluation.is_some_and(|own| own.status == EvaluationStatus::Submitted);
    // Whoever makes a program may have to rate: it shows nobody a round that is open.
    let sees = sees_raters(principal) && !(principal.is_program() && round.status == RoundStatus::Open);
    match (round.status, sees) {
        (RoundStatus::Closed, true) => Ok(Sight::Full),
        (RoundStatus::Closed, false) => Ok(Sight::Withheld),
        (RoundStatus::Open, false) => {
            Err(Error::conflict(Code::RoundOpen, "you see the score once the round is closed"))
        }
        (RoundStatus::Open, true) if round.may_rate && !submitted => Err(Error::conflict(
            Code::SubmitFirst,
            "you see the score once you have submitted your own sheet",
        )),
        (RoundStatus::Open, true) => Ok(Sight::Full),
    }
}

impl RowAction for Get {
    type Row = Round;

    fn check(principal: &Principal, row: &Round) -> Result<()> {
        sight(principal, row).map(drop)
    }
}
