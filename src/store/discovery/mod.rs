//! Finding partners: initiatives, prospects, coverage, matches, interviews and interactions.

pub mod board;
pub mod checklist;
pub mod coverage;
mod gaps;
pub mod guides;
pub mod initiatives;
pub mod interactions;
pub mod interviews;
pub mod matches;
pub mod moves;
pub mod pipelines;
pub mod pitches;
pub mod prospects;
mod relations;
pub mod talking_points;
