//! The commands of the program.

mod arguments;
mod backup;
mod demo;
mod health;
mod import;
mod keys;
mod migrate;
mod serve;
mod stdout;
mod users;

pub use arguments::parse;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::config::{DatabaseArgs, KeyArgs, ListenArgs, LogArgs, ServiceArgs};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::source::System;
use crate::{api, telemetry};

/// Libraries find, evaluate, form and run partnerships with the organizations around them.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    #[command(flatten)]
    log: LogArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer requests
    Serve {
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(flatten)]
        service: ServiceArgs,
        /// Apply pending migrations first
        #[arg(long)]
        migrate: bool,
    },
    /// Answer requests on a community made up to try things on
    Demo {
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(flatten)]
        listen: ListenArgs,
        /// Print the accounts as one line of JSON
        #[arg(long)]
        json: bool,
    },
    /// Apply migrations, take them back, or list them
    Migrate {
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(subcommand)]
        direction: migrate::Direction,
    },
    /// Write everything in the database to a file, as of one moment, while the service goes on
    Backup {
        #[command(flatten)]
        database: DatabaseArgs,
        /// The file to make; it must not exist yet
        file: PathBuf,
    },
    /// Put everything that a backup holds into an empty database, which may be of the other kind
    Restore {
        #[command(flatten)]
        database: DatabaseArgs,
        /// A file that `backup` made
        file: PathBuf,
    },
    /// Print the OpenAPI document
    Openapi,
    /// Ask a running service whether it can work
    Health {
        #[command(flatten)]
        listen: ListenArgs,
    },
    /// Import lists
    Import {
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(subcommand)]
        what: import::What,
    },
    /// Change the keys that sign access tokens
    Keys {
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(flatten)]
        keys: KeyArgs,
        #[command(subcommand)]
        command: keys::Command,
    },
    /// Make accounts
    Users {
        #[command(flatten)]
        database: DatabaseArgs,
        #[command(subcommand)]
        command: users::Command,
    },
}

/// Runs a command; failures go to standard error.
pub fn run(cli: Cli) -> ExitCode {
    let _telemetry = telemetry::start(cli.log.log, cli.log.log_format);
    match actix_web::rt::System::new().block_on(carry_out(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let cause = match &error {
                // The sentence of this error is for those who sent a request.
                Error::Unavailable(cause) => cause.clone(),
                Error::Internal(cause) => format!("{error}: {cause}"),
                Error::Invalid(faults) => faults
                    .iter()
                    .map(|fault| format!("{} {}", fault.pointer, fault.detail))
                    .collect::<Vec<_>>()
                    .join("; "),
                other => other.to_string(),
            };
            stdout::complain(&format!("ligature: {cause}"));
            ExitCode::FAILURE
        }
    }
}

async fn carry_out(command: Command) -> Result<()> {
    match command {
        Command::Serve { database, service, migrate } => serve::serve(&database, &service, migrate).await,
        Command::Demo { database, listen, json } => demo::demo(&database, listen, json).await,
        Command::Migrate { database, direction } => {
            migrate::migrate(&connect(&database).await?, &direction).await
        }
        Command::Backup { database, file } => backup::back_up(&connect(&database).await?, &file).await,
        Command::Restore { database, file } => backup::restore(&database, &file).await,
        Command::Openapi => {
            stdout::print(&serde_json::to_string_pretty(&api::document()).map_err(Error::internal)?)
        }
        Command::Health { listen } => health::health(listen.listen),
        Command::Import { database, what } => import::run(&migrated(&database).await?, &what).await,
        Command::Keys { database, keys, command } => {
            keys::run(&migrated(&database).await?, &keys.keeping()?, &command).await
        }
        Command::Users { database, command } => users::run(&migrated(&database).await?, &command).await,
    }
}

/// The database that the settings name.
async fn connect(database: &DatabaseArgs) -> Result<Store> {
    Store::connect(&database.needed_url()?, Arc::new(System), database.language).await
}

/// The same, for a command that needs every table.
async fn migrated(database: &DatabaseArgs) -> Result<Store> {
    let store = connect(database).await?;
    let found = store.found().await?;
    if found.foreign {
        return Err(foreign());
    }
    if found.pending > 0 {
        let cause = format!("{} migrations are pending; run `ligature migrate up` first", found.pending);
        return Err(Error::Unavailable(cause));
    }
    Ok(store)
}

fn foreign() -> Error {
    Error::Unavailable("the database of DATABASE_URL holds tables of something else".to_owned())
}

/// The text of a file.
fn read(file: &PathBuf) -> Result<String> {
    std::fs::read_to_string(file)
        .map_err(|error| Error::malformed(file.display().to_string(), error.to_string()))
}
