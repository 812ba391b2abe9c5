//! Krippendorff's alpha: how far observers agree (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability").
//!
//! alpha = 1 - D_o / D_e, the disagreement that was observed by the one that chance would give. Units with fewer than two
//! values drop out.

use serde::{Deserialize, Serialize};

use super::draws::Draws;

/// How many times the units are drawn anew for an interval.
pub const RESAMPLES: usize = 1_000;
/// The most observers times units for which an interval is made.
pub const MAX_INTERVAL_CELLS: usize = 10_000;
/// The fewest pairable units of which a reading is made.
pub const MIN_READ_UNITS: usize = 10;

/// What the numbers mean, and so how far two of them are apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasurementLevel {
    /// Names: equal or not.
    Nominal,
    /// Ranks: by how many values stand between them.
    #[default]
    Ordinal,
    /// Numbers: by their difference.
    Interval,
    /// Numbers from 0: by their difference by their sum.
    Ratio,
}

/// Why there is no alpha.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoAlpha {
    /// All ratings are equal, so that nothing tells agreement from a habit.
    AllRatingsEqual,
    /// No unit has two ratings.
    NothingPairable,
}

/// Values of one unit, as places in the sorted list of all values, in order.
type Unit = Vec<usize>;

/// The pairable values: those of units with two values or more.
pub(super) struct Pairable {
    /// All values that occur, ascending.
    values: Vec<f64>,
    /// The same from 0 to 1, which changes no alpha of the interval level.
    scaled: Vec<f64>,
    units: Vec<Unit>,
}

impl Pairable {
    /// From the values of each unit; those with fewer than two drop out.
    pub(super) fn new(units: impl IntoIterator<Item = Vec<f64>>) -> Self {
        let units: Vec<Vec<f64>> = units.into_iter().filter(|values| values.len() > 1).collect();
        let mut values: Vec<f64> = units.iter().flatten().copied().collect();
        values.sort_by(f64::total_cmp);
        // Minus zero is zero.
        values.dedup_by(|a, b| a == b);
        // From 0 to 1, since squares of very small differences would be lost.
        let low = values.first().copied().unwrap_or_default();
        let range = values.last().copied().unwrap_or_default() - low;
        let scaled = values.iter().map(|value| (value - low) / range).collect();
        let place = |value: &f64| values.partition_point(|other| other < value);
        let units = units.iter().map(|unit| {
            let mut unit: Unit = unit.iter().map(place).collect();
            unit.sort_unstable();
            unit
        });
        let units = units.collect();
        Self { values, scaled, units }
    }

    pub(super) fn units(&self) -> usize {
        self.units.len()
    }

    /// How many values there are in all units.
    pub(super) fn total(&self) -> usize {
        self.units.iter().map(Vec::len).sum()
    }

    /// How many different values there are.
    pub(super) fn different(&self) -> usize {
        self.values.len()
    }

    /// Alpha of all units.
    pub(super) fn alpha(&self, level: MeasurementLevel) -> Result<f64, NoAlpha> {
        if self.units.is_empty() {
            return Err(NoAlpha::NothingPairable);
        }
        let all: Vec<usize> = (0..self.units.len()).collect();
        let distances = self.distances(level);
        let observed = self.observed_by_unit(level, &distances);
        self.alpha_of(level, &distances, &observed, &all).ok_or(NoAlpha::AllRatingsEqual)
    }

    /// The 2.5 and 97.5 percentiles of alpha over [`RESAMPLES`] sets of units drawn with replacement, and how many of these
    /// sets have an alpha; none where fewer than half have one.
    pub(super) fn interval(&self, level: MeasurementLevel, seed: u64) -> (Option<[f64; 2]>, usize) {
        let distances = self.distances(level);
        let observed = self.observed_by_unit(level, &distances);
        let mut draws = Draws::new(seed, 0);
        let mut alphas: Vec<f64> = (0..RESAMPLES)
            .filter_map(|_| {
                let drawn: Vec<usize> = self.units.iter().map(|_| draws.below(self.units.len())).collect();
                self.alpha_of(level, &distances, &observed, &drawn)
            })
            .collect();
        alphas.sort_by(f64::total_cmp);
        let defined = alphas.len();
        let ends = percentile(&alphas, 0.025).zip(percentile(&alphas, 0.975));
        (ends.filter(|_| defined * 2 >= RESAMPLES).map(|(low, high)| [low, high]), defined)
    }

