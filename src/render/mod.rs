//! Pictures, pages and tables from domain values.

mod canvas;
pub mod comparison;
pub mod events;
mod table;
mod text;
