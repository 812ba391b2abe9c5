//! Partnerships and what hangs on them.

pub mod agreements;
pub mod attached;
mod challenges;
pub mod contributions;
mod copies;
mod decisions;
mod goals;
pub mod health;
mod history;
mod mentions;
mod milestones;
mod notes;
mod parties;
pub mod partnerships;
pub mod rates;
pub(in crate::store) mod reach;
mod roles;
mod signers;
pub mod steps;
pub mod strategies;
pub(in crate::store) mod texts;
pub(in crate::store) mod views;
mod wholes;
