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

use super::Routes;

pub(super) const ROUTES: &[Routes] = &[
    initiatives::routes,
    matches::routes,
    coverage::routes,
    pipelines::routes,
    prospects::routes,
    guides::routes,
    interviews::routes,
    interactions::routes,
    talking_points::routes,
    pitches::routes,
    checklist::routes,
];
