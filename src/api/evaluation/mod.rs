//! Instruments with their empty sheets, rounds, evaluations, scores and comparisons.

mod agreement;
mod comparisons;
mod evaluations;
mod instruments;
mod robustness;
mod rounds;
mod scores;
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
        .configure(trends::routes);
}
