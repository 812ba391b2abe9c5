//! Pictures, pages, calendars and tables from domain values.

pub mod agreement;
pub mod calendar;
mod canvas;
pub mod comparison;
pub mod events;
mod framed;
pub mod gap;
mod page;
pub mod pitch;
pub mod robustness;
mod table;
mod text;
pub mod trend;
pub mod worksheet;
