//! For many partners: a table of shades, partners in rows by place, factors in columns.

use plotters::prelude::RGBColor;

use super::{marker, rounded, standing};
use crate::{
    domain::evaluation::comparison::{ComparedValue, Comparison},
    error::Result,
    render::{
        canvas::{Canvas, Font, GREY, INK, LINE, WHITE, blend},
        framed::{MARGIN, SMALL, TEXT},
        text::{labels, shorten, width, wrap},
    },
};

const PLACE: f64 = 26.0;
const NAME: f64 = 214.0;
const STANDING: f64 = 94.0;
/// Where the overall mean begins.
const OVERALL: f64 = MARGIN + PLACE + NAME;
/// Where the factors begin.
const FACTORS: f64 = OVERALL + CELL.0 + 6.0;
const CELL: (f64, f64) = (48.0, 24.0);
const LINES: usize = 2;
/// How much higher a row with spreads is.
const SPREAD: f64 = 14.0;

/// Whether any spread is told.
pub(super) fn spreads(comparison: &Comparison) -> bool {
    comparison.factors.iter().flat_map(|factor| &factor.row.values).any(|value| value.sd.is_some())
}

fn row_height(comparison: &Comparison) -> f64 {
    if spreads(comparison) { CELL.1 + SPREAD } else { CELL.1 }
}

/// The chart's width and height without title and notes.
pub(super) fn size(comparison: &Comparison) -> (f64, f64) {
    let columns: f64 = comparison.factors.iter().map(|_| CELL.0).sum();
    let rows: f64 = comparison.partners.iter().map(|_| row_height(comparison)).sum();
    let all_placed = comparison.partners.iter().all(|partner| partner.place.is_some());
    let width = FACTORS + columns + if all_placed { MARGIN } else { STANDING + MARGIN };
    (width.max(640.0), heading_height(comparison) + rows)
}

fn headings(comparison: &Comparison) -> impl Iterator<Item = Vec<String>> {
    comparison.factors.iter().map(|factor| {
        let name = shorten(&factor.name, 250.0, TEXT);
        let mut lines = wrap(&format!("{}. {name}{}", factor.code, marker(factor)), 140.0, TEXT);
        lines.truncate(LINES);
        lines
    })
}

fn heading_height(comparison: &Comparison) -> f64 {
    let widest = headings(comparison).flatten().map(|line| width(&line, TEXT)).fold(60.0, f64::max);
    widest + 14.0
}

/// Draws the headings, and for each partner its name, its means and its place.
pub(super) fn draw(comparison: &Comparison, canvas: &Canvas, top: f64) -> Result<()> {
    let (lowest, highest) = comparison.scale.range();
    let height = row_height(comparison);
    let table = Table { canvas, lowest: lowest.into(), highest: highest.into(), height };
    let names = comparison.partners.iter().map(|partner| partner.label.as_str());
    let names = labels(names, NAME - 10.0, TEXT);
    let bottom = top + heading_height(comparison);
    table.heading(&["Overall mean".to_owned()], OVERALL, bottom, true)?;
    let mut x = FACTORS;
    for heading in headings(comparison) {
        table.heading(&heading, x, bottom, false)?;
        x += CELL.0;
    }
    let mut y = bottom;
    for (index, (partner, name)) in comparison.partners.iter().zip(&names).enumerate() {
        let middle = y + height / 2.0;
        if let Some(place) = partner.place {
            canvas.text(&format!("{place}."), (MARGIN, middle), Font::new(SMALL).color(GREY))?;
        } else {
            let right = size(comparison).0 - MARGIN - STANDING + 10.0;
            canvas.text(&standing(partner), (right, middle), Font::new(SMALL).color(GREY))?;
        }
        canvas.text(name, (MARGIN + PLACE, middle), Font::new(TEXT))?;
        table.cell((OVERALL, y), partner.compared_mean, &rounded(partner.compared_mean), None)?;
        let mut x = FACTORS;
        for factor in &comparison.factors {
            if let Some(value) = factor.row.values.get(index) {
                table.cell((x, y), value.mean, &short(value), Some(value.sd))?;
            }
            x += CELL.0;
        }
        y += height;
    }
    Ok(())
}

fn short(value: &ComparedValue) -> String {
    if value.withheld.is_some() { "w".to_owned() } else { rounded(value.mean) }
}

struct Table<'a, 'b> {
    canvas: &'a Canvas<'b>,
    lowest: f64,
    highest: f64,
    height: f64,
}

impl Table<'_, '_> {
    fn heading(&self, lines: &[String], left: f64, bottom: f64, bold: bool) -> Result<()> {
        let font = Font::new(TEXT).upwards();
        let font = if bold { font.bold() } else { font };
        let gap = 18.0;
        let mut x = left + CELL.0 / 2.0 - gap / 2.0 * lines.iter().skip(1).map(|_| 1.0).sum::<f64>();
        for line in lines {
            self.canvas.text(line, (x, bottom - 8.0), font)?;
            x += gap;
        }
        Ok(())
    }

    /// A mean of a factor with its spread, or without one, bold, the overall mean.
    fn cell(
        &self,
        (x, y): (f64, f64),
        mean: Option<f64>,
        text: &str,
        factor: Option<Option<f64>>,
    ) -> Result<()> {
        let corner = (x + CELL.0, y + self.height);
        self.canvas.area((x, y), corner, mean.map_or(WHITE, |mean| self.shade(mean)))?;
        self.canvas.frame((x, y), corner, if mean.is_some() { WHITE } else { LINE })?;
        let font = Font::new(TEXT).color(if mean.is_some() { INK } else { GREY }).centred();
        let font = if factor.is_none() { font.bold() } else { font };
        let (centre, middle) = (x + CELL.0 / 2.0, y + self.height / 2.0);
        let Some(sd) = factor.flatten() else { return self.canvas.text(text, (centre, middle), font) };
        self.canvas.text(text, (centre, middle - SPREAD / 2.0), font)?;
        let small = Font::new(11.0).color(INK).centred();
        self.canvas.text(&format!("\u{b1}{sd:.2}"), (centre, middle + SPREAD / 2.0 + 1.0), small)
    }

    /// A blue that is darker for higher means, and light enough for dark text.
    fn shade(&self, mean: f64) -> RGBColor {
        let part = ((mean - self.lowest) / (self.highest - self.lowest).max(1.0)).clamp(0.0, 1.0);
        blend(RGBColor(252, 253, 255), RGBColor(62, 146, 214), part)
    }
}
