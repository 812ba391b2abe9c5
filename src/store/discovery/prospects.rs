//! A library's prospects, from stage to stage.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, QueryFilter, Select};
use uuid::Uuid;

use super::{initiatives, moves, pipelines};
use crate::access::discovery::prospects::{Create, Delete, List, Move, Update};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::directory::named::Named;
use crate::domain::discovery::pipeline::{PipelineInput, Stage};
use crate::domain::discovery::prospect::{MoveInput, Prospect, ProspectFilter, ProspectInput};
use crate::domain::identity::person::Affiliation;
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Error, Result};
use crate::store::authored::{self, Authored};
use crate::store::directory::organizations;
use crate::store::directory::parts::stays;
use crate::store::directory::reach::{noted_by, noted_by_of_many};
use crate::store::directory::views::{names, of, only, text_of, word};
use crate::store::entity::prospect;
use crate::store::error::OnDuplicate;
use crate::store::evaluation::results;
use crate::store::evaluation::views::people;
use crate::store::identity::members;
use crate::store::integration::events::Audience;
use crate::store::page::{Sorting, by_creation, ids, page};
use crate::store::scoped::{self, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(prospect, "prospect", |row| vec![Audience::Tenant(row.library_id)]);

/// A prospect is seen by its library alone, while it sees the entry.
impl Tenanted for prospect::Entity {
    fn within(scope: Scope) -> Condition {
        noted_by(&prospect::Column::LibraryId, &prospect::Column::OrganizationId, scope)
    }

    fn within_of_many(scope: Scope, postgres: bool) -> Condition {
        noted_by_of_many(&prospect::Column::LibraryId, &prospect::Column::OrganizationId, scope, postgres)
    }
}

/// The order of a stage: those that wait longest first.
pub(super) fn by_stage_since() -> Sorting<prospect::Entity> {
    Sorting {
        name: "stage_since",
        column: prospect::Column::StageSince,
        key: |row: &prospect::Model| row.stage_since.to_rfc3339(),
        parse: |text| chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc().into()),
    }
}

/// The library's prospects that fit the filter.
///
/// # Errors
/// [`Error::Invalid`] for an organization or an initiative that the caller may not see.
pub async fn list(
    store: &Store,
    permit: &Permit<List>,
    filter: &ProspectFilter,
    listing: &Listing,
) -> Result<Page<Prospect>> {
    let all = scoped::select::<prospect::Entity, _>(permit);
    let mut select = narrowed(all, store, permit, filter.initiative_id, filter.owner_id).await?;
    if let Some(id) = filter.organization_id {
        organizations::referred(store, permit, id, "organization_id").await?;
        select = select.filter(prospect::Column::OrganizationId.eq(id));
    }
    if let Some(stage) = &filter.stage {
        select = select.filter(prospect::Column::Stage.eq(stage));
    }
    if let Some(meaning) = filter.meaning {
        select = select.filter(prospect::Column::Meaning.eq(text_of(meaning)?));
    }
    if let Some(day) = filter.next_step_before {
        select = select.filter(prospect::Column::NextStepOn.lt(day));
    }
    let orders = [by_creation!(prospect), by_stage_since()];
    let found = page(&store.db(), select, ids!(prospect), &orders, listing).await?;
    found.then(async |rows| seen(store, permit, rows).await).await
}

/// The same prospects, perhaps of one initiative or one owner only.
pub(super) async fn narrowed<A: Action>(
    mut select: Select<prospect::Entity>,
    store: &Store,
    permit: &Permit<A>,
    initiative_id: Option<Uuid>,
    owner_id: Option<Uuid>,
) -> Result<Select<prospect::Entity>> {
    if let Some(id) = initiative_id {
        initiatives::referred(store, permit, id, "initiative_id").await?;
        select = select.filter(prospect::Column::InitiativeId.eq(id));
    }
    if let Some(id) = owner_id {
        select = select.filter(prospect::Column::OwnerId.eq(id));
    }
    Ok(select)
}

/// One prospect.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Prospect> {
    let row = scoped::one::<prospect::Entity, _>(rows, permit, id).await?;
    only(seen(rows, permit, vec![row]).await?)
}

