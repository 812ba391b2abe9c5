//! The perception gap as a table for spreadsheets.

use super::table::{Cell, csv};
use crate::domain::evaluation::gap::{Gap, PerceptionGap};
use crate::error::Result;

/// The gaps as CSV (RFC 4180): a line for each factor, then one for each item, in the answer's order, then one for each remark.
///
/// # Errors
/// [`crate::error::Error::Internal`] if the table cannot be written.
pub fn gap_csv(gap: &PerceptionGap) -> Result<String> {
    let head = ["level", "code", "name", &gap.own.by.name, &gap.other.by.name, "gap", "withheld"];
    let head = head.into_iter().chain(["own_n_ratings", "other_n_ratings"]).map(Cell::text).collect();
    let factors = gap.factors.iter().map(|gap| line("factor", gap));
    let items = gap.items.iter().map(|gap| line("item", gap));
    let remarks = gap.remarks.iter().map(|remark| ["remark", "", &remark.detail].map(Cell::text).into());
    let padded = remarks.map(|mut cells: Vec<Cell>| {
        cells.resize_with(9, || Cell::text(""));
        cells
    });
    csv(std::iter::once(head).chain(factors).chain(items).chain(padded))
}

fn line(level: &str, gap: &Gap) -> Vec<Cell> {
    let figures = [gap.own.mean, gap.other.mean, gap.gap].map(Cell::Number);
    let head = [level, &gap.code, &gap.name].map(Cell::text).into_iter();
    let withheld = Cell::Truth(gap.withheld.is_some());
    let counts = [gap.own.n_ratings, gap.other.n_ratings].map(Cell::Count);
    head.chain(figures).chain([withheld]).chain(counts).collect()
}
