//! Instruments: the built-in ones, and a library's own as drafts, published and retired.

use actix_web::web::Data;
use actix_web::{delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::evaluation::instruments::{
    Copy, Create, Delete, Export, Get, Import, List, Publish, Retire, Update,
};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::{Call, Nothing};
use crate::api::list::{ListOf, Listed, Paging};
use crate::api::query::Id;
use crate::api::resource::{One, resource};
use crate::domain::evaluation::filter::InstrumentFilter;
use crate::domain::evaluation::instrument::{Instrument, InstrumentInput, InstrumentSummary};
use crate::domain::evaluation::instrument_document::InstrumentDocument;
use crate::error::Result;
use crate::store::evaluation::instruments;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_instruments)
        .service(create_instrument)
        .service(import_instrument)
        .service(get_instrument)
        .service(export_instrument)
        .service(update_instrument)
        .service(delete_instrument)
        .service(copy_instrument)
        .service(publish_instrument)
        .service(retire_instrument);
}

resource!(Instrument, "/v1/instruments", crate::access::evaluation::instruments::actions);

/// List instruments
///
/// The built-in instruments, your library's own, and those by which another library shows you a result, each version a row,
/// without factors and items. Sorted by `created_at`.
#[utoipa::path(tag = "instruments", operation_id = "list_instruments", params(Paging, InstrumentFilter),
    responses((status = 200, description = "A page of instruments.", body = ListOf<InstrumentSummary>)))]
#[get("/instruments")]
async fn list_instruments(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<InstrumentFilter>,
) -> Result<Answer> {
    list.answer(instruments::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create an instrument
///
/// A draft of a new instrument of your library, version 1. Its code is made of the name. An admin of a library creates
/// instruments.
#[utoipa::path(tag = "instruments", operation_id = "create_instrument", request_body = InstrumentInput,
    responses((status = 201, description = "Created.", body = One<Instrument>)))]
#[post("/instruments")]
async fn create_instrument(permit: Permit<Create>, call: Call<InstrumentInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, instruments::create(unit, &permit, call.read()?).await?))
        .await
}

/// Get an instrument
///
/// One version with its scale, bands, factors and items.
#[utoipa::path(tag = "instruments", operation_id = "get_instrument", params(("id" = Uuid, Path, description = "The version of the instrument.")),
    responses((status = 200, description = "The instrument.", body = One<Instrument>)))]
#[get("/instruments/{id}")]
async fn get_instrument(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, instruments::get(&service.store, &permit, *id).await?)
}

/// Export an instrument
///
/// One version as a document without ids and without whose it is, which `import_instrument` takes on any installation.
#[utoipa::path(tag = "instruments", operation_id = "export_instrument", params(("id" = Uuid, Path, description = "The version of the instrument.")),
    responses((status = 200, description = "The document.", body = InstrumentDocument)))]
#[get("/instruments/{id}/export")]
async fn export_instrument(permit: Permit<Export>, service: Data<Service>, id: Id) -> Result<Answer> {
    let document = InstrumentDocument::from(instruments::get(&service.store, &permit, *id).await?);
    let name = format!("{}-{}.json", document.code, document.version);
    Ok(Answer::json(&document)?.saved_as(&name))
}

/// Import an instrument
///
/// A document of `export_instrument`, exactly as it is written there. Makes a draft of your library: version 1 of the
/// document's code, or the next version where you have that code, of a built-in instrument as of your own.
#[utoipa::path(tag = "instruments", operation_id = "import_instrument", request_body = InstrumentDocument,
    responses((status = 201, description = "Imported.", body = One<Instrument>)))]
#[post("/instruments/import")]
async fn import_instrument(permit: Permit<Import>, call: Call<InstrumentDocument>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, instruments::import(unit, &permit, call.read()?).await?))
        .await
}

/// Update an instrument
///
/// A JSON merge patch: what is absent stays, null clears, lists are replaced whole. Only a draft can be changed.
#[utoipa::path(tag = "instruments", operation_id = "update_instrument", params(("id" = Uuid, Path, description = "The version of the instrument.")),
    request_body = InstrumentInput,
    responses((status = 200, description = "Updated.", body = One<Instrument>)))]
#[patch("/instruments/{id}")]
async fn update_instrument(permit: Permit<Update>, id: Id, call: Call<InstrumentInput>) -> Result<Answer> {
    call.run(async |unit| {
        let version = call.authorize(permit, instruments::get(unit, &permit, *id).await?)?;
        let input = call.patch(&version.row().content)?;
        Answer::row(&permit, instruments::update(unit, &version, input).await?)
    })
    .await
}

/// Delete an instrument
///
/// Only a draft can be deleted.
#[utoipa::path(tag = "instruments", operation_id = "delete_instrument", params(("id" = Uuid, Path, description = "The version of the instrument.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/instruments/{id}")]
async fn delete_instrument(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let version = call.authorize(permit, instruments::get(unit, &permit, *id).await?)?;
        instruments::delete(unit, &version).await?;
        Ok(Answer::empty())
    })
    .await
}

/// Copy an instrument
///
/// Makes a draft of your library's own with the same content: the next version of the same code, of a built-in
/// instrument as of your own.
#[utoipa::path(tag = "instruments", operation_id = "copy_instrument", params(("id" = Uuid, Path, description = "The version to copy.")),
    request_body = Nothing,
    responses((status = 201, description = "Copied.", body = One<Instrument>)))]
#[post("/instruments/{id}/copy")]
async fn copy_instrument(permit: Permit<Copy>, id: Id, call: Call<Nothing>) -> Result<Answer> {
    call.run(async |unit| {
        let source = call.authorize(permit, instruments::get(unit, &permit, *id).await?)?;
        call.read()?;
        Answer::created(&permit, instruments::copy(unit, &source).await?)
    })
    .await
}

/// Publish an instrument
///
/// From then on the version can be used and never changes.
#[utoipa::path(tag = "instruments", operation_id = "publish_instrument", params(("id" = Uuid, Path, description = "The draft.")),
    request_body = Nothing,
    responses((status = 200, description = "Published.", body = One<Instrument>)))]
#[post("/instruments/{id}/publish")]
async fn publish_instrument(permit: Permit<Publish>, id: Id, call: Call<Nothing>) -> Result<Answer> {
    call.run(async |unit| {
        let version = call.authorize(permit, instruments::get(unit, &permit, *id).await?)?;
        call.read()?;
        Answer::row(&permit, instruments::publish(unit, &version).await?)
    })
    .await
}

/// Retire an instrument
///
/// The version stays as it is for the rounds that use it, and cannot be used for new ones.
#[utoipa::path(tag = "instruments", operation_id = "retire_instrument", params(("id" = Uuid, Path, description = "The published version.")),
    request_body = Nothing,
    responses((status = 200, description = "Retired.", body = One<Instrument>)))]
#[post("/instruments/{id}/retire")]
async fn retire_instrument(permit: Permit<Retire>, id: Id, call: Call<Nothing>) -> Result<Answer> {
    call.run(async |unit| {
        let version = call.authorize(permit, instruments::get(unit, &permit, *id).await?)?;
        call.read()?;
        Answer::row(&permit, instruments::retire(unit, &version).await?)
    })
    .await
}
