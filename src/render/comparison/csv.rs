//! The comparison as a table for spreadsheets: partners in columns, factors and items in rows.

use super::status;
use crate::{
    domain::evaluation::comparison::{ComparedPartner, Comparison, Remark, Row},
    error::Result,
    render::table::{Cell, csv},
};

/// The comparison as CSV (RFC 4180): a line for each factor, with one for its spread, and item and for what is known of each partner as a whole,
/// then one for each remark, which says of each partner whether it is concerned.
///
/// # Errors
/// [`crate::error::Error::Internal`] if the table cannot be written.
pub fn comparison_csv(comparison: &Comparison) -> Result<String> {
    csv(lines(comparison))
}

fn lines(comparison: &Comparison) -> Vec<Vec<Cell>> {
    let whole = |level: &str, name: &str, cell: &dyn Fn(&ComparedPartner) -> Cell| {
        let head = [level, "", name, ""].map(Cell::text);
        head.into_iter().chain(comparison.partners.iter().map(cell)).chain([Cell::text("")]).collect()
    };
    let mut lines: Vec<Vec<Cell>> = vec![
        ["level", "code", "name", "compared"]
            .map(Cell::text)
            .into_iter()
            .chain(comparison.partners.iter().map(|partner| Cell::text(&partner.label)))
            .chain([Cell::text("difference")])
            .collect(),
        whole("round", "Round", &|partner| Cell::text(partner.round_id.to_string())),
        whole("place", "Place", &|partner| Cell::Count(partner.place)),
        whole("status", "Deal-breakers", &|partner| Cell::text(status(partner))),
        whole("compared_mean", "Mean over the factors that all have", &|partner| {
            Cell::Number(partner.compared_mean)
        }),
        whole("overall", "Mean over the partner's own factors", &|partner| {
            Cell::Number(partner.score.overall.mean)
        }),
        whole("raters", "Raters", &|partner| Cell::Count(partner.score.overall.n_raters)),
        whole("coverage", "Coverage", &|partner| Cell::Number(partner.score.coverage.value)),
    ];
    for factor in &comparison.factors {
        let compared = Cell::Truth(factor.compared);
        lines.push(row(["factor", &factor.code, &factor.name], compared, &factor.row));
        let spread = factor.row.values.iter().map(|value| Cell::Number(value.sd));
        let head = ["factor_sd", &factor.code, &factor.name, ""].map(Cell::text).into_iter();
        lines.push(head.chain(spread).chain([Cell::text("")]).collect());
        let items = factor.items.iter();
        lines.extend(items.map(|item| row(["item", &item.code, &item.name], Cell::text(""), &item.row)));
    }
    lines.extend(comparison.remarks.iter().map(|remark| remark_line(comparison, remark)));
    lines
}

fn row(head: [&str; 3], compared: Cell, row: &Row) -> Vec<Cell> {
    let values = row.values.iter().map(|value| match value.withheld {
        Some(_) => Cell::text("withheld"),
        None => Cell::Number(value.mean),
    });
    let head = head.map(Cell::text).into_iter().chain([compared]);
    head.chain(values).chain([Cell::Number(row.difference)]).collect()
}

fn remark_line(comparison: &Comparison, remark: &Remark) -> Vec<Cell> {
    let head = ["remark", "", &remark.detail, ""].map(Cell::text);
    let concerned = |partner: &ComparedPartner| Cell::Truth(remark.round_ids.contains(&partner.round_id));
    head.into_iter().chain(comparison.partners.iter().map(concerned)).chain([Cell::text("")]).collect()
}
