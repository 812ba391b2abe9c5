//! For a few partners: factor by factor, a mark on the scale for each.

use plotters::prelude::RGBColor;

use super::{cell, marker, rounded, standing};
use crate::{
    domain::evaluation::{
        comparison::{ComparedValue, Comparison},
        instrument::Band,
    },
    error::Result,
    render::{
        canvas::{Canvas, Font, GREY, INK, LINE, WHITE},
        framed::{MARGIN, SMALL, TEXT},
        text::{labels, shorten, wrap},
    },
};

const WIDTH: f64 = 650.0;
const LANE: f64 = 20.0;
const HEADING: f64 = 25.0;
const GAP: f64 = 8.0;
/// Where the scale begins and ends.
const SCALE: (f64, f64) = (264.0, 496.0);
/// The space between the scale's ends and the edge of its ground.
const INSET: f64 = 12.0;
const NAME: f64 = MARGIN + 20.0;
const VALUE: f64 = SCALE.1 + INSET + 10.0;
const STANDING: f64 = VALUE + 38.0;
const STEM: RGBColor = RGBColor(140, 140, 140);

/// The chart's width and height without title and notes.
pub(super) fn size(comparison: &Comparison) -> (f64, f64) {
    let lanes: f64 = comparison.partners.iter().map(|_| LANE).sum();
    let groups: f64 = comparison.factors.iter().map(|_| HEADING + lanes + GAP).sum();
    (WIDTH, axis(comparison) + HEADING + lanes + GAP + groups)
}

/// Draws the overall means and below them every factor.
pub(super) fn draw(comparison: &Comparison, canvas: &Canvas, top: f64) -> Result<()> {
    let chart = Chart { comparison, canvas, names: short_names(comparison) };
    chart.scale(top, top + size(comparison).1)?;
    let overall = comparison.partners.iter().map(|partner| Lane {
        mean: partner.compared_mean,
        spread: None,
        text: rounded(partner.compared_mean),
        standing: standing(partner),
    });
    let mut y = chart.group("Overall mean", overall, top + axis(comparison))?;
    for factor in &comparison.factors {
        let heading = format!("{}. {}{}", factor.code, factor.name, marker(factor));
        y = chart.group(&heading, factor.row.values.iter().map(Lane::from), y)?;
    }
    Ok(())
}

/// The height of the scale's values and the bands' names.
fn axis(comparison: &Comparison) -> f64 {
    if comparison.bands.is_empty() { 24.0 } else { 56.0 }
}

/// Names that fit beside the lanes.
pub(super) fn short_names(comparison: &Comparison) -> Vec<String> {
    let names = comparison.partners.iter().map(|partner| partner.label.as_str());
    labels(names, SCALE.0 - INSET - NAME - 8.0, TEXT)
}

struct Lane {
    mean: Option<f64>,
    /// The lowest and the highest of the raters' own means.
    spread: Option<(f64, f64)>,
    text: String,
    standing: String,
}

impl From<&ComparedValue> for Lane {
    fn from(value: &ComparedValue) -> Self {
        let spread = value.min.zip(value.max).filter(|(lowest, highest)| lowest < highest);
        Self { mean: value.mean, spread, text: cell(value), standing: String::new() }
    }
}

struct Chart<'a, 'b> {
    comparison: &'a Comparison,
    canvas: &'a Canvas<'b>,
    names: Vec<String>,
}

impl Chart<'_, '_> {
    fn x(&self, value: f64) -> f64 {
        let (lowest, highest) = self.comparison.scale.range();
        let span = f64::from(highest) - f64::from(lowest);
        SCALE.0 + (value - f64::from(lowest)) / span.max(1.0) * (SCALE.1 - SCALE.0)
    }

