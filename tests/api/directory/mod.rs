//! Tests of the directory.

mod organizations;
