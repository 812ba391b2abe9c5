//! A believable community to try everything on: the same at each start, its ids included.

mod community;
mod directory;
mod discovery;
mod entries;
mod evaluation;
mod joining;
mod lists;
mod meetings;
mod partnership;
mod programs;
mod reasons;
mod source;
mod stories;

pub use community::{ACCOUNTS, Account, PASSWORD, TENANTS, Tenant, account, sign_in};
pub use programs::programs;
pub use source::Fixed;

use crate::access::password::Passwords;
use crate::error::Result;
use crate::store::Store;

/// Fills an empty, migrated database.
///
/// # Errors
/// Whatever the store answers.
pub async fn fill(store: &Store, passwords: &Passwords) -> Result<()> {
    // First of all: a database half filled can be made anew, too.
    store.mark_as_demo().await?;
    community::fill(store, passwords).await?;
    directory::fill(store).await?;
    entries::fill(store).await?;
    evaluation::fill(store).await?;
    joining::fill(store).await?;
    programs::fill(store).await?;
    lists::fill(store).await?;
    partnership::fill(store).await?;
    discovery::fill(store).await?;
    reasons::fill(store).await?;
    meetings::fill(store).await?;
    evaluation::share(store).await
}
