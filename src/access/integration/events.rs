//! Who reads the history: an admin that of the tenant, the operator that of the installation.
//! Which events these are, `store` says.

use crate::access::{Action, Principal, Scope, SystemAction, require};
use crate::domain::identity::client::ClientScope::{
    self, DirectoryRead, DiscoveryRead, EvaluationRead, IdentityRead, PartnershipRead,
};
use crate::domain::identity::role::Role;
use crate::domain::integration::event::Event;
use crate::error::Result;

/// The rows of which a program reads the history, by the scope with which it reads the rows.
const RESOURCES: [(ClientScope, &[&str]); 5] = [
    (
        DirectoryRead,
        &[
            "organization",
            "contact",
            "phone",
            "location",
            "taxonomy",
            "term",
            "own_term",
            "note",
            "claim",
            "proposal",
            "job",
        ],
    ),
    (
        DiscoveryRead,
        &[
            "initiative",
            "pipeline",
            "prospect",
            "guide",
            "interview",
            "interaction",
            "talking_point",
            "strategy_mark",
        ],
    ),
    (EvaluationRead, &["instrument", "round", "round_share", "evaluation", "waiver"]),
    (
        PartnershipRead,
        &[
            "partnership",
            "party",
            "partnership_step",
            "partnership_note",
            "goal",
            "role",
            "decision",
            "challenge",
            "milestone",
            "meeting",
            "minutes",
            "action_item",
            "strategy",
            "contribution",
            "rate",
            "agreement",
        ],
    ),
    (
        IdentityRead,
        &["membership", "invitation", "password_reset", "client", "client_secret", "calendar_link"],
    ),
];

/// Lists events, as JSON or as a table.
#[derive(Debug)]
pub struct List;

impl Action for List {
    const OPERATION: &'static str = "list_events";

    fn reach(principal: &Principal) -> Result<Scope> {
        let reads = principal.is(None, Role::Admin) || principal.is_operator();
        require(reads, Self::OPERATION, "an admin reads the history")?;
        Ok(reach(principal))
    }
}

/// Reads one event.
#[derive(Debug)]
pub struct Get;

impl Action for Get {
    const OPERATION: &'static str = "get_event";

    fn reach(principal: &Principal) -> Result<Scope> {
        Ok(reach(principal))
    }
}

/// Removes events that are older than they are kept.
#[derive(Debug)]
pub struct Sweep;

impl Action for Sweep {
    const OPERATION: &'static str = "sweep events";
}

impl SystemAction for Sweep {}

fn reach(principal: &Principal) -> Scope {
    if principal.is(None, Role::Admin) {
        principal.scope()
    } else if principal.is_operator() {
        Scope::Operator
    } else {
        Scope::Person(principal.subject_id())
    }
}

/// The kinds of rows of which the caller reads the history; none for a person, who reads that of all.
pub(crate) fn resources(principal: &Principal) -> Option<Vec<&'static str>> {
    let read = RESOURCES.iter().filter(|(scope, _)| principal.has_scope(*scope));
    principal.is_program().then(|| read.flat_map(|(_, resources)| resources.iter().copied()).collect())
}

/// What the caller may do to an event: nothing but read it.
pub fn actions(_: &Principal, _: &Event) -> Vec<&'static str> {
    Vec::new()
}
