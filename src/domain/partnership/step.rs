//! The history of a partnership: which party took which step, and why.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::attached::Whole;
use super::life::Step;
use super::partnership::Terms;
use crate::domain::directory::named::Named;

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct StepTaken {
    /// The step's id.
    pub id: Uuid,
    /// The partnership.
    #[schema(value_type = Named)]
    pub partnership: Whole,
    /// What was done.
    pub step: Step,
    /// The party for which it was done.
    pub party: Named,
    /// The party that did it, which is the lead for one without accounts.
    pub acted_by: Named,
    /// The person.
    pub person: Option<Named>,
    /// The version of the terms that it was about; of a proposal and a counter the one that it made.
    #[schema(example = 1)]
    pub terms_version: i32,
    /// The terms that were proposed.
    pub terms: Option<Terms>,
    /// Why, in words.
    pub reason: Option<String>,
    /// Who signed, for a party without accounts.
    pub signer: Option<String>,
    /// When it was signed.
    pub signed_on: Option<NaiveDate>,
    /// What was signed.
    pub document: Option<String>,
    /// When it was done.
    pub created_at: DateTime<Utc>,
    /// The same: what was done does not change.
    pub updated_at: DateTime<Utc>,
}
