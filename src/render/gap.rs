//! The perception gap as a table for spreadsheets.

use super::status_word;
use super::table::{Cell, csv};
use crate::domain::evaluation::gap::{Gap, PerceptionGap};
use crate::domain::evaluation::score::{BlockReason, BlockedBy};
use crate::error::Result;

/// Columns beside level, code, name and the two views.
const REST: [&str; 6] =
    ["gap", "withheld", "own_n_ratings", "other_n_ratings", "own_n_raters", "other_n_raters"];

/// The gaps as CSV (RFC 4180): a line for each factor, then one for each item, in the answer's order; then what the
/// deal-breakers say of each view, one for each that was not passed, and one for each remark.
///
/// # Errors
/// [`crate::error::Error::Internal`] if the table cannot be written.
pub fn gap_csv(gap: &PerceptionGap) -> Result<String> {
    let head = ["level", "code", "name", &gap.own.by.name, &gap.other.by.name];
    let head = head.into_iter().chain(REST).map(Cell::text).collect();
    let factors = gap.factors.iter().map(|gap| line("factor", gap));
    let items = gap.items.iter().map(|gap| line("item", gap));
    let status =
        texts(["status", "", "Deal-breakers"], [&gap.own, &gap.other].map(|view| status_word(view.status)));
    let own = gap.own.blocked_by.iter().map(|missed| texts(missed_by(missed), [&reason(missed), ""]));
    let other = gap.other.blocked_by.iter().map(|missed| texts(missed_by(missed), ["", &reason(missed)]));
    let remarks = gap.remarks.iter().map(|remark| texts(["remark", "", &remark.detail], ["", ""]));
    let figures = std::iter::once(head).chain(factors).chain(items);
    csv(figures.chain([status]).chain(own).chain(other).chain(remarks))
}

fn line(level: &str, gap: &Gap) -> Vec<Cell> {
    let figures = [gap.own.mean, gap.other.mean, gap.gap].map(Cell::Number);
    let head = [level, &gap.code, &gap.name].map(Cell::text).into_iter();
    let withheld = Cell::Truth(gap.withheld.is_some());
    let ratings = [gap.own.n_ratings, gap.other.n_ratings];
    let counts = ratings.into_iter().chain([gap.own.n_raters, gap.other.n_raters]).map(Cell::Count);
    head.chain(figures).chain([withheld]).chain(counts).collect()
}

/// A line of words: what it is about, and what each view says.
fn texts(about: [&str; 3], views: [&str; 2]) -> Vec<Cell> {
    about.into_iter().chain(views).chain(REST.map(|_| "")).map(Cell::text).collect()
}

fn missed_by(missed: &BlockedBy) -> [&str; 3] {
    ["deal_breaker", &missed.code, &missed.name]
}

fn reason(missed: &BlockedBy) -> String {
    match missed.reason {
        BlockReason::BelowMinimum => format!("below {}", missed.minimum),
        BlockReason::NoRating => "no rating".to_owned(),
    }
}
