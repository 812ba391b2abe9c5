//! Accounts, for the operator.

use actix_web::web::Data;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::identity::people::{Erase, Export, Get, List};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::{Call, Nothing};
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::identity::export::PersonExport;
use crate::domain::identity::person::{Person, PersonFilter};
use crate::error::Result;
use crate::store::identity::{erasure, export, people};

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list_people).service(get_person).service(export_person).service(erase_person);
}

resource!(Person, "/v1/people", crate::access::identity::people::actions);

/// List people
///
/// All accounts with their memberships, for the operator. Sorted by `created_at`.
#[utoipa::path(tag = "people", operation_id = "list_people", params(Paging, PersonFilter),
    responses((status = 200, description = "A page of people.", body = ListOf<Person>)))]
#[get("/people")]
async fn list_people(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<PersonFilter>,
) -> Result<Answer> {
    list.answer(people::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Get a person
///
/// The operator sees every account, others see their own.
#[utoipa::path(tag = "people", operation_id = "get_person", params(("id" = Uuid, Path, description = "The person.")),
    responses((status = 200, description = "The person.", body = One<Person>)))]
#[get("/people/{id}")]
async fn get_person(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, people::get(&service.store, &permit, *id).await?)
}

/// Export what is stored about a person
///
/// For the operator, to answer a person who asks. The operator reads no evaluations and notes: these are left out, and `left_out`
/// says so; the person exports them with `export_me`. No secrets.
#[utoipa::path(tag = "people", operation_id = "export_person", params(("id" = Uuid, Path, description = "The person.")),
    responses((status = 200, description = "What is stored about the person.", body = PersonExport)))]
#[get("/people/{id}/export")]
async fn export_person(permit: Permit<Export>, service: Data<Service>, id: Id) -> Result<Answer> {
    let person = permit.over(people::get(&service.store, &permit, *id).await?)?;
    Answer::json(&export::for_operator(&service.store, &person).await?)
}

/// Erase a person
///
/// For the operator, and for good: name, e-mail address, the addresses of sessions, and the texts of notes and sheets are
/// replaced by `(erased)`, in rows and in the history. Sessions, memberships, invitations to the address and links end. What was
/// rated stays and counts, without its rater. An organization's last admin stays until there is another: 409. Programs for
/// which the person answers are refused until another admin changes them. What was done under the person's id stays.
#[utoipa::path(tag = "people", operation_id = "erase_person", params(("id" = Uuid, Path, description = "The person.")),
    request_body = Nothing,
    responses((status = 200, description = "Erased; the account is gone.", body = One<Person>)))]
#[post("/people/{id}/erase")]
async fn erase_person(permit: Permit<Erase>, id: Id, call: Call<Nothing>) -> Result<Answer> {
    call.run(async |unit| {
        let person = call.authorize(permit, people::get(unit, &permit, *id).await?)?;
        call.read()?;
        Answer::row(&permit, erasure::erase(unit, &person).await?)
    })
    .await
}
