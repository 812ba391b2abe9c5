//! `ligature import`: lists of any size.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use uuid::Uuid;

use super::stdout::print;
use crate::access::Permit;
use crate::access::directory::organizations::Import;
use crate::access::integration::jobs::{CreateImport, Get, ListRows};
use crate::caller::Caller;
use crate::domain::check::Faults;
use crate::domain::directory::import::charset::{Charset, Guess};
use crate::domain::directory::import::list::List;
use crate::domain::directory::import::mapping::parse_column_names;
use crate::domain::directory::import::report::{RowReport, RowResult};
use crate::domain::integration::job::{ImportOptions, Job, JobRowFilter};
use crate::domain::listing::Listing;
use crate::error::{Error, Result};
use crate::jobs::imports::{self, Ending, Told};
use crate::store::Store;
use crate::store::directory::import::{self, Options};
use crate::store::integration::{job_rows, jobs};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Import a CSV list of organizations; what became of it is printed as JSON
    Organizations(Organizations),
    /// Go on with imports that were left: those of a program that ended, however it ended. A service that runs does so by
    /// itself
    Resume,
}

#[derive(Args, Debug)]
pub(super) struct Organizations {
    /// The list
    file: PathBuf,
    /// The e-mail address of the account that imports
    #[arg(long = "as", value_name = "EMAIL")]
    account: String,
    /// The organization that keeps the entries; the account's only one unless given
    #[arg(long, value_name = "ID")]
    organization: Option<Uuid>,
    /// The list from which the rows come; the ids in it are remembered under this name. Unless given, the file's name
    /// without extension. A list that comes again in a file of another name needs the same --source; over HTTP it is
    /// `csv` unless given
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// A JSON object of column to field
    #[arg(long)]
    mapping: Option<String>,
    /// The encoding by its WHATWG name; guessed unless given
    #[arg(long)]
    encoding: Option<String>,
    /// Only tell what would become of the rows
    #[arg(long)]
    dry_run: bool,
    /// Write all rows or none, in one transaction: others wait so long with their writes, and the list has to fit into
    /// memory
    #[arg(long)]
    atomic: bool,
}

impl Organizations {
    fn unreadable(&self, error: &std::io::Error) -> Error {
        Error::malformed(self.file.display().to_string(), error.to_string())
    }

    fn source(&self) -> Result<String> {
        let of_file = || self.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let source = self.source.clone().unwrap_or_else(of_file);
        let mut faults = Faults::default();
        faults.text("--source", &source, 1..=100);
        faults.finish()?;
        Ok(source)
    }
}

/// Bytes of the file that are kept at once.
const PIECE: usize = 1 << 20;

/// Rows that failed which are printed; the job's report has all of them.
const PRINTED: u64 = 1_000;

pub(super) async fn run(store: &Store, what: &What) -> Result<()> {
    match what {
        What::Organizations(asked) if asked.atomic => at_once(store, asked).await,
        What::Organizations(asked) => as_job(store, asked).await,
        What::Resume => {
            // One whose program ended without a word is taken up once its time is over.
            while imports::is_left(store).await? {
                if !imports::run_next(store, None, &Ending::default(), &silent()).await? {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            Ok(())
        }
    }
}

/// Imports all rows in one transaction.
async fn at_once(store: &Store, asked: &Organizations) -> Result<()> {
    let source = asked.source()?;
    let bytes = std::fs::read(&asked.file).map_err(|error| asked.unreadable(&error))?;
    let list = List::read(&bytes, asked.encoding.as_deref(), asked.mapping.as_deref(), usize::MAX)?;
    let caller = Caller::sign_in(store, &asked.account, asked.organization).await?;
    let permit = caller.permit::<Import>()?;
    let options = Options { source, dry_run: asked.dry_run, atomic: true };
    let report = store.write(async |unit| import::run(unit, &permit, &list, &options).await).await?;
    caller.sign_out(store).await?;
    print(&serde_json::to_string_pretty(&report).map_err(Error::internal)?)?;
    match report.failed {
        0 => Ok(()),
        _ => Err(Error::Unavailable("nothing was written, since rows of the list cannot be".to_owned())),
    }
}

/// Imports chunk by chunk, as the service does: what is not done when this program ends is taken up again.
async fn as_job(store: &Store, asked: &Organizations) -> Result<()> {
    let source = asked.source()?;
    asked.mapping.as_deref().map(parse_column_names).transpose()?;
    let named = asked.encoding.as_deref().map(Charset::of_label).transpose()?;
    let file = File::open(&asked.file).map_err(|error| asked.unreadable(&error))?;
    let caller = Caller::sign_in(store, &asked.account, asked.organization).await?;
    let permit = caller.permit::<CreateImport>()?;
    let options = ImportOptions {
        source,
        dry_run: asked.dry_run,
        mapping: asked.mapping.clone(),
        encoding: asked.encoding.clone(),
    };
    let id = store.write(async |unit| jobs::open(unit, &permit, &options).await).await?;
    let guessed = keep(store, &permit, id, asked, file).await?;
    let charset = named.unwrap_or(guessed);
    let job = store.write(async |unit| jobs::submit(unit, &permit, id, charset.name()).await).await?;
    let bar = bar(job.size);
    let told: Told = {
        let bar = bar.clone();
        Box::new(move |bytes| bar.set_position(bytes))
    };
    let get = caller.permit::<Get>()?;
    let ended = loop {
        imports::run_next(store, Some(id), &Ending::default(), &told).await?;
        let job = jobs::get(store, &get, id).await?;
        if job.state.is_final() {
            break job;
        }
        // Another process took it first.
        told(job.bytes_read);
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    bar.finish_and_clear();
    let fault = ended.fault.clone();
    let rows = caller.permit::<ListRows>()?.over(ended.clone())?;
    let failed = JobRowFilter { result: Some(RowResult::Failed) };
    let first = Listing { limit: PRINTED, ..Listing::default() };
    let failures = job_rows::list(store, &rows, &failed, &first).await?.items;
    caller.sign_out(store).await?;
    let printed = Printed { job: ended, failures };
    print(&serde_json::to_string_pretty(&printed).map_err(Error::internal)?)?;
    fault.map_or(Ok(()), |fault| Err(Error::malformed(asked.file.display().to_string(), fault)))
}

/// A job, and the first of the rows that failed.
#[derive(Serialize)]
struct Printed {
    #[serde(flatten)]
    job: Job,
    failures: Vec<RowReport>,
}

/// Keeps the file in the database, and guesses its encoding.
async fn keep(
    store: &Store,
    permit: &Permit<CreateImport>,
    id: Uuid,
    asked: &Organizations,
    mut file: File,
) -> Result<Charset> {
    let mut guess = Guess::default();
    for number in 0.. {
        let mut bytes = Vec::with_capacity(PIECE);
        let most = u64::try_from(PIECE).map_err(Error::internal)?;
        file.by_ref().take(most).read_to_end(&mut bytes).map_err(|error| asked.unreadable(&error))?;
        if bytes.is_empty() {
            break;
        }
        guess.feed(&bytes);
        store.write(async |unit| jobs::append(unit, permit, id, number, &bytes).await).await?;
    }
    Ok(guess.finish())
}

/// A progress bar on standard error, where that is a terminal.
fn bar(bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes}, {eta} left");
    let bar = ProgressBar::new(bytes);
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

fn silent() -> Told {
    Box::new(|_| {})
}
