//! How an organization was rated over time, as JSON, as a chart and as a page to print.

use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::access::evaluation::trends::{Draw, Get, Print};
use crate::access::{Action, Permit};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::query::Parameters;
use crate::domain::evaluation::trend::Trend;
use crate::error::Result;
use crate::render::trend::trend_svg;
use crate::render::trend_page::{STYLE, trend_html};
use crate::store::evaluation::trends;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(get_trend).service(get_trend_svg).service(get_trend_html);
}

/// Whose trend.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Of {
    /// The organization that was rated.
    organization_id: Uuid,
    /// The code of the instrument, all versions of which are taken.
    #[param(example = "potential-partners-worksheet", min_length = 1)]
    instrument: String,
    /// Only rounds about this partnership.
    partnership_id: Option<Uuid>,
}

/// Get the trend of an organization
///
/// Your organization's closed rounds on the organization with versions of one instrument, in the order of their closing: each
/// factor with n and spread, what changed and which bands, and what a new version of the instrument asked otherwise. Who may
/// not see raters gets what reveals nobody, as in the rounds' scores.
#[utoipa::path(tag = "rounds", operation_id = "get_trend", params(Of),
    responses((status = 200, description = "The trend.", body = Trend)))]
#[get("/trend")]
async fn get_trend(permit: Permit<Get>, service: Data<Service>, of: Parameters<Of>) -> Result<Answer> {
    Answer::json(&trend(&permit, &service, of).await?)
}

/// Get the trend of an organization as a chart
#[utoipa::path(tag = "rounds", operation_id = "get_trend_svg", params(Of),
    responses((status = 200, description = "Each factor over time with its bands, as a picture with a text alternative.", body = String, content_type = "image/svg+xml")))]
#[get("/trend.svg")]
async fn get_trend_svg(permit: Permit<Draw>, service: Data<Service>, of: Parameters<Of>) -> Result<Answer> {
    let trend = trend(&permit, &service, of).await?;
    Ok(Answer::document("image/svg+xml", trend_svg(&trend)?.into_bytes()))
}

/// Get the trend of an organization as a page to print
///
/// The partner's profile with bands over time, and the figures of each round. It names no rater.
#[utoipa::path(tag = "rounds", operation_id = "get_trend_html", params(Of),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")))]
#[get("/trend.html")]
async fn get_trend_html(permit: Permit<Print>, service: Data<Service>, of: Parameters<Of>) -> Result<Answer> {
    Ok(Answer::page(trend_html(&trend(&permit, &service, of).await?)?, STYLE))
}

async fn trend<A: Action>(
    permit: &Permit<A>,
    service: &Service,
    Parameters(Of { organization_id, instrument, partnership_id }): Parameters<Of>,
) -> Result<Trend> {
    trends::get(&service.store, permit, organization_id, &instrument, partnership_id).await
}
