//! Organizations with what belongs to them, and how they are classified and found.

mod addresses;
pub(super) mod builtin;
pub mod claims;
mod classification;
pub mod contacts;
pub mod duplicates;
mod filters;
pub mod import;
pub mod locations;
pub mod notes;
pub mod organizations;
pub mod own_terms;
mod parts;
pub mod phones;
mod places;
pub mod proposals;
pub(in crate::store) mod reach;
mod search;
pub mod taxonomies;
pub mod terms;
pub(in crate::store) mod views;
