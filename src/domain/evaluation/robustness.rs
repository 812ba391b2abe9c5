//! How far the order of alternatives depends on the weights of the criteria.

use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::{
    draws::MAX_SEED,
    fixed::Fixed,
    instrument::MAX_WEIGHT,
    score::Method,
    smaa::{Scores, Tally, confidence, simulate},
    winning::{smallest_change, winning},
};
use crate::{
    domain::check::{Check, Faults},
    error::{Error, Result},
};

/// The most alternatives.
pub const MAX_ALTERNATIVES: usize = 200;
/// The most criteria.
pub const MAX_CRITERIA: usize = 40;
/// The most draws.
pub const MAX_ITERATIONS: u64 = 1_000_000;
/// The draws where nobody says how many.
pub const ITERATIONS: u64 = 10_000;
/// The most alternatives times criteria times draws, or of sheets their cells times draws.
pub const MAX_WORK: u64 = 500_000_000;
/// The largest score, and its negative the smallest.
const MAX_SCORE: f64 = 1e9;

/// How robustness is worked out.
pub const METHOD: Method = Method {
    name: "smaa_2",
    version: "1.0",
    description: "SMAA-2 (Lahdelma and Salminen 2001): additive values by weights drawn uniformly from the simplex. \
                  Rank acceptability: the share of draws with that rank; ties share the better rank. Central weights: \
                  the mean of the weights with which an alternative is first; null where it never is. Confidence \
                  factor: how often it is first by these. Pairwise winning: exact for fixed scores (Varsi 1973, Ali \
                  1973), else of the draws; level counts half. Standard error: sqrt(p (1 - p) / draws).",
};

/// Scores of which nothing is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RobustnessInput {
    /// A row for each alternative, in it a score for each criterion: 1 to 200 rows of 1 to 40 numbers from -1,000,000,000
    /// to 1,000,000,000. They are used as they are, not rescaled; more is better.
    #[schema(example = json!([[5, 2, 3], [3, 4, 4], [2, 5, 1], [4, 3, 5]]))]
    pub scores: Vec<Vec<f64>>,
    /// How many weights are drawn, 1 to 1,000,000; alternatives times criteria times draws may be at most 500,000,000.
    #[serde(default = "iterations")]
    #[schema(example = 10_000, minimum = 1, maximum = 1_000_000, default = 10_000)]
    pub iterations: u64,
    /// The same seed gives the same result on any machine; 0 to 9,007,199,254,740,991.
    #[serde(default)]
    #[schema(example = 42, minimum = 0, maximum = 9_007_199_254_740_991_u64, default = 0)]
    pub seed: u64,
    /// The weights from which the smallest change is measured, one for each criterion, each 0 to 1,000,000; equal where
    /// they are absent.
    #[schema(example = json!([1, 1, 1]))]
    pub weights: Option<Vec<f64>>,
}

/// How the order of alternatives depends on weights.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Robustness {
    /// How it was worked out.
    pub method: Method,
    /// How many draws there were.
    #[schema(example = 10_000)]
    pub iterations: u64,
    /// How many of them went in; of fixed scores all.
    #[schema(example = 10_000)]
    pub draws: u64,
    /// The seed.
    #[schema(example = 42)]
    pub seed: u64,
    /// A row for each alternative, in it the share of draws in which it has rank 1, 2 and so on. Rows add up to 1; ties share
    /// the better rank.
    #[schema(example = json!([[0.17, 0.26, 0.27, 0.3], [0.12, 0.42, 0.46, 0], [0.13, 0.04, 0.13, 0.7], [0.58, 0.28, 0.14, 0]]))]
    pub rank_acceptability: Vec<Vec<f64>>,
    /// The standard errors of `rank_acceptability`, in its shape.
    #[schema(example = json!([[0.0037, 0.0044, 0.0044, 0.0046], [0.0033, 0.0049, 0.005, 0], [0.0033, 0.002, 0.0033, 0.0046], [0.0049, 0.0045, 0.0034, 0]]))]
    pub standard_error: Vec<Vec<f64>>,
    /// For each alternative the mean of the weights with which it is first; null where it never is.
    #[schema(example = json!([[0.7, 0.1, 0.2], [0.2, 0.5, 0.3], [0.1, 0.8, 0.1], [0.3, 0.2, 0.5]]))]
    pub central_weights: Vec<Option<Vec<f64>>>,
    /// For each alternative how often it is first by its central weights, from 0 to 1; null where it never is first.
    #[schema(example = json!([1, 1, 1, 1]))]
    pub confidence_factors: Vec<Option<f64>>,
    /// Of how many draws of the scores the confidence factors are; of fixed scores one is all there is.
    #[schema(example = 1)]
    pub confidence_draws: u64,
    /// A row for each alternative, in it how often it is above each other one, from 0 to 1; being level counts half.
    #[schema(example = json!([[0.5, 0.4, 0.7, 0.3], [0.6, 0.5, 0.8, 0.3], [0.3, 0.2, 0.5, 0.2], [0.7, 0.7, 0.8, 0.5]]))]
    pub pairwise_winning: Vec<Vec<f64>>,
    /// The standard errors of `pairwise_winning`, in its shape; null where it is exact.
    #[schema(example = json!(null))]
    pub pairwise_standard_error: Option<Vec<Vec<f64>>>,
    /// The smallest change of weights that changes the winner; null where no weights do.
    pub smallest_change: Option<SmallestChange>,
}

