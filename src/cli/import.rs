//! `ligature import`: lists of any size that fits into memory.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use uuid::Uuid;

use super::stdout::print;
use crate::access::directory::organizations::Import;
use crate::caller::Caller;
use crate::domain::check::Faults;
use crate::domain::directory::import::list::List;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::directory::import::{self, Options};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Import a CSV list of organizations; the report is printed as JSON
    Organizations(Organizations),
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
    /// Write all rows or none
    #[arg(long)]
    atomic: bool,
}

impl Organizations {
    fn source(&self) -> Result<String> {
        let of_file = || self.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let source = self.source.clone().unwrap_or_else(of_file);
        let mut faults = Faults::default();
        faults.text("--source", &source, 1..=100);
        faults.finish()?;
        Ok(source)
    }
}

pub(super) async fn run(store: &Store, what: &What) -> Result<()> {
    let What::Organizations(asked) = what;
    let source = asked.source()?;
    let bytes = std::fs::read(&asked.file)
        .map_err(|error| Error::malformed(asked.file.display().to_string(), error.to_string()))?;
    let list = List::read(&bytes, asked.encoding.as_deref(), asked.mapping.as_deref(), usize::MAX)?;
    let caller = Caller::sign_in(store, &asked.account, asked.organization).await?;
    let permit = caller.permit::<Import>()?;
    let options = Options { source, dry_run: asked.dry_run, atomic: asked.atomic };
    let report = store.write(async |unit| import::run(unit, &permit, &list, &options).await).await?;
    caller.sign_out(store).await?;
    print(&serde_json::to_string_pretty(&report).map_err(Error::internal)?)
}
