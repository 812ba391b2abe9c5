//! Rules of instruments, rounds and evaluations.
