//! Plain lists of organizations as CSV, read row by row: what can be read becomes input, what cannot is reported.

mod cells;
pub mod charset;
pub mod file;
pub mod list;
pub mod mapping;
pub mod report;
pub mod row;
mod values;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
