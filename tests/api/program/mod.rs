//! The program itself: its commands, its start and its end.

mod backup;
mod commands;
mod durability;
mod files;
mod import;
mod logs;
mod metrics;
mod migrations;
mod operators;
mod outage;
mod processes;
mod refusals;
mod settings;
#[cfg(feature = "otlp")]
mod traces;
