//! Instruments with their empty sheets, rounds, evaluations, scores, comparisons and what both sides share.

mod agreement;
mod comparisons;
mod evaluations;
mod instruments;
mod perception_gaps;
mod robustness;
mod rounds;
mod scores;
mod shared_results;
mod trends;
mod worksheets;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .configure(instruments::routes)
        .configure(worksheets::routes)
        .configure(rounds::routes)
        .configure(evaluations::routes)
        .configure(scores::routes)
        .configure(agreement::routes)
        .configure(robustness::routes)
        .configure(comparisons::routes)
        .configure(trends::routes)
        .configure(shared_results::routes)
        .configure(perception_gaps::routes);
}
