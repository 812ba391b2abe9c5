//! Instruments, the built-in ones and a library's own.

use crate::error::Result;
use crate::store::Unit;

/// Puts in the built-in instruments.
///
/// # Errors
/// [`crate::error::Error::Unavailable`] when the database is away.
pub(in crate::store) async fn put_builtin(_: &Unit) -> Result<()> {
    Ok(())
}
