//! What lists of instruments, rounds, evaluations and shared results are asked for.

use serde::Deserialize;
use uuid::Uuid;

use super::{evaluation::EvaluationStatus, instrument::InstrumentStatus, round::RoundStatus};
use crate::domain::check::{Check, Faults};

/// Filters of `list_instruments`, all of which have to hold.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct InstrumentFilter {
    /// The code that all versions of an instrument share.
    #[param(example = "potential-partners-worksheet")]
    pub code: Option<String>,
    /// Where the version stands.
    pub status: Option<InstrumentStatus>,
}

impl Check for InstrumentFilter {
    fn check(&self, _: &mut Faults) {}
}

/// Filters of `list_rounds`, all of which have to hold.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RoundFilter {
    /// The organization that is rated.
    pub organization_id: Option<Uuid>,
    /// The version of the instrument that is used.
    pub instrument_id: Option<Uuid>,
    /// The partnership that it is about.
    pub partnership_id: Option<Uuid>,
    /// Whether the round still takes sheets.
    pub status: Option<RoundStatus>,
}

impl Check for RoundFilter {
    fn check(&self, _: &mut Faults) {}
}

/// Filters of `list_evaluations`, all of which have to hold.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EvaluationFilter {
    /// The round.
    pub round_id: Option<Uuid>,
    /// Where the sheet stands.
    pub status: Option<EvaluationStatus>,
}

impl Check for EvaluationFilter {
    fn check(&self, _: &mut Faults) {}
}

/// Filters of `list_shared_results`, all of which have to hold.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SharedResultFilter {
    /// The organization that is rated.
    pub organization_id: Option<Uuid>,
    /// The organization that shared it.
    pub from_id: Option<Uuid>,
    /// The code that all versions of the instrument share.
    #[param(example = "potential-partners-worksheet")]
    pub instrument: Option<String>,
    /// The partnership that it is about.
    pub partnership_id: Option<Uuid>,
}

impl Check for SharedResultFilter {
    fn check(&self, _: &mut Faults) {}
}
