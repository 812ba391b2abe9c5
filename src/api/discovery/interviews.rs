//! A library's interviews of people in the community.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::discovery::interviews::{Create, Delete, Get, List, Update, Withdraw};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::{Call, Nothing};
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::discovery::interview::{Interview, InterviewFilter, InterviewInput};
use crate::error::Result;
use crate::store::discovery::interviews;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_interviews)
        .service(create_interview)
        .service(withdraw_interview_consent)
        .service(get_interview)
        .service(update_interview)
        .service(delete_interview);
}

resource!(Interview, "/v1/interviews", crate::access::discovery::interviews::actions);

/// List interviews
///
/// Your library's own; nobody else sees them. Filters have to hold all at once. Sorted by `created_at`.
#[utoipa::path(tag = "interviews", operation_id = "list_interviews", params(Paging, InterviewFilter),
    responses((status = 200, description = "A page of interviews.", body = ListOf<Interview>)))]
#[get("/interviews")]
async fn list_interviews(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<InterviewFilter>,
) -> Result<Answer> {
    list.answer(interviews::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create an interview
///
/// With a guide and without answers it begins with the questions of the guide. The person is named with consent only.
/// Contributors write it; only your library sees it.
#[utoipa::path(tag = "interviews", operation_id = "create_interview", request_body = InterviewInput,
    responses((status = 201, description = "Created.", body = One<Interview>)))]
#[post("/interviews")]
async fn create_interview(permit: Permit<Create>, call: Call<InterviewInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, interviews::create(unit, &permit, call.read()?).await?))
        .await
}

/// Get an interview
#[utoipa::path(tag = "interviews", operation_id = "get_interview", params(("id" = Uuid, Path, description = "The interview.")),
    responses((status = 200, description = "The interview.", body = One<Interview>)))]
#[get("/interviews/{id}")]
async fn get_interview(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, interviews::get(&service.store, &permit, *id).await?)
}

/// Update an interview
///
/// A JSON merge patch: what is absent stays, null clears. The organization stays the same.
#[utoipa::path(tag = "interviews", operation_id = "update_interview", params(("id" = Uuid, Path, description = "The interview.")),
    request_body = InterviewInput,
    responses((status = 200, description = "Updated.", body = One<Interview>)))]
#[patch("/interviews/{id}")]
async fn update_interview(permit: Permit<Update>, id: Id, call: Call<InterviewInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, interviews::get(unit, &permit, *id).await?)?;
        let input = call.patch(&row.row().into())?;
        Answer::row(&permit, interviews::update(unit, &row, input).await?)
    })
    .await
}

/// Delete an interview
#[utoipa::path(tag = "interviews", operation_id = "delete_interview", params(("id" = Uuid, Path, description = "The interview.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/interviews/{id}")]
async fn delete_interview(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, interviews::get(unit, &permit, *id).await?)?;
        interviews::delete(unit, &row).await?;
        Ok(Answer::empty())
    })
    .await
}

/// Withdraw the consent of an interview
///
/// The person took it back: name, role and answers are erased for good, in the history as well, and nothing is written any
/// more. What follows from it stays.
#[utoipa::path(tag = "interviews", operation_id = "withdraw_interview_consent", params(("id" = Uuid, Path, description = "The interview.")),
    request_body = Nothing,
    responses((status = 200, description = "Erased.", body = One<Interview>)))]
#[post("/interviews/{id}/withdraw-consent")]
async fn withdraw_interview_consent(permit: Permit<Withdraw>, id: Id, call: Call<Nothing>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, interviews::get(unit, &permit, *id).await?)?;
        call.read()?;
        Answer::row(&permit, interviews::withdraw(unit, &row).await?)
    })
    .await
}
