//! The steps of partnerships: one operation each.

use actix_web::post;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::partnership::partnerships::{
    Accept, Counter, Decline, End, Leave, Propose, Resume, Suspend, Takes,
};
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::query::Id;
use crate::api::resource::One;
use crate::domain::check::Check;
use crate::domain::partnership::action::{AnswerInput, CounterInput, EndInput, StepInput};
use crate::domain::partnership::partnership::Partnership;
use crate::error::Result;
use crate::store::partnership::{partnerships, steps};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(propose_partnership)
        .service(accept_partnership)
        .service(decline_partnership)
        .service(counter_partnership)
        .service(suspend_partnership)
        .service(resume_partnership)
        .service(end_partnership)
        .service(leave_partnership);
}

/// Takes the step that the permit is for.
async fn take<A: Takes, T>(permit: Permit<A>, id: Id, call: Call<T>) -> Result<Answer>
where
    T: Check + serde::de::DeserializeOwned + utoipa::ToSchema + Into<steps::Said>,
{
    call.run(async |unit| {
        let row = call.authorize(permit, partnerships::get(unit, &permit, *id).await?)?;
        Answer::row(&permit, steps::take(unit, &row, call.read()?).await?)
    })
    .await
}

/// Propose a partnership
///
/// The lead's coordinator shows the draft to the other parties; that is the lead's assent. 409 `deal_breaker` when the latest closed
/// round on another party, by an instrument with deal-breakers, is blocked or undetermined, until an admin overrides that.
#[utoipa::path(tag = "partnerships", operation_id = "propose_partnership",
    params(("id" = Uuid, Path, description = "The partnership.")), request_body = StepInput,
    responses((status = 200, description = "Proposed.", body = One<Partnership>)))]
#[post("/partnerships/{id}/propose")]
async fn propose_partnership(permit: Permit<Propose>, id: Id, call: Call<StepInput>) -> Result<Answer> {
    take(permit, id, call).await
}

/// Accept a proposal
///
/// An admin of a party assents to this version of the terms. The last assent makes the partnership active. For a party without
/// accounts the lead's admin answers, with `for_party`.
#[utoipa::path(tag = "partnerships", operation_id = "accept_partnership",
    params(("id" = Uuid, Path, description = "The partnership.")), request_body = AnswerInput,
    responses((status = 200, description = "Accepted.", body = One<Partnership>)))]
#[post("/partnerships/{id}/accept")]
async fn accept_partnership(permit: Permit<Accept>, id: Id, call: Call<AnswerInput>) -> Result<Answer> {
    take(permit, id, call).await
}

/// Decline a proposal
///
/// An admin of a party. Of two parties, or by the lead, that is the end of the proposal; of more the others are asked anew, by the next
/// version of the terms. For a party without accounts the lead's admin answers, with `for_party`.
#[utoipa::path(tag = "partnerships", operation_id = "decline_partnership",
    params(("id" = Uuid, Path, description = "The partnership.")), request_body = AnswerInput,
    responses((status = 200, description = "Declined.", body = One<Partnership>)))]
#[post("/partnerships/{id}/decline")]
async fn decline_partnership(permit: Permit<Decline>, id: Id, call: Call<AnswerInput>) -> Result<Answer> {
    take(permit, id, call).await
}

/// Make a counter-proposal
///
/// A coordinator of a party proposes other terms: they are the next version, and all parties have to assent to it. Terms
/// that change nothing are refused: 422 `unchanged`.
#[utoipa::path(tag = "partnerships", operation_id = "counter_partnership",
    params(("id" = Uuid, Path, description = "The partnership.")), request_body = CounterInput,
    responses((status = 200, description = "The next version of the terms.", body = One<Partnership>)))]
#[post("/partnerships/{id}/counter")]
async fn counter_partnership(permit: Permit<Counter>, id: Id, call: Call<CounterInput>) -> Result<Answer> {
    take(permit, id, call).await
}

/// Suspend a partnership
///
/// A coordinator of a party lets it rest. The same party resumes it.
#[utoipa::path(tag = "partnerships", operation_id = "suspend_partnership",
    params(("id" = Uuid, Path, description = "The partnership.")), request_body = StepInput,
    responses((status = 200, description = "Suspended.", body = One<Partnership>)))]
#[post("/partnerships/{id}/suspend")]
async fn suspend_partnership(permit: Permit<Suspend>, id: Id, call: Call<StepInput>) -> Result<Answer> {
    take(permit, id, call).await
}

/// Resume a partnership
///
/// A coordinator of the party that suspended it.
#[utoipa::path(tag = "partnerships", operation_id = "resume_partnership",
    params(("id" = Uuid, Path, description = "The partnership.")), request_body = StepInput,
    responses((status = 200, description = "Resumed.", body = One<Partnership>)))]
#[post("/partnerships/{id}/resume")]
async fn resume_partnership(permit: Permit<Resume>, id: Id, call: Call<StepInput>) -> Result<Answer> {
    take(permit, id, call).await
}

/// End a partnership
///
/// An admin of a party ends it, and says what was learned. It may be continued by another one that names it.
#[utoipa::path(tag = "partnerships", operation_id = "end_partnership",
    params(("id" = Uuid, Path, description = "The partnership.")), request_body = EndInput,
    responses((status = 200, description = "Ended.", body = One<Partnership>)))]
#[post("/partnerships/{id}/end")]
async fn end_partnership(permit: Permit<End>, id: Id, call: Call<EndInput>) -> Result<Answer> {
    take(permit, id, call).await
}

/// Leave a partnership
///
/// An admin of a party leaves it to two or more others. The lead does not leave. The party goes on reading what it saw then, and its own
/// contributions. For a party without accounts the lead's admin answers, with `for_party`.
#[utoipa::path(tag = "partnerships", operation_id = "leave_partnership",
    params(("id" = Uuid, Path, description = "The partnership.")), request_body = AnswerInput,
    responses((status = 200, description = "Left.", body = One<Partnership>)))]
#[post("/partnerships/{id}/leave")]
async fn leave_partnership(permit: Permit<Leave>, id: Id, call: Call<AnswerInput>) -> Result<Answer> {
    take(permit, id, call).await
}
