//! Pictures, pages and tables from domain values.

pub mod agreement;
mod canvas;
pub mod comparison;
pub mod events;
mod table;
mod text;
