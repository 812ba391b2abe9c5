//! Pictures, pages, calendars and tables from domain values.

pub mod agreement;
pub mod calendar;
mod canvas;
pub mod comparison;
pub mod events;
pub mod gap;
mod page;
pub mod pitch;
mod table;
mod text;
