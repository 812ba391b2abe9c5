//! The directory: organizations with what belongs to them.

mod organizations;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.configure(organizations::routes);
}
