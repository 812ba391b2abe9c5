//! Who writes a library's interviews: its contributors, as long as the person does not take the consent back.

use super::own_rows;
use crate::access::{Action, Principal, RowAction, allowed, in_scope};
use crate::domain::discovery::interview::Interview;
use crate::domain::identity::role::Role;
use crate::error::Result;

own_rows!(
    Interview,
    "interview",
    "interviews",
    Role::Contributor,
    "contributors of a library write its interviews",
    |row: &Interview, operation| match operation == Update::OPERATION {
        true => row.consent.writable(),
        false => Ok(()),
    }
);

in_scope! {
    /// Writes down that the person took the consent back.
    Withdraw = "withdraw_interview_consent";
}

impl RowAction for Withdraw {
    type Row = Interview;

    fn check(principal: &Principal, row: &Interview) -> Result<()> {
        may_write(principal, "withdraw_interview_consent")?;
        row.consent.withdraw().map(drop)
    }
}

/// What the caller may do with the interview now.
pub fn actions(principal: &Principal, row: &Interview) -> Vec<&'static str> {
    let actions = [
        allowed::<Update>(principal, row),
        allowed::<Withdraw>(principal, row),
        allowed::<Delete>(principal, row),
    ];
    actions.into_iter().flatten().collect()
}
