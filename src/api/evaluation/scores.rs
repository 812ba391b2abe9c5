//! Scores of rounds, and of ratings that are not stored.

use actix_web::web::Data;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::evaluation::scores::{Compute, Get};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::query::Id;
use crate::domain::evaluation::preview::ScoreInput;
use crate::domain::evaluation::score::Score;
use crate::error::Result;
use crate::store::evaluation::scores;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(get_round_score).service(compute_score);
}

/// Get the score of a round
///
/// Coordinators see all of it: of closed rounds, and of open ones once they have submitted or where they do not rate. Others
/// of your organization see, once the round is closed, what reveals nobody: mean, band, n and coverage of three raters or more.
#[utoipa::path(tag = "rounds", operation_id = "get_round_score", params(("id" = Uuid, Path, description = "The round.")),
    responses((status = 200, description = "The score.", body = Score)))]
#[get("/rounds/{id}/score")]
async fn get_round_score(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::json(&scores::get(&service.store, &permit, *id).await?)
}

/// Compute a score
///
/// Scores ratings as a round's score would be; nothing is stored. The instrument has to be published.
#[utoipa::path(tag = "compute", operation_id = "compute_score", request_body = ScoreInput,
    responses((status = 200, description = "The score.", body = Score)))]
#[post("/compute/score")]
async fn compute_score(permit: Permit<Compute>, call: Call<ScoreInput>) -> Result<Answer> {
    Answer::json(&scores::compute(&call.service().store, &permit, call.read()?).await?)
}
