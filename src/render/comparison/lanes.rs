//! For a few partners: factor by factor, a mark on the scale for each.

use super::{
    cell,
    chart::{MARGIN, TEXT},
    rounded, standing,
};
use crate::{
    domain::evaluation::comparison::{ComparedValue, Comparison},
    error::Result,
    render::{
        canvas::{Canvas, Font, GREY, LINE, RGBColor},
        text::{labels, width, wrap},
    },
};

const WIDTH: f64 = 640.0;
const LANE: f64 = 22.0;
const HEADING: f64 = 28.0;
const GAP: f64 = 8.0;
const AXIS: f64 = 46.0;
/// Where the scale begins and ends.
const SCALE: (f64, f64) = (236.0, 556.0);
const NAME: f64 = MARGIN + 22.0;
const SMALL: f64 = 13.0;

/// The chart's width and height without title and notes.
pub(super) fn size(comparison: &Comparison) -> (f64, f64) {
    let lanes: f64 = comparison.partners.iter().map(|_| LANE).sum();
    let groups: f64 = comparison.factors.iter().map(|_| HEADING + lanes + GAP).sum();
    (WIDTH, AXIS + HEADING + lanes + GAP + groups)
}

/// Draws the overall means and below them every factor.
pub(super) fn draw(comparison: &Comparison, canvas: &Canvas, top: f64) -> Result<()> {
    let names = comparison.partners.iter().map(|partner| partner.organization.name.as_str());
    let chart = Chart { comparison, canvas, names: labels(names, SCALE.0 - NAME - 12.0, TEXT) };
    let (_, height) = size(comparison);
    chart.scale(top, top + height)?;
    let overall = comparison.partners.iter().map(|partner| Lane {
        mean: partner.compared_mean,
        text: format!("{} {}", rounded(partner.compared_mean), standing_short(&standing(partner))),
    });
    let mut y = chart.group("Overall mean", overall, top + AXIS)?;
    for factor in &comparison.factors {
        let note = if factor.compared { "" } else { " (not in the overall mean)" };
        let heading = format!("{}. {}{note}", factor.code, factor.name);
        y = chart.group(&heading, factor.row.values.iter().map(Lane::from), y)?;
    }
    Ok(())
}

fn standing_short(standing: &str) -> String {
    standing.to_owned()
}

struct Lane {
    mean: Option<f64>,
    text: String,
}

impl From<&ComparedValue> for Lane {
    fn from(value: &ComparedValue) -> Self {
        Self { mean: value.mean, text: cell(value) }
    }
}

struct Chart<'a> {
    comparison: &'a Comparison,
    canvas: &'a Canvas<'a>,
    names: Vec<String>,
}

impl Chart<'_> {
    fn x(&self, value: f64) -> f64 {
        let (lowest, highest) = self.comparison.scale.range();
        let span = f64::from(highest) - f64::from(lowest);
        SCALE.0 + (value - f64::from(lowest)) / span.max(1.0) * (SCALE.1 - SCALE.0)
    }
}
