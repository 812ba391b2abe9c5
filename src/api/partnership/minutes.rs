//! What is known of occurrences of meetings: agenda, minutes and attendance.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::attached;
use crate::access::Permit;
use crate::access::partnership::attached::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::partnership::attached::AttachedFilter;
use crate::domain::partnership::minutes::{Minutes, MinutesInput};
use crate::error::Result;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_minutes)
        .service(create_minutes)
        .service(get_minutes)
        .service(update_minutes)
        .service(delete_minutes);
}

resource!(Minutes, "/v1/minutes", crate::access::partnership::attached::actions);

/// List minutes
///
/// Those of the partnerships to which your organization belongs. Sorted by `created_at`.
#[utoipa::path(tag = "minutes", operation_id = "list_minutes", params(Paging, AttachedFilter),
    responses((status = 200, description = "A page of minutes.", body = ListOf<Minutes>)))]
#[get("/minutes")]
async fn list_minutes(
    permit: Permit<List<Minutes>>,
    service: Data<Service>,
    asked: Listed<AttachedFilter>,
) -> Result<Answer> {
    attached::list(&permit, &service, &asked).await
}

/// Create minutes
///
/// A contributor of a party writes the minutes of one occurrence of a meeting: agenda, what was said, who was there, or
/// that it was cancelled. Each party names its own people.
#[utoipa::path(tag = "minutes", operation_id = "create_minutes", request_body = MinutesInput,
    responses((status = 201, description = "Created.", body = One<Minutes>)))]
#[post("/minutes")]
async fn create_minutes(permit: Permit<Create<Minutes>>, call: Call<MinutesInput>) -> Result<Answer> {
    attached::create(permit, call).await
}

/// Get minutes
#[utoipa::path(tag = "minutes", operation_id = "get_minutes", params(("id" = Uuid, Path, description = "The minutes.")),
    responses((status = 200, description = "The minutes.", body = One<Minutes>)))]
#[get("/minutes/{id}")]
async fn get_minutes(permit: Permit<Get<Minutes>>, service: Data<Service>, id: Id) -> Result<Answer> {
    attached::get(&permit, &service, id).await
}

/// Update minutes
///
/// A JSON merge patch: what is absent stays, null clears. The partnership stays the same.
#[utoipa::path(tag = "minutes", operation_id = "update_minutes", params(("id" = Uuid, Path, description = "The minutes.")),
    request_body = MinutesInput,
    responses((status = 200, description = "Updated.", body = One<Minutes>)))]
#[patch("/minutes/{id}")]
async fn update_minutes(permit: Permit<Update<Minutes>>, id: Id, call: Call<MinutesInput>) -> Result<Answer> {
    attached::update(permit, id, call).await
}

/// Delete minutes
#[utoipa::path(tag = "minutes", operation_id = "delete_minutes", params(("id" = Uuid, Path, description = "The minutes.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/minutes/{id}")]
async fn delete_minutes(permit: Permit<Delete<Minutes>>, id: Id, call: Call<()>) -> Result<Answer> {
    attached::delete(permit, id, call).await
}
