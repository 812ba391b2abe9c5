//! Guides for interviews.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::discovery::guides::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging, Unfiltered};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::discovery::guide::{Guide, GuideInput};
use crate::error::Result;
use crate::store::discovery::guides;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_guides)
        .service(create_guide)
        .service(get_guide)
        .service(update_guide)
        .service(delete_guide);
}

resource!(Guide, "/v1/guides", crate::access::discovery::guides::actions);

/// List guides
///
/// Those that come with the service, for community leaders and for librarians, and your library's own. Sorted by
/// `created_at`.
#[utoipa::path(tag = "guides", operation_id = "list_guides", params(Paging),
    responses((status = 200, description = "A page of guides.", body = ListOf<Guide>)))]
#[get("/guides")]
async fn list_guides(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<Unfiltered>,
) -> Result<Answer> {
    list.answer(guides::list(&service.store, &permit, &list.listing).await?)
}

/// Create a guide
///
/// Only your library sees it.
#[utoipa::path(tag = "guides", operation_id = "create_guide", request_body = GuideInput,
    responses((status = 201, description = "Created.", body = One<Guide>)))]
#[post("/guides")]
async fn create_guide(permit: Permit<Create>, call: Call<GuideInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, guides::create(unit, &permit, call.read()?).await?)).await
}

/// Get a guide
#[utoipa::path(tag = "guides", operation_id = "get_guide", params(("id" = Uuid, Path, description = "The guide.")),
    responses((status = 200, description = "The guide.", body = One<Guide>)))]
#[get("/guides/{id}")]
async fn get_guide(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, guides::get(&service.store, &permit, *id).await?)
}

/// Update a guide
///
/// A JSON merge patch: what is absent stays, null clears. Interviews that were held by it keep their questions.
#[utoipa::path(tag = "guides", operation_id = "update_guide", params(("id" = Uuid, Path, description = "The guide.")),
    request_body = GuideInput,
    responses((status = 200, description = "Updated.", body = One<Guide>)))]
#[patch("/guides/{id}")]
async fn update_guide(permit: Permit<Update>, id: Id, call: Call<GuideInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, guides::get(unit, &permit, *id).await?)?;
        let input = call.patch(&row.row().into())?;
        Answer::row(&permit, guides::update(unit, &row, input).await?)
    })
    .await
}

/// Delete a guide
///
/// Interviews that were held by it keep their questions.
#[utoipa::path(tag = "guides", operation_id = "delete_guide", params(("id" = Uuid, Path, description = "The guide.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/guides/{id}")]
async fn delete_guide(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, guides::get(unit, &permit, *id).await?)?;
        guides::delete(unit, &row).await?;
        Ok(Answer::empty())
    })
    .await
}
