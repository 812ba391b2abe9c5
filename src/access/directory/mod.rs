//! Rules of the directory.

mod contacts;
mod locations;
pub mod organizations;
pub mod parts;
mod phones;
pub mod taxonomies;
pub mod terms;
