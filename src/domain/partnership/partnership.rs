//! A partnership: what two or more organizations want to do together.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::life::{Actor, Life, PartyLife, State};
use super::party::{Part, Party, PartyInput};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

/// Parties at most, the lead included.
pub const MAX_PARTIES: usize = 50;

/// What a partnership is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PartnershipPurpose)]
pub enum Purpose {
    /// Reach more people.
    AmplifyReach,
    /// Avoid that the same is done twice.
    AvoidDuplication,
    /// Help with planning.
    Planning,
    /// Help with advocacy.
    Advocacy,
    /// Be of use to all in another way.
    MutualBenefit,
}

/// To what the parties assent: at least a purpose and the statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What the partnership is for; at least one.
    #[schema(example = json!(["amplify_reach", "planning"]), min_items = 1, max_items = 5)]
    pub purposes: Vec<Purpose>,
    /// The same in words.
    #[serde(default)]
    #[schema(
        example = "Bring the collections of the museum to the branches.",
        min_length = 1,
        max_length = 5000
    )]
    pub purpose_text: Option<String>,
    /// The statement that all parties share.
    #[schema(
        example = "Everybody in Riverside can get to know the history of the lake.",
        min_length = 1,
        max_length = 5000
    )]
    pub statement: String,
    /// The first day.
    #[serde(default)]
    pub starts_on: Option<NaiveDate>,
    /// The last day.
    #[serde(default)]
    pub ends_on: Option<NaiveDate>,
}

impl Check for Terms {
    fn check(&self, faults: &mut Faults) {
        if self.purposes.is_empty() {
            faults.add("/purposes", "empty", "must name at least one purpose");
        }
        faults.once("/purposes", &self.purposes, "");
        faults.optional_text("/purpose_text", self.purpose_text.as_ref(), 5_000);
        faults.text("/statement", &self.statement, 1..=5_000);
        in_order(faults, "/ends_on", self.starts_on, self.ends_on);
    }
}

/// The end, at `pointer`, does not come before the start.
pub(super) fn in_order(faults: &mut Faults, pointer: &str, start: Option<NaiveDate>, end: Option<NaiveDate>) {
    if let (Some(start), Some(end)) = (start, end)
        && end < start
    {
        faults.add(pointer, "before_start", "must not be before the start");
    }
}

/// A partnership to be drafted. Your organization leads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnershipInput {
    /// What it is called.
    #[schema(example = "The lake and us", min_length = 1, max_length = 200)]
    pub name: String,
    /// To what the parties are to assent.
    pub terms: Terms,
    /// The parties: one to 49 others, and yours if you like.
    #[schema(min_items = 1, max_items = 50)]
    pub parties: Vec<PartyInput>,
    /// An ended partnership that this one continues.
    #[serde(default)]
    pub continues_id: Option<Uuid>,
}

impl Check for PartnershipInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/name", &self.name, 1..=200);
        faults.below("/terms", |faults| self.terms.check(faults));
        check_parties(&self.parties, faults);
    }
}

/// Checks a list of parties: each once.
pub(super) fn check_parties(parties: &[PartyInput], faults: &mut Faults) {
    faults.each("/parties", parties, MAX_PARTIES);
    faults.once("/parties", parties.iter().map(|party| party.organization_id), "/organization_id");
}

/// Where you stand in a partnership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PartnershipStanding)]
pub enum Standing {
    /// Your organization leads it.
    Lead,
    /// Your organization is a party.
    Party,
    /// Your organization was a party; you see what it saw when it left.
    Former,
}

/// Why the lead proposes although an evaluation speaks against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Waiver {
    /// The reason.
    pub reason: String,
    /// The closed rounds that it is about; null for callers who may not see raters, since it tells what these rounds say.
    pub round_ids: Option<Vec<Uuid>>,
    /// Who decided it.
    pub by: Option<Named>,
    /// When it was decided.
    pub at: DateTime<Utc>,
}

/// A partnership as a party sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Partnership {
    /// The partnership's id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// How far it is.
    pub state: State,
    /// Where you stand in it.
    pub standing: Standing,
    /// The version of the terms, from 1; every step names the one that it is about.
    #[schema(example = 1)]
    pub terms_version: i32,
    /// To what the parties assent.
    pub terms: Terms,
    /// All parties, the lead first; those that left or declined as well.
    pub parties: Vec<Party>,
    /// The partnership that this one continues, where you may see it.
    pub continues: Option<Named>,
    /// The party that suspended it.
    pub suspended_by: Option<Named>,
    /// What was learned, told at the end.
    pub lessons: Option<String>,
    /// Why it was proposed against deal-breakers; only the lead sees that.
    pub waiver: Option<Waiver>,
    /// When it was proposed.
    pub proposed_at: Option<DateTime<Utc>>,
    /// When it became active.
    pub activated_at: Option<DateTime<Utc>>,
    /// When it was ended or declined.
    pub ended_at: Option<DateTime<Utc>>,
    /// When it was drafted.
    pub created_at: DateTime<Utc>,
    /// When it, or something that hangs on it, last changed.
    pub updated_at: DateTime<Utc>,
}

impl Partnership {
    /// What its steps depend on.
    pub fn life(&self) -> Life {
        let party = |party: &Party| PartyLife {
            organization_id: party.organization.id,
            lead: party.part == Part::Lead,
            accounts: party.has_accounts,
            status: party.status,
        };
        Life {
            state: self.state,
            terms_version: self.terms_version,
            suspended_by: self.suspended_by.as_ref().map(|party| party.id),
            parties: self.parties.iter().map(party).collect(),
        }
    }

    /// Whether the actor's organization belongs to it now.
    pub fn has(&self, actor: Actor) -> bool {
        self.standing != Standing::Former && self.life().current(actor.organization_id).is_some()
    }

    /// Whether these terms, and what is said of these parties, are others than they are.
    pub fn is_changed_by(&self, terms: &Terms, parties: &[PartyInput]) -> bool {
        let own = PartnershipInput::from(self);
        own.terms != *terms || parties.iter().any(|party| !own.parties.contains(party))
    }

    /// The organization that leads it.
    pub fn lead_id(&self) -> Option<Uuid> {
        self.parties.iter().find(|party| party.part == Part::Lead).map(|party| party.organization.id)
    }
}

impl From<&Partnership> for PartnershipInput {
    fn from(row: &Partnership) -> Self {
        let party = |party: &Party| PartyInput {
            organization_id: party.organization.id,
            kind: party.kind,
            paid: party.paid,
            rewards: party.rewards.clone(),
        };
        Self {
            name: row.name.clone(),
            terms: row.terms.clone(),
            parties: row.parties.iter().map(party).collect(),
            continues_id: row.continues.as_ref().map(|row| row.id),
        }
    }
}

/// Filters of `list_partnerships`, all of which have to hold.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PartnershipFilter {
    /// How far the partnerships are.
    #[param(inline)]
    pub state: Option<State>,
    /// An organization that is or was a party.
    pub organization_id: Option<Uuid>,
    /// The partnership that they continue.
    pub continues_id: Option<Uuid>,
}

impl Check for PartnershipFilter {
    fn check(&self, _: &mut Faults) {}
}
