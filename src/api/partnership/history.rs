//! The history of partnerships: who took which step, and why.

use actix_web::get;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

use super::attached;
use crate::access::Permit;
use crate::access::partnership::attached::{Get, List};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::partnership::attached::AttachedFilter;
use crate::domain::partnership::step::StepTaken;
use crate::error::Result;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list_partnership_steps).service(get_partnership_step);
}

resource!(StepTaken, "/v1/partnership-steps", crate::access::partnership::attached::read_only);

/// List steps
///
/// The history of the partnerships to which your organization belongs: who took which step, when and why. Sorted by `created_at`.
#[utoipa::path(tag = "partnerships", operation_id = "list_partnership_steps", params(Paging, AttachedFilter),
    responses((status = 200, description = "A page of steps.", body = ListOf<StepTaken>)))]
#[get("/partnership-steps")]
async fn list_partnership_steps(
    permit: Permit<List<StepTaken>>,
    service: Data<Service>,
    asked: Listed<AttachedFilter>,
) -> Result<Answer> {
    attached::list(&permit, &service, &asked).await
}

/// Get a step
#[utoipa::path(tag = "partnerships", operation_id = "get_partnership_step", params(("id" = Uuid, Path, description = "The step.")),
    responses((status = 200, description = "The step.", body = One<StepTaken>)))]
#[get("/partnership-steps/{id}")]
async fn get_partnership_step(
    permit: Permit<Get<StepTaken>>,
    service: Data<Service>,
    id: Id,
) -> Result<Answer> {
    attached::get(&permit, &service, id).await
}
