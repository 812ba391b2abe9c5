//! What holds for every resource.

mod idempotency;
mod inputs;
mod statements;
mod versions;
