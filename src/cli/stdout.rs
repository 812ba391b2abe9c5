//! What a command was asked for goes to standard output, complaints to standard error.

use std::io::Write;

use crate::error::{Error, Result};

/// Prints a line.
pub(super) fn print(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(Error::internal)
}

/// Prints a complaint. There is nobody left to tell when that fails.
pub(super) fn complain(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
