//! Scores that are the same in all draws.

use super::{draws::Draws, smaa::Scores};

/// Scores that are always the same, by criterion.
pub(super) struct Fixed {
    alternatives: usize,
    criteria: usize,
    scores: Vec<f64>,
}

impl Fixed {
    /// From a row for each alternative.
    pub(super) fn new(rows: &[Vec<f64>]) -> Self {
        let criteria = rows.first().map_or(0, Vec::len);
        let scores =
            (0..criteria).flat_map(|place| rows.iter().filter_map(move |row| row.get(place).copied()));
        Self { alternatives: rows.len(), criteria, scores: scores.collect() }
    }
}

impl Scores for Fixed {
    fn alternatives(&self) -> usize {
        self.alternatives
    }

    fn criteria(&self) -> usize {
        self.criteria
    }

    fn fixed(&self) -> Option<&[f64]> {
        Some(&self.scores)
    }

    fn draw(&self, _: &mut Draws, _: &mut [f64]) {}
}
