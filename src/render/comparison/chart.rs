//! The comparison as a chart: marks on the scale for a few partners, a table of shades for many.

use super::{band_label, cell, heat, lanes, notes, rounded, scale_text, standing, title};
use crate::{
    domain::evaluation::comparison::Comparison,
    error::Result,
    render::{
        canvas::{Canvas, Font, GREY, MARKS, picture},
        text::{plain, wrap},
    },
};

/// The space around a chart, in pixels.
pub(super) const MARGIN: f64 = 20.0;
/// The size of a chart's usual text, in pixels.
pub(super) const TEXT: f64 = 15.0;

const TITLE: f64 = 20.0;
const SMALL: f64 = 13.0;

/// The comparison as an SVG picture with a text alternative, without script or foreign content.
///
/// # Errors
/// [`crate::error::Error::Internal`] if the picture cannot be drawn.
pub fn comparison_svg(comparison: &Comparison) -> Result<String> {
    let few = comparison.partners.len() <= MARKS;
    let body = if few { lanes::size(comparison) } else { heat::size(comparison) };
    let inner = body.0 - 2.0 * MARGIN;
    let head = Block::new(&[title(comparison)], inner, Font::new(TITLE).bold());
    let lead = format!("Means of ratings from {}.", scale_text(comparison));
    let lead = Block::new(&[lead], inner, Font::new(TEXT).color(GREY));
    let foot = Block::new(&foot(comparison, few), inner, Font::new(SMALL).color(GREY));
    let top = MARGIN + head.height() + lead.height() + 8.0;
    let height = top + body.1 + foot.height() + MARGIN + 12.0;
    picture((body.0, height), &title(comparison), &description(comparison), |canvas| {
        head.draw(canvas, MARGIN)?;
        lead.draw(canvas, MARGIN + head.height())?;
        if few { lanes::draw(comparison, canvas, top) } else { heat::draw(comparison, canvas, top) }?;
        foot.draw(canvas, top + body.1 + 12.0)
    })
}

/// The notes, and beside a few partners the names that were too long for the chart.
fn foot(comparison: &Comparison, few: bool) -> Vec<String> {
    let mut lines = notes(comparison);
    if few {
        let named = lanes::short_names(comparison).into_iter().zip(&comparison.partners);
        let cut = named.filter(|(short, partner)| *short != partner.organization.name);
        lines.extend(cut.map(|(short, partner)| format!("{short}: {}", partner.organization.name)));
    } else {
        lines.push("Darker cells are higher means; w: withheld, \u{2013}: no rating.".to_owned());
    }
    lines
}

/// Paragraphs in lines that fit.
struct Block {
    lines: Vec<String>,
    font: Font,
}

impl Block {
    fn new(paragraphs: &[String], width: f64, font: Font) -> Self {
        let lines = paragraphs.iter().flat_map(|paragraph| wrap(paragraph, width, font.size)).collect();
        Self { lines, font }
    }

    fn line_height(&self) -> f64 {
        self.font.size * 1.35
    }

    fn height(&self) -> f64 {
        self.lines.iter().map(|_| self.line_height()).sum()
    }

    fn draw(&self, canvas: &Canvas, top: f64) -> Result<()> {
        let mut y = top + self.line_height() / 2.0;
        for line in &self.lines {
            canvas.text(line, (MARGIN, y), self.font)?;
            y += self.line_height();
        }
        Ok(())
    }
}

/// The whole chart in words, with full names and the notes.
fn description(comparison: &Comparison) -> String {
    let partners = comparison.partners.iter().enumerate().map(|(index, partner)| {
        let factors = comparison.factors.iter().filter_map(|factor| {
            let value = factor.row.values.get(index)?;
            let band = band_label(comparison, value.band.as_ref()).map(|label| format!(" ({label})"));
            Some(format!("{} {}{}", factor.name, cell(value), band.unwrap_or_default()))
        });
        let factors = factors.collect::<Vec<_>>().join(", ");
        let (name, standing) = (plain(&partner.organization.name), standing(partner));
        format!("{name}: {standing}, overall mean {}; {factors}.", rounded(partner.compared_mean))
    });
    partners.chain(notes(comparison)).collect::<Vec<_>>().join(" ")
}