/// A prospect that a body or query names at `pointer`, of this organization where one is named.
pub(super) async fn referred<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    id: Uuid,
    organization_id: Option<Uuid>,
    pointer: &str,
) -> Result<()> {
    let found = scoped::one::<prospect::Entity, _>(rows, permit, id).await;
    let row = found.map_err(|error| error.of_reference(pointer))?;
    match organization_id.is_none_or(|organization| organization == row.organization_id) {
        true => Ok(()),
        false => Err(Error::invalid(pointer, "other_organization", "is a prospect of another organization")),
    }
}

/// Makes a prospect in the first stage.
///
/// # Errors
/// [`Error::Invalid`] for an organization, initiative or owner that is not there, [`Error::Conflict`] when it is a prospect.
pub async fn create(unit: &Unit, permit: &Permit<Create>, input: ProspectInput) -> Result<Prospect> {
    organizations::referred(unit, permit, input.organization_id, "/organization_id").await?;
    refer(unit, permit, &input, None).await?;
    let pipeline = pipelines::hold(unit, permit).await?;
    alone(unit, permit, &input, None).await?;
    let first = pipeline.first()?;
    let mut row = prospect::ActiveModel {
        library_id: Set(permit.tenant()?),
        organization_id: Set(input.organization_id),
        stage: Set(first.code.clone()),
        meaning: Set(text_of(first.meaning)?),
        stage_since: Set(unit.now()),
        author_id: Set(permit.author().person_id),
        ..Default::default()
    };
    write(&mut row, input);
    let written = unit.insert::<prospect::Entity, _>(permit, row).await.on_duplicate(TAKEN, TAKEN_DETAIL)?;
    moves::put(unit, permit, &written, None, None).await?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Changes a prospect; its stage stays.
///
/// # Errors
/// [`Error::Invalid`] for another organization, or an initiative or owner that is not there, [`Error::Conflict`] when there is
/// another one of the initiative.
pub async fn update(unit: &Unit, prospect: &Authorized<Update>, input: ProspectInput) -> Result<Prospect> {
    let (permit, before) = (prospect.permit(), prospect.row());
    stays("/organization_id", before.organization.id, input.organization_id)?;
    refer(unit, permit, &input, Some(before)).await?;
    alone(unit, permit, &input, Some(before.id)).await?;
    let row = scoped::one::<prospect::Entity, _>(unit, permit, before.id).await?;
    let written = unit
        .update::<prospect::Entity, _>(permit, row, |row| {
            if row.next_step != Set(input.next_step.clone()) {
                row.author_id = Set(permit.author().person_id);
            }
            write(row, input);
        })
        .await
        .on_duplicate(TAKEN, TAKEN_DETAIL)?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Moves a prospect to another stage.
///
/// # Errors
/// [`Error::Invalid`] for a stage that the pipeline has not, [`Error::Conflict`] for the one where it is.
pub async fn move_to(unit: &Unit, prospect: &Authorized<Move>, input: MoveInput) -> Result<Prospect> {
    let permit = prospect.permit();
    let pipeline = pipelines::hold(unit, permit).await?;
    let Some(stage) = pipeline.stage(&input.stage) else {
        let codes: Vec<_> = pipeline.stages.iter().map(|stage| stage.code.as_str()).collect();
        return Err(Error::invalid("/stage", "not_found", format!("must be one of {}", codes.join(", "))));
    };
    let before = scoped::one::<prospect::Entity, _>(unit, permit, prospect.row().id).await?;
    if before.stage == stage.code {
        return Err(Error::conflict(Code::SameStage, "the prospect is in this stage"));
    }
    let meaning = text_of(stage.meaning)?;
    let written = unit
        .update::<prospect::Entity, _>(permit, before.clone(), |row| {
            row.stage = Set(stage.code.clone());
            row.meaning = Set(meaning);
            row.stage_since = Set(unit.now());
        })
        .await?;
    moves::put(unit, permit, &written, Some(&before), Some(input.reason)).await?;
    only(seen(unit, permit, vec![written]).await?)
}

/// Removes a prospect.
///
/// # Errors
/// [`Error::NotFound`] when it was removed meanwhile.
pub async fn delete(unit: &Unit, prospect: &Authorized<Delete>) -> Result<()> {
    let row = scoped::one::<prospect::Entity, _>(unit, prospect.permit(), prospect.row().id).await?;
    unit.delete::<prospect::Entity, _>(prospect.permit(), row).await?;
    Ok(())
}

const TAKEN: Code = Code::AlreadyProspect;
const TAKEN_DETAIL: &str = "the organization is a prospect of this initiative";

/// Passes when no other prospect is one of the organization for the initiative.
async fn alone<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    input: &ProspectInput,
    own: Option<Uuid>,
) -> Result<()> {
    let initiative = match input.initiative_id {
        Some(id) => prospect::Column::InitiativeId.eq(id),
        None => prospect::Column::InitiativeId.is_null(),
    };
    let other = scoped::select::<prospect::Entity, A>(permit)
        .filter(prospect::Column::OrganizationId.eq(input.organization_id))
        .filter(initiative)
        .one(&unit.db().executor)
        .await?;
    match other.filter(|other| Some(other.id) != own) {
        None => Ok(()),
        Some(other) => Err(Error::conflict(TAKEN, TAKEN_DETAIL).over(other.id)),
    }
}

/// Passes when the initiative and the owner are there, as far as they are new.
async fn refer<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    input: &ProspectInput,
    before: Option<&Prospect>,
) -> Result<()> {
    let id = |named: Option<&Named>| named.map(|named| named.id);
    let old = before.map(|before| (id(before.initiative.as_ref()), id(before.owner.as_ref())));
    let (initiative, owner) = old.unwrap_or_default();
    if let Some(id) = input.initiative_id.filter(|id| Some(*id) != initiative) {
        initiatives::referred(unit, permit, id, "/initiative_id").await?;
    }
    let owner = input.owner_id.filter(|id| Some(*id) != owner).map(|id| ("/owner_id".to_owned(), id));
    members::all_here(unit, permit, owner.into_iter().collect()).await
}

