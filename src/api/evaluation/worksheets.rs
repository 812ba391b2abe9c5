//! Empty sheets of an instrument, to be filled by hand and in a spreadsheet.

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::evaluation::instruments::{Worksheet, WorksheetCsv};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::query::{Id, Parameters, path_id};
use crate::domain::check::{Check, Faults};
use crate::error::Result;
use crate::render::worksheet::{STYLE, worksheet_csv, worksheet_html};
use crate::store::evaluation::instruments;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(get_instrument_worksheet).service(get_instrument_worksheet_csv);
}

/// How a sheet is printed.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct WorksheetQuery {
    /// For how many partners the sheet has a column.
    #[serde(default = "two")]
    #[param(default = 2, minimum = 1, maximum = 4)]
    partners: u8,
}

fn two() -> u8 {
    2
}

impl Check for WorksheetQuery {
    fn check(&self, faults: &mut Faults) {
        if !(1..=4).contains(&self.partners) {
            faults.add("partners", "range", "must be from 1 to 4");
        }
    }
}

/// Get an empty sheet to print
///
/// The worksheet to be filled by hand: factors and items in rows, a column for each partner, places for names, rater and
/// date, and what the answers mean.
#[utoipa::path(tag = "instruments", operation_id = "get_instrument_worksheet",
    params(("id" = Uuid, Path, description = "The version of the instrument."), WorksheetQuery),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")))]
#[get("/instruments/{id}/worksheet.html")]
async fn get_instrument_worksheet(
    permit: Permit<Worksheet>,
    service: Data<Service>,
    request: HttpRequest,
    query: Parameters<WorksheetQuery>,
) -> Result<Answer> {
    let (id, WorksheetQuery { partners }) = (path_id(&request)?, query.0.checked()?);
    let instrument = instruments::get(&service.store, &permit, id).await?;
    Ok(Answer::page(worksheet_html(&instrument, partners), STYLE))
}

/// Get an empty sheet for a spreadsheet
///
/// CSV with a row for each item and the columns `item`, `name`, `value`, `note` and `evidence`. When it is filled,
/// `import_evaluation` takes it.
#[utoipa::path(tag = "instruments", operation_id = "get_instrument_worksheet_csv",
    params(("id" = Uuid, Path, description = "The version of the instrument.")),
    responses((status = 200, description = "The sheet.", body = String, content_type = "text/csv")))]
#[get("/instruments/{id}/worksheet.csv")]
async fn get_instrument_worksheet_csv(
    permit: Permit<WorksheetCsv>,
    service: Data<Service>,
    id: Id,
) -> Result<Answer> {
    let instrument = instruments::get(&service.store, &permit, *id).await?;
    let name = format!("{}-{}.csv", instrument.code, instrument.version);
    let table = worksheet_csv(&instrument.content)?;
    Ok(Answer::document("text/csv; charset=utf-8", table.into_bytes()).saved_as(&name))
}
