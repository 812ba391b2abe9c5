//! How a partnership does.

use actix_web::get;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::partnership::health::GetHealth;
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::query::Id;
use crate::domain::partnership::health::Health;
use crate::error::Result;
use crate::store::partnership::{health, partnerships};

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(get_partnership_health);
}

/// Get the health of a partnership
///
/// A score from 0 to 1 with its parts and the rows behind each. A part of which nothing is known says why, and does not count. Evaluations
/// count for the library that made them; no other party sees that part, nor a score that it moves.
#[utoipa::path(tag = "partnerships", operation_id = "get_partnership_health",
    params(("id" = Uuid, Path, description = "The partnership.")),
    responses((status = 200, description = "The health.", body = Health)))]
#[get("/partnerships/{id}/health")]
async fn get_partnership_health(permit: Permit<GetHealth>, service: Data<Service>, id: Id) -> Result<Answer> {
    let whole = permit.over(partnerships::get(&service.store, &permit, *id).await?)?;
    Answer::json(&health::of_partnership(&service.store, &whole).await?)
}
