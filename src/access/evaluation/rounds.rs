//! Who opens, reads and closes rounds, shares their results and consents to that.

use super::{evaluations, in_scope, scores, sees_raters};
use crate::access::{Action, Principal, RowAction, Scope, allowed, require};
use crate::domain::evaluation::round::Round;
use crate::domain::identity::role::Side;
use crate::error::{Code, Error, Result};
use uuid::Uuid;

const WRITERS: &str = "a coordinator opens and closes rounds";
const SHARERS: &str = "a coordinator shares results";
const RATED: &str = "only those whose sheets count consent to sharing";

in_scope! {
    /// Lists the tenant's own rounds.
    List = "list_rounds";
    /// Reads one round.
    Get = "get_round";
    /// Ends a round; it stays closed.
    Close = "close_round";
    /// Shows the result of a round to another organization.
    Share = "share_round";
    /// Takes that back.
    Unshare = "unshare_round";
    /// Says whether others may see the result although only one or two rated.
    Consent = "consent_to_sharing";
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

/// Passes where the caller may have this organization rated: a library anybody, a partner itself.
///
/// # Errors
/// [`Error::Invalid`] at `/organization_id`.
pub fn may_be_rated(principal: &Principal, organization_id: Uuid) -> Result<()> {
    let partner = principal.acting().is_some_and(|acting| acting.side == Side::Partner);
    if partner && !principal.acts_for(organization_id) {
        return Err(Error::invalid("/organization_id", "not_own", "a partner rates itself only"));
    }
    Ok(())
}

impl RowAction for Close {
    type Row = Round;

    fn check(principal: &Principal, row: &Round) -> Result<()> {
        require(sees_raters(principal), Self::OPERATION, WRITERS)?;
        row.status.close().map(drop)
    }
}

impl RowAction for Share {
    type Row = Round;

    fn check(principal: &Principal, row: &Round) -> Result<()> {
        require(sees_raters(principal), Self::OPERATION, SHARERS)?;
        row.status.closed()
    }
}

impl RowAction for Unshare {
    type Row = Round;

    fn check(principal: &Principal, row: &Round) -> Result<()> {
        require(sees_raters(principal), Self::OPERATION, SHARERS)?;
        match row.shared_with.as_deref() {
            Some([_, ..]) => Ok(()),
            _ => Err(Error::conflict(Code::NotShared, "the result is shared with nobody")),
        }
    }
}

impl RowAction for Consent {
    type Row = Round;

    /// Whoever rated may take its consent back whatever its role is by now.
    fn check(_: &Principal, row: &Round) -> Result<()> {
        require(row.consented.is_some(), Self::OPERATION, RATED)?;
        row.status.closed()
    }
}

/// The refusal of a consent to sharing by who has no sheet that counts.
pub fn not_counted() -> Error {
    Error::Forbidden { operation: Consent::OPERATION, reason: RATED }
}

/// What the caller may do with the round now.
pub fn actions(principal: &Principal, row: &Round) -> Vec<&'static str> {
    let actions = [
        allowed::<Close>(principal, row),
        allowed::<evaluations::Create>(principal, row),
        allowed::<scores::Get>(principal, row),
        allowed::<Share>(principal, row),
        allowed::<Unshare>(principal, row),
        allowed::<Consent>(principal, row),
    ];
    actions.into_iter().flatten().collect()
}
