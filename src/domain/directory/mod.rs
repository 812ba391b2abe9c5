//! The directory: organizations and what belongs to them, how they are classified, found and imported.

pub mod builtin;
pub mod claim;
pub mod contact;
pub mod decision;
pub mod duplicate;
pub mod filter;
pub mod formats;
pub mod geo;
pub mod import;
pub mod location;
pub mod named;
pub mod note;
pub mod organization;
pub mod part;
pub mod phone;
pub mod proposal;
pub mod resource_kind;
pub mod taxonomy;
pub mod visibility;

#[cfg(test)]
mod tests;
