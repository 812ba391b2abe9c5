//! Somebody who is not the steward of an entry proposes a change of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::decision::still_open;
use super::named::{Entry, Named};
use super::organization::OrganizationInput;
use crate::domain::check::{Check, Faults};
use crate::domain::reading;
use crate::error::{Error, FieldError, Result};

/// How far a proposal is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalStatus {
    /// Waits for the steward.
    #[default]
    Open,
    /// The entry was changed as proposed.
    Accepted,
    /// Refused.
    Declined,
}

impl ProposalStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Open, Self::Accepted, Self::Declined];

    /// The status after a yes or no.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it was decided before.
    pub fn decide(self, yes: bool) -> Result<Self> {
        still_open(self == Self::Open)?;
        Ok(if yes { Self::Accepted } else { Self::Declined })
    }
}

/// A change that somebody proposes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalInput {
    /// The entry to be changed.
    pub organization_id: Uuid,
    /// A JSON merge patch (RFC 7396) of the organization.
    #[schema(value_type = Object, example = json!({"website": "https://example.org"}))]
    pub patch: Map<String, Value>,
    /// Why the entry should change.
    #[schema(example = "They have a new website.", min_length = 1, max_length = 2000)]
    pub reason: String,
}

impl Check for ProposalInput {
    fn check(&self, faults: &mut Faults) {
        if self.patch.is_empty() {
            faults.add("/patch", "required", "must change at least one field");
        }
        faults.text("/reason", &self.reason, 1..=2_000);
    }
}

/// The entry as it would be after the patch.
///
/// # Errors
/// [`Error::Invalid`] with pointers below `/patch` when the patch does not lead to an organization.
pub fn patched(current: &OrganizationInput, patch: &Map<String, Value>) -> Result<OrganizationInput> {
    let mut document = serde_json::to_value(current).map_err(Error::internal)?;
    json_patch::merge(&mut document, &Value::Object(patch.clone()));
    let changed: OrganizationInput = reading::read(document).map_err(|fault| {
        Error::Invalid(vec![FieldError { pointer: format!("/patch{}", fault.pointer), ..fault }])
    })?;
    let mut faults = Faults::default();
    faults.below("/patch", |faults| changed.check(faults));
    faults.finish()?;
    Ok(changed)
}

/// A change of an entry that somebody proposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Proposal {
    /// The proposal's id.
    pub id: Uuid,
    /// The entry to be changed.
    #[schema(value_type = Named)]
    pub organization: Entry,
    /// The tenant that proposed it.
    pub proposer: Named,
    /// A JSON merge patch (RFC 7396) of the organization.
    #[schema(value_type = Object, example = json!({"website": "https://example.org"}))]
    pub patch: Map<String, Value>,
    /// Why the entry should change.
    pub reason: String,
    /// How far the proposal is.
    pub status: ProposalStatus,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was decided so.
    pub decision_reason: Option<String>,
    /// When the proposal was made.
    pub created_at: DateTime<Utc>,
    /// When the proposal last changed.
    pub updated_at: DateTime<Utc>,
}

/// Filters of `list_proposals`, all of which have to hold.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProposalFilter {
    /// The entry to be changed.
    pub organization_id: Option<Uuid>,
    /// How far the proposals are.
    pub status: Option<ProposalStatus>,
}

impl Check for ProposalFilter {
    fn check(&self, _: &mut Faults) {}
}
