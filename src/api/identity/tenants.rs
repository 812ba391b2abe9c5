//! Tenants: organizations that get a side and a first admin.

use actix_web::web::Data;
use actix_web::{HttpRequest, get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::invitations::linked;
use crate::access::Permit;
use crate::access::identity::tenants::{Create, Get, List};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging, Unfiltered};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::identity::tenant::{Tenant, TenantInput};
use crate::error::Result;
use crate::store::identity::tenants;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list_tenants).service(create_tenant).service(get_tenant);
}

resource!(Tenant, "/v1/tenants", crate::access::identity::tenants::actions);

/// List tenants
///
/// All libraries and partners that are here or whose first admin was invited, for the operator; for a library's admin
/// those whose entries the library keeps. Sorted by `name` or `created_at`.
#[utoipa::path(tag = "tenants", operation_id = "list_tenants", params(Paging),
    responses((status = 200, description = "A page of tenants.", body = ListOf<Tenant>)))]
#[get("/tenants")]
async fn list_tenants(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<Unfiltered>,
) -> Result<Answer> {
    list.answer(tenants::list(&service.store, &permit, &list.listing).await?)
}

/// Make an organization a tenant
///
/// Invites the first admin of an entry of the directory, or of a new one. When that admin accepts, the entry gets its
/// side and becomes its own steward, with all that stands with it, internal contacts and its history included. A library's admin may do this for partners whose entries the library keeps, the
/// operator for all. Hand the invitation's `link` over yourself: it is shown only now.
#[utoipa::path(tag = "tenants", operation_id = "create_tenant", request_body = TenantInput,
    responses((status = 201, description = "Invited.", body = One<Tenant>)))]
#[post("/tenants")]
async fn create_tenant(
    permit: Permit<Create>,
    request: HttpRequest,
    call: Call<TenantInput>,
) -> Result<Answer> {
    call.run(async |unit| {
        let input = call.read()?;
        let entry = tenants::entry(unit, &permit, &input).await?;
        let proof = permit.over((entry, input.side))?;
        let tenant = tenants::create(unit, &proof, input.admin_email).await?;
        let origin = call.service().origin(&request);
        let invitation = tenant.invitation.map(|invitation| linked(invitation, &origin));
        let id = tenant.id;
        Ok(Answer::created(&permit, Tenant { invitation, ..tenant })?.secret(id))
    })
    .await
}

/// Get a tenant
#[utoipa::path(tag = "tenants", operation_id = "get_tenant", params(("id" = Uuid, Path, description = "The organization.")),
    responses((status = 200, description = "The tenant.", body = One<Tenant>)))]
#[get("/tenants/{id}")]
async fn get_tenant(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, tenants::get(&service.store, &permit, *id).await?)
}
