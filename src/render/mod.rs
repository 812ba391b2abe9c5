//! Pictures, pages and tables from domain values.

pub mod agreement;
mod canvas;
pub mod comparison;
pub mod events;
pub mod pitch;
mod table;
mod text;
