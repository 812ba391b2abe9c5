//! Rounds: one assessment of one organization by one side, with one published version of an instrument.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{MAX_RATERS, evaluation::EvaluationStatus, instrument::InstrumentRef, shared_result::SharedWith};
use crate::{
    domain::{
        check::{Check, Faults},
        directory::named::Named,
    },
    error::{Code, Error, Result},
};

/// Whether a round still takes sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoundStatus {
    /// Sheets may be written, submitted and reopened.
    Open,
    /// Nothing changes any more.
    Closed,
}

impl RoundStatus {
    /// Passes where the round takes writes.
    ///
    /// # Errors
    /// [`Error::Conflict`] with code `round_closed`.
    pub fn writable(self) -> Result<()> {
        match self {
            Self::Open => Ok(()),
            Self::Closed => Err(Error::conflict(Code::RoundClosed, "the round is closed and stays closed")),
        }
    }

    /// Passes where the result stands.
    ///
    /// # Errors
    /// [`Error::Conflict`] with code `round_open`.
    pub fn closed(self) -> Result<()> {
        match self {
            Self::Closed => Ok(()),
            Self::Open => Err(Error::conflict(Code::RoundOpen, "the round is open; close it first")),
        }
    }

    /// The status after closing.
    ///
    /// # Errors
    /// [`Error::Conflict`] with code `round_closed`.
    pub fn close(self) -> Result<Self> {
        self.writable().map(|()| Self::Closed)
    }
}

/// One assessment of one organization: a library's of anybody, a partner's of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Round {
    /// The round's id.
    pub id: Uuid,
    /// The organization that is rated.
    pub organization: Named,
    /// The version of the instrument that is used.
    pub instrument: InstrumentRef,
    /// What your organization calls the round.
    #[schema(example = "Autumn partners")]
    pub name: Option<String>,
    /// The partnership that it is about.
    pub partnership_id: Option<Uuid>,
    /// Whether it still takes sheets.
    pub status: RoundStatus,
    /// Who may rate; null where every contributor, coordinator and admin may, and for callers who may not see raters.
    pub rater_ids: Option<Vec<Uuid>>,
    /// Whether you are one of those who rate, as long as the round is open.
    pub may_rate: bool,
    /// Your own sheet.
    pub own_evaluation: Option<OwnEvaluation>,
    /// Whether you agreed that others see the result although only one or two rated; null unless you submitted a sheet.
    pub consented: Option<bool>,
    /// Who sees the result beside your organization; null for callers who may not see raters.
    pub shared_with: Option<Vec<SharedWith>>,
    /// When it was opened.
    pub opened_at: chrono::DateTime<chrono::Utc>,
    /// When it was closed.
    pub closed_at: Option<chrono::DateTime<chrono::Utc>>,
    /// When it was made.
    pub created_at: chrono::DateTime<chrono::Utc>,
    /// When it was last changed.
    pub updated_at: chrono::DateTime<chrono::Utc>,
}

/// The caller's own sheet in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OwnEvaluation {
    /// The sheet's id.
    pub id: Uuid,
    /// Where it stands.
    pub status: EvaluationStatus,
}

/// What a coordinator gives to open a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundInput {
    /// The organization to rate; a partner rates itself only.
    pub organization_id: Uuid,
    /// A published version of an instrument.
    pub instrument_id: Uuid,
    /// What your organization calls the round, up to 200 characters.
    #[schema(example = "Autumn partners", min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// The partnership that it is about; your organization and the one that is rated are parties of it.
    #[schema(example = json!(null))]
    pub partnership_id: Option<Uuid>,
    /// Who may rate, 1 to 1,000 users; absent or null lets every contributor, coordinator and admin rate.
    #[schema(min_items = 1, max_items = 1000, example = json!(null))]
    pub rater_ids: Option<Vec<Uuid>>,
}

impl Check for RoundInput {
    fn check(&self, faults: &mut Faults) {
        faults.optional_text("/name", self.name.as_ref(), 200);
        let Some(raters) = &self.rater_ids else { return };
        if raters.is_empty() {
            faults.add(
                "/rater_ids",
                "empty",
                "must name somebody; leave it out to let every contributor rate",
            );
        }
        faults.at_most("/rater_ids", raters.len(), MAX_RATERS);
        faults.once("/rater_ids", raters, "");
    }
}
