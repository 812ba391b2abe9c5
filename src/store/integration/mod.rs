//! The record of every write, the answers kept for idempotency keys, and long work.

pub mod events;
pub mod idempotency;
pub mod job_rows;
pub mod job_runs;
pub mod jobs;
pub mod notices;
