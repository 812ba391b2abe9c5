//! The history of changes, and work that goes on after the request which asked for it.

mod events;
mod jobs;
mod notices;

use super::Routes;

pub(super) const ROUTES: &[Routes] = &[events::routes, jobs::routes, notices::routes];
