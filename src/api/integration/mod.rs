//! The history of changes, and work that goes on after the request which asked for it.

mod events;
mod jobs;
mod notices;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.configure(events::routes).configure(jobs::routes).configure(notices::routes);
}
