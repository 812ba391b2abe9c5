//! The strategies of working together, and which of them the library follows.

use actix_web::web::Data;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::discovery::checklist::{Get, Mark, Unmark};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::query::NoQuery;
use crate::api::resource::{One, resource};
use crate::domain::discovery::checklist::{Checklist, StrategyMarkInput, StrategyUnmarkInput};
use crate::error::Result;
use crate::store::discovery::checklist;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(get_checklist).service(mark_strategy).service(unmark_strategy);
}

resource!(Checklist, "/v1/checklist", crate::access::discovery::checklist::actions);

/// Get the checklist
///
/// The nine strategies of working together. Each is met by what your library has written down, of which the count and the
/// latest ids are told, or by a mark. What no record shows is met by a mark only.
#[utoipa::path(tag = "checklist", operation_id = "get_checklist",
    responses((status = 200, description = "The strategies in their order.", body = One<Checklist>)))]
#[get("/checklist")]
async fn get_checklist(permit: Permit<Get>, service: Data<Service>, _: NoQuery) -> Result<Answer> {
    Answer::row(&permit, checklist::get(&service.store, &permit).await?)
}

/// Mark a strategy as followed
///
/// By hand, by a coordinator; another mark takes the place of the one before.
#[utoipa::path(tag = "checklist", operation_id = "mark_strategy", request_body = StrategyMarkInput,
    responses((status = 200, description = "Marked.", body = One<Checklist>)))]
#[post("/checklist/mark")]
async fn mark_strategy(permit: Permit<Mark>, call: Call<StrategyMarkInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, checklist::get(unit, &permit).await?)?;
        Answer::row(&permit, checklist::mark(unit, &row, call.read()?).await?)
    })
    .await
}

/// Take the mark of a strategy back
///
/// The history keeps it. Where there is none, nothing changes.
#[utoipa::path(tag = "checklist", operation_id = "unmark_strategy", request_body = StrategyUnmarkInput,
    responses((status = 200, description = "Taken back.", body = One<Checklist>)))]
#[post("/checklist/unmark")]
async fn unmark_strategy(permit: Permit<Unmark>, call: Call<StrategyUnmarkInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, checklist::get(unit, &permit).await?)?;
        Answer::row(&permit, checklist::unmark(unit, &row, call.read()?.strategy).await?)
    })
    .await
}
