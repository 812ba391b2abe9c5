//! Organizations with what belongs to them, and how they are classified and found.

pub(super) mod builtin;
mod classification;
pub mod contacts;
mod filters;
pub mod locations;
pub mod organizations;
mod parts;
pub mod phones;
mod places;
pub(in crate::store) mod reach;
mod search;
pub mod taxonomies;
pub mod terms;
pub(in crate::store) mod views;
