//! The tables as SeaORM entities, private to `store`.
#![expect(clippy::disallowed_methods, reason = "the derive macros expand to find()")]

pub(in crate::store) mod address;
pub(in crate::store) mod claim;
pub(in crate::store) mod contact;
pub(in crate::store) mod evaluation;
pub(in crate::store) mod event;
pub(in crate::store) mod external_identifier;
pub(in crate::store) mod idempotency;
pub(in crate::store) mod installation;
pub(in crate::store) mod instrument;
pub(in crate::store) mod invitation;
pub(in crate::store) mod location;
pub(in crate::store) mod membership;
pub(in crate::store) mod note;
pub(in crate::store) mod organization;
pub(in crate::store) mod organization_facet;
pub(in crate::store) mod organization_search;
pub(in crate::store) mod own_term;
pub(in crate::store) mod password_reset;
pub(in crate::store) mod person;
pub(in crate::store) mod phone;
pub(in crate::store) mod proposal;
pub(in crate::store) mod refresh_token;
pub(in crate::store) mod round;
pub(in crate::store) mod round_rater;
pub(in crate::store) mod session;
pub(in crate::store) mod sign_in_failure;
pub(in crate::store) mod signing_key;
pub(in crate::store) mod taxonomy;
pub(in crate::store) mod tenant;
pub(in crate::store) mod term;
pub(in crate::store) mod term_link;
