//! Organizations, the entries of the directory.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::directory::organizations::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::directory::duplicate::DuplicateQuery;
use crate::domain::directory::filter::OrganizationFilter;
use crate::domain::directory::organization::{Organization, OrganizationInput};
use crate::error::Result;
use crate::store::directory::organizations;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_organizations)
        .service(create_organization)
        .service(get_organization)
        .service(update_organization)
        .service(delete_organization);
}

resource!(Organization, "/v1/organizations", crate::access::directory::organizations::actions);

/// List organizations
///
/// The entries that you may see. Filters have to hold all at once. Sorted by `name` or `created_at`; without `sort`, by
/// relevance where `q` is given, by distance where `near` is given, else by name.
#[utoipa::path(tag = "organizations", operation_id = "list_organizations", params(Paging, OrganizationFilter),
    responses((status = 200, description = "A page of organizations.", body = ListOf<Organization>)))]
#[get("/organizations")]
async fn list_organizations(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<OrganizationFilter>,
) -> Result<Answer> {
    list.answer(organizations::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create an organization
///
/// Only the name is needed. Your organization becomes the entry's steward. When you see an entry with the same
/// identifier or web domain, the answer is 409 with the `candidates`; `allow_duplicate=true` makes another all the same.
#[utoipa::path(tag = "organizations", operation_id = "create_organization", params(DuplicateQuery),
    request_body = OrganizationInput,
    responses((status = 201, description = "Created.", body = One<Organization>)))]
#[post("/organizations")]
async fn create_organization(permit: Permit<Create>, mut call: Call<OrganizationInput>) -> Result<Answer> {
    let DuplicateQuery { allow_duplicate } = call.parameters()?;
    call.run(async |unit| {
        let input = call.read()?;
        Answer::created(&permit, organizations::create(unit, &permit, input, allow_duplicate).await?)
    })
    .await
}

/// Get an organization
#[utoipa::path(tag = "organizations", operation_id = "get_organization", params(("id" = Uuid, Path, description = "The organization.")),
    responses((status = 200, description = "The organization.", body = One<Organization>)))]
#[get("/organizations/{id}")]
async fn get_organization(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, organizations::get(&service.store, &permit, *id).await?)
}

/// Update an organization
///
/// A JSON merge patch: what is absent stays, null clears. Only the entry's steward changes it.
#[utoipa::path(tag = "organizations", operation_id = "update_organization", params(("id" = Uuid, Path, description = "The organization.")),
    request_body = OrganizationInput,
    responses((status = 200, description = "Updated.", body = One<Organization>)))]
#[patch("/organizations/{id}")]
async fn update_organization(
    permit: Permit<Update>,
    id: Id,
    call: Call<OrganizationInput>,
) -> Result<Answer> {
    call.run(async |unit| {
        let entry = call.authorize(permit, organizations::get(unit, &permit, *id).await?)?;
        let input = call.patch(&entry.row().into())?;
        Answer::row(&permit, organizations::update(unit, &entry, input).await?)
    })
    .await
}

/// Delete an organization
///
/// An organization with accounts cannot be deleted.
#[utoipa::path(tag = "organizations", operation_id = "delete_organization", params(("id" = Uuid, Path, description = "The organization.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/organizations/{id}")]
async fn delete_organization(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let entry = call.authorize(permit, organizations::get(unit, &permit, *id).await?)?;
        organizations::delete(unit, &entry).await?;
        Ok(Answer::empty())
    })
    .await
}
