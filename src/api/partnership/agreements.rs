//! The memoranda of partnerships.

use actix_web::web::Data;
use actix_web::{HttpRequest, delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::attached;
use crate::access::Permit;
use crate::access::partnership::agreements::{Assent, Page};
use crate::access::partnership::attached::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::{Id, Parameters, path_id};
use crate::api::resource::{One, resource};
use crate::domain::partnership::agreement::{
    Agreement, AgreementAssentInput, AgreementInput, AgreementVersionFilter,
};
use crate::domain::partnership::attached::AttachedFilter;
use crate::error::{Error, Result};
use crate::render::agreement::{STYLE, agreement_html};
use crate::store::partnership::{agreements, attached as rows, partnerships};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(get_agreement_html)
        .service(assent_agreement)
        .service(list_agreements)
        .service(create_agreement)
        .service(get_agreement)
        .service(update_agreement)
        .service(delete_agreement);
}

resource!(Agreement, "/v1/agreements", crate::access::partnership::agreements::actions);

/// List agreements
///
/// Those of the partnerships to which your organization belongs. Sorted by `created_at`.
#[utoipa::path(tag = "agreements", operation_id = "list_agreements", params(Paging, AttachedFilter),
    responses((status = 200, description = "A page of agreements.", body = ListOf<Agreement>)))]
#[get("/agreements")]
async fn list_agreements(
    permit: Permit<List<Agreement>>,
    service: Data<Service>,
    asked: Listed<AttachedFilter>,
) -> Result<Answer> {
    attached::list(&permit, &service, &asked).await
}

/// Create an agreement
///
/// A coordinator of a party. Without sections it has those of the template, still to be written.
#[utoipa::path(tag = "agreements", operation_id = "create_agreement", request_body = AgreementInput,
    responses((status = 201, description = "Created.", body = One<Agreement>)))]
#[post("/agreements")]
async fn create_agreement(permit: Permit<Create<Agreement>>, call: Call<AgreementInput>) -> Result<Answer> {
    attached::create(permit, call).await
}

/// Get an agreement
#[utoipa::path(tag = "agreements", operation_id = "get_agreement", params(("id" = Uuid, Path, description = "The agreement.")),
    responses((status = 200, description = "The agreement.", body = One<Agreement>)))]
#[get("/agreements/{id}")]
async fn get_agreement(permit: Permit<Get<Agreement>>, service: Data<Service>, id: Id) -> Result<Answer> {
    attached::get(&permit, &service, id).await
}

/// Update an agreement
///
/// A JSON merge patch: what is absent stays, null clears. The partnership stays the same. A change of a
/// version to which somebody has assented makes the next version, and asks all parties anew.
#[utoipa::path(tag = "agreements", operation_id = "update_agreement", params(("id" = Uuid, Path, description = "The agreement.")),
    request_body = AgreementInput,
    responses((status = 200, description = "Updated.", body = One<Agreement>)))]
#[patch("/agreements/{id}")]
async fn update_agreement(
    permit: Permit<Update<Agreement>>,
    id: Id,
    call: Call<AgreementInput>,
) -> Result<Answer> {
    attached::update(permit, id, call).await
}

/// Delete an agreement
///
/// One to which all parties agreed stays: 409 `agreement_in_force`.
#[utoipa::path(tag = "agreements", operation_id = "delete_agreement", params(("id" = Uuid, Path, description = "The agreement.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/agreements/{id}")]
async fn delete_agreement(permit: Permit<Delete<Agreement>>, id: Id, call: Call<()>) -> Result<Answer> {
    attached::delete(permit, id, call).await
}

/// Assent to an agreement
///
/// An admin of a party assents to this version, of which every section is written. For a party without accounts the lead's admin does,
/// with `for_party`. When all parties have, it is agreed.
#[utoipa::path(tag = "agreements", operation_id = "assent_agreement",
    params(("id" = Uuid, Path, description = "The agreement.")), request_body = AgreementAssentInput,
    responses((status = 200, description = "Assented.", body = One<Agreement>)))]
#[post("/agreements/{id}/assent")]
async fn assent_agreement(
    permit: Permit<Assent>,
    id: Id,
    call: Call<AgreementAssentInput>,
) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, rows::get::<Agreement, _>(unit, &permit, *id).await?)?;
        Answer::row(&permit, agreements::assent(unit, &row, call.read()?).await?)
    })
    .await
}

/// Get an agreement as a page to print
///
/// The present version, or an earlier one to which somebody had assented.
#[utoipa::path(tag = "agreements", operation_id = "get_agreement_html",
    params(("id" = Uuid, Path, description = "The agreement."), AgreementVersionFilter),
    responses((status = 200, description = "The memorandum.", body = String, content_type = "text/html")))]
#[get("/agreements/{id}/page.html")]
async fn get_agreement_html(
    permit: Permit<Page>,
    service: Data<Service>,
    asked: Parameters<AgreementVersionFilter>,
    request: HttpRequest,
) -> Result<Answer> {
    let mut agreement = rows::get::<Agreement, _>(&service.store, &permit, path_id(&request)?).await?;
    if let Some(version) = asked.0.version {
        let known = agreement.in_version(version);
        agreement =
            known.ok_or_else(|| Error::invalid("version", "not_found", "there is no such version"))?;
    }
    let partnership = partnerships::get(&service.store, &permit, agreement.partnership.id).await?;
    Ok(Answer::page(agreement_html(&agreement, &partnership), STYLE))
}
