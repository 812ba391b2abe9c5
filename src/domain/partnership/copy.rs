//! What a party keeps of a partnership when it leaves.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::action_item::ActionItem;
use super::agreement::Agreement;
use super::challenge::Challenge;
use super::decision::PartnershipDecision;
use super::goal::Goal;
use super::meeting::Meeting;
use super::milestone::Milestone;
use super::minutes::Minutes;
use super::partnership::Partnership;
use super::role::PartnershipRole;
use super::step::StepTaken;

/// A partnership with what hung on it when your organization left.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct PartnershipCopy {
    /// The partnership.
    pub partnership: Partnership,
    /// The steps that were taken until then.
    pub steps: Vec<StepTaken>,
    /// The goals.
    pub goals: Vec<Goal>,
    /// The roles.
    pub roles: Vec<PartnershipRole>,
    /// The decisions.
    pub decisions: Vec<PartnershipDecision>,
    /// The challenges.
    pub challenges: Vec<Challenge>,
    /// The milestones.
    pub milestones: Vec<Milestone>,
    /// The meetings.
    pub meetings: Vec<Meeting>,
    /// Their minutes.
    pub minutes: Vec<Minutes>,
    /// The action items.
    pub action_items: Vec<ActionItem>,
    /// The agreements.
    pub agreements: Vec<Agreement>,
    /// When the copy was taken.
    pub taken_at: DateTime<Utc>,
}
