//! The terms that a library gives to organizations in its own view.

use actix_web::web::Data;
use actix_web::{delete, get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::directory::own_terms::{Create, Delete, Get, List};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::directory::note::{OwnTerm, OwnTermFilter, OwnTermInput};
use crate::error::Result;
use crate::store::directory::own_terms;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list_own_terms).service(create_own_term).service(get_own_term).service(delete_own_term);
}

resource!(OwnTerm, "/v1/own-terms", crate::access::directory::own_terms::actions);

/// List own terms
///
/// The terms that your library gave; nobody else sees them. Sorted by `created_at`.
#[utoipa::path(tag = "own terms", operation_id = "list_own_terms", params(Paging, OwnTermFilter),
    responses((status = 200, description = "A page of own terms.", body = ListOf<OwnTerm>)))]
#[get("/own-terms")]
async fn list_own_terms(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<OwnTermFilter>,
) -> Result<Answer> {
    list.answer(own_terms::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create an own term
///
/// Gives a term of any taxonomy that you see to an organization. Only your library sees it.
#[utoipa::path(tag = "own terms", operation_id = "create_own_term", request_body = OwnTermInput,
    responses((status = 201, description = "Created.", body = One<OwnTerm>)))]
#[post("/own-terms")]
async fn create_own_term(permit: Permit<Create>, call: Call<OwnTermInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, own_terms::create(unit, &permit, call.read()?).await?))
        .await
}

/// Get an own term
#[utoipa::path(tag = "own terms", operation_id = "get_own_term", params(("id" = Uuid, Path, description = "The own term.")),
    responses((status = 200, description = "The own term.", body = One<OwnTerm>)))]
#[get("/own-terms/{id}")]
async fn get_own_term(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, own_terms::get(&service.store, &permit, *id).await?)
}

/// Delete an own term
#[utoipa::path(tag = "own terms", operation_id = "delete_own_term", params(("id" = Uuid, Path, description = "The own term.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/own-terms/{id}")]
async fn delete_own_term(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, own_terms::get(unit, &permit, *id).await?)?;
        own_terms::delete(unit, &row).await?;
        Ok(Answer::empty())
    })
    .await
}
