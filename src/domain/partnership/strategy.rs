//! A library's strategies for its partnerships: to strengthen those it has, and to develop new ones.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

/// What a strategy does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StrategyKind {
    /// Strengthens a partnership that is there.
    Strengthen,
    /// Develops a new one.
    DevelopNew,
}

/// What a strategy is to advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StrategyGoal {
    /// That everybody can take part by digital means.
    DigitalInclusion,
    /// New ways to do things.
    Innovation,
    /// Something else, which `other_goal` names.
    Other,
}

/// How far a strategy is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StrategyStatus {
    /// Followed.
    #[default]
    Followed,
    /// It did what it was to do.
    Achieved,
    /// Given up.
    GivenUp,
}

/// A strategy to be followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StrategyInput {
    /// What it does.
    #[schema(example = "strengthen")]
    pub kind: StrategyKind,
    /// What it is to advance.
    #[schema(example = "digital_inclusion")]
    pub goal: StrategyGoal,
    /// A goal of your own, with `other`.
    #[serde(default)]
    #[schema(example = json!(null), min_length = 1, max_length = 200)]
    pub other_goal: Option<String>,
    /// What it is called.
    #[schema(example = "A shared desk for questions about devices", min_length = 1, max_length = 200)]
    pub title: String,
    /// How it is to work.
    #[serde(default)]
    #[schema(
        example = "Every branch has one hour a week with the job center.",
        min_length = 1,
        max_length = 5000
    )]
    pub description: Option<String>,
    /// The partnership that it strengthens or that came of it.
    #[serde(default)]
    pub partnership_id: Option<Uuid>,
    /// When it is looked at again.
    #[serde(default)]
    pub review_on: Option<NaiveDate>,
    /// How far it is.
    #[serde(default)]
    #[schema(example = "followed")]
    pub status: StrategyStatus,
}

impl Check for StrategyInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/title", &self.title, 1..=200);
        faults.optional_text("/other_goal", self.other_goal.as_ref(), 200);
        faults.optional_text("/description", self.description.as_ref(), 5_000);
        match (self.goal, &self.other_goal) {
            (StrategyGoal::Other, None) => faults.add("/other_goal", "required", "must say what the goal is"),
            (StrategyGoal::Other, Some(_)) | (_, None) => {}
            (_, Some(_)) => faults.add("/other_goal", "not_other", "goes with the goal `other` only"),
        }
    }
}

/// A library's strategy for its partnerships.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Strategy {
    /// The strategy's id.
    pub id: Uuid,
    /// What it does.
    pub kind: StrategyKind,
    /// What it is to advance.
    pub goal: StrategyGoal,
    /// A goal of the library's own.
    pub other_goal: Option<String>,
    /// What it is called.
    pub title: String,
    /// How it is to work.
    pub description: Option<String>,
    /// The partnership that it strengthens or that came of it.
    pub partnership: Option<Named>,
    /// When it is looked at again.
    pub review_on: Option<NaiveDate>,
    /// How far it is.
    pub status: StrategyStatus,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Strategy> for StrategyInput {
    fn from(row: &Strategy) -> Self {
        let Strategy { kind, goal, other_goal, title, description, review_on, status, .. } = row.clone();
        let partnership_id = row.partnership.as_ref().map(|row| row.id);
        Self { kind, goal, other_goal, title, description, partnership_id, review_on, status }
    }
}

/// Filters of `list_strategies`, all of which have to hold.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StrategyFilter {
    /// What they do.
    #[param(inline)]
    pub kind: Option<StrategyKind>,
    /// How far they are.
    #[param(inline)]
    pub status: Option<StrategyStatus>,
}

impl Check for StrategyFilter {
    fn check(&self, _: &mut Faults) {}
}
