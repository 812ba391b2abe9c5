//! Partnerships: drafted by the lead, and read by their parties.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::partnership::partnerships::{Create, Delete, Get, GetCopy, List, Override, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::partnership::action::WaiverInput;
use crate::domain::partnership::copy::PartnershipCopy;
use crate::domain::partnership::partnership::{Partnership, PartnershipFilter, PartnershipInput};
use crate::error::Result;
use crate::store::partnership::partnerships;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_partnerships)
        .service(create_partnership)
        .service(get_partnership)
        .service(update_partnership)
        .service(delete_partnership)
        .service(override_deal_breakers)
        .service(get_partnership_copy);
}

resource!(Partnership, "/v1/partnerships", crate::access::partnership::partnerships::actions);

/// List partnerships
///
/// Those of your organization: as lead, as party once it was proposed, and those that it left, as they were then. Sorted by
/// `created_at`.
#[utoipa::path(tag = "partnerships", operation_id = "list_partnerships", params(Paging, PartnershipFilter),
    responses((status = 200, description = "A page of partnerships.", body = ListOf<Partnership>)))]
#[get("/partnerships")]
async fn list_partnerships(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<PartnershipFilter>,
) -> Result<Answer> {
    list.answer(partnerships::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Draft a partnership
///
/// A coordinator of a library drafts, and the library leads. Nobody else sees the draft until it is proposed.
#[utoipa::path(tag = "partnerships", operation_id = "create_partnership", request_body = PartnershipInput,
    responses((status = 201, description = "Drafted.", body = One<Partnership>)))]
#[post("/partnerships")]
async fn create_partnership(permit: Permit<Create>, call: Call<PartnershipInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, partnerships::create(unit, &permit, call.read()?).await?))
        .await
}

/// Get a partnership
///
/// `actions` are the steps that you can take now. A party that left reads what it saw then.
#[utoipa::path(tag = "partnerships", operation_id = "get_partnership",
    params(("id" = Uuid, Path, description = "The partnership.")),
    responses((status = 200, description = "The partnership.", body = One<Partnership>)))]
#[get("/partnerships/{id}")]
async fn get_partnership(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, partnerships::get(&service.store, &permit, *id).await?)
}

/// Update a draft
///
/// A JSON merge patch: what is absent stays, null clears. Only while it is a draft; what was proposed is changed by
/// `counter_partnership`.
#[utoipa::path(tag = "partnerships", operation_id = "update_partnership",
    params(("id" = Uuid, Path, description = "The partnership.")), request_body = PartnershipInput,
    responses((status = 200, description = "Updated.", body = One<Partnership>)))]
#[patch("/partnerships/{id}")]
async fn update_partnership(permit: Permit<Update>, id: Id, call: Call<PartnershipInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, partnerships::get(unit, &permit, *id).await?)?;
        let input = call.patch(&row.row().into())?;
        Answer::row(&permit, partnerships::update(unit, &row, input).await?)
    })
    .await
}

/// Delete a draft
#[utoipa::path(tag = "partnerships", operation_id = "delete_partnership",
    params(("id" = Uuid, Path, description = "The partnership.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/partnerships/{id}")]
async fn delete_partnership(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, partnerships::get(unit, &permit, *id).await?)?;
        partnerships::delete(unit, &row).await?;
        Ok(Answer::empty())
    })
    .await
}

/// Override deal-breakers
///
/// An admin of the lead lets the draft be proposed although its latest closed rounds on another party speak against it. It holds
/// for the rounds that do so now. Nobody but the lead sees that there was something.
#[utoipa::path(tag = "partnerships", operation_id = "override_deal_breakers",
    params(("id" = Uuid, Path, description = "The partnership.")), request_body = WaiverInput,
    responses((status = 200, description = "Overridden.", body = One<Partnership>)))]
#[post("/partnerships/{id}/override")]
async fn override_deal_breakers(permit: Permit<Override>, id: Id, call: Call<WaiverInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, partnerships::get(unit, &permit, *id).await?)?;
        let input = call.read()?;
        Answer::row(&permit, partnerships::override_deal_breakers(unit, &row, input).await?)
    })
    .await
}

/// Get the copy of a partnership that you left
///
/// What your organization saw when it left or declined, with what hung on it then. Contributions of your own stay in
/// `list_contributions`.
#[utoipa::path(tag = "partnerships", operation_id = "get_partnership_copy",
    params(("id" = Uuid, Path, description = "The partnership.")),
    responses((status = 200, description = "The copy.", body = PartnershipCopy)))]
#[get("/partnerships/{id}/copy")]
async fn get_partnership_copy(permit: Permit<GetCopy>, service: Data<Service>, id: Id) -> Result<Answer> {
    let left = permit.over(partnerships::get(&service.store, &permit, *id).await?)?;
    Answer::json(&partnerships::copy(&service.store, &left).await?)
}
