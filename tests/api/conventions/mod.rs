//! What holds for every resource.

mod hostile;
mod idempotency;
mod inputs;
mod statements;
mod versions;
