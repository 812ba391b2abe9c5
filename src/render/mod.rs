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
pub mod trend_page;
pub mod worksheet;

use crate::domain::evaluation::score::ScoreStatus;

/// What deal-breakers say, in a word.
fn status_word(status: Option<ScoreStatus>) -> &'static str {
    match status {
        Some(ScoreStatus::Clear) => "clear",
        Some(ScoreStatus::Blocked) => "blocked",
        Some(ScoreStatus::Undetermined) => "undetermined",
        None => "withheld",
    }
}
