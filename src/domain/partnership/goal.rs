//! The goals that parties share, and how they know whether they are met.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attached::{Whole, attached};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

attached!(Goal, GoalInput);

/// How far a goal is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GoalStatus {
    /// Worked on.
    #[default]
    Open,
    /// Met.
    Met,
    /// Met in part.
    PartlyMet,
    /// Not met.
    Missed,
}

/// A goal to be set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalInput {
    /// The partnership.
    pub partnership_id: Uuid,
    /// What is to be reached.
    #[schema(
        example = "Every fourth-grader has held a piece of the lake's history.",
        min_length = 1,
        max_length = 500
    )]
    pub title: String,
    /// How it is measured.
    #[serde(default)]
    #[schema(example = "Children who took part in a workshop", min_length = 1, max_length = 500)]
    pub measure: Option<String>,
    /// How much of it.
    #[serde(default)]
    #[schema(example = "600 a year", min_length = 1, max_length = 200)]
    pub target: Option<String>,
    /// What was reached so far.
    #[serde(default)]
    #[schema(example = "240 by May", min_length = 1, max_length = 500)]
    pub reached: Option<String>,
    /// Until when.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// How far it is.
    #[serde(default)]
    #[schema(example = "open")]
    pub status: GoalStatus,
}

impl Check for GoalInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/title", &self.title, 1..=500);
        faults.optional_text("/measure", self.measure.as_ref(), 500);
        faults.optional_text("/target", self.target.as_ref(), 200);
        faults.optional_text("/reached", self.reached.as_ref(), 500);
    }
}

/// A goal that the parties of a partnership share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Goal {
    /// The goal's id.
    pub id: Uuid,
    /// The partnership.
    #[schema(value_type = Named)]
    pub partnership: Whole,
    /// What is to be reached.
    pub title: String,
    /// How it is measured.
    pub measure: Option<String>,
    /// How much of it.
    pub target: Option<String>,
    /// What was reached so far.
    pub reached: Option<String>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
    /// How far it is.
    pub status: GoalStatus,
    /// When it was set.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Goal> for GoalInput {
    fn from(goal: &Goal) -> Self {
        let Goal { title, measure, target, reached, due_on, status, .. } = goal.clone();
        Self { partnership_id: goal.partnership.id, title, measure, target, reached, due_on, status }
    }
}
