//! Who writes a sheet of a round. Which sheets a caller may read depends on the round as well; `store` says it.

use super::{in_scope, rates, sees_raters};
use crate::access::{Action, Principal, RowAction, Scope, allowed, require};
use crate::domain::evaluation::evaluation::{Evaluation, EvaluationStatus};
use crate::domain::evaluation::round::Round;
use crate::domain::identity::role::Role;
use crate::error::{Code, Error, Result};

const RATERS: &str = "a contributor rates";
const NAMED: &str = "the round names who rates, and you are not among them";
const OWN: &str = "only its rater writes a sheet";
const REOPENERS: &str = "a coordinator or its rater reopens a sheet";
const SEEN: &str = "you may see what others rated; another coordinator can reopen your sheet";

in_scope! {
    /// Lists the sheets that the caller may see.
    List = "list_evaluations";
    /// Reads one sheet.
    Get = "get_evaluation";
    /// Writes one's own sheet.
    Update = "update_evaluation";
    /// Writes one's own sheet from a file.
    Import = "import_evaluation";
    /// Submits one's own sheet, so that it counts.
    Submit = "submit_evaluation";
    /// Lets the rater write a submitted sheet again.
    Reopen = "reopen_evaluation";
}

/// Begins one's own sheet in a round.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_evaluation";

    fn reach(principal: &Principal) -> Result<Scope> {
        require(rates(principal), Self::OPERATION, RATERS)?;
        Ok(principal.scope())
    }
}

impl RowAction for Create {
    type Row = Round;

    fn check(_: &Principal, row: &Round) -> Result<()> {
        require(row.may_rate, Self::OPERATION, NAMED)?;
        row.status.writable()?;
        match row.own_evaluation {
            None => Ok(()),
            Some(own) => {
                Err(Error::conflict(Code::AlreadyRated, "you have a sheet in this round").over(own.id))
            }
        }
    }
}

/// What writes the answers of a sheet.
pub trait Write: RowAction<Row = Evaluation> {}

impl Write for Update {}

impl Write for Import {}

impl RowAction for Update {
    type Row = Evaluation;

    fn check(principal: &Principal, row: &Evaluation) -> Result<()> {
        write::<Self>(principal, row)
    }
}

impl RowAction for Import {
    type Row = Evaluation;

    fn check(principal: &Principal, row: &Evaluation) -> Result<()> {
        write::<Self>(principal, row)
    }
}

impl RowAction for Submit {
    type Row = Evaluation;

    fn check(principal: &Principal, row: &Evaluation) -> Result<()> {
        require(is_rater(principal, row), Self::OPERATION, OWN)?;
        row.round_status.writable()?;
        row.status.submit().map(drop)
    }
}

impl RowAction for Reopen {
    type Row = Evaluation;

    /// A coordinator who has submitted may see the other sheets, and so cannot reopen its own.
    fn check(principal: &Principal, row: &Evaluation) -> Result<()> {
        let (own, coordinator) = (is_rater(principal, row), sees_raters(principal));
        require(own || coordinator, Self::OPERATION, REOPENERS)?;
        let seen = own && coordinator && row.status == EvaluationStatus::Submitted;
        require(!seen, Self::OPERATION, SEEN)?;
        row.round_status.writable()?;
        row.status.reopen().map(drop)
    }
}

/// Passes where the sheet is the caller's own and may be written now.
fn write<A: Action>(principal: &Principal, row: &Evaluation) -> Result<()> {
    require(is_rater(principal, row), A::OPERATION, OWN)?;
    row.round_status.writable()?;
    row.status.write()
}

fn is_rater(principal: &Principal, row: &Evaluation) -> bool {
    principal.is(None, Role::Contributor) && principal.subject_id() == row.rater.id
}

/// What the caller may do to the sheet now.
pub fn actions(principal: &Principal, row: &Evaluation) -> Vec<&'static str> {
    let actions = [
        allowed::<Update>(principal, row),
        allowed::<Import>(principal, row),
        allowed::<Submit>(principal, row),
        allowed::<Reopen>(principal, row),
    ];
    actions.into_iter().flatten().collect()
}
