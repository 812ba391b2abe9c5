//! Who does what in a partnership.

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
use crate::domain::partnership::role::{PartnershipRole, PartnershipRoleInput};
use crate::error::Result;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_roles)
        .service(create_role)
        .service(get_role)
        .service(update_role)
        .service(delete_role);
}

resource!(PartnershipRole, "/v1/roles", crate::access::partnership::attached::actions);

/// List roles
///
/// Those of the partnerships to which your organization belongs. Sorted by `created_at`.
#[utoipa::path(tag = "roles", operation_id = "list_roles", params(Paging, AttachedFilter),
    responses((status = 200, description = "A page of roles.", body = ListOf<PartnershipRole>)))]
#[get("/roles")]
async fn list_roles(
    permit: Permit<List<PartnershipRole>>,
    service: Data<Service>,
    asked: Listed<AttachedFilter>,
) -> Result<Answer> {
    attached::list(&permit, &service, &asked).await
}

/// Create a role
///
/// A coordinator of a party gives roles to parties and their people. Only members of your own organization are named by id.
#[utoipa::path(tag = "roles", operation_id = "create_role", request_body = PartnershipRoleInput,
    responses((status = 201, description = "Created.", body = One<PartnershipRole>)))]
#[post("/roles")]
async fn create_role(
    permit: Permit<Create<PartnershipRole>>,
    call: Call<PartnershipRoleInput>,
) -> Result<Answer> {
    attached::create(permit, call).await
}

/// Get a role
#[utoipa::path(tag = "roles", operation_id = "get_role", params(("id" = Uuid, Path, description = "The role.")),
    responses((status = 200, description = "The role.", body = One<PartnershipRole>)))]
#[get("/roles/{id}")]
async fn get_role(permit: Permit<Get<PartnershipRole>>, service: Data<Service>, id: Id) -> Result<Answer> {
    attached::get(&permit, &service, id).await
}

/// Update a role
///
/// A JSON merge patch: what is absent stays, null clears. The partnership stays the same.
#[utoipa::path(tag = "roles", operation_id = "update_role", params(("id" = Uuid, Path, description = "The role.")),
    request_body = PartnershipRoleInput,
    responses((status = 200, description = "Updated.", body = One<PartnershipRole>)))]
#[patch("/roles/{id}")]
async fn update_role(
    permit: Permit<Update<PartnershipRole>>,
    id: Id,
    call: Call<PartnershipRoleInput>,
) -> Result<Answer> {
    attached::update(permit, id, call).await
}

/// Delete a role
#[utoipa::path(tag = "roles", operation_id = "delete_role", params(("id" = Uuid, Path, description = "The role.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/roles/{id}")]
async fn delete_role(permit: Permit<Delete<PartnershipRole>>, id: Id, call: Call<()>) -> Result<Answer> {
    attached::delete(permit, id, call).await
}
