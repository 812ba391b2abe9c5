//! The public keys of the access tokens.

use actix_web::get;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::Service;
use crate::api::answer::Answer;
use crate::error::Result;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(get_keys);
}

/// Get the public keys
///
/// The JSON Web Key Set (RFC 7517) with which access tokens can be verified. Needs no token.
#[utoipa::path(tag = "keys", operation_id = "get_keys", security(()),
    responses((status = 200, description = "The keys.", body = serde_json::Value)))]
#[get("/.well-known/jwks.json")]
async fn get_keys(service: Data<Service>) -> Result<Answer> {
    Answer::json(&service.tokens.published(service.store.source().now().timestamp()))
}
