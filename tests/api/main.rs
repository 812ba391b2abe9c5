//! One binary for every test over HTTP.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod directory;
mod identity;
mod support;