    /// The bands as the ground, with their names, and the scale's values.
    fn scale(&self, top: f64, bottom: f64) -> Result<()> {
        let ground = top + axis(self.comparison);
        let bands = &self.comparison.bands;
        for (place, band) in bands.iter().enumerate() {
            let next = bands.get(place + 1).and_then(|next| next.from);
            self.band(band, next, tint(place, bands.len()), (top, ground, bottom))?;
        }
        for label in &self.comparison.scale.labels {
            let x = self.x(label.value.into());
            self.canvas.line((x, ground), (x, bottom), LINE, 1)?;
            let font = Font::new(SMALL).color(GREY).centred();
            self.canvas.text(&label.value.to_string(), (x, ground - 9.0), font)?;
        }
        Ok(())
    }

    fn band(
        &self,
        band: &Band,
        next: Option<f64>,
        color: RGBColor,
        (top, ground, bottom): (f64, f64, f64),
    ) -> Result<()> {
        let left = band.from.map_or(SCALE.0 - INSET, |from| self.x(from));
        let right = next.map_or(SCALE.1 + INSET, |next| self.x(next));
        self.canvas.area((left, ground), (right, bottom), color)?;
        let lines = wrap(&band.label, right - left, SMALL);
        let first = ground - 25.0 - 14.0 * lines.iter().skip(1).map(|_| 1.0).sum::<f64>();
        for (line, y) in lines.iter().zip([first, first + 14.0, first + 28.0]).filter(|(_, y)| *y > top) {
            self.canvas.text(
                line,
                (f64::midpoint(left, right), y),
                Font::new(SMALL).color(GREY).centred(),
            )?;
        }
        Ok(())
    }

    /// One heading and a lane for each partner; answers where the next group begins.
    fn group(&self, heading: &str, lanes: impl Iterator<Item = Lane>, top: f64) -> Result<f64> {
        self.canvas.line((MARGIN, top), (WIDTH - MARGIN, top), GREY, 1)?;
        let heading = shorten(heading, WIDTH - 2.0 * MARGIN, TEXT);
        self.canvas.area((MARGIN, top + 1.0), (WIDTH - MARGIN, top + HEADING - 3.0), WHITE)?;
        self.canvas.text(&heading, (MARGIN, top + HEADING / 2.0), Font::new(TEXT).bold())?;
        let mut y = top + HEADING + LANE / 2.0;
        for (series, (lane, name)) in lanes.zip(&self.names).enumerate() {
            self.canvas.text(name, (NAME, y), Font::new(TEXT))?;
            self.canvas.mark(series, (MARGIN + 8.0, y), 5.0)?;
            self.canvas.line((SCALE.0 - INSET, y), (SCALE.1 + INSET, y), LINE, 1)?;
            if let Some(mean) = lane.mean {
                self.canvas.line((SCALE.0 - INSET, y), (self.x(mean), y), STEM, 2)?;
                if let Some((lowest, highest)) = lane.spread {
                    self.whisker((self.x(lowest), self.x(highest)), y)?;
                }
                self.canvas.mark(series, (self.x(mean), y), 7.0)?;
            }
            let color = if lane.mean.is_some() { INK } else { GREY };
            self.canvas.text(&lane.text, (VALUE, y), Font::new(TEXT).color(color))?;
            self.canvas.text(&lane.standing, (STANDING, y), Font::new(SMALL).color(GREY))?;
            y += LANE;
        }
        Ok(y - LANE / 2.0 + GAP)
    }
}

impl Chart<'_, '_> {
    /// The spread of the raters' own means: a line between the lowest and the highest.
    fn whisker(&self, (left, right): (f64, f64), y: f64) -> Result<()> {
        self.canvas.line((left, y), (right, y), INK, 2)?;
        for x in [left, right] {
            self.canvas.line((x, y - 5.0), (x, y + 5.0), INK, 2)?;
        }
        Ok(())
    }
}

/// From warm for the lowest band over white to cool for the highest, light enough for text and marks.
fn tint(place: usize, count: usize) -> RGBColor {
    match (place * 4).checked_div(count.saturating_sub(1)) {
        Some(0) => RGBColor(253, 236, 224),
        Some(1) => RGBColor(254, 246, 238),
        Some(3) => RGBColor(239, 247, 252),
        Some(4) => RGBColor(223, 239, 249),
        _ => RGBColor(248, 248, 248),
    }
}
