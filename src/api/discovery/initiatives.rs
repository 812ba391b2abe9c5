//! A library's initiatives.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::discovery::initiatives::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging, Unfiltered};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::discovery::initiative::{Initiative, InitiativeInput};
use crate::error::Result;
use crate::store::discovery::initiatives;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_initiatives)
        .service(create_initiative)
        .service(get_initiative)
        .service(update_initiative)
        .service(delete_initiative);
}

resource!(Initiative, "/v1/initiatives", crate::access::discovery::initiatives::actions);

/// List initiatives
///
/// Your library's own; nobody else sees them. Sorted by `created_at`.
#[utoipa::path(tag = "initiatives", operation_id = "list_initiatives", params(Paging),
    responses((status = 200, description = "A page of initiatives.", body = ListOf<Initiative>)))]
#[get("/initiatives")]
async fn list_initiatives(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<Unfiltered>,
) -> Result<Answer> {
    list.answer(initiatives::list(&service.store, &permit, &list.listing).await?)
}

/// Create an initiative
///
/// A cause with goals, those it is for, what it needs and what partners gain. A coordinator writes it; everybody in your
/// library sees it, and nobody else.
#[utoipa::path(tag = "initiatives", operation_id = "create_initiative", request_body = InitiativeInput,
    responses((status = 201, description = "Created.", body = One<Initiative>)))]
#[post("/initiatives")]
async fn create_initiative(permit: Permit<Create>, call: Call<InitiativeInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, initiatives::create(unit, &permit, call.read()?).await?))
        .await
}

/// Get an initiative
#[utoipa::path(tag = "initiatives", operation_id = "get_initiative", params(("id" = Uuid, Path, description = "The initiative.")),
    responses((status = 200, description = "The initiative.", body = One<Initiative>)))]
#[get("/initiatives/{id}")]
async fn get_initiative(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, initiatives::get(&service.store, &permit, *id).await?)
}

/// Update an initiative
///
/// A JSON merge patch: what is absent stays, null clears.
#[utoipa::path(tag = "initiatives", operation_id = "update_initiative", params(("id" = Uuid, Path, description = "The initiative.")),
    request_body = InitiativeInput,
    responses((status = 200, description = "Updated.", body = One<Initiative>)))]
#[patch("/initiatives/{id}")]
async fn update_initiative(permit: Permit<Update>, id: Id, call: Call<InitiativeInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, initiatives::get(unit, &permit, *id).await?)?;
        let input = call.patch(&row.row().into())?;
        Answer::row(&permit, initiatives::update(unit, &row, input).await?)
    })
    .await
}

/// Delete an initiative
///
/// One that has prospects stays (`in_use`).
#[utoipa::path(tag = "initiatives", operation_id = "delete_initiative", params(("id" = Uuid, Path, description = "The initiative.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/initiatives/{id}")]
async fn delete_initiative(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, initiatives::get(unit, &permit, *id).await?)?;
        initiatives::delete(unit, &row).await?;
        Ok(Answer::empty())
    })
    .await
}
