//! The life of a partnership as a state machine: who may take which step now, and what comes of it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::identity::role::Role;

/// How far a partnership is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PartnershipState)]
pub enum State {
    /// The lead's own, which nobody else sees.
    Draft,
    /// Waits for the assent of parties.
    Proposed,
    /// All parties have assented.
    Active,
    /// Rests, until the party that suspended it resumes it.
    Suspended,
    /// Over.
    Ended,
    /// The proposal was declined.
    Declined,
}

impl State {
    /// Whether anything is still written about it.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Ended | Self::Declined)
    }
}

/// Where a party stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartyStatus {
    /// Has not assented to the terms as they are now.
    Invited,
    /// Has assented to them.
    Assented,
    /// Declined the proposal.
    Declined,
    /// Left the partnership.
    Left,
}

impl PartyStatus {
    /// Whether the party still belongs to the partnership.
    pub fn is_current(self) -> bool {
        matches!(self, Self::Invited | Self::Assented)
    }
}

/// What a party does to a partnership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The lead shows the draft to the others and assents to it.
    Propose,
    /// A party assents to the terms.
    Accept,
    /// A party does not want it.
    Decline,
    /// A party proposes other terms.
    Counter,
    /// A party lets it rest.
    Suspend,
    /// The same party takes it up again.
    Resume,
    /// A party ends it.
    End,
    /// A party leaves it to the others.
    Leave,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 8] = [
        Self::Propose,
        Self::Accept,
        Self::Decline,
        Self::Counter,
        Self::Suspend,
        Self::Resume,
        Self::End,
        Self::Leave,
    ];

    /// The operation by which it is taken.
    pub const fn operation(self) -> &'static str {
        match self {
            Self::Propose => "propose_partnership",
            Self::Accept => "accept_partnership",
            Self::Decline => "decline_partnership",
            Self::Counter => "counter_partnership",
            Self::Suspend => "suspend_partnership",
            Self::Resume => "resume_partnership",
            Self::End => "end_partnership",
            Self::Leave => "leave_partnership",
        }
    }

    /// The role that a person needs for it.
    fn role(self) -> Role {
        match self {
            Self::Propose | Self::Counter | Self::Suspend | Self::Resume => Role::Coordinator,
            Self::Accept | Self::Decline | Self::End | Self::Leave => Role::Admin,
        }
    }
}

/// A party as far as its steps are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyLife {
    /// The organization.
    pub organization_id: Uuid,
    /// Whether it leads.
    pub lead: bool,
    /// Whether it has accounts; for one without the lead answers.
    pub accounts: bool,
    /// Where it stands.
    pub status: PartyStatus,
}

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The organization for which it is taken.
    pub organization_id: Uuid,
    /// The person's role there.
    pub role: Role,
}

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The role or the organization does not allow it.
    Role(&'static str),
    /// It is not the time for it.
    Time(&'static str),
}

/// A partnership as far as its steps are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// How far it is.
    pub state: State,
    /// The version of the terms, from 1.
    pub terms_version: i32,
    /// The party that suspended it.
    pub suspended_by: Option<Uuid>,
    /// All parties, those that left as well.
    pub parties: Vec<PartyLife>,
}

impl Life {
    /// Whether the actor may take the step now.
    ///
    /// # Errors
    /// A [`Refusal`] by role first, then by time.
    pub fn may(&self, step: Step, actor: Actor) -> Result<(), Refusal> {
        let own = self.current(actor.organization_id).ok_or(Refusal::Role("only a party takes this step"))?;
        if actor.role < step.role() {
            return Err(Refusal::Role(match step.role() {
                Role::Admin => "an admin of a party takes this step",
                _ => "a coordinator of a party takes this step",
            }));
        }
        if step == Step::Propose && !own.lead {
            return Err(Refusal::Role("the lead proposes"));
        }
        if step == Step::Leave && self.for_whom(step, own).is_empty() {
            return Err(Refusal::Role("the lead does not leave; it can end the partnership"));
        }
        if step == Step::Resume && self.suspended_by.is_some_and(|id| id != actor.organization_id) {
            return Err(Refusal::Role("the party that suspended the partnership resumes it"));
        }
        let timely = match step {
            Step::Propose => self.state == State::Draft,
            Step::Accept => self.state == State::Proposed && !self.for_whom(step, own).is_empty(),
            Step::Decline | Step::Counter => self.state == State::Proposed,
            Step::Suspend => self.state == State::Active,
            Step::Resume => self.state == State::Suspended,
            Step::End => self.is_running(),
            Step::Leave => self.is_running() && self.count() > 2,
        };
        timely.then_some(()).ok_or(Refusal::Time(match (step, self.is_running()) {
            (Step::Leave, true) => "a partnership of two is ended, not left",
            (Step::Accept, false) if self.state == State::Proposed => "all for whom you answer have assented",
            _ => "the partnership is not where this step can be taken",
        }))
    }