/// Weights at which another alternative is level with the winner, and overtakes it with any step further.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct SmallestChange {
    /// The place of the winner by the given weights among the alternatives, from 0; of several that are level the first.
    #[schema(example = 3)]
    pub winner: usize,
    /// The place of the one that overtakes it, from 0.
    #[schema(example = 1)]
    pub challenger: usize,
    /// How much weight has to move, of 1 in all: half the sum of the absolute differences of all weights.
    #[schema(example = 0.11)]
    pub distance: f64,
    /// The weights after the change; they add up to 1.
    #[schema(example = json!([0.33, 0.45, 0.22]))]
    pub weights: Vec<f64>,
}

impl Check for RobustnessInput {
    fn check(&self, faults: &mut Faults) {
        let criteria = self.scores.first().map_or(0, Vec::len);
        if self.scores.is_empty() {
            faults.add("/scores", "empty", "must have at least one alternative");
        }
        faults.at_most("/scores", self.scores.len(), MAX_ALTERNATIVES);
        if criteria == 0 && !self.scores.is_empty() {
            faults.add("/scores/0", "empty", "must have at least one criterion");
        }
        faults.at_most("/scores/0", criteria, MAX_CRITERIA);
        for (index, row) in self.scores.iter().enumerate() {
            if row.len() != criteria {
                let detail = format!("must have {criteria} numbers, as the first row has");
                faults.add(&format!("/scores/{index}"), "ragged", detail);
            }
            for (place, score) in row.iter().enumerate().filter(|(_, score)| score.abs() > MAX_SCORE) {
                let detail = format!("is {score}; must be from -1000000000 to 1000000000");
                faults.add(&format!("/scores/{index}/{place}"), "range", detail);
            }
        }
        if let Some(weights) = &self.weights {
            check_weights(faults, weights, criteria);
        }
        if self.seed > MAX_SEED {
            faults.add("/seed", "range", format!("must be from 0 to {MAX_SEED}"));
        }
        check_work(faults, "/iterations", self.iterations, self.scores.len() * criteria);
    }
}

/// Passes for a number of draws that is allowed with so much work for each.
pub(super) fn check_work(faults: &mut Faults, pointer: &str, iterations: u64, work: usize) {
    let most = u64::min(MAX_ITERATIONS, MAX_WORK / Ord::max(work as u64, 1));
    if !(1..=most).contains(&iterations) {
        let why = if most < MAX_ITERATIONS { ", since there are so many numbers" } else { "" };
        faults.add(pointer, "range", format!("must be from 1 to {most}{why}"));
    }
}

fn check_weights(faults: &mut Faults, weights: &[f64], criteria: usize) {
    if weights.len() != criteria {
        faults.add("/weights", "length", format!("must have {criteria} numbers, one for each criterion"));
    }
    for (index, weight) in weights.iter().enumerate() {
        if !(0.0..=MAX_WEIGHT).contains(weight) {
            faults.add(&format!("/weights/{index}"), "range", "must be from 0 to 1000000");
        }
    }
    if weights.iter().all(|weight| *weight == 0.0) {
        faults.add("/weights", "all_weights_zero", "at least one weight must be above 0");
    }
}

