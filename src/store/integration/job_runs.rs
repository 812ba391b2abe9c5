//! Jobs at work: taken by one process at a time, for as long as it says that it is there.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query};
use sea_orm::{ColumnTrait, Condition, Order, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{job_rows, jobs};
use crate::access::Permit;
use crate::access::integration::jobs::Run;
use crate::access::token::Subject;
use crate::domain::directory::import::report::{RowReport, RowResult};
use crate::domain::integration::job::{ImportOptions, JobState};
use crate::error::{Error, Result};
use crate::store::directory::views::{from_json, text_of, to_json, word};
use crate::store::entity::{job, job_piece, job_row};
use crate::store::scoped;
use crate::store::{Rows, Store, Unit};

/// For how long a process has a job without saying that it is still there.
const LEASE: TimeDelta = TimeDelta::seconds(15);

/// For how long reports are kept.
const REPORTS: TimeDelta = TimeDelta::days(30);

/// Lines of a report removed in one transaction.
const BLOCK: u64 = 5_000;

/// A job that this process works on.
#[derive(Clone, Debug)]
pub struct Running {
    /// The job.
    pub id: Uuid,
    /// For whom.
    pub subject: Subject,
    /// How.
    pub options: ImportOptions,
    /// The encoding of its file.
    pub encoding: String,
    /// How many rows of the file were worked on.
    pub rows_done: u64,
    lease: Uuid,
}

/// What was done since the job was last written.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// What became of further rows.
    pub rows: Vec<RowReport>,
    /// How much of the file was read by then.
    pub bytes_read: u64,
    /// The columns that are not read.
    pub ignored_columns: Vec<String>,
}

/// Takes the job that waits longest, also one whose process is gone; `only` that one where it is named.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn take(store: &Store, permit: &Permit<Run>, only: Option<Uuid>) -> Result<Option<Running>> {
    // Looking takes no turn to write.
    if due(permit, store.now(), only).one(&store.db().executor).await?.is_none() {
        return Ok(None);
    }
    store
        .write(async |unit| {
            let mut query = due(permit, unit.now(), only);
            if unit.is_postgres() {
                query = query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
            }
            let Some(row) = query.one(&unit.db().executor).await? else { return Ok(None) };
            if word::<JobState>(&row.state)? == JobState::Receiving {
                let why = "its file stopped coming".to_owned();
                jobs::end(unit, permit, row, JobState::Failed, Some(why)).await?;
                return Ok(None);
            }
            let running = Running {
                id: row.id,
                subject: Subject {
                    id: unit.source().id("token"),
                    subject_id: row.subject_id,
                    grant_id: row.grant_id,
                    organization_id: Some(row.organization_id),
                    scopes: jobs::scopes(&row)?,
                },
                options: from_json(row.options.clone())?,
                encoding: row.encoding.clone().unwrap_or_default(),
                rows_done: u64::try_from(row.rows_done).map_err(Error::internal)?,
                lease: unit.source().id("lease"),
            };
            let (state, started) = (text_of(JobState::Running)?, row.started_at.or(Some(unit.now())));
            unit.update::<job::Entity, _>(permit, row, |row| {
                row.state = Set(state);
                row.started_at = Set(started);
                row.lease = Set(Some(running.lease));
                row.leased_until = Set(Some(unit.now() + LEASE));
            })
            .await?;
            Ok(Some(running))
        })
        .await
}

fn due(permit: &Permit<Run>, now: DateTime<Utc>, only: Option<Uuid>) -> Select<job::Entity> {
    let left = Condition::all()
        .add(job::Column::State.is_in(["running", "receiving"]))
        .add(job::Column::LeasedUntil.lt(now));
    let mut query = scoped::select::<job::Entity, _>(permit)
        .filter(Condition::any().add(job::Column::State.eq("queued")).add(left));
    if let Some(id) = only {
        query = query.filter(job::Column::Id.eq(id));
    }
    query.order_by_asc(job::Column::Id).limit(1)
}

/// Whether a job waits or is at work, in whichever process.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn is_left(store: &Store, permit: &Permit<Run>) -> Result<bool> {
    let left = scoped::select::<job::Entity, _>(permit)
        .filter(job::Column::State.is_in(["queued", "running"]))
        .one(&store.db().executor)
        .await?;
    Ok(left.is_some())
}

