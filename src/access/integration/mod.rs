//! Who reads the history, and who makes, sees and ends long work.

pub mod events;
pub mod jobs;
pub mod notices;
