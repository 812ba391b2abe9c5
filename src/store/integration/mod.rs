//! The record of every write, and the answers kept for idempotency keys.

pub mod events;
pub mod idempotency;
