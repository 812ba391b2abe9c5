//! Finding partners: initiatives and what they need, prospects on their way, coverage, matches, talks with people.

pub mod checklist;
pub mod coverage;
pub mod guide;
pub mod initiative;
pub mod interaction;
pub mod interview;
pub mod matching;
pub mod pipeline;
pub mod pitch;
pub mod prospect;
pub mod relation;
pub mod talking_point;
pub mod weights;
