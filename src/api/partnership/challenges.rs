//! What may go wrong in a partnership.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::attached;
use crate::access::Permit;
use crate::access::partnership::attached::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::partnership::attached::AttachedFilter;
use crate::domain::partnership::challenge::{Challenge, ChallengeInput};
use crate::error::Result;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_challenges)
        .service(create_challenge)
        .service(get_challenge)
        .service(update_challenge)
        .service(delete_challenge);
}

resource!(Challenge, "/v1/challenges", crate::access::partnership::attached::actions);

/// List challenges
///
/// Those of the partnerships to which your organization belongs. Sorted by `created_at`.
#[utoipa::path(tag = "challenges", operation_id = "list_challenges", params(Paging, AttachedFilter),
    responses((status = 200, description = "A page of challenges.", body = ListOf<Challenge>)))]
#[get("/challenges")]
async fn list_challenges(
    permit: Permit<List<Challenge>>,
    service: Data<Service>,
    asked: Listed<AttachedFilter>,
) -> Result<Answer> {
    attached::list(&permit, &service, &asked).await
}

/// Create a challenge
///
/// A coordinator of a party writes down what may go wrong, how likely and how bad it is, and what is done about it.
#[utoipa::path(tag = "challenges", operation_id = "create_challenge", request_body = ChallengeInput,
    responses((status = 201, description = "Created.", body = One<Challenge>)))]
#[post("/challenges")]
async fn create_challenge(permit: Permit<Create<Challenge>>, call: Call<ChallengeInput>) -> Result<Answer> {
    attached::create(permit, call).await
}

/// Get a challenge
#[utoipa::path(tag = "challenges", operation_id = "get_challenge", params(("id" = Uuid, Path, description = "The challenge.")),
    responses((status = 200, description = "The challenge.", body = One<Challenge>)))]
#[get("/challenges/{id}")]
async fn get_challenge(permit: Permit<Get<Challenge>>, service: Data<Service>, id: Id) -> Result<Answer> {
    attached::get(&permit, &service, id).await
}

/// Update a challenge
///
/// A JSON merge patch: what is absent stays, null clears. The partnership stays the same.
#[utoipa::path(tag = "challenges", operation_id = "update_challenge", params(("id" = Uuid, Path, description = "The challenge.")),
    request_body = ChallengeInput,
    responses((status = 200, description = "Updated.", body = One<Challenge>)))]
#[patch("/challenges/{id}")]
async fn update_challenge(
    permit: Permit<Update<Challenge>>,
    id: Id,
    call: Call<ChallengeInput>,
) -> Result<Answer> {
    attached::update(permit, id, call).await
}

/// Delete a challenge
#[utoipa::path(tag = "challenges", operation_id = "delete_challenge", params(("id" = Uuid, Path, description = "The challenge.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/challenges/{id}")]
async fn delete_challenge(permit: Permit<Delete<Challenge>>, id: Id, call: Call<()>) -> Result<Answer> {
    attached::delete(permit, id, call).await
}
