//! Work that goes on after the request which asked for it.

mod jobs;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.configure(jobs::routes);
}
