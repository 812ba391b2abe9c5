//! What to say to partners.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::discovery::talking_points::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::discovery::talking_point::{TalkingPoint, TalkingPointFilter, TalkingPointInput};
use crate::error::Result;
use crate::store::discovery::talking_points;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_talking_points)
        .service(create_talking_point)
        .service(get_talking_point)
        .service(update_talking_point)
        .service(delete_talking_point);
}

resource!(TalkingPoint, "/v1/talking-points", crate::access::discovery::talking_points::actions);

/// List talking points
///
/// Why to work together: the eight advantages that come with the service, and your library's own wordings and points. Sorted
/// by `created_at`.
#[utoipa::path(tag = "talking points", operation_id = "list_talking_points", params(Paging, TalkingPointFilter),
    responses((status = 200, description = "A page of talking points.", body = ListOf<TalkingPoint>)))]
#[get("/talking-points")]
async fn list_talking_points(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<TalkingPointFilter>,
) -> Result<Answer> {
    list.answer(talking_points::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create a talking point
///
/// With `advantage` it is your wording of that advantage, which takes the place of ours in a pitch. Only your library sees it.
#[utoipa::path(tag = "talking points", operation_id = "create_talking_point", request_body = TalkingPointInput,
    responses((status = 201, description = "Created.", body = One<TalkingPoint>)))]
#[post("/talking-points")]
async fn create_talking_point(permit: Permit<Create>, call: Call<TalkingPointInput>) -> Result<Answer> {
    call.run(async |unit| {
        Answer::created(&permit, talking_points::create(unit, &permit, call.read()?).await?)
    })
    .await
}

/// Get a talking point
#[utoipa::path(tag = "talking points", operation_id = "get_talking_point", params(("id" = Uuid, Path, description = "The talking point.")),
    responses((status = 200, description = "The talking point.", body = One<TalkingPoint>)))]
#[get("/talking-points/{id}")]
async fn get_talking_point(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, talking_points::get(&service.store, &permit, *id).await?)
}

/// Update a talking point
///
/// A JSON merge patch: what is absent stays, null clears.
#[utoipa::path(tag = "talking points", operation_id = "update_talking_point", params(("id" = Uuid, Path, description = "The talking point.")),
    request_body = TalkingPointInput,
    responses((status = 200, description = "Updated.", body = One<TalkingPoint>)))]
#[patch("/talking-points/{id}")]
async fn update_talking_point(
    permit: Permit<Update>,
    id: Id,
    call: Call<TalkingPointInput>,
) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, talking_points::get(unit, &permit, *id).await?)?;
        let input = call.patch(&row.row().into())?;
        Answer::row(&permit, talking_points::update(unit, &row, input).await?)
    })
    .await
}

/// Delete a talking point
///
///
#[utoipa::path(tag = "talking points", operation_id = "delete_talking_point", params(("id" = Uuid, Path, description = "The talking point.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/talking-points/{id}")]
async fn delete_talking_point(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, talking_points::get(unit, &permit, *id).await?)?;
        talking_points::delete(unit, &row).await?;
        Ok(Answer::empty())
    })
    .await
}
