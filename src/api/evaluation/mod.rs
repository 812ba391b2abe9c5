//! Instruments, rounds, evaluations, scores, comparisons and what both sides share.

mod comparisons;
mod evaluations;
mod instruments;
mod perception_gaps;
mod rounds;
mod scores;
mod shared_results;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .configure(instruments::routes)
        .configure(rounds::routes)
        .configure(evaluations::routes)
        .configure(scores::routes)
        .configure(comparisons::routes)
        .configure(shared_results::routes)
        .configure(perception_gaps::routes);
}
