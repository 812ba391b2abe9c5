//! What parties give and take.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::attached;
use crate::access::Permit;
use crate::access::partnership::attached::{Create, Delete, Get, List, Update};
use crate::access::partnership::contributions::GetBalance;
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::partnership::attached::AttachedFilter;
use crate::domain::partnership::balance::Balance;
use crate::domain::partnership::contribution::{Contribution, ContributionInput};
use crate::error::Result;
use crate::store::partnership::{contributions, partnerships};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(get_partnership_balance)
        .service(list_contributions)
        .service(create_contribution)
        .service(get_contribution)
        .service(update_contribution)
        .service(delete_contribution);
}

resource!(Contribution, "/v1/contributions", crate::access::partnership::attached::actions);

/// List contributions
///
/// Those of the partnerships to which your organization belongs; of those that it left what it gave itself. Sorted by `created_at`.
#[utoipa::path(tag = "contributions", operation_id = "list_contributions", params(Paging, AttachedFilter),
    responses((status = 200, description = "A page of contributions.", body = ListOf<Contribution>)))]
#[get("/contributions")]
async fn list_contributions(
    permit: Permit<List<Contribution>>,
    service: Data<Service>,
    asked: Listed<AttachedFilter>,
) -> Result<Answer> {
    attached::list(&permit, &service, &asked).await
}

/// Create a contribution
///
/// A coordinator of the giver, of the receiver or of the lead. Hours are valued by a rate that holds on the day of the pledge, or by an
/// amount; what the rate said is kept with the contribution.
#[utoipa::path(tag = "contributions", operation_id = "create_contribution", request_body = ContributionInput,
    responses((status = 201, description = "Created.", body = One<Contribution>)))]
#[post("/contributions")]
async fn create_contribution(
    permit: Permit<Create<Contribution>>,
    call: Call<ContributionInput>,
) -> Result<Answer> {
    attached::create(permit, call).await
}

/// Get a contribution
#[utoipa::path(tag = "contributions", operation_id = "get_contribution", params(("id" = Uuid, Path, description = "The contribution.")),
    responses((status = 200, description = "The contribution.", body = One<Contribution>)))]
#[get("/contributions/{id}")]
async fn get_contribution(
    permit: Permit<Get<Contribution>>,
    service: Data<Service>,
    id: Id,
) -> Result<Answer> {
    attached::get(&permit, &service, id).await
}

/// Update a contribution
///
/// A JSON merge patch: what is absent stays, null clears. The partnership stays the same.
#[utoipa::path(tag = "contributions", operation_id = "update_contribution", params(("id" = Uuid, Path, description = "The contribution.")),
    request_body = ContributionInput,
    responses((status = 200, description = "Updated.", body = One<Contribution>)))]
#[patch("/contributions/{id}")]
async fn update_contribution(
    permit: Permit<Update<Contribution>>,
    id: Id,
    call: Call<ContributionInput>,
) -> Result<Answer> {
    attached::update(permit, id, call).await
}

/// Delete a contribution
#[utoipa::path(tag = "contributions", operation_id = "delete_contribution", params(("id" = Uuid, Path, description = "The contribution.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/contributions/{id}")]
async fn delete_contribution(permit: Permit<Delete<Contribution>>, id: Id, call: Call<()>) -> Result<Answer> {
    attached::delete(permit, id, call).await
}

/// Get the balance of a partnership
///
/// What each party gave and received, pledged and delivered, by currency, and how even that is. What goes to all others is shared equally
/// among those that are parties now. Currencies are never added.
#[utoipa::path(tag = "contributions", operation_id = "get_partnership_balance",
    params(("id" = Uuid, Path, description = "The partnership.")),
    responses((status = 200, description = "The balance.", body = Balance)))]
#[get("/partnerships/{id}/balance")]
async fn get_partnership_balance(
    permit: Permit<GetBalance>,
    service: Data<Service>,
    id: Id,
) -> Result<Answer> {
    let whole = permit.over(partnerships::get(&service.store, &permit, *id).await?)?;
    Answer::json(&contributions::of_partnership(&service.store, &whole).await?)
}
