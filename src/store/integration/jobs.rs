//! Jobs: listed, read, made with their file, and cancelled.

use chrono::TimeDelta;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::access::integration::jobs::{Cancel, CreateImport, List};
use crate::access::{Action, Authorized, Permit, Scope};
use crate::domain::identity::client::ClientScopes;
use crate::domain::integration::job::{ImportOptions, Job, JobKind, JobState};
use crate::domain::listing::{Listing, Page};
use crate::error::{Code, Error, Result};
use crate::store::directory::views::{from_json, names, of, only, text_of, to_json, word};
use crate::store::entity::{job, job_piece};
use crate::store::integration::events::Audience;
use crate::store::page::{by_creation, ids, page};
use crate::store::scoped::{self, PartOf, Tenanted};
use crate::store::write::recorded;
use crate::store::{Rows, Store, Unit};

recorded!(job, "job", |row| vec![Audience::Tenant(row.organization_id)]);

impl PartOf for job_piece::Entity {
    const WHOLE: job_piece::Column = job_piece::Column::JobId;
}

/// A tenant has its own; the operator sees all.
impl Tenanted for job::Entity {
    fn within(scope: Scope) -> Condition {
        match scope {
            Scope::Tenant { organization_id, .. } => {
                Condition::all().add(job::Column::OrganizationId.eq(organization_id))
            }
            Scope::Operator | Scope::System => scoped::everything(),
            Scope::Person(_) => scoped::nothing(),
        }
    }
}

/// Imports of an organization that may be under way at once.
const MOST: usize = 10;

/// For how long a file that stops coming is waited for.
pub(super) const RECEIVING: TimeDelta = TimeDelta::minutes(5);

/// The jobs that the caller may see.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn list(store: &Store, permit: &Permit<List>, listing: &Listing) -> Result<Page<Job>> {
    let select = scoped::select::<job::Entity, _>(permit);
    let found = page(&store.db(), select, ids!(job), &[by_creation!(job)], listing).await?;
    found.then(async |found| views(store, permit, found).await).await
}

/// One job.
///
/// # Errors
/// [`Error::NotFound`] when the caller may not see it.
pub async fn get<A: Action>(rows: &impl Rows, permit: &Permit<A>, id: Uuid) -> Result<Job> {
    let row = scoped::one::<job::Entity, _>(rows, permit, id).await?;
    only(views(rows, permit, vec![row]).await?)
}

/// Makes a job whose file is still to come.
///
/// # Errors
/// [`Error::Conflict`] when the organization has as many under way as it may.
pub async fn open(unit: &Unit, permit: &Permit<CreateImport>, options: &ImportOptions) -> Result<Uuid> {
    // Of two who make a job at once one waits for the other.
    scoped::turn(unit, permit, permit.tenant()?).await?;
    let under_way = scoped::select::<job::Entity, _>(permit)
        .filter(job::Column::State.is_in(["receiving", "queued", "running"]))
        .select_only()
        .column(job::Column::Id)
        .into_tuple::<Uuid>()
        .all(&unit.db().executor)
        .await?;
    if under_way.len() >= MOST {
        let detail = format!("an organization may have {MOST} imports under way; wait for one, or cancel it");
        return Err(Error::conflict(Code::TooManyJobs, detail));
    }
    let principal = permit.principal()?;
    let row = job::ActiveModel {
        organization_id: Set(permit.tenant()?),
        kind: Set(text_of(JobKind::ImportOrganizations)?),
        state: Set(text_of(JobState::Receiving)?),
        subject_id: Set(principal.subject_id()),
        grant_id: Set(principal.grant_id()),
        scopes: Set(principal
            .scopes()
            .map(|scopes| to_json(&scopes.iter().collect::<Vec<_>>()))
            .transpose()?),
        options: Set(to_json(options)?),
        size: Set(0),
        encoding: Set(None),
        ignored_columns: Set(to_json(&Vec::<String>::new())?),
        bytes_read: Set(0),
        rows_done: Set(0),
        created_count: Set(0),
        updated_count: Set(0),
        unchanged_count: Set(0),
        failed_count: Set(0),
        duplicate_count: Set(0),
        fault: Set(None),
        lease: Set(None),
        leased_until: Set(Some(unit.now() + RECEIVING)),
        started_at: Set(None),
        finished_at: Set(None),
        ..Default::default()
    };
    Ok(unit.insert::<job::Entity, _>(permit, row).await?.id)
}

