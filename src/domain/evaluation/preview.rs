//! Ratings given in one request, to be scored without storing anything.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    answer::Answer,
    evaluation::EvaluationStatus,
    instrument::InstrumentInput,
    instrument_check::weight,
    score::Rater,
    scoring::{MAX_CELLS, Sheet},
};
use crate::{
    domain::check::{Check, Faults},
    error::{Error, Result},
};

/// The most ratings of one request.
pub const MAX_RATINGS: usize = 100_000;

/// Ratings to be scored by a published version of an instrument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreInput {
    /// The version of the instrument.
    #[schema(example = "01900000-0000-7000-8000-0000000e0001")]
    pub instrument_id: Uuid,
    /// Weights by factor code, each 0 or from 0.000001 to 1,000,000; factors not named keep the instrument's own. Not all
    /// may be 0.
    #[schema(example = json!({"1": 2, "2": 1}))]
    pub weights: Option<BTreeMap<String, f64>>,
    /// Up to 100,000 ratings, at most one for each rater and item.
    #[schema(max_items = 100_000)]
    pub ratings: Vec<ScoreRating>,
}

/// One rater's answer to one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreRating {
    /// Any label for the rater, 1 to 100 characters.
    #[schema(example = "Ana", min_length = 1, max_length = 100)]
    pub rater: String,
    /// The item's code.
    #[schema(example = "1a")]
    pub item: String,
    /// The answer; absent is blank.
    #[serde(default)]
    #[schema(value_type = Answer)]
    pub value: Value,
}

/// The values are checked by [`ScoreInput::accept`], since the instrument says which are allowed.
impl Check for ScoreInput {
    fn check(&self, _: &mut Faults) {}
}

impl ScoreInput {
    /// The ratings as one sheet for each rater, in the order in which the raters are first named.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn accept(&self, instrument: &InstrumentInput) -> Result<Vec<Sheet>> {
        if self.ratings.len() > MAX_RATINGS {
            let detail = format!("may have at most {MAX_RATINGS} entries");
            return Err(Error::invalid("/ratings", "too_many", detail));
        }
        let mut faults = Faults::default();
        self.check_weights(instrument, &mut faults);
        let items: HashSet<&str> = instrument.items().map(|item| item.code.as_str()).collect();
        let mut answered = HashSet::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut sheets: Vec<Sheet> = Vec::new();
        for (index, rating) in self.ratings.iter().enumerate() {
            let pointer = |field: &str| format!("/ratings/{index}/{field}");
            if !items.contains(rating.item.as_str()) {
                faults.add(&pointer("item"), "unknown_item", "the instrument has no such item");
            } else if !answered.insert((rating.rater.as_str(), rating.item.as_str())) {
                faults.add(&pointer("item"), "duplicate", "this rater answers the item twice");
            }
            faults.text(&pointer("rater"), &rating.rater, 1..=100);
            let answer = Answer::read_on(&instrument.scale, &rating.value, &pointer("value"), &mut faults);
            let place = *places.entry(&rating.rater).or_insert_with(|| {
                sheets.push(Sheet {
                    rater: Rater { id: None, name: rating.rater.clone() },
                    status: EvaluationStatus::Submitted,
                    reopened: false,
                    answers: Vec::new(),
                });
                sheets.len() - 1
            });
            if let Some(sheet) = sheets.get_mut(place) {
                sheet.answers.push((rating.item.clone(), answer));
            }
        }
        if sheets.len() * items.len() > MAX_CELLS {
            let detail = format!("raters times items of the instrument may be at most {MAX_CELLS}");
            faults.add("/ratings", "too_many", detail);
        }
        faults.finish().map(|()| sheets)
    }

    fn check_weights(&self, instrument: &InstrumentInput, faults: &mut Faults) {
        let Some(weights) = &self.weights else { return };
        for (code, value) in weights {
            let pointer = format!("/weights/{}", code.replace('~', "~0").replace('/', "~1"));
            if !instrument.factors.iter().any(|factor| &factor.code == code) {
                faults.add(&pointer, "unknown_factor", "the instrument has no such factor");
            }
            weight(faults, &pointer, *value);
        }
        let used = |code: &String, own: f64| weights.get(code).copied().unwrap_or(own);
        if instrument.factors.iter().all(|factor| used(&factor.code, factor.weight) == 0.0) {
            faults.add("/weights", "all_weights_zero", "at least one factor must have a weight above 0");
        }
    }
}
