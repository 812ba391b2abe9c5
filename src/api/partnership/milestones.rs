//! What is to be done in a partnership, and until when.

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
use crate::domain::partnership::milestone::{Milestone, MilestoneInput};
use crate::error::Result;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_milestones)
        .service(create_milestone)
        .service(get_milestone)
        .service(update_milestone)
        .service(delete_milestone);
}

resource!(Milestone, "/v1/milestones", crate::access::partnership::attached::actions);

/// List milestones
///
/// Those of the partnerships to which your organization belongs. Sorted by `created_at`.
#[utoipa::path(tag = "milestones", operation_id = "list_milestones", params(Paging, AttachedFilter),
    responses((status = 200, description = "A page of milestones.", body = ListOf<Milestone>)))]
#[get("/milestones")]
async fn list_milestones(
    permit: Permit<List<Milestone>>,
    service: Data<Service>,
    asked: Listed<AttachedFilter>,
) -> Result<Answer> {
    attached::list(&permit, &service, &asked).await
}

/// Create a milestone
///
/// A coordinator of a party sets milestones.
#[utoipa::path(tag = "milestones", operation_id = "create_milestone", request_body = MilestoneInput,
    responses((status = 201, description = "Created.", body = One<Milestone>)))]
#[post("/milestones")]
async fn create_milestone(permit: Permit<Create<Milestone>>, call: Call<MilestoneInput>) -> Result<Answer> {
    attached::create(permit, call).await
}

/// Get a milestone
#[utoipa::path(tag = "milestones", operation_id = "get_milestone", params(("id" = Uuid, Path, description = "The milestone.")),
    responses((status = 200, description = "The milestone.", body = One<Milestone>)))]
#[get("/milestones/{id}")]
async fn get_milestone(permit: Permit<Get<Milestone>>, service: Data<Service>, id: Id) -> Result<Answer> {
    attached::get(&permit, &service, id).await
}

/// Update a milestone
///
/// A JSON merge patch: what is absent stays, null clears. The partnership stays the same.
#[utoipa::path(tag = "milestones", operation_id = "update_milestone", params(("id" = Uuid, Path, description = "The milestone.")),
    request_body = MilestoneInput,
    responses((status = 200, description = "Updated.", body = One<Milestone>)))]
#[patch("/milestones/{id}")]
async fn update_milestone(
    permit: Permit<Update<Milestone>>,
    id: Id,
    call: Call<MilestoneInput>,
) -> Result<Answer> {
    attached::update(permit, id, call).await
}

/// Delete a milestone
#[utoipa::path(tag = "milestones", operation_id = "delete_milestone", params(("id" = Uuid, Path, description = "The milestone.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/milestones/{id}")]
async fn delete_milestone(permit: Permit<Delete<Milestone>>, id: Id, call: Call<()>) -> Result<Answer> {
    attached::delete(permit, id, call).await
}
