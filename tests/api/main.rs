//! One binary for every test over HTTP.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod authorization;
mod conventions;
mod directory;
mod discovery;
mod document;
mod evaluation;
mod identity;
mod integration;
mod partnership;
mod program;
mod support;
