//! What holds for every resource.

mod assignment;
mod hostile;
mod idempotency;
mod inputs;
mod statements;
mod versions;
