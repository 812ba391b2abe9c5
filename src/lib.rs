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
