//! HTTP. Handlers find the row, ask whether the caller may, do it, and answer.

mod answer;
mod authenticate;
mod call;
mod directory;
mod discovery;
mod document;
mod drain;
mod evaluation;
mod format;
mod health;
mod identity;
mod integration;
mod list;
mod metrics;
mod observe;
mod operations;
mod partnership;
mod problem;
mod query;
mod resource;
mod server;
mod service;
mod shape;
mod simulations;
mod span;
mod unrouted;
mod upload;

pub use document::document;
pub use drain::Drain;
pub use metrics::{Metrics, bind_metrics};
pub use server::{Bound, bind};
pub use service::{Service, Settings};
pub use simulations::Simulations;

use utoipa_actix_web::scope::scope;
use utoipa_actix_web::service_config::ServiceConfig;

/// Every route: what is registered here is also in the document.
pub fn routes(config: &mut ServiceConfig) {
    config.configure(health::routes).configure(identity::well_known).service(
        scope("/v1")
            .configure(identity::routes)
            .configure(directory::routes)
            .configure(discovery::routes)
            .configure(evaluation::routes)
            .configure(partnership::routes)
            .configure(integration::routes),
    );
}
