//! Results of closed rounds that one organization shows another: what a viewer of its own sees, never a rater.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{instrument::InstrumentRef, score::Score};
use crate::domain::{
    check::{Check, Faults},
    directory::named::Named,
};

/// A result that another organization shared with yours.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct SharedResult {
    /// What is known of it.
    #[serde(flatten)]
    pub summary: SharedResultSummary,
    /// The score as those see it who may not see raters.
    pub score: Score,
}

/// A result that another organization shared with yours, in a list: without the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SharedResultSummary {
    /// The shared result's id; one that is taken back and shared again gets another.
    pub id: Uuid,
    /// The round of which it is the result.
    pub round: SharedRound,
    /// Who shared it: the organization whose people rated.
    pub from: Named,
    /// The organization that is rated.
    pub organization: Named,
    /// The version of the instrument that was used.
    pub instrument: InstrumentRef,
    /// The partnership that it is about, where your organization is a party of it.
    pub partnership_id: Option<Uuid>,
    /// Whether only one or two people rated, each of whom agreed that you see it.
    pub consented: bool,
    /// When it was shared.
    pub created_at: DateTime<Utc>,
}

/// The round of a shared result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SharedRound {
    /// The round's id.
    pub id: Uuid,
    /// When it was closed.
    pub closed_at: DateTime<Utc>,
}

/// An organization that sees the result of a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SharedWith {
    /// The organization.
    pub organization: Named,
    /// Whether it sees the result by the consent of all raters, of whom there are one or two.
    pub consented: bool,
    /// Since when.
    pub shared_at: DateTime<Utc>,
}

/// With whom a result is shared, or no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareInput {
    /// A library or partner that is here, other than your own.
    pub organization_id: Uuid,
}

impl Check for ShareInput {
    fn check(&self, _: &mut Faults) {}
}

/// Whether a rater agrees that others see the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentInput {
    /// True to agree, false to take that back.
    #[schema(example = true)]
    pub agreed: bool,
}

impl Check for ConsentInput {
    fn check(&self, _: &mut Faults) {}
}
