//! How far raters agree: Krippendorff's alpha with its interval, and the items on which they differ most.

use serde::{Deserialize, Serialize};

use super::{
    alpha::{MAX_INTERVAL_CELLS, MIN_READ_UNITS, MeasurementLevel, NoAlpha, Pairable},
    draws::MAX_SEED,
    score::Method,
};
use crate::domain::check::{Check, Faults};

/// The most raters times units.
pub const MAX_CELLS: usize = 100_000;
/// The most different values at the ratio level.
pub const MAX_RATIO_VALUES: usize = 500;
/// The largest rating, and its negative the smallest.
const MAX_RATING: f64 = 1e9;

/// How agreement is worked out.
pub const METHOD: Method = Method {
    name: "krippendorff_alpha",
    version: "1.0",
    description: "Krippendorff's alpha (Krippendorff 2011): 1 - observed by expected disagreement; units with fewer than \
                  two ratings drop out. Interval: the 2.5 and 97.5 percentiles of 1,000 resamples of the units with \
                  replacement; those without alpha are left out. Reading by the lower bound: from .800 reliable, from \
                  .667 tentative, below do not conclude; none below ten units.",
};

/// Ratings of which nothing is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RaterAgreementInput {
    /// What the numbers mean.
    #[serde(default)]
    pub level: MeasurementLevel,
    /// A row for each rater, in it a rating for each unit, null where there is none: numbers from -1,000,000,000 to
    /// 1,000,000,000, at the ratio level from 0 and at most 500 different ones. At most 100,000 raters times units; above
    /// 10,000 there is no interval.
    #[schema(value_type = Vec<Vec<Option<f64>>>)]
    #[schema(example = json!([[1, 2, 3, 3, 2, 1, 4, 1, 2, null, null], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 3], [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, null]]))]
    pub ratings: Vec<Vec<Option<f64>>>,
    /// The seed of the interval: the same gives the same on any machine; 0 to 9,007,199,254,740,991.
    #[serde(default)]
    #[schema(example = 42, minimum = 0, maximum = 9_007_199_254_740_991_u64, default = 0)]
    pub seed: u64,
}

/// How far raters agree.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct RaterAgreement {
    /// How it was worked out.
    pub method: Method,
    /// What the numbers were taken for.
    pub level: MeasurementLevel,
    /// Krippendorff's alpha: 1 for agreement without exception, 0 for what chance would give, and below for less.
    #[schema(example = 0.815)]
    pub alpha: Option<f64>,
    /// Why there is no alpha.
    #[schema(example = json!(null))]
    pub reason: Option<NoAlpha>,
    /// The 95 percent interval of alpha, lowest and highest; null without alpha, above 10,000 raters times units, and where
    /// most resamples have no alpha.
    #[schema(example = json!([0.42, 1.0]), min_items = 2, max_items = 2)]
    pub interval: Option<[f64; 2]>,
    /// How many resamples the interval is made of, 1,000 at most.
    #[schema(example = 1000)]
    pub resamples: usize,
    /// The seed of the interval.
    #[schema(example = 42)]
    pub seed: u64,
    /// How many raters there are.
    #[schema(example = 4)]
    pub observers: usize,
    /// How many units have two ratings or more.
    #[schema(example = 11)]
    pub units: usize,
    /// The units that dropped out, by their place from 0.
    #[schema(example = json!([11]))]
    pub dropped_units: Vec<usize>,
    /// How many ratings went in.
    #[schema(example = 40)]
    pub pairable_values: usize,
    /// What one may conclude from the ratings, by the lower bound of the interval; null without interval and below ten
    /// units.
    pub reading: Option<AgreementReading>,
}

/// What one may conclude from ratings (Krippendorff 2004).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgreementReading {
    /// From .800: they can be relied on.
    Reliable,
    /// From .667: conclusions are tentative.
    Tentative,
    /// Below: nothing should be concluded.
    DoNotConclude,
}

