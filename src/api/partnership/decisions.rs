//! What the parties of a partnership decided.

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
use crate::domain::partnership::decision::{PartnershipDecision, PartnershipDecisionInput};
use crate::error::Result;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_decisions)
        .service(create_decision)
        .service(get_decision)
        .service(update_decision)
        .service(delete_decision);
}

resource!(PartnershipDecision, "/v1/decisions", crate::access::partnership::attached::actions);

/// List decisions
///
/// Those of the partnerships to which your organization belongs. Sorted by `created_at`.
#[utoipa::path(tag = "decisions", operation_id = "list_decisions", params(Paging, AttachedFilter),
    responses((status = 200, description = "A page of decisions.", body = ListOf<PartnershipDecision>)))]
#[get("/decisions")]
async fn list_decisions(
    permit: Permit<List<PartnershipDecision>>,
    service: Data<Service>,
    asked: Listed<AttachedFilter>,
) -> Result<Answer> {
    attached::list(&permit, &service, &asked).await
}

/// Create a decision
///
/// A coordinator of a party writes down what was decided, by whom and why.
#[utoipa::path(tag = "decisions", operation_id = "create_decision", request_body = PartnershipDecisionInput,
    responses((status = 201, description = "Created.", body = One<PartnershipDecision>)))]
#[post("/decisions")]
async fn create_decision(
    permit: Permit<Create<PartnershipDecision>>,
    call: Call<PartnershipDecisionInput>,
) -> Result<Answer> {
    attached::create(permit, call).await
}

/// Get a decision
#[utoipa::path(tag = "decisions", operation_id = "get_decision", params(("id" = Uuid, Path, description = "The decision.")),
    responses((status = 200, description = "The decision.", body = One<PartnershipDecision>)))]
#[get("/decisions/{id}")]
async fn get_decision(
    permit: Permit<Get<PartnershipDecision>>,
    service: Data<Service>,
    id: Id,
) -> Result<Answer> {
    attached::get(&permit, &service, id).await
}

/// Update a decision
///
/// A JSON merge patch: what is absent stays, null clears. The partnership stays the same.
#[utoipa::path(tag = "decisions", operation_id = "update_decision", params(("id" = Uuid, Path, description = "The decision.")),
    request_body = PartnershipDecisionInput,
    responses((status = 200, description = "Updated.", body = One<PartnershipDecision>)))]
#[patch("/decisions/{id}")]
async fn update_decision(
    permit: Permit<Update<PartnershipDecision>>,
    id: Id,
    call: Call<PartnershipDecisionInput>,
) -> Result<Answer> {
    attached::update(permit, id, call).await
}

/// Delete a decision
#[utoipa::path(tag = "decisions", operation_id = "delete_decision", params(("id" = Uuid, Path, description = "The decision.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/decisions/{id}")]
async fn delete_decision(
    permit: Permit<Delete<PartnershipDecision>>,
    id: Id,
    call: Call<()>,
) -> Result<Answer> {
    attached::delete(permit, id, call).await
}
