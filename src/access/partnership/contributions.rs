//! Who writes what a party gives: the giver, the receiver, and the lead.

use super::attached::{Listed, Operated};
use crate::access::RowAction;
use crate::access::{Principal, in_scope, require};
use crate::domain::partnership::contribution::Contribution;
use crate::domain::partnership::partnership::{Partnership, Standing};
use crate::error::{Code, Error, Result};

in_scope! {
    /// Reads what each party gave and received.
    GetBalance = "get_partnership_balance";
}

impl RowAction for GetBalance {
    type Row = Partnership;

    fn check(_: &Principal, row: &Partnership) -> Result<()> {
        require(row.standing != Standing::Former, "get_partnership_balance", "only a party reads the balance")
    }
}

impl Listed for Contribution {
    const LIST: &'static str = "list_contributions";
    const GET: &'static str = "get_contribution";
}

impl Operated for Contribution {
    const CREATE: &'static str = "create_contribution";
    const UPDATE: &'static str = "update_contribution";
    const DELETE: &'static str = "delete_contribution";

    fn may(principal: &Principal, row: &Self, operation: &'static str) -> Result<()> {
        let acts_for = |id| principal.acts_for(id);
        let involved = acts_for(row.from.id) || row.to.as_ref().is_some_and(|to| acts_for(to.id));
        require(
            involved || row.partnership.leads,
            operation,
            "the giver, the receiver or the lead writes this",
        )
    }

    fn changes(&self) -> Result<()> {
        match self.settled {
            false => Ok(()),
            true => {
                Err(Error::conflict(Code::PartyLeft, "the giver or the receiver has left the partnership"))
            }
        }
    }
}
