//! What one side notes about a partnership, for itself alone.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::attached::{Whole, attached};
use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;

attached!(PartnershipNote, PartnershipNoteInput);

/// A note to be written about a partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnershipNoteInput {
    /// The partnership.
    pub partnership_id: Uuid,
    /// What is noted.
    #[schema(example = "Their director would rather talk to ours.", min_length = 1, max_length = 20000)]
    pub text: String,
}

impl Check for PartnershipNoteInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/text", &self.text, 1..=20_000);
    }
}

/// A note of your own side about a partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PartnershipNote {
    /// The note's id.
    pub id: Uuid,
    /// The partnership.
    #[schema(value_type = Named)]
    pub partnership: Whole,
    /// What is noted.
    pub text: String,
    /// When the note was made.
    pub created_at: DateTime<Utc>,
    /// When the note last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&PartnershipNote> for PartnershipNoteInput {
    fn from(note: &PartnershipNote) -> Self {
        Self { partnership_id: note.partnership.id, text: note.text.clone() }
    }
}
