//! Rules of the directory.

pub mod claims;
pub mod contacts;
mod locations;
pub mod notes;
pub mod organizations;
pub mod own_terms;
pub mod parts;
mod phones;
pub mod proposals;
pub mod taxonomies;
pub mod terms;