impl Check for RaterAgreementInput {
    fn check(&self, faults: &mut Faults) {
        let width = self.ratings.first().map_or(0, Vec::len);
        if self.ratings.is_empty() {
            faults.add("/ratings", "empty", "must have at least one rater");
        }
        if width == 0 && !self.ratings.is_empty() {
            faults.add("/ratings/0", "empty", "must have at least one unit");
        }
        if self.ratings.len().saturating_mul(width) > MAX_CELLS {
            faults.add("/ratings", "too_many", format!("raters times units may be at most {MAX_CELLS}"));
        }
        let lowest = if self.level == MeasurementLevel::Ratio { 0.0 } else { -MAX_RATING };
        for (index, row) in self.ratings.iter().enumerate() {
            if row.len() != width {
                let detail = format!("must have {width} entries, as the first row has");
                faults.add(&format!("/ratings/{index}"), "ragged", detail);
            }
            for (place, rating) in row.iter().enumerate() {
                if rating.is_some_and(|rating| !(lowest..=MAX_RATING).contains(&rating)) {
                    let detail = format!("must be from {lowest} to {MAX_RATING}");
                    faults.add(&format!("/ratings/{index}/{place}"), "range", detail);
                }
            }
        }
        if self.level == MeasurementLevel::Ratio
            && Pairable::new(units(&self.ratings)).different() > MAX_RATIO_VALUES
        {
            let detail = format!("may have at most {MAX_RATIO_VALUES} different values at the ratio level");
            faults.add("/ratings", "too_many", detail);
        }
        if self.seed > MAX_SEED {
            faults.add("/seed", "range", format!("must be from 0 to {MAX_SEED}"));
        }
    }
}

/// The agreement of ratings, a row for each rater and in it one for each unit.
pub fn compute_agreement(input: &RaterAgreementInput) -> RaterAgreement {
    agreement(units(&input.ratings).collect(), input.ratings.len(), input.level, input.seed)
}

/// The agreement of so many raters on units, of each of which the ratings are given.
pub(super) fn agreement(
    units: Vec<Vec<f64>>,
    observers: usize,
    level: MeasurementLevel,
    seed: u64,
) -> RaterAgreement {
    let cells = units.len().saturating_mul(observers);
    let dropped = units.iter().enumerate().filter(|(_, ratings)| ratings.len() < 2).map(|(place, _)| place);
    let dropped_units = dropped.collect();
    let pairable = Pairable::new(units);
    let (alpha, reason) = match pairable.alpha(level) {
        Ok(alpha) => (Some(alpha), None),
        Err(reason) => (None, Some(reason)),
    };
    let (interval, resamples) = match alpha {
        Some(_) if cells <= MAX_INTERVAL_CELLS => pairable.interval(level, seed),
        _ => (None, 0),
    };
    RaterAgreement {
        method: METHOD,
        level,
        alpha,
        reason,
        interval,
        resamples,
        seed,
        observers,
        units: pairable.units(),
        dropped_units,
        pairable_values: pairable.total(),
        reading: interval.filter(|_| pairable.units() >= MIN_READ_UNITS).map(|[low, _]| reading(low)),
    }
}

fn reading(low: f64) -> AgreementReading {
    if low >= 0.8 {
        AgreementReading::Reliable
    } else if low >= 0.667 {
        AgreementReading::Tentative
    } else {
        AgreementReading::DoNotConclude
    }
}

#[cfg(test)]
#[test]
fn readings_begin_at_their_edges() {
    use AgreementReading::{DoNotConclude, Reliable, Tentative};
    let read = [1.0, 0.8, 0.799_999, 0.667, 0.666_999, -1.0].map(reading);
    assert_eq!(read, [Reliable, Reliable, Tentative, Tentative, DoNotConclude, DoNotConclude]);
}

/// The ratings of each unit.
fn units(ratings: &[Vec<Option<f64>>]) -> impl Iterator<Item = Vec<f64>> + '_ {
    let count = ratings.first().map_or(0, Vec::len);
    (0..count).map(|unit| ratings.iter().filter_map(|row| row.get(unit).copied().flatten()).collect())
}
