//! A library's own notes on organizations.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::directory::notes::{Create, Delete, Get, List, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::directory::note::{Note, NoteFilter, NoteInput};
use crate::error::Result;
use crate::store::directory::notes;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_notes)
        .service(create_note)
        .service(get_note)
        .service(update_note)
        .service(delete_note);
}

resource!(Note, "/v1/notes", crate::access::directory::notes::actions);

/// List notes
///
/// Your library's own notes; nobody else sees them. Sorted by `created_at`.
#[utoipa::path(tag = "notes", operation_id = "list_notes", params(Paging, NoteFilter),
    responses((status = 200, description = "A page of notes.", body = ListOf<Note>)))]
#[get("/notes")]
async fn list_notes(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<NoteFilter>,
) -> Result<Answer> {
    list.answer(notes::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create a note
///
/// Only your library sees it.
#[utoipa::path(tag = "notes", operation_id = "create_note", request_body = NoteInput,
    responses((status = 201, description = "Created.", body = One<Note>)))]
#[post("/notes")]
async fn create_note(permit: Permit<Create>, call: Call<NoteInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, notes::create(unit, &permit, call.read()?).await?)).await
}

/// Get a note
#[utoipa::path(tag = "notes", operation_id = "get_note", params(("id" = Uuid, Path, description = "The note.")),
    responses((status = 200, description = "The note.", body = One<Note>)))]
#[get("/notes/{id}")]
async fn get_note(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, notes::get(&service.store, &permit, *id).await?)
}

/// Update a note
///
/// A JSON merge patch: what is absent stays, null clears. The organization stays the same.
#[utoipa::path(tag = "notes", operation_id = "update_note", params(("id" = Uuid, Path, description = "The note.")),
    request_body = NoteInput,
    responses((status = 200, description = "Updated.", body = One<Note>)))]
#[patch("/notes/{id}")]
async fn update_note(permit: Permit<Update>, id: Id, call: Call<NoteInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, notes::get(unit, &permit, *id).await?)?;
        let input = call.patch(&row.row().into())?;
        Answer::row(&permit, notes::update(unit, &row, input).await?)
    })
    .await
}

/// Delete a note
#[utoipa::path(tag = "notes", operation_id = "delete_note", params(("id" = Uuid, Path, description = "The note.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/notes/{id}")]
async fn delete_note(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, notes::get(unit, &permit, *id).await?)?;
        notes::delete(unit, &row).await?;
        Ok(Answer::empty())
    })
    .await
}
