//! Evaluation of possible partners: instruments, rounds and sheets, scores, comparisons and what both sides share.

pub mod answer;
pub mod builtin;
pub mod compare;
pub mod comparison;
mod deal_breakers;
#[expect(clippy::module_inception, reason = "the area is named after its main resource")]
pub mod evaluation;
pub mod filter;
pub mod fraction;
pub mod gap;
pub mod instrument;
mod instrument_check;
pub mod preview;
mod remarks;
pub mod round;
pub mod score;
pub mod scoring;
pub mod shared_result;
mod spread;
pub mod withhold;

#[cfg(test)]
mod tests;

/// The most raters that a round may name.
pub const MAX_RATERS: usize = 1_000;
