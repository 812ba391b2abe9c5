//! How an organization was rated over time as a chart: a line for each factor on the ground of the bands.

use plotters::prelude::RGBColor;

use super::{
    canvas::{Canvas, Font, GREY, INK, LINE, blend},
    framed::{Framed, MARGIN, SMALL, TEXT, framed},
    status_word,
    text::{plain, wrap},
};
use crate::{
    domain::evaluation::{
        score::ScoreStatus,
        trend::{Trend, TrendPoint},
    },
    error::Result,
};

const WIDTH: f64 = 650.0;
const NAME: f64 = 190.0;
const PLOT: (f64, f64) = (MARGIN + NAME + 14.0, 520.0);
const VALUE: f64 = PLOT.1 + 16.0;
const ROW: f64 = 74.0;
const GAP: f64 = 12.0;
const AXIS: f64 = 26.0;
/// The space between the plot's edges and the first and the last round.
const INSET: f64 = 14.0;
const STRONG: RGBColor = RGBColor(0, 80, 140);
const LOWEST: RGBColor = RGBColor(253, 236, 224);
const HIGHEST: RGBColor = RGBColor(223, 239, 249);

/// The trend as an SVG picture with a text alternative, without script or foreign content.
///
/// # Errors
/// [`crate::error::Error::Internal`] if the picture cannot be drawn.
pub fn trend_svg(trend: &Trend) -> Result<String> {
    let instrument =
        trend.instrument.as_ref().map_or("no closed round", |instrument| instrument.name.as_str());
    let frame = Framed {
        name: "trend",
        title: &format!("{}: {instrument}", trend.organization.name),
        lead: "Means of closed rounds over time, close ones drawn apart; the ground shows the bands, a vertical line one \
               standard deviation of the raters' own means to each side.",
        notes: &notes(trend),
        description: &description(trend),
    };
    let rows: f64 = series(trend).iter().map(|_| ROW).sum();
    framed(&frame, (WIDTH, rows + AXIS), |canvas, top| draw(trend, canvas, top))
}

/// The overall mean and the factors, each with its name and its points.
fn series(trend: &Trend) -> Vec<(String, Vec<&TrendPoint>)> {
    if trend.rounds.is_empty() {
        return Vec::new();
    }
    let overall = trend.rounds.iter().map(|round| &round.overall).collect();
    let factors = trend.factors.iter();
    let factors =
        factors.map(|factor| (format!("{}. {}", factor.code, factor.name), factor.points.iter().collect()));
    std::iter::once(("Overall mean".to_owned(), overall)).chain(factors).collect()
}

/// What has to be known beside the figures.
pub(super) fn notes(trend: &Trend) -> Vec<String> {
    let mut notes = vec![
        "The overall mean is this product's own construct; the instrument defines none. Bands are told from exact means."
            .to_owned(),
    ];
    for status in [ScoreStatus::Blocked, ScoreStatus::Undetermined] {
        let rounds = trend.rounds.iter().filter(|round| round.status == Some(status));
        let days: Vec<_> = rounds.map(|round| round.closed_at.format("%Y-%m-%d").to_string()).collect();
        if !days.is_empty() {
            let word = status_word(Some(status));
            notes.push(format!("By the deal-breakers {word}, whatever the means are: {}.", days.join(", ")));
        }
    }
    if !trend.bands.is_empty() {
        let bands: Vec<&str> = trend.bands.iter().map(|band| band.label.as_str()).collect();
        notes.push(format!("Bands from the lowest upwards: {}.", bands.join(", ")));
    }
    for change in &trend.versions {
        let changed: Vec<&str> = change.changed.iter().map(|change| change.item.as_str()).collect();
        let scale = if change.scale_changed { " The scale is another one." } else { "" };
        let bands =
            if change.bands_changed { " The bands are others; the ground shows the latest." } else { "" };
        let items = if changed.is_empty() {
            "no item changed".to_owned()
        } else {
            format!("other items: {}", changed.join(", "))
        };
        notes.push(format!("From version {} to {}: {items}.{scale}{bands}", change.from, change.to));
    }
    let apart = |points: &[&TrendPoint]| points.iter().skip(1).any(|point| !point.comparable);
    if series(trend).iter().any(|(_, points)| apart(points)) {
        notes.push("A line breaks where other items were asked or rated than before.".to_owned());
    }
    if series(trend).iter().any(|(_, points)| points.iter().any(|point| point.withheld.is_some())) {
        notes.push("A mean is missing where it would reveal what one or two raters said.".to_owned());
    }
    notes.extend(trend.credit.clone());
    notes
}

