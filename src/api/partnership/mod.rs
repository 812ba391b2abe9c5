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

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .configure(partnerships::routes)
        .configure(steps::routes)
        .configure(goals::routes)
        .configure(notes::routes)
        .configure(health::routes)
        .configure(history::routes)
        .configure(roles::routes)
        .configure(decisions::routes)
        .configure(challenges::routes)
        .configure(milestones::routes)
        .configure(meetings::routes)
        .configure(minutes::routes)
        .configure(action_items::routes)
        .configure(calendars::routes)
        .configure(strategies::routes)
        .configure(contributions::routes)
        .configure(rates::routes)
        .configure(agreements::routes);
}
