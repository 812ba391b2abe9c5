//! Prospects: organizations on their way to become partners, step by step.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::pipeline::{Stage, StageMeaning};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;
use crate::domain::evaluation::score::ScoreStatus;

/// What a library writes about a prospect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProspectInput {
    /// The organization.
    pub organization_id: Uuid,
    /// The initiative for which it is a prospect; none for no particular one.
    #[serde(default)]
    pub initiative_id: Option<Uuid>,
    /// The member of the library who looks after it.
    #[serde(default)]
    pub owner_id: Option<Uuid>,
    /// What is to be done next.
    #[serde(default)]
    #[schema(example = "Call the director about the summer program.", max_length = 1000)]
    pub next_step: Option<String>,
    /// When it is to be done; only together with what.
    #[serde(default)]
    pub next_step_on: Option<NaiveDate>,
}

impl Check for ProspectInput {
    fn check(&self, faults: &mut Faults) {
        faults.optional_text("/next_step", self.next_step.as_ref(), 1_000);
        if self.next_step_on.is_some() && self.next_step.is_none() {
            faults.add("/next_step", "required", "needed beside a date");
        }
    }
}

/// An organization on its way to become a partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Prospect {
    /// The prospect's id.
    pub id: Uuid,
    /// The organization.
    pub organization: Named,
    /// The initiative for which it is one.
    pub initiative: Option<Named>,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    pub stage_since: DateTime<Utc>,
    /// Whole days in the stage.
    #[schema(example = 12)]
    pub days_in_stage: i64,
    /// The member of the library who looks after it.
    pub owner: Option<Named>,
    /// What is to be done next.
    pub next_step: Option<String>,
    /// When it is to be done.
    pub next_step_on: Option<NaiveDate>,
    /// Whether a deal-breaker stands against it; null where you may not know.
    pub blocked: Option<bool>,
    /// The rounds that say so: the latest closed one by each instrument, where it is blocked or undetermined.
    pub blocked_by: Vec<BlockingRound>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Prospect> for ProspectInput {
    fn from(prospect: &Prospect) -> Self {
        Self {
            organization_id: prospect.organization.id,
            initiative_id: prospect.initiative.as_ref().map(|initiative| initiative.id),
            owner_id: prospect.owner.as_ref().map(|owner| owner.id),
            next_step: prospect.next_step.clone(),
            next_step_on: prospect.next_step_on,
        }
    }
}

/// A closed round with a deal-breaker that was not passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BlockingRound {
    /// The round.
    pub round_id: Uuid,
    /// The code of its instrument.
    #[schema(example = "shared-perspectives")]
    pub instrument: String,
    /// What its deal-breakers say: blocked or undetermined.
    pub status: ScoreStatus,
    /// When it was closed.
    pub closed_at: DateTime<Utc>,
}

/// Where a prospect is moved, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveInput {
    /// The code of the stage.
    #[schema(example = "interviewed", min_length = 1, max_length = 50)]
    pub stage: String,
    /// Why.
    #[schema(example = "The director is for it.", min_length = 1, max_length = 2000)]
    pub reason: String,
}

impl Check for MoveInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/stage", &self.stage, 1..=50);
        faults.text("/reason", &self.reason, 1..=2_000);
    }
}

/// A step of a prospect's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Move {
    /// The move's id.
    pub id: Uuid,
    /// The code of the stage before; null at the beginning.
    #[schema(example = "identified")]
    pub from_stage: Option<String>,
    /// The code of the stage after.
    #[schema(example = "contacted")]
    pub to_stage: String,
    /// Whole days that it was in the stage before.
    #[schema(example = 9)]
    pub days_in_stage: Option<i64>,
    /// Why.
    pub reason: Option<String>,
    /// Who moved it; null for a program.
    pub person: Option<Named>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Filters of `list_prospects`, all of which have to hold.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProspectFilter {
    /// The organization.
    pub organization_id: Option<Uuid>,
    /// The initiative.
    pub initiative_id: Option<Uuid>,
    /// The member who looks after it.
    pub owner_id: Option<Uuid>,
    /// The code of the stage.
    #[param(example = "contacted")]
    pub stage: Option<String>,
    /// What the stage means.
    pub meaning: Option<StageMeaning>,
    /// Those with a next step before this day.
    pub next_step_before: Option<NaiveDate>,
}

impl Check for ProspectFilter {
    fn check(&self, _: &mut Faults) {}
}

/// What a board is asked for.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct BoardFilter {
    /// The initiative.
    pub initiative_id: Option<Uuid>,
    /// The member who looks after them.
    pub owner_id: Option<Uuid>,
    /// Prospects of each stage at most, 1 to 50.
    #[param(minimum = 1, maximum = 50, default = 10)]
    pub per_stage: Option<u64>,
}

impl Check for BoardFilter {
    fn check(&self, faults: &mut Faults) {
        if self.per_stage.is_some_and(|most| !(1..=50).contains(&most)) {
            faults.add("per_stage", "range", "must be 1 to 50");
        }
    }
}

/// The pipeline with its prospects, stage by stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Board {
    /// The stages in their order.
    pub stages: Vec<BoardStage>,
}

/// A stage with its prospects, those that wait longest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BoardStage {
    /// The stage.
    pub stage: Stage,
    /// How many prospects are in it.
    #[schema(example = 3)]
    pub total: u64,
    /// The first of them.
    pub items: Vec<Prospect>,
    /// The `cursor` with which `list_prospects` goes on, with `stage`, `sort=stage_since` and the same filters; null at
    /// the end.
    pub next_cursor: Option<String>,
}
