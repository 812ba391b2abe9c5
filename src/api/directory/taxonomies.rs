//! Taxonomies: those that come with the service, and a library's own.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::directory::taxonomies::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging, Unfiltered};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::directory::taxonomy::{Taxonomy, TaxonomyInput};
use crate::error::Result;
use crate::store::directory::taxonomies;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_taxonomies)
        .service(create_taxonomy)
        .service(get_taxonomy)
        .service(update_taxonomy)
        .service(delete_taxonomy);
}

resource!(Taxonomy, "/v1/taxonomies", crate::access::directory::taxonomies::actions);

/// List taxonomies
///
/// Those that come with the service, and your library's own. Sorted by `code` or `created_at`.
#[utoipa::path(tag = "taxonomies", operation_id = "list_taxonomies", params(Paging),
    responses((status = 200, description = "A page of taxonomies.", body = ListOf<Taxonomy>)))]
#[get("/taxonomies")]
async fn list_taxonomies(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<Unfiltered>,
) -> Result<Answer> {
    list.answer(taxonomies::list(&service.store, &permit, &list.listing).await?)
}

/// Create a taxonomy
///
/// It is your library's own: nobody else sees it.
#[utoipa::path(tag = "taxonomies", operation_id = "create_taxonomy", request_body = TaxonomyInput,
    responses((status = 201, description = "Created.", body = One<Taxonomy>)))]
#[post("/taxonomies")]
async fn create_taxonomy(permit: Permit<Create>, call: Call<TaxonomyInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, taxonomies::create(unit, &permit, call.read()?).await?))
        .await
}

/// Get a taxonomy
#[utoipa::path(tag = "taxonomies", operation_id = "get_taxonomy", params(("id" = Uuid, Path, description = "The taxonomy.")),
    responses((status = 200, description = "The taxonomy.", body = One<Taxonomy>)))]
#[get("/taxonomies/{id}")]
async fn get_taxonomy(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, taxonomies::get(&service.store, &permit, *id).await?)
}

/// Update a taxonomy
///
/// A JSON merge patch: what is absent stays, null clears. Nobody changes those that come with the service.
#[utoipa::path(tag = "taxonomies", operation_id = "update_taxonomy", params(("id" = Uuid, Path, description = "The taxonomy.")),
    request_body = TaxonomyInput,
    responses((status = 200, description = "Updated.", body = One<Taxonomy>)))]
#[patch("/taxonomies/{id}")]
async fn update_taxonomy(permit: Permit<Update>, id: Id, call: Call<TaxonomyInput>) -> Result<Answer> {
    call.run(async |unit| {
        let entry = call.authorize(permit, taxonomies::get(unit, &permit, *id).await?)?;
        let input = call.patch(&entry.row().into())?;
        Answer::row(&permit, taxonomies::update(unit, &entry, input).await?)
    })
    .await
}

/// Delete a taxonomy
///
/// One that has terms cannot be deleted.
#[utoipa::path(tag = "taxonomies", operation_id = "delete_taxonomy", params(("id" = Uuid, Path, description = "The taxonomy.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/taxonomies/{id}")]
async fn delete_taxonomy(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let entry = call.authorize(permit, taxonomies::get(unit, &permit, *id).await?)?;
        taxonomies::delete(unit, &entry).await?;
        Ok(Answer::empty())
    })
    .await
}