    /// Alpha of these units; none where all their values are equal, as far as floating point can tell.
    fn alpha_of(
        &self,
        level: MeasurementLevel,
        distances: &[f64],
        observed: &[f64],
        units: &[usize],
    ) -> Option<f64> {
        let mut counts = vec![0.0; self.values.len()];
        // The distances of all ordered pairs within a unit, by its values less one.
        let mut within = 0.0;
        for &unit in units {
            for &place in self.units.get(unit).into_iter().flatten() {
                if let Some(count) = counts.get_mut(place) {
                    *count += 1.0;
                }
            }
            within += observed.get(unit).copied().unwrap_or_default();
        }
        if counts.iter().filter(|count| **count > 0.0).count() < 2 {
            return None;
        }
        let total: f64 = counts.iter().sum();
        let expected = match level {
            MeasurementLevel::Nominal => {
                total * total - counts.iter().map(|count| count * count).sum::<f64>()
            }
            MeasurementLevel::Interval => spread_of(counts.iter().copied().zip(self.scaled.iter().copied())),
            MeasurementLevel::Ratio => counts
                .iter()
                .zip(distances.chunks(counts.len()))
                .map(|(own, row)| own * row.iter().zip(&counts).map(|(far, count)| far * count).sum::<f64>())
                .sum(),
            MeasurementLevel::Ordinal => {
                let ranks = ranks(&counts);
                let of_unit = |unit: &Unit| of_unit(unit, &ranks);
                within = units.iter().filter_map(|unit| self.units.get(*unit)).map(of_unit).sum();
                spread_of(counts.iter().copied().zip(ranks.iter().copied()))
            }
        };
        (expected > 0.0).then(|| 1.0 - (total - 1.0) * within / expected)
    }

    /// The distances of the ratio level, a row for each value; none at the other levels, which need no table.
    fn distances(&self, level: MeasurementLevel) -> Vec<f64> {
        let far = |a: &f64, b: &f64| if a == b { 0.0 } else { ((a - b) / (a + b)).powi(2) };
        match level {
            MeasurementLevel::Ratio => {
                self.values.iter().flat_map(|a| self.values.iter().map(move |b| far(a, b))).collect()
            }
            MeasurementLevel::Nominal | MeasurementLevel::Ordinal | MeasurementLevel::Interval => Vec::new(),
        }
    }

    /// What is observed in each unit; at the ordinal level nothing, since that depends on all units.
    fn observed_by_unit(&self, level: MeasurementLevel, distances: &[f64]) -> Vec<f64> {
        let in_unit = |unit: &Unit| match level {
            MeasurementLevel::Ordinal => 0.0,
            MeasurementLevel::Interval => of_unit(unit, &self.scaled),
            MeasurementLevel::Nominal => {
                let size = float(unit.len());
                let same: f64 = unit.chunk_by(|a, b| a == b).map(|run| float(run.len()).powi(2)).sum();
                (size * size - same) / (size - 1.0)
            }
            MeasurementLevel::Ratio => {
                let runs: Vec<(usize, f64)> = unit
                    .chunk_by(|a, b| a == b)
                    .filter_map(|run| Some((*run.first()?, float(run.len()))))
                    .collect();
                let far = |a: usize, b: usize| distances.get(a * self.values.len() + b).copied();
                let pairs = runs.iter().flat_map(|a| runs.iter().map(move |b| (a, b)));
                let sum: f64 = pairs.map(|(a, b)| a.1 * b.1 * far(a.0, b.0).unwrap_or_default()).sum();
                sum / (float(unit.len()) - 1.0)
            }
        };
        self.units.iter().map(in_unit).collect()
    }
}

/// The squared differences of all ordered pairs of a unit, by its values less one.
fn of_unit(unit: &Unit, places: &[f64]) -> f64 {
    let values = unit.iter().filter_map(|place| places.get(*place));
    spread_of(values.map(|value| (1.0, *value))) / (float(unit.len()) - 1.0)
}

/// The squared differences of all ordered pairs of values, each there so many times.
fn spread_of(values: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let (mut total, mut sum) = (0.0, 0.0);
    for (count, value) in values.clone() {
        total += count;
        sum += count * value;
    }
    let mean = sum / total;
    2.0 * total * values.map(|(count, value)| count * (value - mean).powi(2)).sum::<f64>()
}

/// The mid-ranks: the ordinal distance of two values is that of their mid-ranks, the values up to one and half of its own.
fn ranks(counts: &[f64]) -> Vec<f64> {
    let mut below = 0.0;
    let rank = |count: &f64| {
        below += count;
        below - count / 2.0
    };
    counts.iter().map(rank).collect()
}

/// A percentile of sorted values, between two of them by linear interpolation.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a list of a thousand values"
)]
fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = float(sorted.len().checked_sub(1)?) * share;
    let low = sorted.get(place.floor() as usize)?;
    let high = sorted.get(place.ceil() as usize)?;
    Some(low + (high - low) * place.fract())
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn float(count: usize) -> f64 {
    count as f64
}
