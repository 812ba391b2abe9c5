//! Results that others shared with the caller's organization.

use actix_web::get;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::access::evaluation::shared_results::{Get, List, actions};
use crate::access::{Permit, Principal};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, Resource};
use crate::domain::evaluation::filter::SharedResultFilter;
use crate::domain::evaluation::shared_result::{SharedResult, SharedResultSummary};
use crate::error::Result;
use crate::store::evaluation::shared_results;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list_shared_results).service(get_shared_result);
}

impl Resource for SharedResult {
    const PATH: &'static str = "/v1/shared-results";

    fn id(&self) -> Uuid {
        self.summary.id
    }

    fn actions(&self, principal: &Principal) -> Vec<&'static str> {
        actions(principal, self)
    }
}

/// List shared results
///
/// The results of closed rounds that other organizations share with yours now, about you or about anybody, without their scores.
/// Filters have to hold all at once. Sorted by `created_at`.
#[utoipa::path(tag = "shared results", operation_id = "list_shared_results", params(Paging, SharedResultFilter),
    responses((status = 200, description = "A page of shared results.", body = ListOf<SharedResultSummary>)))]
#[get("/shared-results")]
async fn list_shared_results(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<SharedResultFilter>,
) -> Result<Answer> {
    list.answer(shared_results::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Get a shared result
///
/// With its score as those see it who may not see raters: mean, band, n and coverage of three raters or more; where `consented`
/// is true, of the one or two who agreed.
#[utoipa::path(tag = "shared results", operation_id = "get_shared_result", params(("id" = Uuid, Path, description = "The shared result.")),
    responses((status = 200, description = "The shared result.", body = One<SharedResult>)))]
#[get("/shared-results/{id}")]
async fn get_shared_result(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, shared_results::get(&service.store, &permit, *id).await?)
}
