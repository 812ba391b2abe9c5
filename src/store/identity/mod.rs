//! People, memberships, sessions and the keys that sign their tokens.

pub mod invitations;
pub mod keys;
pub mod me;
pub mod members;
pub mod password_resets;
pub mod people;
pub mod sessions;
pub mod standing;
pub mod tenants;
pub mod throttle;
