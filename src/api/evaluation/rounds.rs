//! Rounds: one assessment of one organization, and with whom its result is shared.

use actix_web::web::Data;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::evaluation::rounds::{Close, Consent, Create, Get, List, Share, Unshare};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::{Call, Nothing};
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::evaluation::filter::RoundFilter;
use crate::domain::evaluation::round::{Round, RoundInput};
use crate::domain::evaluation::shared_result::{ConsentInput, ShareInput};
use crate::error::Result;
use crate::store::evaluation::{rounds, shares};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_rounds)
        .service(create_round)
        .service(get_round)
        .service(close_round)
        .service(share_round)
        .service(unshare_round)
        .service(consent_to_sharing);
}

resource!(Round, "/v1/rounds", crate::access::evaluation::rounds::actions);

/// List rounds
///
/// Your organization's own rounds. Filters have to hold all at once. Sorted by `created_at`.
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
/// coordinator and admin of your organization may rate. A coordinator opens rounds. A library rates any organization, a
/// partner rates itself.
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
/// It stays closed. Sheets that are not submitted stay as they are and do not count; from now on everybody in your
/// organization sees the score, as far as it reveals nobody.
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

/// Share the result of a round
///
/// Shows a library or partner the result of a closed round: what a viewer of your own sees, never a rater. It may be the
/// organization that is rated, or any other. Where only one or two people rated, each of them has to agree first by
/// `consent_to_sharing`. The other reads it among its shared results, until you take it back.
#[utoipa::path(tag = "rounds", operation_id = "share_round", params(("id" = Uuid, Path, description = "The round.")),
    request_body = ShareInput,
    responses((status = 200, description = "Shared.", body = One<Round>)))]
#[post("/rounds/{id}/share")]
async fn share_round(permit: Permit<Share>, id: Id, call: Call<ShareInput>) -> Result<Answer> {
    call.run(async |unit| {
        let round = call.authorize(permit, rounds::get(unit, &permit, *id).await?)?;
        Answer::row(&permit, shares::share(unit, &round, call.read()?).await?)
    })
    .await
}

/// Stop sharing the result of a round
///
/// From now on the organization does not see it any more.
#[utoipa::path(tag = "rounds", operation_id = "unshare_round", params(("id" = Uuid, Path, description = "The round.")),
    request_body = ShareInput,
    responses((status = 200, description = "Taken back.", body = One<Round>)))]
#[post("/rounds/{id}/unshare")]
async fn unshare_round(permit: Permit<Unshare>, id: Id, call: Call<ShareInput>) -> Result<Answer> {
    call.run(async |unit| {
        let round = call.authorize(permit, rounds::get(unit, &permit, *id).await?)?;
        Answer::row(&permit, shares::unshare(unit, &round, call.read()?).await?)
    })
    .await
}

/// Consent to sharing a result
///
/// Whoever rated in a closed round says for himself whether others may see its result although only one or two people rated.
/// Nobody is told who did. A consent that is taken back ends at once what was shared by it. Where three or more rated,
/// nothing depends on it.
#[utoipa::path(tag = "rounds", operation_id = "consent_to_sharing", params(("id" = Uuid, Path, description = "The round.")),
    request_body = ConsentInput,
    responses((status = 200, description = "Written down.", body = One<Round>)))]
#[post("/rounds/{id}/consent")]
async fn consent_to_sharing(permit: Permit<Consent>, id: Id, call: Call<ConsentInput>) -> Result<Answer> {
    call.run(async |unit| {
        let round = call.authorize(permit, rounds::get(unit, &permit, *id).await?)?;
        Answer::row(&permit, shares::consent(unit, &round, call.read()?).await?)
    })
    .await
}
