//! Accounts, for the operator.

use actix_web::get;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::identity::people::{Get, List};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::identity::person::{Person, PersonFilter};
use crate::error::Result;
use crate::store::identity::people;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list_people).service(get_person);
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
