//! Instruments, rounds and evaluations.

pub mod instruments;
