//! When the parties of a partnership come together.

use actix_web::web::Data;
use actix_web::{HttpRequest, delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::attached;
use crate::access::Permit;
use crate::access::partnership::attached::{Create, Delete, Get, List, Update};
use crate::access::partnership::meetings::GetOccurrences;
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::{Id, Parameters, path_id};
use crate::api::resource::{One, resource};
use crate::domain::check::Check;
use crate::domain::partnership::attached::AttachedFilter;
use crate::domain::partnership::meeting::{Days, Meeting, MeetingInput, MeetingOccurrences};
use crate::error::Result;
use crate::store::partnership::meetings;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_meetings)
        .service(create_meeting)
        .service(get_meeting)
        .service(update_meeting)
        .service(delete_meeting)
        .service(get_meeting_occurrences);
}

resource!(Meeting, "/v1/meetings", crate::access::partnership::attached::actions);

/// List meetings
///
/// Those of the partnerships to which your organization belongs. Sorted by `created_at`.
#[utoipa::path(tag = "meetings", operation_id = "list_meetings", params(Paging, AttachedFilter),
    responses((status = 200, description = "A page of meetings.", body = ListOf<Meeting>)))]
#[get("/meetings")]
async fn list_meetings(
    permit: Permit<List<Meeting>>,
    service: Data<Service>,
    asked: Listed<AttachedFilter>,
) -> Result<Answer> {
    attached::list(&permit, &service, &asked).await
}

/// Create a meeting
///
/// A coordinator of a party plans meetings: once, or again and again by a rule of RFC 5545 in a time zone.
#[utoipa::path(tag = "meetings", operation_id = "create_meeting", request_body = MeetingInput,
    responses((status = 201, description = "Created.", body = One<Meeting>)))]
#[post("/meetings")]
async fn create_meeting(permit: Permit<Create<Meeting>>, call: Call<MeetingInput>) -> Result<Answer> {
    attached::create(permit, call).await
}

/// Get a meeting
#[utoipa::path(tag = "meetings", operation_id = "get_meeting", params(("id" = Uuid, Path, description = "The meeting.")),
    responses((status = 200, description = "The meeting.", body = One<Meeting>)))]
#[get("/meetings/{id}")]
async fn get_meeting(permit: Permit<Get<Meeting>>, service: Data<Service>, id: Id) -> Result<Answer> {
    attached::get(&permit, &service, id).await
}

/// Update a meeting
///
/// A JSON merge patch: what is absent stays, null clears. The partnership stays the same.
#[utoipa::path(tag = "meetings", operation_id = "update_meeting", params(("id" = Uuid, Path, description = "The meeting.")),
    request_body = MeetingInput,
    responses((status = 200, description = "Updated.", body = One<Meeting>)))]
#[patch("/meetings/{id}")]
async fn update_meeting(permit: Permit<Update<Meeting>>, id: Id, call: Call<MeetingInput>) -> Result<Answer> {
    attached::update(permit, id, call).await
}

/// Delete a meeting
///
/// One with minutes stays: 409 `in_use`. To end it, give its rule an `UNTIL`.
#[utoipa::path(tag = "meetings", operation_id = "delete_meeting", params(("id" = Uuid, Path, description = "The meeting.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/meetings/{id}")]
async fn delete_meeting(permit: Permit<Delete<Meeting>>, id: Id, call: Call<()>) -> Result<Answer> {
    attached::delete(permit, id, call).await
}

/// Get the occurrences of a meeting
///
/// When it takes place in these days: by its rule, without what is left out, and with what was moved. Of a partnership that is
/// over nothing takes place after its end.
#[utoipa::path(tag = "meetings", operation_id = "get_meeting_occurrences",
    params(("id" = Uuid, Path, description = "The meeting."), Days),
    responses((status = 200, description = "The occurrences.", body = MeetingOccurrences)))]
#[get("/meetings/{id}/occurrences")]
async fn get_meeting_occurrences(
    permit: Permit<GetOccurrences>,
    service: Data<Service>,
    request: HttpRequest,
    Parameters(days): Parameters<Days>,
) -> Result<Answer> {
    let id = path_id(&request)?;
    Answer::json(&meetings::occurrences(&service.store, &permit, id, days.checked()?).await?)
}
