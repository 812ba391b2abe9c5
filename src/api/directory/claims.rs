//! Claims of partners to entries of the directory.

use actix_web::web::Data;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::directory::claims::{Approve, Create, Decline, Get, List};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::directory::claim::{Claim, ClaimFilter, ClaimInput};
use crate::domain::directory::decision::DecisionInput;
use crate::error::Result;
use crate::store::directory::{claims, organizations};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_claims)
        .service(create_claim)
        .service(get_claim)
        .service(approve_claim)
        .service(decline_claim);
}

resource!(Claim, "/v1/claims", crate::access::directory::claims::actions);

/// List claims
///
/// The claims that you made or may decide. Sorted by `created_at`.
#[utoipa::path(tag = "claims", operation_id = "list_claims", params(Paging, ClaimFilter),
    responses((status = 200, description = "A page of claims.", body = ListOf<Claim>)))]
#[get("/claims")]
async fn list_claims(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<ClaimFilter>,
) -> Result<Answer> {
    list.answer(claims::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create a claim
///
/// Asks for being the steward of an entry that is your own organization.
#[utoipa::path(tag = "claims", operation_id = "create_claim", request_body = ClaimInput,
    responses((status = 201, description = "Created.", body = One<Claim>)))]
#[post("/claims")]
async fn create_claim(permit: Permit<Create>, call: Call<ClaimInput>) -> Result<Answer> {
    call.run(async |unit| {
        let input = call.read()?;
        let entry = organizations::referred(unit, &permit, input.organization_id, "/organization_id").await?;
        Answer::created(&permit, claims::create(unit, &permit.over(entry)?, input).await?)
    })
    .await
}

/// Get a claim
#[utoipa::path(tag = "claims", operation_id = "get_claim", params(("id" = Uuid, Path, description = "The claim.")),
    responses((status = 200, description = "The claim.", body = One<Claim>)))]
#[get("/claims/{id}")]
async fn get_claim(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, claims::get(&service.store, &permit, *id).await?)
}

/// Approve a claim
///
/// The claimant becomes the steward of the entry; other open claims to it are declined. All that stands with the entry
/// goes to the claimant, internal contacts and the history of the entry included, also that of contacts which were deleted.
#[utoipa::path(tag = "claims", operation_id = "approve_claim", params(("id" = Uuid, Path, description = "The claim.")),
    request_body = DecisionInput,
    responses((status = 200, description = "Decided.", body = One<Claim>)))]
#[post("/claims/{id}/approve")]
async fn approve_claim(permit: Permit<Approve>, id: Id, call: Call<DecisionInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, claims::get(unit, &permit, *id).await?)?;
        Answer::row(&permit, claims::approve(unit, &row, call.read()?.reason).await?)
    })
    .await
}

/// Decline a claim
///
/// The entry stays with its steward.
#[utoipa::path(tag = "claims", operation_id = "decline_claim", params(("id" = Uuid, Path, description = "The claim.")),
    request_body = DecisionInput,
    responses((status = 200, description = "Decided.", body = One<Claim>)))]
#[post("/claims/{id}/decline")]
async fn decline_claim(permit: Permit<Decline>, id: Id, call: Call<DecisionInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, claims::get(unit, &permit, *id).await?)?;
        Answer::row(&permit, claims::decline(unit, &row, call.read()?.reason).await?)
    })
    .await
}
