//! Signing in, and the caller's own account.

mod sessions;
mod well_known;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.configure(sessions::routes);
}

pub(super) fn well_known(config: &mut ServiceConfig) {
    config.configure(well_known::routes);
}
