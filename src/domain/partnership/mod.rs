//! Partnerships: who works together on what, and how such a thing begins, goes on and ends.

pub mod action;
pub mod action_item;
pub mod agreement;
pub mod attached;
pub mod balance;
pub mod calendar;
pub mod calendar_link;
pub mod challenge;
pub mod contribution;
pub mod copy;
pub mod decision;
pub mod goal;
pub mod health;
pub mod life;
#[cfg(test)]
mod life_tests;
mod local;
pub mod meeting;
pub mod milestone;
pub mod minutes;
pub mod money;
pub mod note;
#[expect(clippy::module_inception, reason = "the area is named after its main resource")]
pub mod partnership;
pub mod party;
pub mod rate;
pub mod role;
pub mod schedule;
pub mod step;
pub mod strategy;

pub use life::{Actor, Life, PartyLife, PartyStatus, Refusal, State, Step};