/// Removes a part of the report of a job that ended long ago, so that others need not wait long. False where there is none.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn forget_report(unit: &Unit, permit: &Permit<Run>) -> Result<bool> {
    let reports = Query::select()
        .column(job_row::Column::JobId)
        .from(job_row::Entity)
        .and_where(
            Expr::col((job_row::Entity, job_row::Column::JobId)).equals((job::Entity, job::Column::Id)),
        )
        .take();
    let old = scoped::select::<job::Entity, _>(permit)
        .filter(job::Column::FinishedAt.lt(unit.now() - REPORTS))
        .filter(Expr::exists(reports))
        .one(&unit.db().executor)
        .await?;
    let Some(job) = old else { return Ok(false) };
    let block = Query::select()
        .column(job_row::Column::Line)
        .from(job_row::Entity)
        .and_where(job_row::Column::JobId.eq(job.id))
        .order_by(job_row::Column::Line, Order::Asc)
        .limit(BLOCK)
        .take();
    scoped::delete_parts::<job_row::Entity>([job.id])
        .filter(job_row::Column::Line.in_subquery(block))
        .exec(unit.connection())
        .await?;
    Ok(true)
}

/// A piece of the job's file, from 0; none behind the last.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn piece(store: &Store, job: &Running, number: i32) -> Result<Option<Vec<u8>>> {
    let found = scoped::parts::<job_piece::Entity>([job.id])
        .filter(job_piece::Column::Number.eq(number))
        .one(&store.db().executor)
        .await?;
    Ok(found.map(|piece| piece.bytes))
}

/// Whether the job is still this process's to work on; nobody else takes it before the transaction ends.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn holds(unit: &Unit, permit: &Permit<Run>, job: &Running) -> Result<bool> {
    Ok(held(unit, permit, job).await?.is_some())
}

async fn held(unit: &Unit, permit: &Permit<Run>, job: &Running) -> Result<Option<job::Model>> {
    let row = scoped::one::<job::Entity, _>(unit, permit, job.id).await?;
    Ok((row.lease == Some(job.lease)).then_some(row))
}

/// Writes what was done, and says that this process is still there. False when the job is no longer its own.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn advance(unit: &Unit, permit: &Permit<Run>, job: &Running, progress: &Progress) -> Result<bool> {
    let Some(row) = held(unit, permit, job).await? else { return Ok(false) };
    job_rows::insert(unit, job.id, &progress.rows).await?;
    let count = |counted: &dyn Fn(&RowReport) -> bool| {
        i64::try_from(progress.rows.iter().filter(|row| counted(row)).count()).map_err(Error::internal)
    };
    let [created, updated, unchanged, failed] =
        [RowResult::Created, RowResult::Updated, RowResult::Unchanged, RowResult::Failed]
            .map(|result| count(&move |row| row.result == result));
    let (created, updated, unchanged, failed) = (created?, updated?, unchanged?, failed?);
    let duplicates = count(&|row| !row.duplicates.is_empty())?;
    let bytes_read = i64::try_from(progress.bytes_read).map_err(Error::internal)?;
    let ignored_columns = to_json(&progress.ignored_columns)?;
    let before = row.clone();
    unit.touch::<job::Entity>(row, |row| {
        row.rows_done = Set(before.rows_done + created + updated + unchanged + failed);
        row.created_count = Set(before.created_count + created);
        row.updated_count = Set(before.updated_count + updated);
        row.unchanged_count = Set(before.unchanged_count + unchanged);
        row.failed_count = Set(before.failed_count + failed);
        row.duplicate_count = Set(before.duplicate_count + duplicates);
        row.bytes_read = Set(bytes_read);
        row.ignored_columns = Set(ignored_columns);
        row.leased_until = Set(Some(unit.now() + LEASE));
    })
    .await?;
    Ok(true)
}

/// Says that this process is still there, while it has nothing to write yet. False when the job is no longer its own.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn prolong(unit: &Unit, permit: &Permit<Run>, job: &Running) -> Result<bool> {
    let Some(row) = held(unit, permit, job).await? else { return Ok(false) };
    unit.touch::<job::Entity>(row, |row| row.leased_until = Set(Some(unit.now() + LEASE))).await?;
    Ok(true)
}

/// Ends the job, unless it is no longer this process's own.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn end(
    unit: &Unit,
    permit: &Permit<Run>,
    job: &Running,
    state: JobState,
    fault: Option<String>,
) -> Result<()> {
    if let Some(row) = held(unit, permit, job).await? {
        jobs::end(unit, permit, row, state, fault).await?;
    }
    Ok(())
}

/// Gives the job back, for another process to go on at once.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn give_back(unit: &Unit, permit: &Permit<Run>, job: &Running) -> Result<()> {
    let Some(row) = held(unit, permit, job).await? else { return Ok(()) };
    let queued = text_of(JobState::Queued)?;
    unit.touch::<job::Entity>(row, |row| {
        row.state = Set(queued);
        row.lease = Set(None);
        row.leased_until = Set(None);
    })
    .await?;
    Ok(())
}
