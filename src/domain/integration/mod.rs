//! Work that goes on after the request which asked for it.

pub mod job;
