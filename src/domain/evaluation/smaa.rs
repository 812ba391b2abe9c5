//! SMAA-2, stochastic multicriteria acceptability analysis (Lahdelma and Salminen 2001), with weights that are free on the
//! simplex and scores that are fixed or drawn from sheets.
//!
//! The draws come in blocks of [`BLOCK`], each from a random stream of its own, and the blocks are added up in order: the
//! result is the same on any machine and with any number of threads.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::draws::Draws;

/// Draws of one random stream.
pub const BLOCK: u64 = 1_024;
/// Blocks that are kept until they are added up.
const AT_ONCE: u64 = 32;
/// The streams of the second pass begin here.
const SECOND_PASS: u64 = 1 << 32;

/// Where the scores of a draw come from. Scores stand by criterion, then by alternative.
pub(super) trait Scores: Sync {
    /// How many alternatives there are.
    fn alternatives(&self) -> usize;

    /// How many criteria there are.
    fn criteria(&self) -> usize;

    /// The scores where they are always the same.
    fn fixed(&self) -> Option<&[f64]>;

    /// Writes the scores of one draw; what is missing is not a number.
    fn draw(&self, draws: &mut Draws, scores: &mut [f64]);
}

/// What the draws add up to.
pub(super) struct Tally {
    /// The draws that went in: all but those in which no criterion has scores for all alternatives.
    pub draws: u64,
    /// How often each alternative had each rank, a row for each alternative.
    pub ranks: Vec<u64>,
    /// The weights with which an alternative was first, added up, a row for each alternative.
    pub central: Vec<f64>,
    /// How often an alternative was above another, twice, and once where they were level; empty where the scores are fixed.
    pub above: Vec<u64>,
}

impl Tally {
    fn new(scores: &impl Scores) -> Self {
        let (alternatives, criteria) = (scores.alternatives(), scores.criteria());
        let pairs = if scores.fixed().is_some() { 0 } else { alternatives * alternatives };
        Self {
            draws: 0,
            ranks: vec![0; alternatives * alternatives],
            central: vec![0.0; alternatives * criteria],
            above: vec![0; pairs],
        }
    }

    fn add(&mut self, other: &Self) {
        fn each<T: Copy + std::ops::AddAssign>(own: &mut [T], other: &[T]) {
            own.iter_mut().zip(other).for_each(|(own, other)| *own += *other);
        }
        self.draws += other.draws;
        each(&mut self.ranks, &other.ranks);
        each(&mut self.central, &other.central);
        each(&mut self.above, &other.above);
    }
}

/// Draws so many times; nothing where it was cancelled.
pub(super) fn simulate(
    scores: &impl Scores,
    iterations: u64,
    seed: u64,
    cancelled: &AtomicBool,
) -> Option<Tally> {
    let alternatives = scores.alternatives();
    let dominated =
        scores.fixed().map_or_else(|| vec![false; alternatives], |fixed| dominated(fixed, alternatives));
    let block = |number: u64, size: u64| {
        let mut tally = Tally::new(scores);
        let mut draws = Draws::new(seed, number);
        let mut round = Round::new(scores);
        for _ in 0..size {
            draws.weights(&mut round.weights);
            round.draw(scores, &mut draws);
            round.count(&mut tally, &dominated);
        }
        tally
    };
    in_blocks(iterations, cancelled, Tally::new(scores), block, Tally::add)
}

/// How often each alternative is first by weights of its own, of so many draws of the scores, and how many draws went in.
pub(super) fn confidence(
    scores: &impl Scores,
    central: &[Option<Vec<f64>>],
    iterations: u64,
    seed: u64,
    cancelled: &AtomicBool,
) -> Option<(Vec<u64>, u64)> {
    let block = |number: u64, size: u64| {
        let mut first = vec![0; central.len()];
        let mut draws = Draws::new(seed, SECOND_PASS + number);
        let mut round = Round::new(scores);
        let mut counted = 0;
        for _ in 0..size {
            round.draw(scores, &mut draws);
            counted += u64::from(round.comparable);
            for (alternative, (count, weights)) in first.iter_mut().zip(central).enumerate() {
                let Some(weights) = weights.as_ref().filter(|_| round.comparable) else { continue };
                round.weights.copy_from_slice(weights);
                *count += u64::from(round.is_first(alternative));
            }
        }
        (first, counted)
    };
    let add = |all: &mut (Vec<u64>, u64), block: &(Vec<u64>, u64)| {
        all.0.iter_mut().zip(&block.0).for_each(|(own, other)| *own += other);
        all.1 += block.1;
    };
    in_blocks(iterations, cancelled, (vec![0; central.len()], 0), block, add)
}

