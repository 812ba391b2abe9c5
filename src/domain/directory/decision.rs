//! What claims and proposals have in common: somebody else says yes or no, once.

use serde::{Deserialize, Serialize};

use crate::domain::check::{Check, Faults};
use crate::error::{Code, Error, Result};

/// What is said with a yes or no.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionInput {
    /// Why, for the one who asked.
    #[serde(default)]
    #[schema(example = "Confirmed by telephone.", max_length = 2000)]
    pub reason: Option<String>,
}

impl Check for DecisionInput {
    fn check(&self, faults: &mut Faults) {
        faults.optional_text("/reason", self.reason.as_ref(), 2_000);
    }
}

/// Passes while nothing is decided.
///
/// # Errors
/// [`Error::Conflict`] when it is.
pub(super) fn still_open(open: bool) -> Result<()> {
    if open { Ok(()) } else { Err(Error::conflict(Code::AlreadyDecided, "this was decided already")) }
}
