//! A library's prospects, their board and their history.

use actix_web::web::Data;
use actix_web::{HttpRequest, delete, get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::discovery::prospects::{
    Board as View, Create, Delete, Get, List, ListMoves, Move, Update,
};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::list::{ListOf, Listed, Paging, Unfiltered};
use crate::api::query::{Id, Parameters, path_id};
use crate::api::resource::{One, resource};
use crate::domain::check::Check;
use crate::domain::discovery::prospect::{
    Board, BoardFilter, Move as Moved, MoveInput, Prospect, ProspectFilter, ProspectInput,
};
use crate::error::Result;
use crate::store::discovery::{board, moves, prospects};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_prospects)
        .service(create_prospect)
        .service(get_prospect_board)
        .service(list_prospect_moves)
        .service(move_prospect)
        .service(get_prospect)
        .service(update_prospect)
        .service(delete_prospect);
}

resource!(Prospect, "/v1/prospects", crate::access::discovery::prospects::actions);

/// List prospects
///
/// Your library's own; nobody else sees them. Filters have to hold all at once. Sorted by `created_at`, or by
/// `stage_since`: those that wait longest first.
#[utoipa::path(tag = "prospects", operation_id = "list_prospects", params(Paging, ProspectFilter),
    responses((status = 200, description = "A page of prospects.", body = ListOf<Prospect>)))]
#[get("/prospects")]
async fn list_prospects(
    permit: Permit<List>,
    service: Data<Service>,
    list: Listed<ProspectFilter>,
) -> Result<Answer> {
    list.answer(prospects::list(&service.store, &permit, &list.filter, &list.listing).await?)
}

/// Create a prospect
///
/// The organization begins in the first stage of the pipeline. It is a prospect of each initiative once, and once of none in
/// particular.
#[utoipa::path(tag = "prospects", operation_id = "create_prospect", request_body = ProspectInput,
    responses((status = 201, description = "Created.", body = One<Prospect>)))]
#[post("/prospects")]
async fn create_prospect(permit: Permit<Create>, call: Call<ProspectInput>) -> Result<Answer> {
    call.run(async |unit| Answer::created(&permit, prospects::create(unit, &permit, call.read()?).await?))
        .await
}

/// Get the board of prospects
///
/// The pipeline, stage by stage, each with how many prospects are in it and those that wait longest.
#[utoipa::path(tag = "prospects", operation_id = "get_prospect_board", params(BoardFilter),
    responses((status = 200, description = "The stages in their order.", body = Board)))]
#[get("/prospects/board")]
async fn get_prospect_board(
    permit: Permit<View>,
    service: Data<Service>,
    filter: Parameters<BoardFilter>,
) -> Result<Answer> {
    Answer::json(&board::get(&service.store, &permit, &filter.0.checked()?).await?)
}

/// Get a prospect
#[utoipa::path(tag = "prospects", operation_id = "get_prospect", params(("id" = Uuid, Path, description = "The prospect.")),
    responses((status = 200, description = "The prospect.", body = One<Prospect>)))]
#[get("/prospects/{id}")]
async fn get_prospect(permit: Permit<Get>, service: Data<Service>, id: Id) -> Result<Answer> {
    Answer::row(&permit, prospects::get(&service.store, &permit, *id).await?)
}

/// Update a prospect
///
/// A JSON merge patch: what is absent stays, null clears. The organization stays the same; `move_prospect` changes the
/// stage.
#[utoipa::path(tag = "prospects", operation_id = "update_prospect", params(("id" = Uuid, Path, description = "The prospect.")),
    request_body = ProspectInput,
    responses((status = 200, description = "Updated.", body = One<Prospect>)))]
#[patch("/prospects/{id}")]
async fn update_prospect(permit: Permit<Update>, id: Id, call: Call<ProspectInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, prospects::get(unit, &permit, *id).await?)?;
        let input = call.patch(&row.row().into())?;
        Answer::row(&permit, prospects::update(unit, &row, input).await?)
    })
    .await
}

/// Delete a prospect
#[utoipa::path(tag = "prospects", operation_id = "delete_prospect", params(("id" = Uuid, Path, description = "The prospect.")),
    responses((status = 204, description = "Deleted.")))]
#[delete("/prospects/{id}")]
async fn delete_prospect(permit: Permit<Delete>, id: Id, call: Call<()>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, prospects::get(unit, &permit, *id).await?)?;
        prospects::delete(unit, &row).await?;
        Ok(Answer::empty())
    })
    .await
}

/// Move a prospect
///
/// To another stage of the pipeline, in whatever direction, with a reason; the move stands in its history.
#[utoipa::path(tag = "prospects", operation_id = "move_prospect", params(("id" = Uuid, Path, description = "The prospect.")),
    request_body = MoveInput,
    responses((status = 200, description = "Moved.", body = One<Prospect>)))]
#[post("/prospects/{id}/move")]
async fn move_prospect(permit: Permit<Move>, id: Id, call: Call<MoveInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, prospects::get(unit, &permit, *id).await?)?;
        Answer::row(&permit, prospects::move_to(unit, &row, call.read()?).await?)
    })
    .await
}

/// List the moves of a prospect
///
/// Its history: from which stage to which, when, by whom and why. Sorted by `created_at`.
#[utoipa::path(tag = "prospects", operation_id = "list_prospect_moves",
    params(("id" = Uuid, Path, description = "The prospect."), Paging),
    responses((status = 200, description = "A page of moves.", body = ListOf<Moved>)))]
#[get("/prospects/{id}/moves")]
async fn list_prospect_moves(
    permit: Permit<ListMoves>,
    service: Data<Service>,
    list: Listed<Unfiltered>,
    request: HttpRequest,
) -> Result<Answer> {
    let id = path_id(&request)?;
    list.answer(moves::list(&service.store, &permit, id, &list.listing).await?)
}
