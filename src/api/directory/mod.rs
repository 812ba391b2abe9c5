//! The directory: organizations with what belongs to them.

mod claims;
mod contacts;
mod import;
mod locations;
mod notes;
mod organizations;
mod own_terms;
mod phones;
mod proposals;
mod taxonomies;
mod terms;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .configure(import::routes)
        .configure(organizations::routes)
        .configure(contacts::routes)
        .configure(phones::routes)
        .configure(locations::routes)
        .configure(taxonomies::routes)
        .configure(terms::routes)
        .configure(own_terms::routes)
        .configure(notes::routes)
        .configure(claims::routes)
        .configure(proposals::routes);
}