fn write(row: &mut prospect::ActiveModel, input: ProspectInput) {
    row.initiative_id = Set(input.initiative_id);
    row.owner_id = Set(input.owner_id);
    row.next_step = Set(input.next_step);
    row.next_step_on = Set(input.next_step_on);
}

/// The prospects whose next step the person wrote, in libraries to which the person belongs.
pub(in crate::store) async fn of_author<A: Action>(
    store: &Store,
    permit: &Permit<A>,
    person_id: Uuid,
    memberships: &[Affiliation],
) -> Result<Vec<Prospect>> {
    let found = authored::of_author::<prospect::Entity>(store, person_id, memberships).await?;
    // Of several libraries, each with its own names of stages: their codes will do.
    views(store, permit, found, &PipelineInput::default()).await
}

impl Authored for prospect::Entity {
    const TEXTS: &'static [&'static str] = &["next_step"];
}

/// Rows as callers see them: a fixed number of further queries, however many there are.
pub(super) async fn seen<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<prospect::Model>,
) -> Result<Vec<Prospect>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let pipeline = pipelines::get(rows, permit).await?;
    views(rows, permit, found, &PipelineInput::from(&pipeline)).await
}

async fn views<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<prospect::Model>,
    pipeline: &PipelineInput,
) -> Result<Vec<Prospect>> {
    let (db, now) = (rows.db(), rows.now());
    let organizations = names(&db, permit, found.iter().map(|row| row.organization_id)).await?;
    let initiatives = initiatives::names(&db, found.iter().filter_map(|row| row.initiative_id)).await?;
    let owners = people(&db, found.iter().filter_map(|row| row.owner_id)).await?;
    let results = results::latest(rows, permit, found.iter().map(|row| row.organization_id)).await?;
    let view = |row: prospect::Model| {
        let stage = Stage { code: row.stage.clone(), name: row.stage, meaning: word(&row.meaning)? };
        Ok(Prospect {
            id: row.id,
            organization: of(&organizations, row.organization_id)?,
            initiative: row.initiative_id.map(|id| of(&initiatives, id)).transpose()?,
            stage: pipeline.stage(&stage.code).cloned().unwrap_or(stage),
            stage_since: row.stage_since,
            days_in_stage: (now - row.stage_since).num_days(),
            owner: row.owner_id.map(|id| of(&owners, id)).transpose()?,
            next_step: row.next_step,
            next_step_on: row.next_step_on,
            blocked: results.blocked(row.organization_id),
            blocked_by: results.blocking(row.organization_id),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().map(view).collect()
}
