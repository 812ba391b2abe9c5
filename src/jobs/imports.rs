//! Imports as jobs: taken from the database, read piece by piece, written chunk by chunk, and taken up again after an end.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;

use crate::access::Permit;
use crate::access::directory::organizations::Import;
use crate::access::integration::jobs::Run;
use crate::caller::Caller;
use crate::domain::directory::import::charset::Charset;
use crate::domain::directory::import::mapping::{ColumnNames, parse_column_names};
use crate::domain::directory::import::row::{Row, Rows};
use crate::domain::integration::job::JobState;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::directory::import::{self, CHUNK, Options};
use crate::store::integration::job_runs::{self, Progress, Running};

/// How often jobs are looked for.
const LOOK: Duration = Duration::from_secs(1);

/// How long nothing is written before the job is told to be at work still.
const BEAT: Duration = Duration::from_secs(5);

/// Pieces and chunks that wait to be worked on.
const AHEAD: usize = 2;

/// Told how much of a file was read.
pub type Told = Box<dyn Fn(u64) + Send + Sync>;

/// For how long the chunk under way is waited for when the program is about to end.
const LAST_CHUNK: Duration = Duration::from_secs(6);

/// For how long it is waited for then that the job is given back.
const LAST_JOB: Duration = Duration::from_secs(9);

/// Says that the program is about to end: jobs are given back after the chunk under way, or without it where it takes long.
#[derive(Clone, Debug, Default)]
pub struct Ending(Arc<watch::Sender<Option<Instant>>>);

impl Ending {
    /// Says so.
    pub fn begin(&self) {
        self.0.send_modify(|begun| {
            begun.get_or_insert_with(Instant::now);
        });
    }

    fn has_begun(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Comes when it has begun so long ago.
    async fn is_past(&self, time: Duration) {
        // The sender is this ending's own, so that it is there for as long as it is waited for.
        let begun = self.0.subscribe().wait_for(Option::is_some).await.ok().and_then(|begun| *begun);
        tokio::time::sleep_until(begun.unwrap_or_else(Instant::now) + time).await;
    }
}

/// Works on jobs, one after the other, until the program is about to end.
pub async fn work(store: Store, ending: Ending) {
    tokio::select! {
        () = take_turns(&store, &ending) => {}
        () = ending.is_past(LAST_JOB) => {
            tracing::warn!("an import could not be given back; it goes on when its time has run out");
        }
    }
}

async fn take_turns(store: &Store, ending: &Ending) {
    let nobody: Told = Box::new(|_| {});
    while !ending.has_begun() {
        match run_next(store, None, ending, &nobody).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(Error::Unavailable(cause)) => tracing::warn!(cause, "a job waits for the database"),
            Err(error) => tracing::error!(cause = %error, "a job cannot be worked on"),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = ending.is_past(Duration::ZERO) => {}
        }
    }
}

/// Works on the job that waits longest, or on the one named. False where there is none.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away; the job goes on when it is back.
pub async fn run_next(store: &Store, only: Option<Uuid>, ending: &Ending, told: &Told) -> Result<bool> {
    let permit = Permit::<Run>::system();
    let Some(job) = job_runs::take(store, &permit, only).await? else { return Ok(false) };
    let done = tokio::select! {
        done = run(store, &permit, &job, ending, told) => done,
        () = ending.is_past(LAST_CHUNK) => {
            tracing::warn!("an import did not come to a rest; its chunk is done again");
            Ok(Done::Given)
        }
    };
    let (state, fault) = match done {
        Ok(Done::Whole) => (JobState::Succeeded, None),
        Ok(Done::Given) => {
            store.write(async |unit| job_runs::give_back(unit, &permit, &job).await).await?;
            return Ok(true);
        }
        Ok(Done::Taken) => return Ok(true),
        Err(Error::Unavailable(cause)) => return Err(Error::Unavailable(cause)),
        Err(Error::Internal(cause)) => {
            tracing::error!(cause, job = %job.id, "a job failed");
            (JobState::Failed, Some("a fault of the service; its log says more".to_owned()))
        }
        Err(Error::Unauthenticated(_)) => {
            let gone = "the session or the client that made it may not be used any more";
            (JobState::Failed, Some(gone.to_owned()))
        }
        Err(Error::Invalid(faults)) => {
            let faults: Vec<_> = faults.iter().map(|it| format!("{} {}", it.pointer, it.detail)).collect();
            (JobState::Failed, Some(faults.join("; ").trim().to_owned()))
        }
        Err(other) => (JobState::Failed, Some(other.to_string())),
    };
    store.write(async |unit| job_runs::end(unit, &permit, &job, state, fault.clone()).await).await?;
    Ok(true)
}

/// Removes the reports of jobs that ended more than 30 days ago: they repeat what stood in the files.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn forget_reports(store: &Store) -> Result<()> {
    let permit = Permit::<Run>::system();
    while store.write(async |unit| job_runs::forget_report(unit, &permit).await).await? {}
    Ok(())
}

/// Whether a job waits or is at work, in whichever process.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn is_left(store: &Store) -> Result<bool> {
    job_runs::is_left(store, &Permit::<Run>::system()).await
}

/// How far a run came.
enum Done {
    /// To the end of the file.
    Whole,
    /// Up to where the program is about to end.
    Given,
    /// Up to where the job was cancelled, or taken by another process.
    Taken,
}

/// Some rows of the file.
struct Chunk {
    rows: Vec<Row>,
    bytes_read: u64,
    ignored_columns: Vec<String>,
}

