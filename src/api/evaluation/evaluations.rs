//! Evaluations: the sheets of a round, each written and submitted by its rater.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::access::Permit;
use crate::access::evaluation::evaluations::{Create, Get, Import, List, Reopen, Submit, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::{Call, Nothing};
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::check::{Check, Faults};
use crate::domain::evaluation::evaluation::{Evaluation, EvaluationInput, ReopenInput};
use crate::domain::evaluation::filter::EvaluationFilter;
use crate::domain::evaluation::sheet_file::SheetFile;
use crate::error::{Error, Result};
use crate::store::evaluation::{evaluations, rounds};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_evaluations)
        .service(create_evaluation)
        .service(get_evaluation)
        .service(update_evaluation)
        .service(import_evaluation)
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
        let input: EvaluationInput = call.patch(&sheet.row().into())?;
        let accept = |instrument: &_| input.accept(instrument);
        Answer::row(&permit, evaluations::update(unit, &sheet, accept).await?)
    })
    .await
}

/// How a file is read.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SheetQuery {
    /// The encoding by its WHATWG name, such as `windows-1252`; unless given, the `charset` of Content-Type, and without
    /// that it is guessed.
    encoding: Option<String>,
}

impl Check for SheetQuery {
    fn check(&self, _: &mut Faults) {}
}

/// Import an evaluation
///
/// Your own sheet from a CSV file of up to 10 MB and 400 rows, such as the filled `worksheet.csv` of the instrument. It
/// replaces all ratings, as `update_evaluation` does, and one fault leaves everything as it was.
///
/// Columns are separated by comma, semicolon or tab; the first line names them: `item` and `value` are needed, `note` and
/// `evidence` may be there, `name` is not read. A value is a number of the scale, `unknown` or `don't know`,
/// `not_applicable` or `n/a`, a label of the scale, or empty for blank. Faults point at row and column, such as
/// `/rows/3/value`; rows are counted from 1 below the header. An apostrophe before a cell, as
/// spreadsheets put it before what could be a formula, is taken off.
#[utoipa::path(tag = "evaluations", operation_id = "import_evaluation",
    params(("id" = Uuid, Path, description = "The evaluation."), SheetQuery),
    request_body(content = String, content_type = "text/csv", description = "The sheet, its first row the header."),
    responses((status = 200, description = "Written.", body = One<Evaluation>)))]
#[post("/evaluations/{id}/import")]
async fn import_evaluation(permit: Permit<Import>, id: Id, mut call: Call<String>) -> Result<Answer> {
    let file = sheet_file(&mut call).await;
    call.run(async |unit| {
        let sheet = call.authorize(permit, evaluations::get(unit, &permit, *id).await?)?;
        let file = file.as_ref().map_err(Error::clone)?;
        let accept = |instrument: &_| file.accept(instrument);
        Answer::row(&permit, evaluations::update(unit, &sheet, accept).await?)
    })
    .await
}

/// The file, which is told to be faulty only to who may write the sheet.
async fn sheet_file(call: &mut Call<String>) -> Result<SheetFile> {
    let SheetQuery { encoding } = call.parameters()?;
    let (bytes, charset) = call.csv()?;
    let (bytes, encoding) = (bytes.to_vec(), encoding.or_else(|| charset.map(str::to_owned)));
    let read = move || SheetFile::read(&bytes, encoding.as_deref());
    tokio::task::spawn_blocking(read).await.map_err(Error::internal)?
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
