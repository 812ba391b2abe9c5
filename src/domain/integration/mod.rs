//! The history of what was written.

pub mod event;
