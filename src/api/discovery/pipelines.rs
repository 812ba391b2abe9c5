//! A library's pipeline.

use actix_web::web::Data;
use actix_web::{get, patch};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::access::Permit;
use crate::access::discovery::pipelines::{Get, Update};
use crate::api::Service;
use crate::api::answer::Answer;
use crate::api::call::Call;
use crate::api::query::NoQuery;
use crate::api::resource::{One, resource};
use crate::domain::discovery::pipeline::{Pipeline, PipelineInput};
use crate::error::Result;
use crate::store::discovery::pipelines;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(get_pipeline).service(update_pipeline);
}

resource!(Pipeline, "/v1/pipeline", crate::access::discovery::pipelines::actions);

/// Get the pipeline
///
/// The stages through which your library's prospects go, with what each means: the common ones until an admin changes
/// them.
#[utoipa::path(tag = "prospects", operation_id = "get_pipeline",
    responses((status = 200, description = "The stages in their order.", body = One<Pipeline>)))]
#[get("/pipeline")]
async fn get_pipeline(permit: Permit<Get>, service: Data<Service>, _: NoQuery) -> Result<Answer> {
    Answer::row(&permit, pipelines::get(&service.store, &permit).await?)
}

/// Update the pipeline
///
/// Sets the stages, all of them in their order. New prospects begin in the first one. Names and order change freely; a
/// stage that has prospects stays and keeps its meaning (`in_use`).
#[utoipa::path(tag = "prospects", operation_id = "update_pipeline", request_body = PipelineInput,
    responses((status = 200, description = "Updated.", body = One<Pipeline>)))]
#[patch("/pipeline")]
async fn update_pipeline(permit: Permit<Update>, call: Call<PipelineInput>) -> Result<Answer> {
    call.run(async |unit| {
        let row = call.authorize(permit, pipelines::get(unit, &permit).await?)?;
        let input = call.patch(&row.row().into())?;
        Answer::row(&permit, pipelines::update(unit, &row, input).await?)
    })
    .await
}
