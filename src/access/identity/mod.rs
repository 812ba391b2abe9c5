//! Rules of people, sessions and memberships.

pub mod sessions;