fn draw(trend: &Trend, canvas: &Canvas, top: f64) -> Result<()> {
    let (lowest, highest) =
        trend.scale.as_ref().map(crate::domain::evaluation::instrument::Scale::range).unwrap_or((0, 1));
    let plot = Plot { trend, canvas, places: places(trend), lowest: lowest.into(), highest: highest.into() };
    let mut y = top;
    for (place, (name, points)) in series(trend).iter().enumerate() {
        plot.row(name, points, y, place == 0)?;
        y += ROW;
    }
    plot.axis(y)
}

/// Where the rounds stand: by their times, but those that follow closely half as far from each other as the mean.
#[expect(clippy::cast_precision_loss, reason = "seconds of a few decades")]
fn places(trend: &Trend) -> Vec<f64> {
    let times: Vec<i64> = trend.rounds.iter().map(|round| round.closed_at.timestamp()).collect();
    let steps =
        times.windows(2).map(|pair| pair.iter().rev().copied().reduce(|later, sooner| later - sooner));
    let steps: Vec<f64> = steps.map(|step| step.unwrap_or_default() as f64).collect();
    let least = steps.iter().sum::<f64>().max(1.0) / Ord::max(steps.len(), 1) as f64 / 2.0;
    let steps: Vec<f64> = steps.into_iter().map(|step| step.max(least)).collect();
    let total: f64 = steps.iter().sum();
    if steps.is_empty() {
        return vec![f64::midpoint(PLOT.0, PLOT.1)];
    }
    let (left, wide) = (PLOT.0 + INSET, PLOT.1 - PLOT.0 - 2.0 * INSET);
    let mut sum = 0.0;
    let after = steps.iter().map(|step| {
        sum += step;
        left + sum / total * wide
    });
    std::iter::once(left).chain(after).collect()
}

struct Plot<'a, 'b> {
    trend: &'a Trend,
    canvas: &'a Canvas<'b>,
    /// Where the rounds stand.
    places: Vec<f64>,
    lowest: f64,
    highest: f64,
}

impl Plot<'_, '_> {
    fn x(&self, round: usize) -> f64 {
        self.places.get(round).copied().unwrap_or(PLOT.0)
    }

    fn y(&self, top: f64, value: f64) -> f64 {
        let bottom = top + ROW - GAP;
        let part =
            (value.clamp(self.lowest, self.highest) - self.lowest) / (self.highest - self.lowest).max(1.0);
        bottom - part * (ROW - GAP)
    }