async fn run(
    store: &Store,
    permit: &Permit<Run>,
    job: &Running,
    ending: &Ending,
    told: &Told,
) -> Result<Done> {
    let names =
        job.options.mapping.as_deref().map_or_else(|| Ok(ColumnNames::default()), parse_column_names)?;
    let charset = Charset::of_label(&job.encoding)?;
    let (pieces, source) = mpsc::channel(AHEAD);
    let (found, mut chunks) = mpsc::channel(AHEAD);
    let fetching = tokio::spawn(fetch(store.clone(), job.clone(), pieces));
    let done = job.rows_done;
    let reading = tokio::task::spawn_blocking(move || read(source, charset, &names, done, &found));
    let mut reached = Done::Whole;
    let mut written = 0_u64;
    loop {
        let chunk = tokio::select! {
            chunk = chunks.recv() => chunk,
            // One that is taken up again is read from its beginning, with nothing to write for a while.
            () = tokio::time::sleep(BEAT) => {
                reached = match store.write(async |unit| job_runs::prolong(unit, permit, job).await).await? {
                    true if ending.has_begun() => Done::Given,
                    true => continue,
                    false => Done::Taken,
                };
                break;
            }
        };
        let Some(chunk) = chunk else { break };
        let bytes_read = chunk.bytes_read;
        if !write(store, permit, job, chunk).await? {
            reached = Done::Taken;
            break;
        }
        told(bytes_read);
        written += 1;
        if ending.has_begun() {
            reached = Done::Given;
            break;
        }
        if written.is_power_of_two() && !job.options.dry_run {
            // The list is written without it as well, only slower.
            if let Err(error) = import::take_stock(store).await {
                tracing::warn!(cause = %error, "what an import filled was not counted");
            }
        }
    }
    // Whoever still sends finds that nobody listens.
    drop(chunks);
    fetching.await.map_err(Error::internal)??;
    match (reading.await.map_err(Error::internal)?, reached) {
        (Err(fault), Done::Whole) => Err(fault),
        (_, reached) => Ok(reached),
    }
}

/// Sends the pieces of the file in order, and none at its end.
async fn fetch(store: Store, job: Running, pieces: Sender<Option<Vec<u8>>>) -> Result<()> {
    for number in 0.. {
        let piece = job_runs::piece(&store, &job, number).await?;
        let last = piece.is_none();
        if pieces.send(piece).await.is_err() || last {
            break;
        }
    }
    Ok(())
}

/// Reads the rows from the one after `done` on, and sends them in chunks. The rows before are read as well, since an
/// id may stand in the list only once.
fn read(
    source: Receiver<Option<Vec<u8>>>,
    charset: Charset,
    names: &ColumnNames,
    done: u64,
    chunks: &Sender<Chunk>,
) -> Result<()> {
    let passed = Arc::new(AtomicU64::new(0));
    let source = Pieces { source, piece: Vec::new(), taken: 0, ended: false, passed: passed.clone() };
    let mut rows = Rows::new(source, charset, names)?;
    let ignored_columns = rows.mapping().ignored_columns().to_vec();
    let mut chunk = Vec::with_capacity(CHUNK);
    for number in 0_u64.. {
        let row = rows.read()?;
        let last = row.is_none();
        if number < done && chunks.is_closed() {
            break;
        }
        chunk.extend(row.filter(|_| number >= done));
        if chunk.len() == CHUNK || last {
            let rows = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
            let bytes_read = passed.load(Ordering::Relaxed);
            let sent = Chunk { rows, bytes_read, ignored_columns: ignored_columns.clone() };
            if chunks.blocking_send(sent).is_err() || last {
                break;
            }
        }
    }
    Ok(())
}

/// Writes a chunk with its report, by the rights that whoever made the job has now. False when the job is no longer this
/// process's own.
async fn write(store: &Store, permit: &Permit<Run>, job: &Running, chunk: Chunk) -> Result<bool> {
    let import = Caller::resume(store, &job.subject).await?.permit::<Import>()?;
    let options = Options { source: job.options.source.clone(), dry_run: job.options.dry_run, atomic: false };
    let Chunk { rows, bytes_read, ignored_columns } = chunk;
    let progress = |rows| Progress { rows, bytes_read, ignored_columns: ignored_columns.clone() };
    if options.dry_run {
        let reports = store.write(async |unit| import::chunk(unit, &import, &rows, &options).await).await?;
        let progress = progress(reports);
        return store.write(async |unit| job_runs::advance(unit, permit, job, &progress).await).await;
    }
    store
        .write(async |unit| {
            if !job_runs::holds(unit, permit, job).await? {
                return Ok(false);
            }
            let reports = import::chunk(unit, &import, &rows, &options).await?;
            job_runs::advance(unit, permit, job, &progress(reports)).await
        })
        .await
}

/// The pieces of a file as one. Where they break off before the end, nothing is taken for the last row.
struct Pieces {
    source: Receiver<Option<Vec<u8>>>,
    piece: Vec<u8>,
    taken: usize,
    ended: bool,
    passed: Arc<AtomicU64>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.piece.len() && !self.ended {
            match self.source.blocking_recv() {
                Some(Some(piece)) => (self.piece, self.taken) = (piece, 0),
                Some(None) => self.ended = true,
                None => return Err(io::Error::other(Error::Unavailable("the file breaks off".to_owned()))),
            }
        }
        let mut rest = self.piece.get(self.taken..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.taken += read;
        self.passed.fetch_add(u64::try_from(read).unwrap_or_default(), Ordering::Relaxed);
        Ok(read)
    }
}
