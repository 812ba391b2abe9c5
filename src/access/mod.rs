//! Who may do what, to which rows.
//!
//! A verified token and the caller's standing make a [`Principal`]; an action's rule makes a [`Permit`] of it;
//! the row makes an [`Authorized`] of that. Each link has private fields and one constructor.

pub mod directory;
pub mod discovery;
pub mod evaluation;
mod hashing;
pub mod identity;
pub mod integration;
pub mod partnership;
pub mod password;
mod permit;
mod principal;
pub mod scopes;
pub mod signing;
pub mod token;

pub(crate) use hashing::step_back;
use permit::in_scope;
pub use permit::{Action, Author, Authorized, Permit, RowAction, SystemAction, allowed};
pub use principal::{Acting, Principal, Scope, Standing};

use crate::error::{Error, Result};

/// The refusal of an operation, with its reason.
pub(crate) fn refuse<T>(operation: &'static str, reason: &'static str) -> Result<T> {
    Err(Error::Forbidden { operation, reason })
}

/// Passes when `allowed`, else refuses with the reason.
pub(crate) fn require(allowed: bool, operation: &'static str, reason: &'static str) -> Result<()> {
    if allowed { Ok(()) } else { refuse(operation, reason) }
}
