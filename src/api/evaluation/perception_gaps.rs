//! Perception gaps: how an organization sees itself, minus how another sees it.

use actix_web::get;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::evaluation::perception_gaps::Get;
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::query::Parameters;
use crate::domain::evaluation::gap::{GapQuery, PerceptionGap};
use crate::error::Result;
use crate::render::gap::gap_csv;
use crate::store::evaluation::perception_gaps;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(get_perception_gap).service(get_perception_gap_csv);
}

/// Get a perception gap
///
/// How an organization sees itself, minus how another sees it, for each factor and item that both rated, the largest gaps first. One of
/// the rounds is yours, the other is shared with you; both are about the same organization, one of them its own. It is made of
/// what both have shared, so that both see the same: until both have, and from when one takes it back, there is none.
#[utoipa::path(tag = "shared results", operation_id = "get_perception_gap", params(GapQuery),
    responses((status = 200, description = "The gaps.", body = PerceptionGap)))]
#[get("/perception-gaps")]
async fn get_perception_gap(
    permit: Permit<Get>,
    service: Data<Service>,
    query: Parameters<GapQuery>,
) -> Result<Answer> {
    Answer::json(&perception_gaps::get(&service.store, &permit, query.0).await?)
}

/// Get a perception gap as CSV
#[utoipa::path(tag = "shared results", operation_id = "get_perception_gap_csv", params(GapQuery),
    responses((status = 200, description = "The gaps as a table for spreadsheets.", body = String, content_type = "text/csv")))]
#[get("/perception-gaps.csv")]
async fn get_perception_gap_csv(
    permit: Permit<Get>,
    service: Data<Service>,
    query: Parameters<GapQuery>,
) -> Result<Answer> {
    let gap = perception_gaps::get(&service.store, &permit, query.0).await?;
    Ok(Answer::document("text/csv; charset=utf-8", gap_csv(&gap)?.into_bytes()))
}
