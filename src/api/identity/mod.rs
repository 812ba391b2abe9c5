//! Signing in, the caller's own account, and whoever manages people and tenants.

mod clients;
mod invitations;
mod me;
mod members;
mod oauth;
mod password_resets;
mod people;
mod sessions;
mod tenants;
mod well_known;

use utoipa_actix_web::service_config::ServiceConfig;

use super::Routes;

pub(super) const ROUTES: &[Routes] = &[
    sessions::routes,
    me::routes,
    tenants::routes,
    members::routes,
    invitations::routes,
    password_resets::routes,
    people::routes,
    clients::routes,
];

pub(super) fn well_known(config: &mut ServiceConfig) {
    config.configure(well_known::routes).configure(oauth::routes);
}

/// The link that carries a secret, in the fragment, which no server sees.
fn link(origin: &str, page: &str, secret: &str) -> String {
    format!("{origin}/#/{page}/{secret}")
}
