//! Changes of entries that others than the steward propose.

use actix_web::web::Data;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::directory::proposals::{Accept, Create, Decline, Get, List};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::directory::decision::DecisionInput;
use crate::domain::directory::proposal::{Proposal, ProposalFilter, ProposalInput};
use crate::error::Result;
use crate::store::directory::{organizations, proposals};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_proposals)
        .service(create_proposal)
        .service(get_proposal)
        .service(accept_proposal)
        .service(decline_proposal);
}

resource!(Proposal, "/v1/proposals", crate::access::directory::proposals::actions);

/// List proposals
///
/// The proposals that you made or may decide. Sorted by `created_at`.
#[utoipa::path(tag = "proposals", operation_id = "list_proposals", params(Paging, ProposalFilter),
    responses((status = 200, description = "A page of proposals.", body = ListOf<Proposal>)))]
#[get("/proposals")]
async fn list_proposals(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<ProposalFilter>,
) -> Result<Answer> {
    list.answer(proposals::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create a proposal
///
/// Proposes a change of an entry of which you are not the steward; it has to lead to an organization as the entry is now.
#[utoipa::path(tag = "proposals", operation_id = "create_proposal", request_body = ProposalInput,
    responses((status = 201, description = "Created.", body = One<Proposal>)))]
#[post("/proposals")]
async fn create_proposal(permit: Permit<Create>, call: Call<ProposalInput>) -> Result<Answer> {
    call.run(async |unit| {
        let input = call.read()?;
        let entry = organizations::referred(unit, &permit, input.organization_id, "/organization_id").await?;
        Answer::created(&permit, proposals::create(unit, &permit.over(entry)?, input).await?)
    })
    .await
}

/// Get a proposal
#[utoipa::path(tag = "proposals", operation_id = "get_proposal", params(("id" = Uuid, Path, description = "The proposal.")),
    responses((status = 200, description = "The proposal.", body = One<Proposal>)))]
#[get("/proposals/{id}")]
async fn get_proposal(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, proposals::get(&service.store, &permit, *id).await?)
}

/// Accept a proposal
///
/// The entry, as it is by then, is changed as proposed.
#[utoipa::path(tag = "proposals", operation_id = "accept_proposal", params(("id" = Uuid, Path, description = "The proposal.")),
    request_body = DecisionInput,
    responses((status = 200, description = "Decided.", body = One<Proposal>)))]
#[post("/proposals/{id}/accept")]
async fn accept_proposal(permit: Permit<Accept>, id: Id, call: Call<DecisionInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, proposals::get(unit, &permit, *id).await?)?;
        Answer::row(&permit, proposals::accept(unit, &row, call.read()?.reason).await?)
    })
    .await
}

/// Decline a proposal
///
/// The entry stays as it is.
#[utoipa::path(tag = "proposals", operation_id = "decline_proposal", params(("id" = Uuid, Path, description = "The proposal.")),
    request_body = DecisionInput,
    responses((status = 200, description = "Decided.", body = One<Proposal>)))]
#[post("/proposals/{id}/decline")]
async fn decline_proposal(permit: Permit<Decline>, id: Id, call: Call<DecisionInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, proposals::get(unit, &permit, *id).await?)?;
        Answer::row(&permit, proposals::decline(unit, &row, call.read()?.reason).await?)
    })
    .await
}
