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

use super::Routes;

pub(super) const ROUTES: &[Routes] = &[
    instruments::routes,
    worksheets::routes,
    rounds::routes,
    evaluations::routes,
    scores::routes,
    agreement::routes,
    robustness::routes,
    comparisons::routes,
    trends::routes,
    shared_results::routes,
    perception_gaps::routes,
];
