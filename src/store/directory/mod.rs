//! Organizations with what belongs to them, and how they are classified and found.

mod addresses;
pub(super) mod builtin;
pub mod claims;
pub(in crate::store) mod classification;
pub mod contacts;
pub mod duplicates;
mod filters;
pub mod import;
pub mod locations;
pub mod notes;
pub mod organizations;
pub mod own_terms;
pub(in crate::store) mod parts;
pub mod phones;
pub(in crate::store) mod places;
pub mod proposals;
pub(in crate::store) mod reach;
mod search;
pub mod taxonomies;
pub mod terms;
pub(in crate::store) mod views;
