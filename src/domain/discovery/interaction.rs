//! Interactions: calls, visits and mails between a library and an organization.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::check::{Check, Faults};
use crate::domain::directory::named::Named;
use crate::error::Result;

/// How a library and an organization met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InteractionKind {
    /// By telephone.
    Call,
    /// At one's place or the other's.
    Visit,
    /// By letter or e-mail.
    Mail,
    /// With others, at an event or in a round.
    Meeting,
    /// Otherwise.
    Other,
}

/// What a library writes about an interaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InteractionInput {
    /// The organization.
    pub organization_id: Uuid,
    /// The prospect for which it was.
    #[serde(default)]
    pub prospect_id: Option<Uuid>,
    /// How they met.
    pub kind: InteractionKind,
    /// The day, not after today.
    pub happened_on: NaiveDate,
    /// With whom, in words.
    #[serde(default)]
    #[schema(example = "Their front desk", max_length = 300)]
    pub with_whom: Option<String>,
    /// What it was about.
    #[schema(example = "They would lend us the marquee in June.", min_length = 1, max_length = 20000)]
    pub summary: String,
}

impl InteractionInput {
    /// Passes for a day that has come.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] at `/happened_on`.
    pub fn has_happened(&self, now: DateTime<Utc>) -> Result<()> {
        let mut faults = Faults::default();
        faults.has_come("/happened_on", self.happened_on, now);
        faults.finish()
    }
}

impl Check for InteractionInput {
    fn check(&self, faults: &mut Faults) {
        faults.optional_text("/with_whom", self.with_whom.as_ref(), 300);
        faults.text("/summary", &self.summary, 1..=20_000);
    }
}

/// An interaction, the library's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Interaction {
    /// The interaction's id.
    pub id: Uuid,
    /// The organization.
    pub organization: Named,
    /// The prospect for which it was.
    pub prospect_id: Option<Uuid>,
    /// How they met.
    pub kind: InteractionKind,
    /// The day.
    pub happened_on: NaiveDate,
    /// With whom, in words.
    pub with_whom: Option<String>,
    /// What it was about.
    pub summary: String,
    /// Who wrote it down; null for a program.
    pub author: Option<Named>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<&Interaction> for InteractionInput {
    fn from(interaction: &Interaction) -> Self {
        Self {
            organization_id: interaction.organization.id,
            prospect_id: interaction.prospect_id,
            kind: interaction.kind,
            happened_on: interaction.happened_on,
            with_whom: interaction.with_whom.clone(),
            summary: interaction.summary.clone(),
        }
    }
}

/// Filters of `list_interactions`, all of which have to hold.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct InteractionFilter {
    /// The organization.
    pub organization_id: Option<Uuid>,
    /// The prospect.
    pub prospect_id: Option<Uuid>,
    /// How they met.
    pub kind: Option<InteractionKind>,
}

impl Check for InteractionFilter {
    fn check(&self, _: &mut Faults) {}
}
