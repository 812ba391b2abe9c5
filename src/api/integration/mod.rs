//! The history of changes.

mod events;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.configure(events::routes);
}
