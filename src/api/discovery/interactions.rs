//! A library's calls, visits and mails.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::discovery::interactions::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::discovery::interaction::{Interaction, InteractionFilter, InteractionInput};
use crate::error::Result;
use crate::store::discovery::interactions;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_interactions)
        .service(create_interaction)
        .service(get_interaction)
        .service(update_interaction)
        .service(delete_interaction);
}

resource!(Interaction, "/v1/interactions", crate::access::discovery::interactions::actions);

/// List interactions
///
/// Your library's own; nobody else sees them. Filters have to hold all at once. Sorted by `created_at`.
#[utoipa::path(tag = "interactions", operation_id = "list_interactions", params(Paging, InteractionFilter),
    responses((status = 200, description = "A page of interactions.", body = ListOf<Interaction>)))]
#[get("/interactions")]
async fn list_interactions(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<InteractionFilter>,
) -> Result<Answer> {
    list.answer(interactions::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create an interaction
///
/// A call, visit, mail or meeting with an organization. Contributors write it; only your library sees it.
#[utoipa::path(tag = "interactions", operation_id = "create_interaction", request_body = InteractionInput,
    responses((status = 201, description = "Created.", body = One<Interaction>)))]
#[post("/interactions")]
async fn create_interaction(permit: Permit<Create>, call: Call<InteractionInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, interactions::create(unit, &permit, call.read()?).await?))
        .await
}

/// Get an interaction
#[utoipa::path(tag = "interactions", operation_id = "get_interaction", params(("id" = Uuid, Path, description = "The interaction.")),
    responses((status = 200, description = "The interaction.", body = One<Interaction>)))]
#[get("/interactions/{id}")]
async fn get_interaction(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, interactions::get(&service.store, &permit, *id).await?)
}

/// Update an interaction
///
/// A JSON merge patch: what is absent stays, null clears. The organization stays the same.
#[utoipa::path(tag = "interactions", operation_id = "update_interaction", params(("id" = Uuid, Path, description = "The interaction.")),
    request_body = InteractionInput,
    responses((status = 200, description = "Updated.", body = One<Interaction>)))]
#[patch("/interactions/{id}")]
async fn update_interaction(permit: Permit<Update>, id: Id, call: Call<InteractionInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, interactions::get(unit, &permit, *id).await?)?;
        let input = call.patch(&row.row().into())?;
        Answer::row(&permit, interactions::update(unit, &row, input).await?)
    })
    .await
}

/// Delete an interaction
#[utoipa::path(tag = "interactions", operation_id = "delete_interaction", params(("id" = Uuid, Path, description = "The interaction.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/interactions/{id}")]
async fn delete_interaction(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, interactions::get(unit, &permit, *id).await?)?;
        interactions::delete(unit, &row).await?;
        Ok(Answer::empty())
    })
    .await
}
