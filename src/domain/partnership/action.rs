//! What is said with the steps of a partnership.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::partnership::{Terms, check_parties};
use super::party::{Paper, PartyInput};
use crate::domain::check::{Check, Faults};
use crate::error::Result;

/// A step, and why it is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepInput {
    /// The version of the terms that you have seen; another one is 409 `stale_terms`.
    #[schema(example = 1)]
    pub terms_version: i32,
    /// Why, for all parties.
    #[schema(example = "The board agreed on Monday.", min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// An answer to a proposal, or a leave, perhaps for a party without accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    /// The version of the terms that you have seen; another one is 409 `stale_terms`.
    #[schema(example = 1)]
    pub terms_version: i32,
    /// Why, for all parties.
    #[schema(example = "The board agreed on Monday.", min_length = 1, max_length = 2000)]
    pub reason: String,
    /// The party without accounts for which the lead's admin answers.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub for_party: Option<ForParty>,
}

/// The answer of a party without accounts, which it gave on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForParty {
    /// The party.
    pub organization_id: Uuid,
    /// Who signed.
    #[schema(example = "Ada Bergmann, head teacher", min_length = 1, max_length = 200)]
    pub signer: String,
    /// When it was signed, not after today.
    pub signed_on: NaiveDate,
    /// What was signed, and where it is kept.
    #[schema(example = "Letter of 3 March, in the director's office", min_length = 1, max_length = 500)]
    pub document: String,
}

impl ForParty {
    /// Passes for a day that has come.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `/for_party/signed_on`.
    pub fn is_signed(&self, now: DateTime<Utc>) -> Result<()> {
        let mut faults = Faults::default();
        faults.has_come("/for_party/signed_on", self.signed_on, now);
        faults.finish()
    }
}

impl From<ForParty> for Paper {
    fn from(ForParty { signer, signed_on, document, .. }: ForParty) -> Self {
        Self { signer, signed_on, document }
    }
}

/// Other terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CounterInput {
    /// The version of the terms that you have seen; another one is 409 `stale_terms`.
    #[schema(example = 1)]
    pub terms_version: i32,
    /// Why, for all parties.
    #[schema(example = "We can start in autumn only.", min_length = 1, max_length = 2000)]
    pub reason: String,
    /// The terms as they should be, all of them.
    pub terms: Terms,
    /// Parties whose kind or rewards should be others.
    #[serde(default)]
    #[schema(example = json!([]), max_items = 50)]
    pub parties: Vec<PartyInput>,
}

/// The end of a partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndInput {
    /// The version of the terms that you have seen; another one is 409 `stale_terms`.
    #[schema(example = 1)]
    pub terms_version: i32,
    /// Why, for all parties.
    #[schema(example = "The exhibition is over.", min_length = 1, max_length = 2000)]
    pub reason: String,
    /// What was learned.
    #[schema(example = "Plan the transport of the cases a month ahead.", min_length = 1, max_length = 5000)]
    pub lessons: String,
}

/// Why a proposal is made against deal-breakers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiverInput {
    /// The reason; nobody but the lead sees it.
    #[schema(example = "They have a new director since the round.", min_length = 1, max_length = 2000)]
    pub reason: String,
}

impl Check for WaiverInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/reason", &self.reason, 1..=2_000);
    }
}

/// Says what is checked of an input beside its reason.
macro_rules! spoken {
    ($($input:ident: $more:expr;)*) => {$(
        impl Check for $input {
            fn check(&self, faults: &mut Faults) {
                faults.text("/reason", &self.reason, 1..=2_000);
                let more: fn(&Self, &mut Faults) = $more;
                more(self, faults);
            }
        }
    )*};
}

spoken! {
    StepInput: |_, _| {};
    AnswerInput: |input, faults| {
        let Some(party) = &input.for_party else { return };
        faults.text("/for_party/signer", &party.signer, 1..=200);
        faults.text("/for_party/document", &party.document, 1..=500);
    };
    CounterInput: |input, faults| {
        faults.below("/terms", |faults| input.terms.check(faults));
        check_parties(&input.parties, faults);
    };
    EndInput: |input, faults| faults.text("/lessons", &input.lessons, 1..=5_000);
}
