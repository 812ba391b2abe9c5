//! What a library notes about an entry: its own texts and its own terms, never columns of the entry.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::named::{Named, TermRef};
use crate::domain::check::{Check, Faults};

/// A note to be written about an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteInput {
    /// The organization that the note is about.
    pub organization_id: Uuid,
    /// What is noted.
    #[schema(example = "Prefers to be called before noon.", min_length = 1, max_length = 20000)]
    pub text: String,
}

impl Check for NoteInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/text", &self.text, 1..=20_000);
    }
}

/// A tenant's own note about an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Note {
    /// The note's id.
    pub id: Uuid,
    /// The organization that the note is about.
    pub organization: Named,
    /// What is noted.
    pub text: String,
    /// When the note was made.
    pub created_at: DateTime<Utc>,
    /// When the note last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Note> for NoteInput {
    fn from(note: &Note) -> Self {
        Self { organization_id: note.organization.id, text: note.text.clone() }
    }
}

/// A term to be given to an organization in the tenant's own view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnTermInput {
    /// The organization that gets the term.
    pub organization_id: Uuid,
    /// The term.
    pub term_id: Uuid,
}

impl Check for OwnTermInput {
    fn check(&self, _faults: &mut Faults) {}
}

/// A term that a tenant gave to an organization in its own view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OwnTerm {
    /// The row's id.
    pub id: Uuid,
    /// The organization that has the term.
    pub organization: Named,
    /// The term.
    pub term: TermRef,
    /// When the term was given.
    pub created_at: DateTime<Utc>,
    /// When the row last changed.
    pub updated_at: DateTime<Utc>,
}

/// Filters of `list_notes`.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct NoteFilter {
    /// The organization that the notes are about.
    pub organization_id: Option<Uuid>,
}

impl Check for NoteFilter {
    fn check(&self, _: &mut Faults) {}
}

/// Filters of `list_own_terms`, all of which have to hold.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OwnTermFilter {
    /// The organization that has the terms.
    pub organization_id: Option<Uuid>,
    /// The term.
    pub term_id: Option<Uuid>,
}

impl Check for OwnTermFilter {
    fn check(&self, _: &mut Faults) {}
}