    fn row(&self, name: &str, points: &[&TrendPoint], top: f64, bold: bool) -> Result<()> {
        let middle = top + (ROW - GAP) / 2.0;
        let font = if bold { Font::new(TEXT).bold() } else { Font::new(TEXT) };
        let lines = wrap(name, NAME, if bold { TEXT * 1.1 } else { TEXT });
        let mut y = middle - 9.0 * f64::from(u8::from(lines.len() > 1));
        for line in lines.iter().take(3) {
            self.canvas.text(line, (MARGIN, y), font)?;
            y += 18.0;
        }
        self.ground(top)?;
        let mut before: Option<(f64, f64)> = None;
        for (round, point) in points.iter().enumerate() {
            let Some(mean) = point.mean else {
                before = None;
                continue;
            };
            let here = (self.x(round), self.y(top, mean));
            if let Some(before) = before.filter(|_| point.comparable) {
                self.canvas.line(before, here, STRONG, 2)?;
            }
            if let Some(sd) = point.sd.filter(|sd| *sd > 0.0) {
                self.canvas.line(
                    (here.0, self.y(top, mean - sd)),
                    (here.0, self.y(top, mean + sd)),
                    INK,
                    1,
                )?;
            }
            before = Some(here);
        }
        for (round, mean) in points.iter().enumerate().filter_map(|(round, point)| Some((round, point.mean?)))
        {
            self.canvas.mark(0, (self.x(round), self.y(top, mean)), 5.0)?;
        }
        let (value, change) = latest(points);
        self.canvas.text(&value, (VALUE, middle - 9.0), font)?;
        self.canvas.text(&change, (VALUE, middle + 10.0), Font::new(SMALL).color(GREY))
    }

    /// The bands, and the ends of the scale.
    fn ground(&self, top: f64) -> Result<()> {
        let bands = &self.trend.bands;
        #[expect(clippy::cast_precision_loss, reason = "a few bands")]
        let part = |place: usize| place as f64 / Ord::max(bands.len().saturating_sub(1), 1) as f64;
        for (place, band) in bands.iter().enumerate() {
            let next = bands.get(place + 1).and_then(|next| next.from).unwrap_or(self.highest);
            let (low, high) = (self.y(top, band.from.unwrap_or(self.lowest)), self.y(top, next));
            self.canvas.area((PLOT.0, high), (PLOT.1, low), blend(LOWEST, HIGHEST, part(place)))?;
        }
        let (bottom, ceiling) = (self.y(top, self.lowest), self.y(top, self.highest));
        self.canvas.frame((PLOT.0, ceiling), (PLOT.1, bottom), LINE)?;
        let font = Font::new(11.0).color(GREY).centred();
        self.canvas.text(&format!("{}", self.highest), (PLOT.0 - 9.0, ceiling + 6.0), font)?;
        self.canvas.text(&format!("{}", self.lowest), (PLOT.0 - 9.0, bottom - 6.0), font)
    }

    /// The days of the first and the last round.
    fn axis(&self, top: f64) -> Result<()> {
        let rounds = &self.trend.rounds;
        let last = rounds.len().saturating_sub(1);
        let ends = if last == 0 { vec![0] } else { vec![0, last] };
        for round in ends {
            let Some(day) = rounds.get(round).map(|round| round.closed_at.format("%Y-%m-%d").to_string())
            else {
                continue;
            };
            let x = self.x(round).clamp(PLOT.0 + 34.0, PLOT.1 - 34.0);
            self.canvas.text(&day, (x, top + AXIS / 2.0 - 4.0), Font::new(SMALL).color(GREY).centred())?;
        }
        Ok(())
    }
}

/// The latest mean, and how it changed.
fn latest(points: &[&TrendPoint]) -> (String, String) {
    let Some(last) = points.last() else { return (String::new(), String::new()) };
    let value = match (last.mean, last.withheld) {
        (Some(mean), _) => format!("{mean:.2}"),
        (None, Some(_)) => "withheld".to_owned(),
        (None, None) => "\u{2013}".to_owned(),
    };
    (value, last.change.map(|change| format!("{change:+.2}")).unwrap_or_default())
}

/// The whole chart in words.
fn description(trend: &Trend) -> String {
    let series = series(trend);
    let told = series.iter().map(|(name, points)| {
        let points = points.iter().zip(&trend.rounds).map(|(point, round)| {
            let mean = latest(&[point]).0;
            format!("{} {mean}", round.closed_at.format("%Y-%m-%d"))
        });
        format!("{}: {}.", plain(name), points.collect::<Vec<_>>().join(", "))
    });
    told.chain(notes(trend)).collect::<Vec<_>>().join(" ")
}
