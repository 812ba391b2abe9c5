//! Locations, parts of the entries of the directory.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::directory::parts::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::directory::location::{Location, LocationInput};
use crate::domain::directory::part::PartFilter;
use crate::error::Result;
use crate::store::directory::{locations, organizations};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_locations)
        .service(create_location)
        .service(get_location)
        .service(update_location)
        .service(delete_location);
}

resource!(Location, "/v1/locations", crate::access::directory::parts::actions);

/// List locations
///
/// The locations that you may see. Sorted by `created_at`.
#[utoipa::path(tag = "locations", operation_id = "list_locations", params(Paging, PartFilter),
    responses((status = 200, description = "A page of locations.", body = ListOf<Location>)))]
#[get("/locations")]
async fn list_locations(
    permit: Permit<List<Location>>,
    service: Data<Service>,
    list: Listed<PartFilter>,
) -> Result<Answer> {
    list.answer(locations::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create a location
///
/// Addresses are values of the location. Only the steward of the organization adds to it.
#[utoipa::path(tag = "locations", operation_id = "create_location", request_body = LocationInput,
    responses((status = 201, description = "Created.", body = One<Location>)))]
#[post("/locations")]
async fn create_location(permit: Permit<Create<Location>>, call: Call<LocationInput>) -> Result<Answer> {
    call.run(async |unit| {
        let input = call.read()?;
        let entry = organizations::referred(unit, &permit, input.organization_id, "/organization_id").await?;
        Answer::created(&permit, locations::create(unit, &permit.over(entry)?, input).await?)
    })
    .await
}

/// Get a location
#[utoipa::path(tag = "locations", operation_id = "get_location", params(("id" = Uuid, Path, description = "The location.")),
    responses((status = 200, description = "The location.", body = One<Location>)))]
#[get("/locations/{id}")]
async fn get_location(permit: Permit<Get<Location>>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, locations::get(&service.store, &permit, *id).await?)
}

/// Update a location
///
/// A JSON merge patch: what is absent stays, null clears. The organization stays the same.
#[utoipa::path(tag = "locations", operation_id = "update_location", params(("id" = Uuid, Path, description = "The location.")),
    request_body = LocationInput,
    responses((status = 200, description = "Updated.", body = One<Location>)))]
#[patch("/locations/{id}")]
async fn update_location(
    permit: Permit<Update<Location>>,
    id: Id,
    call: Call<LocationInput>,
) -> Result<Answer> {
    call.run(async |unit| {
        let part = call.authorize(permit, locations::get(unit, &permit, *id).await?)?;
        let input = call.patch(&part.row().into())?;
        Answer::row(&permit, locations::update(unit, &part, input).await?)
    })
    .await
}

/// Delete a location
///
/// The phones that belong to it are deleted with it.
#[utoipa::path(tag = "locations", operation_id = "delete_location", params(("id" = Uuid, Path, description = "The location.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/locations/{id}")]
async fn delete_location(permit: Permit<Delete<Location>>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let part = call.authorize(permit, locations::get(unit, &permit, *id).await?)?;
        locations::delete(unit, &part).await?;
        Ok(Answer::empty())
    })
    .await
}
