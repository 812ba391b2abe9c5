//! Finding partners.

mod checklist;
mod coverage;
mod guides;
mod initiatives;
mod interactions;
mod interviews;
mod matches;
mod pipelines;
mod pitches;
mod prospects;
mod talking_points;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .configure(initiatives::routes)
        .configure(matches::routes)
        .configure(coverage::routes)
        .configure(pipelines::routes)
        .configure(prospects::routes)
        .configure(guides::routes)
        .configure(interviews::routes)
        .configure(interactions::routes)
        .configure(talking_points::routes)
        .configure(pitches::routes)
        .configure(checklist::routes);
}
