//! Work outside of requests.

pub mod imports;
