//! People, memberships, sessions and the keys that sign their tokens.

pub mod client_secrets;
pub mod clients;
pub mod erasure;
pub mod export;
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
