//! Calendars for the programs of people, behind links that are secret.

use actix_web::web::Data;
use actix_web::{HttpRequest, delete, get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::partnership::calendar_links::{Create, Delete, Get, List, Read};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging, Unfiltered};
use crate::api::query::{Id, NoQuery};
use crate::api::resource::{One, resource};
use crate::domain::partnership::calendar_link::{CalendarLink, CalendarLinkInput};
use crate::error::{Error, Result};
use crate::render::calendar::{MEDIA_TYPE, calendar};
use crate::store::partnership::{calendar_links, calendars};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_calendar_links)
        .service(create_calendar_link)
        .service(get_calendar_link)
        .service(delete_calendar_link)
        .service(get_calendar);
}

resource!(CalendarLink, "/v1/calendar-links", crate::access::partnership::calendar_links::actions);

/// List calendar links
///
/// Your own, without their secrets. Sorted by `created_at`.
#[utoipa::path(tag = "calendars", operation_id = "list_calendar_links", params(Paging),
    responses((status = 200, description = "A page of links.", body = ListOf<CalendarLink>)))]
#[get("/calendar-links")]
async fn list_calendar_links(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<Unfiltered>,
) -> Result<Answer> {
    list.answer(calendar_links::list(&service.store, &permit, &list.listing).await?)
}

/// Make a calendar link
///
/// A web address at which your calendar program reads meetings, milestones, open action items and the dates of agreements in force: of all
/// partnerships of the organization for which you act, or of one. Whoever knows the `link` reads them: it is shown only now, and can be
/// revoked. It shows what you may read at the time, and nothing once your membership has ended.
#[utoipa::path(tag = "calendars", operation_id = "create_calendar_link", request_body = CalendarLinkInput,
    responses((status = 201, description = "Made.", body = One<CalendarLink>)))]
#[post("/calendar-links")]
async fn create_calendar_link(
    permit: Permit<Create>,
    request: HttpRequest,
    call: Call<CalendarLinkInput>,
) -> Result<Answer> {
    call.run(async |unit| {
        let made = calendar_links::create(unit, &permit, call.read()?).await?;
        let origin = call.service().origin(&request);
        let link = made.secret.as_deref().map(|secret| format!("{origin}/v1/calendars/{secret}.ics"));
        let id = made.id;
        Ok(Answer::created(&permit, CalendarLink { link, ..made })?.secret(id))
    })
    .await
}

/// Get a calendar link
///
/// Without its secret.
#[utoipa::path(tag = "calendars", operation_id = "get_calendar_link", params(("id" = Uuid, Path, description = "The link.")),
    responses((status = 200, description = "The link.", body = One<CalendarLink>)))]
#[get("/calendar-links/{id}")]
async fn get_calendar_link(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, calendar_links::get(&service.store, &permit, *id).await?)
}

/// Revoke a calendar link
///
/// The address shows nothing from now on.
#[utoipa::path(tag = "calendars", operation_id = "delete_calendar_link", params(("id" = Uuid, Path, description = "The link.")),
    responses((status = 204, description = "Revoked.")))]
#[delete("/calendar-links/{id}")]
async fn delete_calendar_link(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let link = call.authorize(permit, calendar_links::get(unit, &permit, *id).await?)?;
        calendar_links::delete(unit, &link).await?;
        Ok(Answer::empty())
    })
    .await
}

/// Read a calendar
///
/// iCalendar (RFC 5545), for calendar programs; needs no token. From a year back to two years ahead, at most 5,000 entries, those
/// nearest to today. Every occurrence of a meeting is an event of its own, in UTC; a cancelled one has `STATUS:CANCELLED`.
/// Unknown and revoked secrets are answered alike.
#[utoipa::path(tag = "calendars", operation_id = "get_calendar", security(()),
    params(("secret" = String, Path, description = "The secret of the link.")),
    responses((status = 200, description = "The calendar.", body = String, content_type = "text/calendar")))]
#[get("/calendars/{secret}.ics")]
async fn get_calendar(service: Data<Service>, request: HttpRequest, _: NoQuery) -> Result<Answer> {
    let secret = request.match_info().get("secret").unwrap_or_default();
    let found = calendars::get(&service.store, &Permit::<Read>::system(), secret).await?;
    // Following many rules takes a while, in which the thread is of use to others.
    let drawn = tokio::task::spawn_blocking(move || calendar(&found.name, &found.entries()));
    let text = drawn.await.map_err(Error::internal)?;
    Ok(Answer::document(MEDIA_TYPE, text.into_bytes()))
}
