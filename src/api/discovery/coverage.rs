//! Where a library has partners, and where the gaps are.

use actix_web::get;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::discovery::coverage::Get;
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::query::Parameters;
use crate::domain::check::Check;
use crate::domain::discovery::coverage::{CoverageFilter, CoverageMatrix};
use crate::error::Result;
use crate::store::discovery::coverage;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(get_coverage);
}

/// Get the coverage
///
/// The kinds of organizations of a taxonomy by what your library has there: nobody, a prospect, an active partner, or
/// former ones. An organization counts where it carries the term, one below it, or one of another taxonomy that is linked
/// to these, and where your library gave it such a term in its own view. For each gap, kinds without prospect and active
/// partner, come candidates of the directory.
#[utoipa::path(tag = "coverage", operation_id = "get_coverage", params(CoverageFilter),
    responses((status = 200, description = "The matrix.", body = CoverageMatrix)))]
#[get("/coverage")]
async fn get_coverage(
    permit: Permit<Get>,
    service: Data<Service>,
    filter: Parameters<CoverageFilter>,
) -> Result<Answer> {
    Answer::json(&coverage::get(&service.store, &permit, &filter.0.checked()?).await?)
}
