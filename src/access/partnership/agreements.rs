//! Who writes the memorandum of a partnership, and who assents to it: an admin of each party.

use super::attached::{Listed, Operated, actions as written};
use crate::access::{Principal, RowAction, allowed, in_scope, require};
use crate::domain::identity::role::Role;
use crate::domain::partnership::State;
use crate::domain::partnership::agreement::{Agreement, AgreementStatus};
use crate::error::{Code, Error, Result};

impl Listed for Agreement {
    const LIST: &'static str = "list_agreements";
    const GET: &'static str = "get_agreement";
}

impl Operated for Agreement {
    const CREATE: &'static str = "create_agreement";
    const UPDATE: &'static str = "update_agreement";
    const DELETE: &'static str = "delete_agreement";

    fn goes(&self) -> Result<()> {
        match self.in_force {
            None => Ok(()),
            Some(_) => Err(Error::conflict(
                Code::AgreementInForce,
                "all parties agreed to it, so it stays; a change of it makes another version",
            )),
        }
    }
}

in_scope! {
    /// Assents to a version.
    Assent = "assent_agreement";
    /// Reads it as a page to print.
    Page = "get_agreement_html";
}

impl RowAction for Assent {
    type Row = Agreement;

    fn check(principal: &Principal, row: &Agreement) -> Result<()> {
        require(principal.is(None, Role::Admin), "assent_agreement", "an admin of a party assents")?;
        require(row.partnership.current, "assent_agreement", "only a party assents")?;
        if !row.partnership.state.is_open() {
            return Err(Error::conflict(Code::PartnershipOver, "the partnership is over"));
        }
        if row.partnership.state == State::Draft {
            let detail = "the partnership is a draft; propose it, so that its parties are settled";
            return Err(Error::conflict(Code::NotProposed, detail));
        }
        // The lead may still have to answer for others.
        let own = row.current_assents().any(|assent| principal.acts_for(assent.organization.id));
        if row.status == AgreementStatus::Agreed || own && !row.partnership.leads {
            return Err(Error::conflict(Code::AlreadyAssented, "this party has assented to this version"));
        }
        match row.completeness.missing.as_slice() {
            [] => Ok(()),
            missing => {
                let detail = format!("still to be written: {}", missing.join(", "));
                Err(Error::conflict(Code::AgreementIncomplete, detail))
            }
        }
    }
}

/// What the caller may do to the agreement now.
pub fn actions(principal: &Principal, row: &Agreement) -> Vec<&'static str> {
    written(principal, row).into_iter().chain(allowed::<Assent>(principal, row)).collect()
}
