//! Organizations with what belongs to them, and how they are classified and found.

mod filters;
pub mod organizations;
mod places;
mod reach;
mod search;
pub mod taxonomies;
pub(super) mod views;
