//! The service under test, its callers by role, and a fresh database for each test.

pub mod app;
pub mod client;
pub mod clock;
pub mod database;
pub mod document;
pub mod imports;
pub mod program;
pub mod tables;
pub mod wait;

pub use app::App;
pub use client::{Answer, Client};
pub use clock::Clock;
