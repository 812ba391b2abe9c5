//! Phones, parts of the entries of the directory.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::directory::parts::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::directory::duplicate::DuplicateQuery;
use crate::domain::directory::part::PartFilter;
use crate::domain::directory::phone::{Phone, PhoneInput};
use crate::error::Result;
use crate::store::directory::{duplicates, organizations, phones};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_phones)
        .service(create_phone)
        .service(get_phone)
        .service(update_phone)
        .service(delete_phone);
}

resource!(Phone, "/v1/phones", crate::access::directory::parts::actions);

/// List phones
///
/// The phones that you may see. Sorted by `created_at`.
#[utoipa::path(tag = "phones", operation_id = "list_phones", params(Paging, PartFilter),
    responses((status = 200, description = "A page of phones.", body = ListOf<Phone>)))]
#[get("/phones")]
async fn list_phones(
    permit: Permit<List<Phone>>,
    service: Data<Service>,
    list: Listed<PartFilter>,
) -> Result<Answer> {
    list.answer(phones::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create a phone
///
/// A number is never more visible than the contact and the location to which it belongs. When you see the same number
/// at another organization, the answer is 409 with the `candidates`; `allow_duplicate=true` takes it all the same.
#[utoipa::path(tag = "phones", operation_id = "create_phone", params(DuplicateQuery), request_body = PhoneInput,
    responses((status = 201, description = "Created.", body = One<Phone>)))]
#[post("/phones")]
async fn create_phone(permit: Permit<Create<Phone>>, mut call: Call<PhoneInput>) -> Result<Answer> {
    let DuplicateQuery { allow_duplicate } = call.parameters()?;
    call.run(async |unit| {
        let input = call.read()?;
        let entry = organizations::referred(unit, &permit, input.organization_id, "/organization_id").await?;
        let phone = phones::create(unit, &permit.over(entry)?, input).await?;
        if !allow_duplicate {
            duplicates::of_phone(unit, &permit, &phone).await?;
        }
        Answer::created(&permit, phone)
    })
    .await
}

/// Get a phone
#[utoipa::path(tag = "phones", operation_id = "get_phone", params(("id" = Uuid, Path, description = "The phone.")),
    responses((status = 200, description = "The phone.", body = One<Phone>)))]
#[get("/phones/{id}")]
async fn get_phone(permit: Permit<Get<Phone>>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, phones::get(&service.store, &permit, *id).await?)
}

/// Update a phone
///
/// A JSON merge patch: what is absent stays, null clears. The organization stays the same.
#[utoipa::path(tag = "phones", operation_id = "update_phone", params(("id" = Uuid, Path, description = "The phone.")),
    request_body = PhoneInput,
    responses((status = 200, description = "Updated.", body = One<Phone>)))]
#[patch("/phones/{id}")]
async fn update_phone(permit: Permit<Update<Phone>>, id: Id, call: Call<PhoneInput>) -> Result<Answer> {
    call.run(async |unit| {
        let part = call.authorize(permit, phones::get(unit, &permit, *id).await?)?;
        let input = call.patch(&part.row().into())?;
        Answer::row(&permit, phones::update(unit, &part, input).await?)
    })
    .await
}

/// Delete a phone
#[utoipa::path(tag = "phones", operation_id = "delete_phone", params(("id" = Uuid, Path, description = "The phone.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/phones/{id}")]
async fn delete_phone(permit: Permit<Delete<Phone>>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let part = call.authorize(permit, phones::get(unit, &permit, *id).await?)?;
        phones::delete(unit, &part).await?;
        Ok(Answer::empty())
    })
    .await
}
