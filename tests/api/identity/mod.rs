//! Tests of people, sessions and memberships.

mod sessions;
