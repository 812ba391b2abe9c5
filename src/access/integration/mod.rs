//! Rules of the history.

pub mod events;
