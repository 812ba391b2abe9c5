//! Who drafts, reads and changes partnerships, and who takes which step.

use super::actor;
use crate::access::{Action, Principal, RowAction, Scope, allowed, in_scope, refuse, require};
use crate::domain::identity::role::{Role, Side};
use crate::domain::partnership::partnership::{Partnership, Standing};
use crate::domain::partnership::{Refusal, State, Step};
use crate::error::{Code, Error, Result};

const DRAFTERS: &str = "coordinators of the lead write a draft";

in_scope! {
    /// Lists the partnerships to which the caller's organization belongs or belonged.
    List = "list_partnerships";
    /// Reads one.
    Get = "get_partnership";
    /// Changes a draft.
    Update = "update_partnership";
    /// Removes a draft.
    Delete = "delete_partnership";
    /// Lets a draft be proposed although an evaluation speaks against it.
    Override = "override_deal_breakers";
    /// Reads what the party saw when it left.
    GetCopy = "get_partnership_copy";
}

/// Drafts one, which the caller's library leads.
#[derive(Debug)]
pub struct Create;

impl Action for Create {
    const OPERATION: &'static str = "create_partnership";

    fn reach(principal: &Principal) -> Result<Scope> {
        let drafts = principal.is(Side::Library, Role::Coordinator);
        require(drafts, Self::OPERATION, "a coordinator of a library drafts partnerships")?;
        Ok(principal.scope())
    }
}

impl RowAction for Update {
    type Row = Partnership;

    fn check(principal: &Principal, row: &Partnership) -> Result<()> {
        require(leads(principal, row, Role::Coordinator), Self::OPERATION, DRAFTERS)?;
        in_draft(principal, row, "what was proposed is changed by a counter-proposal")
    }
}

impl RowAction for Delete {
    type Row = Partnership;

    fn check(principal: &Principal, row: &Partnership) -> Result<()> {
        require(leads(principal, row, Role::Coordinator), Self::OPERATION, DRAFTERS)?;
        in_draft(principal, row, "only a draft is deleted; a partnership is ended")
    }
}

impl RowAction for Override {
    type Row = Partnership;

    fn check(principal: &Principal, row: &Partnership) -> Result<()> {
        let may = leads(principal, row, Role::Admin);
        require(may, Self::OPERATION, "an admin of the lead overrides deal-breakers")?;
        in_draft(principal, row, "it was proposed already")
    }
}

impl RowAction for GetCopy {
    type Row = Partnership;

    fn check(_: &Principal, row: &Partnership) -> Result<()> {
        match row.standing {
            Standing::Former => Ok(()),
            Standing::Lead | Standing::Party => {
                Err(Error::conflict(Code::StillParty, "you are a party, and read the partnership itself"))
            }
        }
    }
}

fn leads(principal: &Principal, row: &Partnership, role: Role) -> bool {
    row.standing == Standing::Lead && principal.is(None, role)
}

fn in_draft(principal: &Principal, row: &Partnership, detail: &'static str) -> Result<()> {
    match row.state {
        State::Draft => Ok(()),
        _ => Err(Error::StepNotAllowed { detail, steps: steps(principal, row) }),
    }
}

/// An action that is a step of a partnership's life.
pub trait Takes: RowAction<Row = Partnership> {
    /// The step.
    const STEP: Step;
}

/// Declares the steps as actions, which reach what the caller's scope does.
macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            const OPERATION: &'static str = Step::$name.operation();

            fn reach(principal: &Principal) -> Result<Scope> {
                Ok(principal.scope())
            }
        }

        impl RowAction for $name {
            type Row = Partnership;

            fn check(principal: &Principal, row: &Partnership) -> Result<()> {
                may(principal, row, Step::$name)
            }
        }

        impl Takes for $name {
            const STEP: Step = Step::$name;
        }
    )*};
}

steps! {
    /// Shows the draft to the other parties, and assents to it.
    Propose;
    /// Assents to the terms.
    Accept;
    /// Declines the proposal.
    Decline;
    /// Proposes other terms.
    Counter;
    /// Lets the partnership rest.
    Suspend;
    /// Takes it up again.
    Resume;
    /// Ends it.
    End;
    /// Leaves it to the others.
    Leave;
}

fn may(principal: &Principal, row: &Partnership, step: Step) -> Result<()> {
    let refused = match actor(principal) {
        Some(actor) => row.life().may(step, actor),
        None => Err(Refusal::Role("only a party takes this step")),
    };
    match refused {
        Ok(()) => Ok(()),
        Err(Refusal::Role(reason)) => refuse(step.operation(), reason),
        Err(Refusal::Time(detail)) => Err(Error::StepNotAllowed { detail, steps: steps(principal, row) }),
    }
}

/// The steps that the caller may take now. They are for people, not for programs.
pub(crate) fn steps(principal: &Principal, row: &Partnership) -> Vec<&'static str> {
    let actor = actor(principal).filter(|_| !principal.is_program());
    let steps = actor.map(|actor| row.life().steps(actor)).unwrap_or_default();
    steps.into_iter().map(Step::operation).collect()
}

/// What the caller may do with the partnership now.
pub fn actions(principal: &Principal, row: &Partnership) -> Vec<&'static str> {
    let others = [
        allowed::<Update>(principal, row),
        allowed::<Delete>(principal, row),
        allowed::<Override>(principal, row),
        allowed::<GetCopy>(principal, row),
    ];
    others.into_iter().flatten().chain(steps(principal, row)).collect()
}
