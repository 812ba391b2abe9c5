//! A library's pipeline: the common stages, until the library says something else.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::access::discovery::pipelines::Update;
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::discovery::pipeline::{Pipeline, PipelineInput, Stage};
use crate::error::{Error, Result};
use crate::store::directory::reach::of_library;
use crate::store::directory::views::{from_json, to_json};
use crate::store::entity::{pipeline, prospect};
use crate::store::integration::events::Audience;
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Unit};

recorded!(pipeline, "pipeline", |row| vec![Audience::Tenant(row.id)]);

/// A pipeline is its library's alone.
impl Tenanted for pipeline::Entity {
    fn within(scope: Scope) -> Condition {
        of_library(&pipeline::Column::Id, scope)
    }
}

/// The caller's pipeline.
///
/// # Errors
/// [`Error::Forbidden`] for a caller who acts for nobody.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>) -> Result<Pipeline> {
    let id = permit.tenant()?;
    match stored(rows, permit, id).await? {
        Some(row) => view(row),
        None => {
            Ok(Pipeline { id, stages: PipelineInput::default().stages, created_at: None, updated_at: None })
        }
    }
}

/// Says what the stages are.
///
/// # Errors
/// [`Error::Conflict`] for a stage that has prospects and would go or mean something else.
pub async fn update(unit: &Unit, pipeline: &Authorized<Update>, input: PipelineInput) -> Result<Pipeline> {
    let permit = pipeline.permit();
    // First of all: from now on no prospect is moved.
    let before = held(unit, permit).await?;
    // Also those of organizations that the library does not see for the moment.
    let used: Vec<String> =
        scoped::named::<prospect::Entity>(prospect::Column::LibraryId.eq(permit.tenant()?))
            .filter(prospect::Column::DeletedAt.is_null())
            .select_only()
            .column(prospect::Column::Stage)
            .distinct()
            .into_tuple()
            .all(&unit.db().executor)
            .await?;
    let old = PipelineInput { stages: from_json(before.stages.clone())? };
    old.may_become(&input, &used)?;
    let stages = to_json(&input.stages)?;
    view(unit.update::<pipeline::Entity, _>(permit, before, |row| row.stages = Set(stages)).await?)
}

/// The stages of the caller's pipeline, which stay until this unit of work ends.
pub(super) async fn hold<A: Action>(unit: &Unit, permit: &Permit<A>) -> Result<PipelineInput> {
    Ok(PipelineInput { stages: from_json(held(unit, permit).await?.stages)? })
}

/// The stored pipeline, locked. It is stored when it is first needed, so that there is something to lock.
async fn held<A: Action>(unit: &Unit, permit: &Permit<A>) -> Result<pipeline::Model> {
    let id = permit.tenant()?;
    if let Some(row) = stored(unit, permit, id).await? {
        return Ok(row);
    }
    let stages = to_json(&PipelineInput::default().stages)?;
    let row = pipeline::ActiveModel { id: Set(id), stages: Set(stages), ..Default::default() };
    // Another one stored it at the same time: the work is done once more, with that.
    let stored = unit.insert::<pipeline::Entity, _>(permit, row).await;
    stored.map_err(|error| match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Error::Clash,
        _ => error.into(),
    })
}

async fn stored<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    id: Uuid,
) -> Result<Option<pipeline::Model>> {
    match scoped::one::<pipeline::Entity, _>(rows, permit, id).await {
        Ok(row) => Ok(Some(row)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

fn view(row: pipeline::Model) -> Result<Pipeline> {
    let stages: Vec<Stage> = from_json(row.stages)?;
    Ok(Pipeline { id: row.id, stages, created_at: Some(row.created_at), updated_at: Some(row.updated_at) })
}
