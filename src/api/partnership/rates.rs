//! What an hour is worth.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::partnership::rates::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging, Unfiltered};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::partnership::rate::{Rate, RateInput};
use crate::error::Result;
use crate::store::partnership::rates;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_rates)
        .service(create_rate)
        .service(get_rate)
        .service(update_rate)
        .service(delete_rate);
}

resource!(Rate, "/v1/rates", crate::access::partnership::rates::actions);

/// List rates
///
/// Those of your organization and those that come with the service. Sorted by `created_at`.
#[utoipa::path(tag = "rates", operation_id = "list_rates", params(Paging),
    responses((status = 200, description = "A page of rates.", body = ListOf<Rate>)))]
#[get("/rates")]
async fn list_rates(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<Unfiltered>,
) -> Result<Answer> {
    list.answer(rates::list(&service.store, &permit, &list.listing).await?)
}

/// Create a rate
///
/// An admin keeps the rates of the own organization.
#[utoipa::path(tag = "rates", operation_id = "create_rate", request_body = RateInput,
    responses((status = 201, description = "Created.", body = One<Rate>)))]
#[post("/rates")]
async fn create_rate(permit: Permit<Create>, call: Call<RateInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, rates::create(unit, &permit, call.read()?).await?)).await
}

/// Get a rate
#[utoipa::path(tag = "rates", operation_id = "get_rate",
    params(("id" = Uuid, Path, description = "The rate.")),
    responses((status = 200, description = "The rate.", body = One<Rate>)))]
#[get("/rates/{id}")]
async fn get_rate(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, rates::get(&service.store, &permit, *id).await?)
}

/// Update a rate
///
/// A JSON merge patch: what is absent stays, null clears. Contributions that were valued by it keep what it said then.
#[utoipa::path(tag = "rates", operation_id = "update_rate",
    params(("id" = Uuid, Path, description = "The rate.")), request_body = RateInput,
    responses((status = 200, description = "Updated.", body = One<Rate>)))]
#[patch("/rates/{id}")]
async fn update_rate(permit: Permit<Update>, id: Id, call: Call<RateInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, rates::get(unit, &permit, *id).await?)?;
        let input = call.patch(&row.row().into())?;
        Answer::row(&permit, rates::update(unit, &row, input).await?)
    })
    .await
}

/// Delete a rate
#[utoipa::path(tag = "rates", operation_id = "delete_rate",
    params(("id" = Uuid, Path, description = "The rate.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/rates/{id}")]
async fn delete_rate(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, rates::get(unit, &permit, *id).await?)?;
        rates::delete(unit, &row).await?;
        Ok(Answer::empty())
    })
    .await
}
