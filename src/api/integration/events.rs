//! The history: who changed what, when, from what to what.

use actix_web::http::header::ACCEPT;
use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::integration::events::{Get, List};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::format::preferred;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::integration::event::{Event, EventFilter};
use crate::error::{Error, Result};
use crate::render::events::events_csv;
use crate::store::integration::events;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(list_events).service(export_events).service(get_event);
}

resource!(Event, "/v1/events", crate::access::integration::events::actions);

/// What events can be had as.
#[derive(Clone, Copy, Debug)]
enum Format {
    Json,
    Csv,
}

const FORMATS: [(&str, Format); 2] = [("application/json", Format::Json), ("text/csv", Format::Csv)];

/// List events
///
/// Who changed what, when, from what to what. An admin reads the history of the own organization: of its rows, of the entries that
/// it keeps, and of the sheets that this admin may read now. The operator reads that of accounts, tenants and entries without
/// steward. Nobody's passwords, secrets and links are in it. The `Accept` header chooses JSON or CSV. An id in a
/// filter may be that of a deleted row; one of no row gives an empty list. Sorted by `created_at`.
#[utoipa::path(tag = "events", operation_id = "list_events", params(Paging, EventFilter),
    responses((status = 200, description = "A page of events.", content(
        (ListOf<Event> = "application/json"), (String = "text/csv")))))]
#[get("/events")]
async fn list_events(
    permit: Permit<List>,
    service: Data<Service>,
    request: HttpRequest,
    list: Listed<EventFilter>,
) -> Result<Answer> {
    let accept = request.headers().get(ACCEPT).map(|value| value.to_str().unwrap_or_default());
    let format = preferred(accept, &FORMATS).ok_or(Error::NotAcceptable("application/json and text/csv"))?;
    answer(&permit, &service, &list, format).await
}

/// Export events as CSV
///
/// A page of the same list as a table for spreadsheets. The `Link` header names the next page.
#[utoipa::path(tag = "events", operation_id = "export_events", params(Paging, EventFilter),
    responses((status = 200, description = "A page of events as a table.", body = String, content_type = "text/csv")))]
#[get("/events.csv")]
async fn export_events(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<EventFilter>,
) -> Result<Answer> {
    answer(&permit, &service, &list, Format::Csv).await
}

/// Get an event
#[utoipa::path(tag = "events", operation_id = "get_event", params(("id" = Uuid, Path, description = "The event.")),
    responses((status = 200, description = "The event.", body = One<Event>)))]
#[get("/events/{id}")]
async fn get_event(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, events::get(&service.store, &permit, *id).await?)
}

async fn answer(
    permit: &Permit<List>,
    service: &Service,
    list: &Listed<EventFilter>,
    format: Format,
) -> Result<Answer> {
    let page = events::list(&service.store, permit, &list.filter, &list.listing).await?;
    match format {
        Format::Json => list.answer(page),
        Format::Csv => {
            let table = events_csv(&page.items)?.into_bytes();
            Ok(list.document(page.next.as_ref(), "text/csv; charset=utf-8", table))
        }
    }
}
