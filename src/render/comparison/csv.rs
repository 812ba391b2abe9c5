//! The comparison as a table for spreadsheets: partners in columns, factors and items in rows.

use csv::{Terminator, WriterBuilder};

use super::status;
use crate::{
    domain::evaluation::comparison::{ComparedPartner, Comparison, Row},
    error::{Error, Result},
};

/// One cell of a table.
enum Cell {
    Text(String),
    Number(Option<f64>),
    Count(Option<u64>),
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
        }
    }
}

/// The comparison as CSV (RFC 4180): a line for each factor and item and for what is known of each partner as a whole.
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
        let head = [Cell::text(level), Cell::text(""), Cell::text(name)];
        head.into_iter().chain(comparison.partners.iter().map(cell)).chain([Cell::text("")]).collect()
    };
    let mut lines: Vec<Vec<Cell>> = vec![
        ["level", "code", "name"]
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
        lines.push(row("factor", &factor.code, &factor.name, &factor.row));
        lines.extend(factor.items.iter().map(|item| row("item", &item.code, &item.name, &item.row)));
    }
    lines
}

fn row(level: &str, code: &str, name: &str, row: &Row) -> Vec<Cell> {
    let head = [level, code, name].map(Cell::text);
    let values = row.values.iter().map(|value| match value.withheld {
        Some(_) => Cell::text("withheld"),
        None => Cell::Number(value.mean),
    });
    head.into_iter().chain(values).chain([Cell::Number(row.difference)]).collect()
}
