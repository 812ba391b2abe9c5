//! Ligature: libraries find, evaluate, form and run partnerships with the organizations around them.

pub mod access;
pub mod api;
pub mod caller;
pub mod cli;
pub mod config;
pub mod demo;
pub mod domain;
pub mod error;
pub mod jobs;
pub mod render;
pub mod store;
pub mod telemetry;

// A request frees most of what it allocates, on several threads. SQLite allocates by it as well (.cargo/config.toml), so
// that whatever is linked with SQLite needs it: tests and benches, too. Figures: docs/performance.md.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
