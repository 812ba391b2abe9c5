//! `ligature migrate`.

use clap::Subcommand;

use super::stdout::print;
use crate::error::Result;
use crate::store::Store;

#[derive(Debug, Subcommand)]
pub(super) enum Direction {
    /// Apply all pending migrations
    Up,
    /// Take back the last migration, with everything in its tables
    Down {
        /// How many migrations to take back
        #[arg(long, default_value_t = 1)]
        steps: u32,
    },
    /// List the migrations and whether they are applied
    Status,
}

pub(super) async fn migrate(store: &Store, direction: &Direction) -> Result<()> {
    match direction {
        Direction::Up => store.migrate_up().await?,
        Direction::Down { steps } => store.migrate_down(*steps).await?,
        Direction::Status => {
            for step in store.migrations().await? {
                let state = match (step.applied, step.newer) {
                    (_, true) => "newer",
                    (true, false) => "applied",
                    (false, false) => "pending",
                };
                print(&format!("{state} {}", step.name))?;
            }
        }
    }
    Ok(())
}
