//! Pictures, pages and tables from domain values.

mod canvas;
pub mod comparison;
mod text;
