//! Contacts, parts of the entries of the directory.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::directory::contacts::Erase;
use crate::access::directory::parts::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::{Call, Nothing};
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::directory::contact::{Contact, ContactInput};
use crate::domain::directory::part::PartFilter;
use crate::error::Result;
use crate::store::directory::{contacts, organizations};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_contacts)
        .service(create_contact)
        .service(get_contact)
        .service(update_contact)
        .service(delete_contact)
        .service(erase_contact);
}

resource!(Contact, "/v1/contacts", crate::access::directory::contacts::actions);

/// List contacts
///
/// The contacts that you may see. Sorted by `created_at`.
#[utoipa::path(tag = "contacts", operation_id = "list_contacts", params(Paging, PartFilter),
    responses((status = 200, description = "A page of contacts.", body = ListOf<Contact>)))]
#[get("/contacts")]
async fn list_contacts(
    permit: Permit<List<Contact>>,
    service: Data<Service>,
    list: Listed<PartFilter>,
) -> Result<Answer> {
    list.answer(contacts::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create a contact
///
/// Without `visibility` a contact is internal. Only the steward of the organization adds to it.
#[utoipa::path(tag = "contacts", operation_id = "create_contact", request_body = ContactInput,
    responses((status = 201, description = "Created.", body = One<Contact>)))]
#[post("/contacts")]
async fn create_contact(permit: Permit<Create<Contact>>, call: Call<ContactInput>) -> Result<Answer> {
    call.run(async |unit| {
        let input = call.read()?;
        let entry = organizations::referred(unit, &permit, input.organization_id, "/organization_id").await?;
        Answer::created(&permit, contacts::create(unit, &permit.over(entry)?, input).await?)
    })
    .await
}

/// Get a contact
#[utoipa::path(tag = "contacts", operation_id = "get_contact", params(("id" = Uuid, Path, description = "The contact.")),
    responses((status = 200, description = "The contact.", body = One<Contact>)))]
#[get("/contacts/{id}")]
async fn get_contact(permit: Permit<Get<Contact>>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, contacts::get(&service.store, &permit, *id).await?)
}

/// Update a contact
///
/// A JSON merge patch: what is absent stays, null clears. The organization stays the same.
#[utoipa::path(tag = "contacts", operation_id = "update_contact", params(("id" = Uuid, Path, description = "The contact.")),
    request_body = ContactInput,
    responses((status = 200, description = "Updated.", body = One<Contact>)))]
#[patch("/contacts/{id}")]
async fn update_contact(permit: Permit<Update<Contact>>, id: Id, call: Call<ContactInput>) -> Result<Answer> {
    call.run(async |unit| {
        let part = call.authorize(permit, contacts::get(unit, &permit, *id).await?)?;
        let input = call.patch(&part.row().into())?;
        Answer::row(&permit, contacts::update(unit, &part, input).await?)
    })
    .await
}

/// Delete a contact
///
/// The phones that belong to it are deleted with it.
#[utoipa::path(tag = "contacts", operation_id = "delete_contact", params(("id" = Uuid, Path, description = "The contact.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/contacts/{id}")]
async fn delete_contact(permit: Permit<Delete<Contact>>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let part = call.authorize(permit, contacts::get(unit, &permit, *id).await?)?;
        contacts::delete(unit, &part).await?;
        Ok(Answer::empty())
    })
    .await
}

/// Erase a contact
///
/// For the steward of the entry, and for good: the contact is deleted with its phones, and name, title, department, e-mail address
/// and numbers are erased, in rows and in the history. A contact that was deleted before can be erased, too.
#[utoipa::path(tag = "contacts", operation_id = "erase_contact", params(("id" = Uuid, Path, description = "The contact.")),
    request_body = Nothing,
    responses((status = 200, description = "Erased; the contact is gone.", body = One<Contact>)))]
#[post("/contacts/{id}/erase")]
async fn erase_contact(permit: Permit<Erase>, id: Id, call: Call<Nothing>) -> Result<Answer> {
    call.run(async |unit| {
        let part = call.authorize(permit, contacts::get_ever(unit, &permit, *id).await?)?;
        call.read()?;
        Answer::row(&permit, contacts::erase(unit, &part).await?)
    })
    .await
}
