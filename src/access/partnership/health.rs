//! Who reads how a partnership does: its parties.

use crate::access::{Principal, RowAction, in_scope, require};
use crate::domain::partnership::partnership::{Partnership, Standing};
use crate::error::Result;

in_scope! {
    /// Reads how a partnership does.
    GetHealth = "get_partnership_health";
}

impl RowAction for GetHealth {
    type Row = Partnership;

    fn check(_: &Principal, row: &Partnership) -> Result<()> {
        require(row.standing != Standing::Former, "get_partnership_health", "only a party reads the health")
    }
}
