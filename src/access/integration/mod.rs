//! Who makes long work, and who sees and ends it.

pub mod jobs;
