//! `ligature import`: lists of any size that fits into memory.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use uuid::Uuid;

use super::stdout::print;
use crate::access::directory::organizations::Import;
use crate::caller::Caller;
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
    /// The list from which the rows come; the ids in it are remembered under this name
    #[arg(long, default_value = "csv")]
    source: String,
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

pub(super) async fn run(store: &Store, what: &What) -> Result<()> {
    let What::Organizations(asked) = what;
    let bytes = std::fs::read(&asked.file)
        .map_err(|error| Error::malformed(asked.file.display().to_string(), error.to_string()))?;
    let list = List::read(&bytes, asked.encoding.as_deref(), asked.mapping.as_deref(), usize::MAX)?;
    let caller = Caller::sign_in(store, &asked.account, asked.organization).await?;
    let permit = caller.permit::<Import>()?;
    let options = Options { source: asked.source.clone(), dry_run: asked.dry_run, atomic: asked.atomic };
    let report = store.write(async |unit| import::run(unit, &permit, &list, &options).await).await?;
    caller.sign_out(store).await?;
    print(&serde_json::to_string_pretty(&report).map_err(Error::internal)?)
}
