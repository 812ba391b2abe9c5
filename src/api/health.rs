//! Whether the service lives and can work.

use actix_web::get;
use actix_web::web::Data;
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;

use super::Service;
use super::answer::Answer;
use crate::error::Result;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(get_liveness).service(get_readiness);
}

/// The state of the service.
#[derive(Serialize, utoipa::ToSchema)]
struct Health {
    /// Always `ok`: anything else is a problem.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Tell whether the process lives
///
/// Needs no token.
#[utoipa::path(tag = "health", operation_id = "get_liveness", security(()),
    responses((status = 200, description = "The process lives.", body = Health)))]
#[get("/health/live")]
async fn get_liveness() -> Result<Answer> {
    Answer::json(&Health { status: "ok" })
}

/// Tell whether the service can work
///
/// Needs no token. Answers 503 while the database is away.
#[utoipa::path(tag = "health", operation_id = "get_readiness", security(()),
    responses((status = 200, description = "The database answers.", body = Health)))]
#[get("/health/ready")]
async fn get_readiness(service: Data<Service>) -> Result<Answer> {
    service.store.ping().await?;
    Answer::json(&Health { status: "ok" })
}
