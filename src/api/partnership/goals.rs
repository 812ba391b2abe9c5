//! The goals that the parties of a partnership share.

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
use crate::domain::partnership::goal::{Goal, GoalInput};
use crate::error::Result;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_goals)
        .service(create_goal)
        .service(get_goal)
        .service(update_goal)
        .service(delete_goal);
}

resource!(Goal, "/v1/goals", crate::access::partnership::attached::actions);

/// List goals
///
/// Those of the partnerships to which your organization belongs. Sorted by `created_at`.
#[utoipa::path(tag = "goals", operation_id = "list_goals", params(Paging, AttachedFilter),
    responses((status = 200, description = "A page of goals.", body = ListOf<Goal>)))]
#[get("/goals")]
async fn list_goals(
    permit: Permit<List<Goal>>,
    service: Data<Service>,
    asked: Listed<AttachedFilter>,
) -> Result<Answer> {
    attached::list(&permit, &service, &asked).await
}

/// Create a goal
///
/// A coordinator of a party. While a proposal is answered, goals are a part of it: who writes one makes the next version of the
/// terms, and all parties are asked anew.
#[utoipa::path(tag = "goals", operation_id = "create_goal", request_body = GoalInput,
    responses((status = 201, description = "Created.", body = One<Goal>)))]
#[post("/goals")]
async fn create_goal(permit: Permit<Create<Goal>>, call: Call<GoalInput>) -> Result<Answer> {
    attached::create(permit, call).await
}

/// Get a goal
#[utoipa::path(tag = "goals", operation_id = "get_goal", params(("id" = Uuid, Path, description = "The goal.")),
    responses((status = 200, description = "The goal.", body = One<Goal>)))]
#[get("/goals/{id}")]
async fn get_goal(permit: Permit<Get<Goal>>, service: Data<Service>, id: Id) -> Result<Answer> {
    attached::get(&permit, &service, id).await
}

/// Update a goal
///
/// A JSON merge patch: what is absent stays, null clears. The partnership stays the same.
#[utoipa::path(tag = "goals", operation_id = "update_goal", params(("id" = Uuid, Path, description = "The goal.")),
    request_body = GoalInput,
    responses((status = 200, description = "Updated.", body = One<Goal>)))]
#[patch("/goals/{id}")]
async fn update_goal(permit: Permit<Update<Goal>>, id: Id, call: Call<GoalInput>) -> Result<Answer> {
    attached::update(permit, id, call).await
}

/// Delete a goal
#[utoipa::path(tag = "goals", operation_id = "delete_goal", params(("id" = Uuid, Path, description = "The goal.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/goals/{id}")]
async fn delete_goal(permit: Permit<Delete<Goal>>, id: Id, call: Call<()>) -> Result<Answer> {
    attached::delete(permit, id, call).await
}
