//! Partnerships and what hangs on them.

mod action_items;
mod agreements;
mod attached;
mod calendars;
mod challenges;
mod contributions;
mod decisions;
mod goals;
mod health;
mod history;
mod meetings;
mod milestones;
mod minutes;
mod notes;
mod partnerships;
mod rates;
mod roles;
mod steps;
mod strategies;

use super::Routes;

pub(super) const ROUTES: &[Routes] = &[
    partnerships::routes,
    steps::routes,
    goals::routes,
    notes::routes,
    health::routes,
    history::routes,
    roles::routes,
    decisions::routes,
    challenges::routes,
    milestones::routes,
    meetings::routes,
    minutes::routes,
    action_items::routes,
    calendars::routes,
    strategies::routes,
    contributions::routes,
    rates::routes,
    agreements::routes,
];
