//! Terms of taxonomies.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::directory::terms::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::directory::filter::TermFilter;
use crate::domain::directory::taxonomy::{Term, TermInput};
use crate::error::Result;
use crate::store::directory::{taxonomies, terms};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_terms)
        .service(create_term)
        .service(get_term)
        .service(update_term)
        .service(delete_term);
}

resource!(Term, "/v1/terms", crate::access::directory::terms::actions);

/// List terms
///
/// The terms of the taxonomies that you may see. Sorted by `code`, `name` or `created_at`.
#[utoipa::path(tag = "terms", operation_id = "list_terms", params(Paging, TermFilter),
    responses((status = 200, description = "A page of terms.", body = ListOf<Term>)))]
#[get("/terms")]
async fn list_terms(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<TermFilter>,
) -> Result<Answer> {
    list.answer(terms::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create a term
///
/// Into a taxonomy of your library's own.
#[utoipa::path(tag = "terms", operation_id = "create_term", request_body = TermInput,
    responses((status = 201, description = "Created.", body = One<Term>)))]
#[post("/terms")]
async fn create_term(permit: Permit<Create>, call: Call<TermInput>) -> Result<Answer> {
    call.run(async |unit| {
        let input = call.read()?;
        let taxonomy = taxonomies::referred(unit, &permit, input.taxonomy_id, "/taxonomy_id").await?;
        Answer::created(&permit, terms::create(unit, &permit.over(taxonomy)?, input).await?)
    })
    .await
}

/// Get a term
#[utoipa::path(tag = "terms", operation_id = "get_term", params(("id" = Uuid, Path, description = "The term.")),
    responses((status = 200, description = "The term.", body = One<Term>)))]
#[get("/terms/{id}")]
async fn get_term(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, terms::get(&service.store, &permit, *id).await?)
}

/// Update a term
///
/// A JSON merge patch: what is absent stays, null clears. The taxonomy stays the same; terms below move along.
#[utoipa::path(tag = "terms", operation_id = "update_term", params(("id" = Uuid, Path, description = "The term.")),
    request_body = TermInput,
    responses((status = 200, description = "Updated.", body = One<Term>)))]
#[patch("/terms/{id}")]
async fn update_term(permit: Permit<Update>, id: Id, call: Call<TermInput>) -> Result<Answer> {
    call.run(async |unit| {
        let entry = call.authorize(permit, terms::get(unit, &permit, *id).await?)?;
        let input = call.patch(&entry.row().into())?;
        Answer::row(&permit, terms::update(unit, &entry, input).await?)
    })
    .await
}

/// Delete a term
///
/// One that an organization has, or that has terms below it, cannot be deleted.
#[utoipa::path(tag = "terms", operation_id = "delete_term", params(("id" = Uuid, Path, description = "The term.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/terms/{id}")]
async fn delete_term(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let entry = call.authorize(permit, terms::get(unit, &permit, *id).await?)?;
        terms::delete(unit, &entry).await?;
        Ok(Answer::empty())
    })
    .await
}
