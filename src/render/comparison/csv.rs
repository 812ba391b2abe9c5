//! The comparison as a table for spreadsheets: partners in columns, factors and items in rows.

use csv::{Terminator, WriterBuilder};

use super::status;
use crate::{
    domain::evaluation::comparison::{ComparedPartner, Comparison, Remark, Row},
    error::{Error, Result},
};

/// One cell of a table.
enum Cell {
    Text(String),
    Number(Option<f64>),
    Count(Option<u64>),
    Truth(bool),
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Numbers as they are; a text that a spreadsheet could take for a formula gets an apostrophe.
    fn written(self) -> String {
        match self {
            Self::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
            Self::Text(text) => text,
            Self::Number(number) => number.map(|number| number.to_string()).unwrap_or_default(),
            Self::Count(count) => count.map(|count| count.to_string()).unwrap_or_default(),
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

/// The comparison as CSV (RFC 4180): a line for each factor and item and for what is known of each partner as a whole,
/// then one for each remark, which says of each partner whether it is concerned.
///
/// # Errors
/// [`Error::Internal`] if the table cannot be written.
pub fn comparison_csv(comparison: &Comparison) -> Result<String> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for line in lines(comparison) {
        writer.write_record(line.into_iter().map(Cell::written)).map_err(Error::internal)?;
    }
    let bytes = writer.into_inner().map_err(Error::internal)?;
    String::from_utf8(bytes).map_err(Error::internal)
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
            .chain(comparison.partners.iter().map(|partner| Cell::text(&partner.organization.name)))
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
