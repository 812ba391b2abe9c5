//! People, memberships, sessions and the keys that sign their tokens.

pub mod keys;
pub mod people;
pub mod sessions;
pub mod standing;
pub mod tenants;
pub mod throttle;
