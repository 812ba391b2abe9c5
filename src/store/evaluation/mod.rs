//! Instruments, rounds and evaluations, and what of them is shared.

pub mod agreement;
pub mod comparisons;
pub mod evaluations;
pub mod instruments;
pub mod perception_gaps;
pub(in crate::store) mod results;
pub mod rounds;
pub mod scores;
pub mod shared_results;
pub mod shares;
pub mod trends;
pub(in crate::store) mod views;

use super::computed;
