//! A library's strategies for its partnerships.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::partnership::strategies::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::partnership::strategy::{Strategy, StrategyFilter, StrategyInput};
use crate::error::Result;
use crate::store::partnership::strategies;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_strategies)
        .service(create_strategy)
        .service(get_strategy)
        .service(update_strategy)
        .service(delete_strategy);
}

resource!(Strategy, "/v1/strategies", crate::access::partnership::strategies::actions);

/// List strategies
///
/// Your library's own strategies to strengthen partnerships and to develop new ones; nobody else sees them. Sorted by `created_at`.
#[utoipa::path(tag = "strategies", operation_id = "list_strategies", params(Paging, StrategyFilter),
    responses((status = 200, description = "A page of strategies.", body = ListOf<Strategy>)))]
#[get("/strategies")]
async fn list_strategies(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<StrategyFilter>,
) -> Result<Answer> {
    list.answer(strategies::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create a strategy
///
/// A coordinator of a library writes its strategies.
#[utoipa::path(tag = "strategies", operation_id = "create_strategy", request_body = StrategyInput,
    responses((status = 201, description = "Created.", body = One<Strategy>)))]
#[post("/strategies")]
async fn create_strategy(permit: Permit<Create>, call: Call<StrategyInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, strategies::create(unit, &permit, call.read()?).await?))
        .await
}

/// Get a strategy
#[utoipa::path(tag = "strategies", operation_id = "get_strategy",
    params(("id" = Uuid, Path, description = "The strategy.")),
    responses((status = 200, description = "The strategy.", body = One<Strategy>)))]
#[get("/strategies/{id}")]
async fn get_strategy(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, strategies::get(&service.store, &permit, *id).await?)
}

/// Update a strategy
///
/// A JSON merge patch: what is absent stays, null clears.
#[utoipa::path(tag = "strategies", operation_id = "update_strategy",
    params(("id" = Uuid, Path, description = "The strategy.")), request_body = StrategyInput,
    responses((status = 200, description = "Updated.", body = One<Strategy>)))]
#[patch("/strategies/{id}")]
async fn update_strategy(permit: Permit<Update>, id: Id, call: Call<StrategyInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, strategies::get(unit, &permit, *id).await?)?;
        let input = call.patch(&row.row().into())?;
        Answer::row(&permit, strategies::update(unit, &row, input).await?)
    })
    .await
}

/// Delete a strategy
#[utoipa::path(tag = "strategies", operation_id = "delete_strategy",
    params(("id" = Uuid, Path, description = "The strategy.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/strategies/{id}")]
async fn delete_strategy(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, strategies::get(unit, &permit, *id).await?)?;
        strategies::delete(unit, &row).await?;
        Ok(Answer::empty())
    })
    .await
}
