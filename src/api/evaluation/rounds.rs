//! Rounds: one library's assessment of one organization.

use actix_web::web::Data;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::evaluation::rounds::{Close, Create, Get, List};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::{Call, Nothing};
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::evaluation::filter::RoundFilter;
use crate::domain::evaluation::round::{Round, RoundInput};
use crate::error::Result;
use crate::store::evaluation::rounds;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list_rounds).service(create_round).service(get_round).service(close_round);
}

resource!(Round, "/v1/rounds", crate::access::evaluation::rounds::actions);

/// List rounds
///
/// Your library's rounds. Filters have to hold all at once. Sorted by `created_at`.
#[utoipa::path(tag = "rounds", operation_id = "list_rounds", params(Paging, RoundFilter),
    responses((status = 200, description = "A page of rounds.", body = ListOf<Round>)))]
#[get("/rounds")]
async fn list_rounds(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<RoundFilter>,
) -> Result<Answer> {
    list.answer(rounds::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Open a round
///
/// Rates one organization with one published version of an instrument. Without `rater_ids` every contributor,
/// coordinator and admin of the library may rate. A coordinator of a library opens rounds.
#[utoipa::path(tag = "rounds", operation_id = "create_round", request_body = RoundInput,
    responses((status = 201, description = "Opened.", body = One<Round>)))]
#[post("/rounds")]
async fn create_round(permit: Permit<Create>, call: Call<RoundInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, rounds::create(unit, &permit, call.read()?).await?)).await
}

/// Get a round
#[utoipa::path(tag = "rounds", operation_id = "get_round", params(("id" = Uuid, Path, description = "The round.")),
    responses((status = 200, description = "The round.", body = One<Round>)))]
#[get("/rounds/{id}")]
async fn get_round(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, rounds::get(&service.store, &permit, *id).await?)
}

/// Close a round
///
/// It stays closed. Sheets that are not submitted stay as they are and do not count; from now on everybody in the library
/// sees the score, as far as it reveals nobody.
#[utoipa::path(tag = "rounds", operation_id = "close_round", params(("id" = Uuid, Path, description = "The round.")),
    request_body = Nothing,
    responses((status = 200, description = "Closed.", body = One<Round>)))]
#[post("/rounds/{id}/close")]
async fn close_round(permit: Permit<Close>, id: Id, call: Call<Nothing>) -> Result<Answer> {
    call.run(async |unit| {
        let round = call.authorize(permit, rounds::get(unit, &permit, *id).await?)?;
        call.read()?;
        Answer::row(&permit, rounds::close(unit, &round).await?)
    })
    .await
}
