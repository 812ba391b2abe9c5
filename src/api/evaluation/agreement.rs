//! How far raters agree: of rounds, and of ratings that are not stored.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, get, post};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::access::Permit;
use crate::access::evaluation::agreement::{Compare, Compute, Get};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::query::{Parameters, path_id};
use crate::domain::evaluation::agreement::{
    RaterAgreement, RaterAgreementInput, compute_agreement as compute,
};
use crate::domain::evaluation::alpha::MeasurementLevel;
use crate::domain::evaluation::round_agreement::RoundAgreement;
use crate::error::{Error, Result};
use crate::store::evaluation::agreement;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(compute_agreement).service(get_round_agreement).service(get_comparison_agreement);
}

/// How to look at ratings.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Look {
    /// What the ratings mean; `ordinal` unless it is given.
    #[serde(default)]
    #[param(required = false)]
    level: MeasurementLevel,
    /// The seed of the interval, 0 unless it is given.
    #[serde(default)]
    #[param(required = false, maximum = 9_007_199_254_740_991_u64)]
    seed: u64,
}

/// The same for several rounds.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct LookAtRounds {
    /// The rounds, 2 to 50 with one instrument: `round_id=…&round_id=…`.
    #[serde(default)]
    #[param(required = true, min_items = 2, max_items = 50)]
    round_id: Vec<Uuid>,
    /// What the ratings mean; `ordinal` unless it is given.
    #[serde(default)]
    #[param(required = false)]
    level: MeasurementLevel,
    /// The seed of the interval, 0 unless it is given.
    #[serde(default)]
    #[param(required = false, maximum = 9_007_199_254_740_991_u64)]
    seed: u64,
}

/// Compute the agreement of ratings
///
/// Krippendorff's alpha of any ratings, with its interval; nothing is stored.
#[utoipa::path(tag = "compute", operation_id = "compute_agreement", request_body = RaterAgreementInput,
    responses((status = 200, description = "The agreement.", body = RaterAgreement)))]
#[post("/compute/agreement")]
async fn compute_agreement(_: Permit<Compute>, call: Call<RaterAgreementInput>) -> Result<Answer> {
    let input = call.read()?;
    Answer::json(&block(move || compute(&input)).await.map_err(Error::internal)?)
}

/// Get the agreement of a round's raters
///
/// Krippendorff's alpha over the items of the round, the spread of each factor, and the items on which raters differ most.
/// Coordinators see it as they see the whole score.
#[utoipa::path(tag = "rounds", operation_id = "get_round_agreement", params(("id" = Uuid, Path, description = "The round."), Look),
    responses((status = 200, description = "The agreement.", body = RoundAgreement)))]
#[get("/rounds/{id}/agreement")]
async fn get_round_agreement(
    permit: Permit<Get>,
    service: Data<Service>,
    request: HttpRequest,
    look: Parameters<Look>,
) -> Result<Answer> {
    let Parameters(Look { level, seed }) = look;
    Answer::json(&agreement::get(&service.store, &permit, path_id(&request)?, level, seed).await?)
}

/// Get the agreement of the raters of several rounds
///
/// As for one round, over all items of all rounds: a unit is an item of a round.
#[utoipa::path(tag = "comparisons", operation_id = "get_comparison_agreement", params(LookAtRounds),
    responses((status = 200, description = "The agreement.", body = RoundAgreement)))]
#[get("/comparisons/agreement")]
async fn get_comparison_agreement(
    permit: Permit<Compare>,
    service: Data<Service>,
    look: Parameters<LookAtRounds>,
) -> Result<Answer> {
    let Parameters(LookAtRounds { round_id, level, seed }) = look;
    Answer::json(&agreement::compare(&service.store, &permit, &round_id, level, seed).await?)
}
