//! The history of what was written, and work that goes on after the request which asked for it.

pub mod event;
pub mod job;
pub mod notice;