/// Keeps the next piece of a job's file.
///
/// # Errors
/// [`Error::Conflict`] when the job ended meanwhile.
pub async fn append(
    unit: &Unit,
    permit: &Permit<CreateImport>,
    id: Uuid,
    number: i32,
    bytes: &[u8],
) -> Result<()> {
    let row = receiving(unit, permit, id).await?;
    let size = row.size + i64::try_from(bytes.len()).map_err(Error::internal)?;
    let piece = job_piece::ActiveModel { job_id: Set(id), number: Set(number), bytes: Set(bytes.to_vec()) };
    insert_piece(piece).exec_without_returning(unit.connection()).await?;
    unit.touch::<job::Entity>(row, |row| {
        row.size = Set(size);
        row.leased_until = Set(Some(unit.now() + RECEIVING));
    })
    .await?;
    Ok(())
}

/// The file of a job is here: it waits for its turn.
///
/// # Errors
/// [`Error::Conflict`] when the job ended meanwhile.
pub async fn submit(unit: &Unit, permit: &Permit<CreateImport>, id: Uuid, encoding: &str) -> Result<Job> {
    let row = receiving(unit, permit, id).await?;
    let queued = text_of(JobState::Queued)?;
    let row = unit
        .update::<job::Entity, _>(permit, row, |row| {
            row.state = Set(queued);
            row.encoding = Set(Some(encoding.to_owned()));
            row.leased_until = Set(None);
        })
        .await?;
    only(views(unit, permit, vec![row]).await?)
}

/// Ends a job before its time. What it wrote stays.
///
/// # Errors
/// [`Error::Conflict`] when it has ended.
pub async fn cancel(unit: &Unit, job: &Authorized<Cancel>) -> Result<Job> {
    let permit = job.permit();
    let row = scoped::one::<job::Entity, _>(unit, permit, job.row().id).await?;
    let row = end(unit, permit, row, JobState::Cancelled, None).await?;
    only(views(unit, permit, vec![row]).await?)
}

/// Gives up a job whose file did not come.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn discard(unit: &Unit, permit: &Permit<CreateImport>, id: Uuid, why: &str) -> Result<()> {
    let row = receiving(unit, permit, id).await?;
    end(unit, permit, row, JobState::Failed, Some(why.to_owned())).await?;
    Ok(())
}

/// Ends a job, and forgets its file.
pub(super) async fn end<A: Action>(
    unit: &Unit,
    permit: &Permit<A>,
    row: job::Model,
    state: JobState,
    fault: Option<String>,
) -> Result<job::Model> {
    let state = text_of(state)?;
    scoped::delete_parts::<job_piece::Entity>([row.id]).exec(unit.connection()).await?;
    let ended = unit
        .update::<job::Entity, _>(permit, row, |row| {
            row.state = Set(state);
            row.fault = Set(fault);
            row.lease = Set(None);
            row.leased_until = Set(None);
            row.finished_at = Set(Some(unit.now()));
        })
        .await?;
    Ok(ended)
}

async fn receiving(unit: &Unit, permit: &Permit<CreateImport>, id: Uuid) -> Result<job::Model> {
    let row = scoped::one::<job::Entity, _>(unit, permit, id).await?;
    match word::<JobState>(&row.state)? {
        JobState::Receiving => Ok(row),
        _ => Err(Error::conflict(Code::JobEnded, "the job has ended while its file came")),
    }
}

pub(super) async fn views<A: Action>(
    rows: &impl Rows,
    permit: &Permit<A>,
    found: Vec<job::Model>,
) -> Result<Vec<Job>> {
    let organizations = names(&rows.db(), permit, found.iter().map(|row| row.organization_id)).await?;
    let view = |row: job::Model| {
        let count = |count: i64| u64::try_from(count).map_err(Error::internal);
        Ok(Job {
            id: row.id,
            organization: of(&organizations, row.organization_id)?,
            kind: word(&row.kind)?,
            state: word(&row.state)?,
            made_by: row.subject_id,
            options: from_json(row.options)?,
            size: count(row.size)?,
            bytes_read: count(row.bytes_read)?,
            rows: count(row.rows_done)?,
            created: count(row.created_count)?,
            updated: count(row.updated_count)?,
            unchanged: count(row.unchanged_count)?,
            failed: count(row.failed_count)?,
            duplicates: count(row.duplicate_count)?,
            encoding: row.encoding,
            ignored_columns: from_json(row.ignored_columns)?,
            fault: row.fault,
            started_at: row.started_at,
            finished_at: row.finished_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    found.into_iter().map(view).collect()
}

/// The scopes of the program that made a job; none where it was a person.
pub(super) fn scopes(row: &job::Model) -> Result<Option<ClientScopes>> {
    let scopes = row.scopes.clone().map(from_json::<Vec<_>>).transpose()?;
    Ok(scopes.map(|scopes| scopes.into_iter().collect()))
}

#[expect(clippy::disallowed_methods, reason = "a piece of the file of a job that was read by permit")]
fn insert_piece(row: job_piece::ActiveModel) -> sea_orm::Insert<job_piece::ActiveModel> {
    job_piece::Entity::insert(row)
}
