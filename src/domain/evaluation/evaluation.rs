//! Evaluations: one rater's sheet in a round.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    answer::Answer,
    instrument::{InstrumentInput, MAX_ITEMS},
    round::RoundStatus,
};
use crate::{
    domain::{
        check::{Check, Faults},
        directory::named::Named,
    },
    error::{Code, Error, Result},
};

/// Where a sheet stands; only submitted sheets enter a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationStatus {
    /// The rater is writing it.
    Draft,
    /// It counts, and cannot be written.
    Submitted,
    /// It was submitted, and the rater may write it again.
    Reopened,
}

impl EvaluationStatus {
    /// Passes where the rater may write the sheet.
    ///
    /// # Errors
    /// [`Error::Conflict`] with code `already_submitted`.
    pub fn write(self) -> Result<()> {
        match self {
            Self::Draft | Self::Reopened => Ok(()),
            Self::Submitted => {
                Err(Error::conflict(Code::AlreadySubmitted, "the sheet is submitted; reopen it first"))
            }
        }
    }

    /// The status after submitting.
    ///
    /// # Errors
    /// [`Error::Conflict`] with code `already_submitted`.
    pub fn submit(self) -> Result<Self> {
        self.write().map(|()| Self::Submitted)
    }

    /// The status after reopening.
    ///
    /// # Errors
    /// [`Error::Conflict`] with code `not_submitted`.
    pub fn reopen(self) -> Result<Self> {
        match self {
            Self::Submitted => Ok(Self::Reopened),
            Self::Draft | Self::Reopened => {
                Err(Error::conflict(Code::NotSubmitted, "only a submitted sheet can be reopened"))
            }
        }
    }
}

/// One rater's sheet in a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Evaluation {
    /// The sheet's id.
    pub id: Uuid,
    /// The round it belongs to.
    pub round_id: Uuid,
    /// Whether the round still takes sheets.
    pub round_status: RoundStatus,
    /// The organization that is rated.
    pub organization: Named,
    /// Who rates.
    pub rater: Named,
    /// Where it stands.
    pub status: EvaluationStatus,
    /// What was answered; items that are left out are blank.
    pub ratings: Vec<RatingEntry>,
    /// When it was last submitted.
    pub submitted_at: Option<chrono::DateTime<chrono::Utc>>,
    /// Why it was last reopened.
    pub reopened_reason: Option<String>,
    /// How often it was reopened.
    #[schema(example = 0)]
    pub reopened: i32,
    /// When it was made.
    pub created_at: chrono::DateTime<chrono::Utc>,
    /// When it was last changed.
    pub updated_at: chrono::DateTime<chrono::Utc>,
}

/// The answer to one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RatingEntry {
    /// The item's code.
    #[schema(example = "1a")]
    pub item: String,
    /// What was answered.
    pub value: Answer,
    /// A remark of the rater.
    pub note: Option<String>,
    /// What the answer rests on.
    pub evidence: Option<String>,
}

/// What a rater writes; the list replaces the one before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationInput {
    /// The answers, at most one for each item; items left out are blank.
    #[serde(default)]
    pub ratings: Vec<RatingInput>,
}

/// The answer to one item as a rater writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingInput {
    /// The item's code.
    #[schema(example = "1a")]
    pub item: String,
    /// The answer; absent is blank.
    #[serde(default)]
    #[schema(value_type = Answer)]
    pub value: Value,
    /// A remark, up to 4,000 characters.
    #[schema(example = "They ran the book drive with us.", max_length = 4000)]
    pub note: Option<String>,
    /// What the answer rests on, up to 4,000 characters.
    #[schema(example = "Minutes of the spring meeting.", max_length = 4000)]
    pub evidence: Option<String>,
}

/// The values are checked by [`EvaluationInput::accept`], since the instrument says which are allowed.
impl Check for EvaluationInput {
    fn check(&self, _: &mut Faults) {}
}

impl From<&Evaluation> for EvaluationInput {
    fn from(row: &Evaluation) -> Self {
        let ratings = row.ratings.iter().cloned().map(|entry| RatingInput {
            item: entry.item,
            value: entry.value.into(),
            note: entry.note,
            evidence: entry.evidence,
        });
        Self { ratings: ratings.collect() }
    }
}

impl EvaluationInput {
    /// The answers, if every one fits the instrument.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault: unknown and repeated items, values off the scale, texts that are too long.
    pub fn accept(self, instrument: &InstrumentInput) -> Result<Vec<RatingEntry>> {
        let mut faults = Faults::default();
        faults.at_most("/ratings", self.ratings.len(), MAX_ITEMS);
        let mut answers = Answers::to(instrument);
        for (index, RatingInput { item, value, note, evidence }) in self.ratings.into_iter().enumerate() {
            let entry = RatingEntry { item, value: Answer::Blank, note, evidence };
            faults.below(&format!("/ratings/{index}"), |faults| {
                answers.take(entry, faults, |faults| {
                    Answer::read_on(&instrument.scale, &value, "/value", faults)
                });
            });
        }
        faults.finish().map(|()| answers.accepted)
    }
}

/// The answers to an instrument, taken one by one.
pub(super) struct Answers<'a> {
    known: HashSet<&'a str>,
    open: HashSet<&'a str>,
    pub(super) accepted: Vec<RatingEntry>,
}

impl<'a> Answers<'a> {
    /// None so far.
    pub(super) fn to(instrument: &'a InstrumentInput) -> Self {
        let known: HashSet<_> = instrument.items().map(|item| item.code.as_str()).collect();
        Self { open: known.clone(), known, accepted: Vec::new() }
    }

    /// Takes an entry with the answer that `value` reads, or adds what is wrong with it.
    pub(super) fn take(
        &mut self,
        entry: RatingEntry,
        faults: &mut Faults,
        value: impl FnOnce(&mut Faults) -> Answer,
    ) {
        if !self.known.contains(entry.item.as_str()) {
            faults.add("/item", "unknown_item", "the instrument has no such item");
        } else if !self.open.remove(entry.item.as_str()) {
            faults.add("/item", "duplicate", "the item is answered twice");
        }
        faults.optional_text("/note", entry.note.as_ref(), 4_000);
        faults.optional_text("/evidence", entry.evidence.as_ref(), 4_000);
        let value = value(faults);
        self.accepted.push(RatingEntry { value, ..entry });
    }
}

/// Why a sheet is reopened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenInput {
    /// The reason, 1 to 1,000 characters.
    #[schema(example = "Item 2a was about another group.", min_length = 1, max_length = 1000)]
    pub reason: String,
}

impl Check for ReopenInput {
    fn check(&self, faults: &mut Faults) {
        faults.text("/reason", &self.reason, 1..=1_000);
    }
}
