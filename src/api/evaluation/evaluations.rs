//! Evaluations: the sheets of a round, each written and submitted by its rater.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::access::Permit;
use crate::access::evaluation::evaluations::{Create, Get, List, Reopen, Submit, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::{Call, Nothing};
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::check::{Check, Faults};
use crate::domain::evaluation::evaluation::{Evaluation, EvaluationInput, ReopenInput};
use crate::domain::evaluation::filter::EvaluationFilter;
use crate::error::{Error, Result};
use crate::store::evaluation::{evaluations, rounds};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_evaluations)
        .service(create_evaluation)
        .service(get_evaluation)
        .service(update_evaluation)
        .service(submit_evaluation)
        .service(reopen_evaluation);
}

resource!(Evaluation, "/v1/evaluations", crate::access::evaluation::evaluations::actions);

/// Where a rater begins a sheet.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEvaluation {
    /// The round.
    round_id: Uuid,
}

impl Check for NewEvaluation {
    fn check(&self, _: &mut Faults) {}
}

/// List evaluations
///
/// Your own sheets; for coordinators also those of others, of closed rounds and of open rounds in which they have submitted
/// or do not rate. Sorted by `created_at`.
#[utoipa::path(tag = "evaluations", operation_id = "list_evaluations", params(Paging, EvaluationFilter),
    responses((status = 200, description = "A page of evaluations.", body = ListOf<Evaluation>)))]
#[get("/evaluations")]
async fn list_evaluations(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<EvaluationFilter>,
) -> Result<Answer> {
    list.answer(evaluations::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Begin an evaluation
///
/// Your own sheet in an open round, one for each rater.
#[utoipa::path(tag = "evaluations", operation_id = "create_evaluation", request_body = NewEvaluation,
    responses((status = 201, description = "Begun.", body = One<Evaluation>)))]
#[post("/evaluations")]
async fn create_evaluation(permit: Permit<Create>, call: Call<NewEvaluation>) -> Result<Answer> {
    call.run(async |unit| {
        let NewEvaluation { round_id } = call.read()?;
        let round = rounds::get(unit, &permit, round_id).await.map_err(|error| match error {
            Error::NotFound(_) => Error::unknown_reference("/round_id"),
            other => other,
        })?;
        Answer::created(&permit, evaluations::create(unit, &permit.over(round)?).await?)
    })
    .await
}

/// Get an evaluation
#[utoipa::path(tag = "evaluations", operation_id = "get_evaluation", params(("id" = Uuid, Path, description = "The evaluation.")),
    responses((status = 200, description = "The evaluation.", body = One<Evaluation>)))]
#[get("/evaluations/{id}")]
async fn get_evaluation(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, evaluations::get(&service.store, &permit, *id).await?)
}

/// Write an evaluation
///
/// A JSON merge patch. `ratings` replaces the whole list: items left out are blank, and one answer that is not allowed leaves
/// everything as it was. Only its rater writes a sheet, until it is submitted or the round closed.
#[utoipa::path(tag = "evaluations", operation_id = "update_evaluation", params(("id" = Uuid, Path, description = "The evaluation.")),
    request_body = EvaluationInput,
    responses((status = 200, description = "Written.", body = One<Evaluation>)))]
#[patch("/evaluations/{id}")]
async fn update_evaluation(permit: Permit<Update>, id: Id, call: Call<EvaluationInput>) -> Result<Answer> {
    call.run(async |unit| {
        let sheet = call.authorize(permit, evaluations::get(unit, &permit, *id).await?)?;
        let input = call.patch(&sheet.row().into())?;
        Answer::row(&permit, evaluations::update(unit, &sheet, input).await?)
    })
    .await
}

/// Submit an evaluation
///
/// From then on it counts. Blanks may be submitted.
#[utoipa::path(tag = "evaluations", operation_id = "submit_evaluation", params(("id" = Uuid, Path, description = "The evaluation.")),
    request_body = Nothing,
    responses((status = 200, description = "Submitted.", body = One<Evaluation>)))]
#[post("/evaluations/{id}/submit")]
async fn submit_evaluation(permit: Permit<Submit>, id: Id, call: Call<Nothing>) -> Result<Answer> {
    call.run(async |unit| {
        let sheet = call.authorize(permit, evaluations::get(unit, &permit, *id).await?)?;
        call.read()?;
        Answer::row(&permit, evaluations::submit(unit, &sheet).await?)
    })
    .await
}

/// Reopen an evaluation
///
/// Lets the rater write it again, as long as the round is open. A coordinator reopens it, or its rater as long as the rater
/// may not see what others rated.
#[utoipa::path(tag = "evaluations", operation_id = "reopen_evaluation", params(("id" = Uuid, Path, description = "The evaluation.")),
    request_body = ReopenInput,
    responses((status = 200, description = "Reopened.", body = One<Evaluation>)))]
#[post("/evaluations/{id}/reopen")]
async fn reopen_evaluation(permit: Permit<Reopen>, id: Id, call: Call<ReopenInput>) -> Result<Answer> {
    call.run(async |unit| {
        let sheet = call.authorize(permit, evaluations::get(unit, &permit, *id).await?)?;
        Answer::row(&permit, evaluations::reopen(unit, &sheet, call.read()?).await?)
    })
    .await
}