/// Runs blocks on all threads of the pool and adds them up in order.
fn in_blocks<T: Send>(
    iterations: u64,
    cancelled: &AtomicBool,
    mut all: T,
    block: impl Fn(u64, u64) -> T + Sync,
    add: impl Fn(&mut T, &T),
) -> Option<T> {
    let blocks = iterations.div_ceil(BLOCK);
    let size = |number: u64| u64::min(BLOCK, iterations - number * BLOCK);
    let mut next = 0;
    while next < blocks {
        let end = u64::min(next + AT_ONCE, blocks);
        let one = |number| (!cancelled.load(Ordering::Relaxed)).then(|| block(number, size(number)));
        let done: Option<Vec<T>> = (next..end).into_par_iter().map(one).collect();
        done?.iter().for_each(|block| add(&mut all, block));
        next = end;
    }
    Some(all)
}

/// The work space of one draw.
struct Round {
    weights: Vec<f64>,
    scores: Vec<f64>,
    /// The alternatives' values.
    values: Vec<f64>,
    /// Values with whether their alternative is dominated, and its place.
    order: Vec<(f64, bool, usize)>,
    /// Which criteria have scores for all alternatives in this draw.
    present: Vec<bool>,
    /// Whether there is anything to compare.
    comparable: bool,
}

impl Round {
    fn new(scores: &impl Scores) -> Self {
        let (alternatives, criteria) = (scores.alternatives(), scores.criteria());
        Self {
            weights: vec![0.0; criteria],
            scores: scores.fixed().map_or_else(|| vec![0.0; alternatives * criteria], <[f64]>::to_vec),
            values: vec![0.0; alternatives],
            order: Vec::with_capacity(alternatives),
            present: vec![true; criteria],
            comparable: alternatives > 0 && criteria > 0,
        }
    }

    fn draw(&mut self, scores: &impl Scores, draws: &mut Draws) {
        if scores.fixed().is_some() || self.values.is_empty() {
            return;
        }
        scores.draw(draws, &mut self.scores);
        for (present, column) in self.present.iter_mut().zip(self.scores.chunks(self.values.len())) {
            *present = !column.iter().any(|score| score.is_nan());
        }
        self.comparable = self.present.contains(&true);
    }

    fn evaluate(&mut self) {
        self.values.fill(0.0);
        let columns = self.scores.chunks(self.values.len());
        for ((weight, column), present) in self.weights.iter().zip(columns).zip(&self.present) {
            if *present {
                self.values.iter_mut().zip(column).for_each(|(value, score)| *value += weight * score);
            }
        }
    }

    fn is_first(&mut self, alternative: usize) -> bool {
        self.evaluate();
        let own = self.values.get(alternative).copied();
        self.values.iter().all(|value| own.is_some_and(|own| *value <= own))
    }

    /// Ranks the alternatives and counts; those that are level share the better rank. By rounding one that is dominated
    /// may be level with what dominates it, and comes after it all the same.
    fn count(&mut self, tally: &mut Tally, dominated: &[bool]) {
        if !self.comparable {
            return;
        }
        self.evaluate();
        tally.draws += 1;
        self.order.clear();
        let marked = self.values.iter().zip(dominated).zip(0..);
        self.order.extend(marked.map(|((value, dominated), place)| (*value, *dominated, place)));
        self.order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let alternatives = self.values.len();
        let mut before = (f64::NAN, false, 0);
        for (place, (value, dominated, alternative)) in self.order.iter().enumerate() {
            let level = (*value, *dominated) == (before.0, before.1);
            let rank = if level { before.2 } else { place };
            before = (*value, *dominated, rank);
            if let Some(count) = tally.ranks.get_mut(alternative * alternatives + rank) {
                *count += 1;
            }
            if rank == 0 {
                let own = tally.central.chunks_mut(self.weights.len()).nth(*alternative);
                let own = own.into_iter().flatten();
                own.zip(&self.weights).for_each(|(sum, weight)| *sum += weight);
            }
        }
        for (row, own) in tally.above.chunks_mut(alternatives).zip(&self.values) {
            for (count, other) in row.iter_mut().zip(&self.values) {
                *count += if own > other { 2 } else { u64::from(own == other) };
            }
        }
    }
}

/// Which alternatives are nowhere above another one that is above them somewhere; scores stand by criterion, then by alternative.
fn dominated(scores: &[f64], alternatives: usize) -> Vec<bool> {
    let beats = |other: usize, own: usize| {
        let mut pairs = scores
            .chunks(Ord::max(alternatives, 1))
            .filter_map(|column| column.get(other).zip(column.get(own)));
        pairs.clone().all(|(other, own)| other >= own) && pairs.any(|(other, own)| other > own)
    };
    (0..alternatives).map(|own| (0..alternatives).any(|other| beats(other, own))).collect()
}
