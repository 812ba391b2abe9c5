//! Comparisons: partners side by side as JSON, CSV, a chart and a page to print.

use actix_web::http::header::ACCEPT;
use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::access::Permit;
use crate::access::evaluation::comparisons::Compare;
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::format::preferred;
use crate::api::query::Parameters;
use crate::domain::evaluation::comparison::Comparison;
use crate::error::{Error, Result};
use crate::render::comparison::{STYLE, comparison_csv, comparison_html, comparison_svg};
use crate::store::evaluation::comparisons;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(compare_partners)
        .service(compare_partners_csv)
        .service(compare_partners_svg)
        .service(compare_partners_html);
}

/// Which rounds to compare.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Rounds {
    /// The rounds, 2 to 50 with one instrument: `round_id=…&round_id=…`.
    #[serde(default)]
    #[param(required = true, min_items = 2, max_items = 50)]
    round_id: Vec<Uuid>,
}

/// What a comparison can be had as.
#[derive(Clone, Copy, Debug)]
enum Format {
    Json,
    Csv,
    Svg,
    Html,
}

const FORMATS: [(&str, Format); 4] = [
    ("application/json", Format::Json),
    ("text/csv", Format::Csv),
    ("image/svg+xml", Format::Svg),
    ("text/html", Format::Html),
];

/// Compare partners
///
/// The worksheet's matrix: partners by place, factor by factor and item by item, with differences. Nothing is stored. The
/// `Accept` header chooses JSON, CSV, an SVG chart or a page to print. A round whose score you may not see now answers as
/// `get_round_score` does.
#[utoipa::path(tag = "comparisons", operation_id = "compare_partners", params(Rounds),
    responses((status = 200, description = "The comparison.", content(
        (Comparison = "application/json"), (String = "text/csv"), (String = "image/svg+xml"), (String = "text/html")))))]
#[get("/comparisons")]
async fn compare_partners(
    permit: Permit<Compare>,
    service: Data<Service>,
    request: HttpRequest,
    rounds: Parameters<Rounds>,
) -> Result<Answer> {
    const NAMES: &str = "application/json, text/csv, image/svg+xml and text/html";
    let accept = request.headers().get(ACCEPT).map(|value| value.to_str().unwrap_or_default());
    let format = preferred(accept, &FORMATS).ok_or(Error::NotAcceptable(NAMES))?;
    answer(&permit, &service, rounds, format).await
}

/// Compare partners as CSV
#[utoipa::path(tag = "comparisons", operation_id = "compare_partners_csv", params(Rounds),
    responses((status = 200, description = "The comparison as a table for spreadsheets.", body = String, content_type = "text/csv")))]
#[get("/comparisons.csv")]
async fn compare_partners_csv(
    permit: Permit<Compare>,
    service: Data<Service>,
    rounds: Parameters<Rounds>,
) -> Result<Answer> {
    answer(&permit, &service, rounds, Format::Csv).await
}

/// Compare partners as a chart
#[utoipa::path(tag = "comparisons", operation_id = "compare_partners_svg", params(Rounds),
    responses((status = 200, description = "The comparison as a picture with a text alternative.", body = String, content_type = "image/svg+xml")))]
#[get("/comparisons.svg")]
async fn compare_partners_svg(
    permit: Permit<Compare>,
    service: Data<Service>,
    rounds: Parameters<Rounds>,
) -> Result<Answer> {
    answer(&permit, &service, rounds, Format::Svg).await
}

/// Compare partners as a page to print
#[utoipa::path(tag = "comparisons", operation_id = "compare_partners_html", params(Rounds),
    responses((status = 200, description = "The worksheet, its columns the partners.", body = String, content_type = "text/html")))]
#[get("/comparisons.html")]
async fn compare_partners_html(
    permit: Permit<Compare>,
    service: Data<Service>,
    rounds: Parameters<Rounds>,
) -> Result<Answer> {
    answer(&permit, &service, rounds, Format::Html).await
}

async fn answer(
    permit: &Permit<Compare>,
    service: &Service,
    Parameters(Rounds { round_id }): Parameters<Rounds>,
    format: Format,
) -> Result<Answer> {
    let comparison = comparisons::get(&service.store, permit, &round_id).await?;
    match format {
        Format::Json => Answer::json(&comparison),
        Format::Csv => {
            Ok(Answer::document("text/csv; charset=utf-8", comparison_csv(&comparison)?.into_bytes()))
        }
        Format::Svg => Ok(Answer::document("image/svg+xml", comparison_svg(&comparison)?.into_bytes())),
        Format::Html => Ok(Answer::page(comparison_html(&comparison), STYLE)),
    }
}
