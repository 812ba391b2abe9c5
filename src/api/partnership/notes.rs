//! What each side notes about a partnership, for itself alone.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::attached;
use crate::access::Permit;
use crate::access::partnership::attached::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::partnership::attached::AttachedFilter;
use crate::domain::partnership::note::{PartnershipNote, PartnershipNoteInput};
use crate::error::Result;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_partnership_notes)
        .service(create_partnership_note)
        .service(get_partnership_note)
        .service(update_partnership_note)
        .service(delete_partnership_note);
}

resource!(PartnershipNote, "/v1/partnership-notes", crate::access::partnership::attached::actions);

/// List notes
///
/// Your own side's notes about partnerships; nobody else sees them. Sorted by `created_at`.
#[utoipa::path(tag = "partnership notes", operation_id = "list_partnership_notes", params(Paging, AttachedFilter),
    responses((status = 200, description = "A page of notes.", body = ListOf<PartnershipNote>)))]
#[get("/partnership-notes")]
async fn list_partnership_notes(
    permit: Permit<List<PartnershipNote>>,
    service: Data<Service>,
    asked: Listed<AttachedFilter>,
) -> Result<Answer> {
    attached::list(&permit, &service, &asked).await
}

/// Create a note
///
/// Only your own side sees it. A contributor writes notes.
#[utoipa::path(tag = "partnership notes", operation_id = "create_partnership_note", request_body = PartnershipNoteInput,
    responses((status = 201, description = "Created.", body = One<PartnershipNote>)))]
#[post("/partnership-notes")]
async fn create_partnership_note(
    permit: Permit<Create<PartnershipNote>>,
    call: Call<PartnershipNoteInput>,
) -> Result<Answer> {
    attached::create(permit, call).await
}

/// Get a note
#[utoipa::path(tag = "partnership notes", operation_id = "get_partnership_note", params(("id" = Uuid, Path, description = "The note.")),
    responses((status = 200, description = "The note.", body = One<PartnershipNote>)))]
#[get("/partnership-notes/{id}")]
async fn get_partnership_note(
    permit: Permit<Get<PartnershipNote>>,
    service: Data<Service>,
    id: Id,
) -> Result<Answer> {
    attached::get(&permit, &service, id).await
}

/// Update a note
///
/// A JSON merge patch: what is absent stays, null clears. The partnership stays the same.
#[utoipa::path(tag = "partnership notes", operation_id = "update_partnership_note", params(("id" = Uuid, Path, description = "The note.")),
    request_body = PartnershipNoteInput,
    responses((status = 200, description = "Updated.", body = One<PartnershipNote>)))]
#[patch("/partnership-notes/{id}")]
async fn update_partnership_note(
    permit: Permit<Update<PartnershipNote>>,
    id: Id,
    call: Call<PartnershipNoteInput>,
) -> Result<Answer> {
    attached::update(permit, id, call).await
}

/// Delete a note
#[utoipa::path(tag = "partnership notes", operation_id = "delete_partnership_note", params(("id" = Uuid, Path, description = "The note.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/partnership-notes/{id}")]
async fn delete_partnership_note(
    permit: Permit<Delete<PartnershipNote>>,
    id: Id,
    call: Call<()>,
) -> Result<Answer> {
    attached::delete(permit, id, call).await
}
