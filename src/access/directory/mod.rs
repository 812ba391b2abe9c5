//! Rules of the directory.

pub mod organizations;
