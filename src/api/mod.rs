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

/// The routes of a room of the API.
type Routes = fn(&mut ServiceConfig);

/// The rooms, area by area.
const AREAS: [&[Routes]; 6] = [
    identity::ROUTES,
    directory::ROUTES,
    discovery::ROUTES,
    evaluation::ROUTES,
    partnership::ROUTES,
    integration::ROUTES,
];

/// Every route: what is registered here is also in the document.
pub fn routes(config: &mut ServiceConfig) {
    // One by one: a scope keeps the schemas of what is configured at once as often as its operations use them.
    let rooms = AREAS.into_iter().flatten();
    let v1 = rooms.fold(scope("/v1"), |scope, routes| scope.configure(routes));
    config.configure(health::routes).configure(identity::well_known).service(v1);
}
