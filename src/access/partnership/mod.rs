//! Rules of partnerships and of what hangs on them: each party has its part in them.

pub mod agreements;
pub mod attached;
pub mod calendar_links;
pub mod contributions;
pub mod health;
mod history;
pub mod meetings;
mod notes;
mod operations;
pub mod partnerships;
pub mod rates;
pub mod strategies;

use crate::access::Principal;
use crate::domain::partnership::Actor;

/// For whom the caller acts, and as what; nobody where it acts for no organization.
pub(crate) fn actor(principal: &Principal) -> Option<Actor> {
    principal.acting().map(|acting| Actor { organization_id: acting.organization_id, role: acting.role })
}