    /// The steps that the actor may take now.
    pub fn steps(&self, actor: Actor) -> Vec<Step> {
        Step::ALL.into_iter().filter(|step| self.may(*step, actor).is_ok()).collect()
    }

    /// The party of this organization that belongs to it now.
    pub fn current(&self, organization_id: Uuid) -> Option<&PartyLife> {
        self.parties
            .iter()
            .find(|party| party.organization_id == organization_id && party.status.is_current())
    }

    /// The parties for which `own` may take a step: itself, and the lead for those without accounts where parties answer.
    /// The lead does not leave, and only who has not assented does so.
    pub fn for_whom(&self, step: Step, own: &PartyLife) -> Vec<Uuid> {
        let answers = matches!(step, Step::Accept | Step::Decline | Step::Leave);
        let fits = |party: &&PartyLife| {
            let itself = party.organization_id == own.organization_id;
            party.status.is_current()
                && (itself || answers && own.lead && !party.accounts)
                && !(step == Step::Leave && party.lead)
                && !(step == Step::Accept && party.status == PartyStatus::Assented)
        };
        self.parties.iter().filter(fits).map(|party| party.organization_id).collect()
    }

    fn is_running(&self) -> bool {
        matches!(self.state, State::Active | State::Suspended)
    }

    /// How many parties belong to it now.
    pub fn count(&self) -> usize {
        self.parties.iter().filter(|party| party.status.is_current()).count()
    }

    /// The same after `party` took the step, or somebody took it for that party.
    #[must_use]
    pub fn after(mut self, step: Step, party: Uuid) -> Self {
        match step {
            Step::Propose => {
                self.state = State::Proposed;
                self.stands(party, PartyStatus::Assented);
            }
            Step::Accept => {
                self.stands(party, PartyStatus::Assented);
                if self.parties.iter().all(|party| party.status != PartyStatus::Invited) {
                    self.state = State::Active;
                }
            }
            Step::Decline => {
                let lead = self.parties.iter().any(|own| own.organization_id == party && own.lead);
                let over = lead || self.count() <= 2;
                self.stands(party, PartyStatus::Declined);
                if over {
                    self.state = State::Declined;
                } else {
                    self.asks_anew();
                }
            }
            Step::Counter => self.asks_anew(),
            Step::Suspend => {
                self.state = State::Suspended;
                self.suspended_by = Some(party);
            }
            Step::Resume => {
                self.state = State::Active;
                self.suspended_by = None;
            }
            Step::End => {
                self.state = State::Ended;
                self.suspended_by = None;
            }
            Step::Leave => {
                self.stands(party, PartyStatus::Left);
                // Somebody has to be able to resume it.
                if self.suspended_by == Some(party) {
                    self.suspended_by =
                        self.parties.iter().find(|party| party.lead).map(|party| party.organization_id);
                }
            }
        }
        self
    }

    /// The next version of the terms, to which nobody has assented.
    pub fn asks_anew(&mut self) {
        self.terms_version += 1;
        for party in self.parties.iter_mut().filter(|party| party.status == PartyStatus::Assented) {
            party.status = PartyStatus::Invited;
        }
    }

    fn stands(&mut self, organization_id: Uuid, status: PartyStatus) {
        let own = self.parties.iter_mut().find(|party| party.organization_id == organization_id);
        if let Some(own) = own {
            own.status = status;
        }
    }
}