/// Works out how robust the order is, on all threads of the pool that it runs on.
///
/// # Errors
/// [`Error::Unavailable`] where it was cancelled.
pub fn compute_robustness(input: &RobustnessInput, cancelled: &AtomicBool) -> Result<Robustness> {
    let criteria = input.scores.first().map_or(0, Vec::len);
    let weights = input.weights.clone().unwrap_or_else(|| vec![1.0; criteria]);
    of_fixed(&input.scores, &weights, input.iterations, input.seed, cancelled)
}

/// The same for scores that are always these, a row for each alternative.
pub(super) fn of_fixed(
    scores: &[Vec<f64>],
    weights: &[f64],
    iterations: u64,
    seed: u64,
    cancelled: &AtomicBool,
) -> Result<Robustness> {
    robustness(&Fixed::new(scores), scores, weights, iterations, seed, cancelled)
}

/// The same for scores of any source; `base` are those from which the smallest change is measured.
pub(super) fn robustness(
    scores: &impl Scores,
    base: &[Vec<f64>],
    weights: &[f64],
    iterations: u64,
    seed: u64,
    cancelled: &AtomicBool,
) -> Result<Robustness> {
    let gone = || Error::Unavailable("whoever asked for a robustness left".to_owned());
    let alternatives = scores.alternatives();
    let tally = simulate(scores, iterations, seed, cancelled).ok_or_else(gone)?;
    let central_weights = central(&tally, alternatives, scores.criteria());
    // Where scores are drawn, each alternative has weights of its own in this pass, and it has fewer draws.
    let passes = match scores.fixed() {
        Some(_) => 1,
        None => {
            let work = alternatives * alternatives * scores.criteria();
            u64::min(iterations, MAX_WORK / Ord::max(work as u64, 1))
        }
    };
    let (first, passed) = confidence(scores, &central_weights, passes, seed, cancelled).ok_or_else(gone)?;
    let confidence_factors = first.iter().zip(&central_weights);
    let confidence_factors =
        confidence_factors.map(|(first, central)| central.as_ref().and(share(*first, passed))).collect();
    let rank_acceptability = shares(&tally.ranks, alternatives, tally.draws);
    let (pairwise_winning, pairwise_standard_error) = match scores.fixed() {
        Some(_) => (exact_winning(base), None),
        None => {
            let winning = shares(&tally.above, alternatives, tally.draws * 2);
            let errors = errors(&winning, tally.draws);
            (winning, Some(errors))
        }
    };
    let total: f64 = weights.iter().sum();
    let weights: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
    Ok(Robustness {
        method: METHOD,
        iterations,
        draws: tally.draws,
        seed,
        standard_error: errors(&rank_acceptability, tally.draws),
        rank_acceptability,
        central_weights,
        confidence_factors,
        confidence_draws: passed,
        pairwise_winning,
        pairwise_standard_error,
        smallest_change: smallest_change(base, &weights),
    })
}

fn exact_winning(scores: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let against =
        |own: &Vec<f64>, other: &Vec<f64>| winning(own.iter().zip(other).map(|(own, other)| own - other));
    scores.iter().map(|own| scores.iter().map(|other| against(own, other)).collect()).collect()
}

/// The mean of the weights with which each alternative was first.
fn central(tally: &Tally, alternatives: usize, criteria: usize) -> Vec<Option<Vec<f64>>> {
    let rows = tally.central.chunks(Ord::max(criteria, 1)).zip(tally.ranks.chunks(Ord::max(alternatives, 1)));
    let mean = |(sums, ranks): (&[f64], &[u64])| {
        let first = ranks.first().copied().filter(|first| *first > 0)?;
        Some(sums.iter().map(|sum| sum / float(first)).collect())
    };
    rows.map(mean).collect()
}

fn shares(counts: &[u64], columns: usize, of: u64) -> Vec<Vec<f64>> {
    let row = |row: &[u64]| row.iter().map(|count| share(*count, of).unwrap_or_default()).collect();
    counts.chunks(Ord::max(columns, 1)).map(row).collect()
}

fn share(count: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| float(count) / float(of))
}

/// sqrt(p (1 - p) / draws)
fn errors(shares: &[Vec<f64>], draws: u64) -> Vec<Vec<f64>> {
    let error = |share: &f64| (share * (1.0 - share) / float(Ord::max(draws, 1))).sqrt();
    shares.iter().map(|row| row.iter().map(error).collect()).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of draws stay far below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}

fn iterations() -> u64 {
    ITERATIONS
}
