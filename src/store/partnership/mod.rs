//! Partnerships and what hangs on them.

mod action_items;
pub mod agreements;
pub mod attached;
pub mod calendar_links;
pub mod calendars;
mod challenges;
pub mod contributions;
mod copies;
mod decisions;
mod goals;
mod history;
pub mod meetings;
mod milestones;
mod minutes;
mod notes;
mod parties;
pub mod partnerships;
pub mod rates;
pub(in crate::store) mod reach;
mod roles;
pub mod steps;
pub mod strategies;
pub(in crate::store) mod texts;
pub(in crate::store) mod views;
