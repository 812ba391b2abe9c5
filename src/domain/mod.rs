//! Plain data and rules: the types are also the JSON. No clock, database or HTTP.

pub mod check;
pub mod directory;
pub mod discovery;
pub mod evaluation;
pub mod identity;
pub mod integration;
pub mod listing;
pub mod partnership;
pub mod reading;
pub mod text;
