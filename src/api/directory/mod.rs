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

use super::Routes;

pub(super) const ROUTES: &[Routes] = &[
    import::routes,
    organizations::routes,
    contacts::routes,
    phones::routes,
    locations::routes,
    taxonomies::routes,
    terms::routes,
    own_terms::routes,
    notes::routes,
    claims::routes,
    proposals::routes,
];
