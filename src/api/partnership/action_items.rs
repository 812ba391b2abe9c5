//! Who was asked to do what in a partnership, and until when.

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
use crate::domain::partnership::action_item::{ActionItem, ActionItemInput};
use crate::domain::partnership::attached::AttachedFilter;
use crate::error::Result;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_action_items)
        .service(create_action_item)
        .service(get_action_item)
        .service(update_action_item)
        .service(delete_action_item);
}

resource!(ActionItem, "/v1/action-items", crate::access::partnership::attached::actions);

/// List action items
///
/// Those of the partnerships to which your organization belongs. Sorted by `created_at`.
#[utoipa::path(tag = "action items", operation_id = "list_action_items", params(Paging, AttachedFilter),
    responses((status = 200, description = "A page of action items.", body = ListOf<ActionItem>)))]
#[get("/action-items")]
async fn list_action_items(
    permit: Permit<List<ActionItem>>,
    service: Data<Service>,
    asked: Listed<AttachedFilter>,
) -> Result<Answer> {
    attached::list(&permit, &service, &asked).await
}

/// Create an action item
///
/// A contributor of a party writes action items down. Who said that one was done is noted.
#[utoipa::path(tag = "action items", operation_id = "create_action_item", request_body = ActionItemInput,
    responses((status = 201, description = "Created.", body = One<ActionItem>)))]
#[post("/action-items")]
async fn create_action_item(
    permit: Permit<Create<ActionItem>>,
    call: Call<ActionItemInput>,
) -> Result<Answer> {
    attached::create(permit, call).await
}

/// Get an action item
#[utoipa::path(tag = "action items", operation_id = "get_action_item", params(("id" = Uuid, Path, description = "The action item.")),
    responses((status = 200, description = "The action item.", body = One<ActionItem>)))]
#[get("/action-items/{id}")]
async fn get_action_item(permit: Permit<Get<ActionItem>>, service: Data<Service>, id: Id) -> Result<Answer> {
    attached::get(&permit, &service, id).await
}

/// Update an action item
///
/// A JSON merge patch: what is absent stays, null clears. The partnership stays the same.
#[utoipa::path(tag = "action items", operation_id = "update_action_item", params(("id" = Uuid, Path, description = "The action item.")),
    request_body = ActionItemInput,
    responses((status = 200, description = "Updated.", body = One<ActionItem>)))]
#[patch("/action-items/{id}")]
async fn update_action_item(
    permit: Permit<Update<ActionItem>>,
    id: Id,
    call: Call<ActionItemInput>,
) -> Result<Answer> {
    attached::update(permit, id, call).await
}

/// Delete an action item
#[utoipa::path(tag = "action items", operation_id = "delete_action_item", params(("id" = Uuid, Path, description = "The action item.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/action-items/{id}")]
async fn delete_action_item(permit: Permit<Delete<ActionItem>>, id: Id, call: Call<()>) -> Result<Answer> {
    attached::delete(permit, id, call).await
}
