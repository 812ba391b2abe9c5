//! Evaluation of possible partners: instruments, rounds and sheets, scores, comparisons and what both sides share.

pub mod agreement;
pub mod alpha;
pub mod answer;
pub mod builtin;
pub mod compare;
pub mod comparison;
mod deal_breakers;
mod drawn;
mod draws;
#[expect(clippy::module_inception, reason = "the area is named after its main resource")]
pub mod evaluation;
pub mod filter;
mod fixed;
pub mod fraction;
pub mod gap;
pub mod instrument;
mod instrument_check;
pub mod instrument_document;
pub mod label;
pub mod preview;
mod remarks;
pub mod robustness;
pub mod round;
pub mod round_agreement;
pub mod round_robustness;
pub mod score;
pub mod scoring;
pub mod shared_result;
pub mod sheet_file;
mod smaa;
mod spread;
pub mod trend;
pub mod version_change;
mod winning;
pub mod withhold;

#[cfg(test)]
mod tests;

/// The most raters that a round may name.
pub const MAX_RATERS: usize = 1_000;
