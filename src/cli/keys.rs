//! `ligature keys`: the keys that sign access tokens.

use clap::Subcommand;

use super::stdout::print;
use crate::error::Result;
use crate::store::Store;
use crate::store::identity::keys::{self, Keeping};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new key. It signs after 5 seconds, when every process knows it; tokens of the others are accepted until
    /// the last of them has expired
    Rotate {
        /// Refuse the tokens of the other keys from now on: for a key that somebody else knows. Who is signed in renews
        /// the session
        #[arg(long)]
        at_once: bool,
    },
    /// Print the keys: id, algorithm, when each was made, and from when on its tokens are refused
    List,
}

pub(super) async fn run(store: &Store, keeping: &Keeping, command: &Command) -> Result<()> {
    match command {
        Command::Rotate { at_once } => print(&keys::rotate(store, keeping, *at_once).await?),
        Command::List => {
            let time =
                |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            for (id, algorithm, made, retired) in keys::list(store).await? {
                let retired = retired.map_or_else(|| "in use".to_owned(), time);
                print(&format!("{id}  {algorithm}  {}  {retired}", time(made)))?;
            }
            Ok(())
        }
    }
}
