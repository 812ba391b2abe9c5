//! The directory: organizations with what belongs to them.

mod contacts;
mod locations;
mod organizations;
mod phones;
mod taxonomies;
mod terms;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .configure(organizations::routes)
        .configure(contacts::routes)
        .configure(phones::routes)
        .configure(locations::routes)
        .configure(taxonomies::routes)
        .configure(terms::routes);
}
