//! The robustness of an order of partners as a chart: for each partner how often it has which rank.

use plotters::prelude::RGBColor;

use super::{
    canvas::{Canvas, Font, GREY, INK, LINE, WHITE, blend},
    framed::{Framed, MARGIN, SMALL, TEXT, framed},
    status_word,
    text::labels,
};
use crate::{
    domain::evaluation::round_robustness::{RankedPartner, RoundRobustness, ScoreSource},
    error::Result,
};

const NAME: f64 = 200.0;
const BAR: (f64, f64) = (MARGIN + NAME, 650.0 - MARGIN);
const ROW: f64 = 26.0;
const LEGEND: f64 = 52.0;
/// The narrowest part in which a number is written.
const WRITTEN: f64 = 34.0;

/// The rank acceptabilities as an SVG picture with a text alternative, without script or foreign content.
///
/// # Errors
/// [`crate::error::Error::Internal`] if the picture cannot be drawn.
pub fn robustness_svg(robustness: &RoundRobustness) -> Result<String> {
    let frame = Framed {
        name: "ranks",
        title: &title(robustness),
        lead: &lead(robustness),
        notes: &notes(robustness),
        description: &description(robustness),
    };
    let rows: f64 = robustness.alternatives.iter().map(|_| ROW).sum();
    framed(&frame, (BAR.1 + MARGIN, LEGEND + rows), |canvas, top| draw(robustness, canvas, top))
}

/// What the chart is called.
fn title(robustness: &RoundRobustness) -> String {
    format!("{}: ranks by free weights", robustness.instrument.name)
}

/// What is shown, in a sentence.
fn lead(robustness: &RoundRobustness) -> String {
    let drawn = robustness.robustness.draws;
    let scores = match robustness.scores {
        ScoreSource::Fixed => "the partners' factor means",
        ScoreSource::Sheets => "factor means of sheets drawn anew each time",
    };
    format!("Of {drawn} draws of the factors' weights, all weights being equally likely; by {scores}.")
}

/// What has to be known beside the chart.
fn notes(robustness: &RoundRobustness) -> Vec<String> {
    let mut notes = Vec::new();
    let name = |place: usize| robustness.alternatives.get(place).map(|partner| partner.label.as_str());
    if let Some(change) = &robustness.robustness.smallest_change
        && let Some((winner, challenger)) = name(change.winner).zip(name(change.challenger))
    {
        notes.push(if change.distance > 0.0 {
            format!(
                "By the instrument's weights {winner} is first. {challenger} is level with it when {} of the weight \
                 moves; no smaller change makes another partner first.",
                percent(change.distance)
            )
        } else {
            format!("By the instrument's weights {winner} and {challenger} are level.")
        });
    }
    let unranked = robustness.not_ranked.iter();
    let unranked: Vec<_> =
        unranked.map(|partner| format!("{} ({})", partner.label, status_word(partner.status))).collect();
    if !unranked.is_empty() {
        notes.push(format!("Without a place, and so not ranked: {}.", unranked.join("; ")));
    }
    let left_out: Vec<&str> = robustness.left_out.iter().map(|factor| factor.name.as_str()).collect();
    if !left_out.is_empty() {
        notes.push(format!("Left out, since not all partners have it: {}.", left_out.join(", ")));
    }
    notes.extend(robustness.remarks.iter().map(|remark| remark.detail.clone()));
    notes.push(format!(
        "Ties share the better rank. Method: {} {}, seed {}.",
        robustness.robustness.method.name, robustness.robustness.method.version, robustness.robustness.seed
    ));
    notes
}

/// A share for people, which says never and always only where it is so.
pub(super) fn percent(share: f64) -> String {
    match share {
        share if share > 0.0 && share < 0.005 => "<1%".to_owned(),
        share if (0.995..1.0).contains(&share) => ">99%".to_owned(),
        share => format!("{:.0}%", share * 100.0),
    }
}

/// The partners' names, no two of them equal.
fn names(robustness: &RoundRobustness, most: f64) -> Vec<String> {
    labels(robustness.alternatives.iter().map(|partner| partner.label.as_str()), most, TEXT)
}

fn rows(robustness: &RoundRobustness) -> impl Iterator<Item = (&RankedPartner, &Vec<f64>)> {
    robustness.alternatives.iter().zip(&robustness.robustness.rank_acceptability)
}

fn draw(robustness: &RoundRobustness, canvas: &Canvas, top: f64) -> Result<()> {
    let ranks = robustness.alternatives.len();
    legend(canvas, ranks, top)?;
    let names = names(robustness, NAME - 10.0);
    let mut y = top + LEGEND;
    for ((_, shares), name) in rows(robustness).zip(&names) {
        canvas.text(name, (MARGIN, y + ROW / 2.0), Font::new(TEXT))?;
        let mut x = BAR.0;
        for (rank, share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            let right = x + share * (BAR.1 - BAR.0);
            canvas.area((x, y + 2.0), (right, y + ROW - 2.0), shade(rank, ranks))?;
            if right - x >= WRITTEN {
                let middle = (f64::midpoint(x, right), y + ROW / 2.0);
                canvas.text(&percent(*share), middle, Font::new(SMALL).color(ink(rank, ranks)).centred())?;
            }
            // A gap, so that ranks are told apart without their colours.
            canvas.line((right, y + 2.0), (right, y + ROW - 2.0), WHITE, 1)?;
            x = right;
        }
        canvas.frame((BAR.0, y + 2.0), (BAR.1, y + ROW - 2.0), LINE)?;
        y += ROW;
    }
    Ok(())
}

/// Which shade is which rank: all of a few, the ends of many.
fn legend(canvas: &Canvas, ranks: usize, top: f64) -> Result<()> {
    let shown: Vec<usize> =
        if ranks <= 8 { (0..ranks).collect() } else { vec![0, ranks / 4, ranks / 2, ranks - 1] };
    let mut x = BAR.0;
    canvas.text("Rank", (MARGIN, top + LEGEND / 2.0), Font::new(TEXT).bold())?;
    for rank in shown {
        let (left, y) = (x, top + LEGEND / 2.0);
        canvas.area((left, y - 8.0), (left + 20.0, y + 8.0), shade(rank, ranks))?;
        canvas.frame((left, y - 8.0), (left + 20.0, y + 8.0), GREY)?;
        canvas.text(&(rank + 1).to_string(), (left + 26.0, y), Font::new(TEXT))?;
        x += 52.0;
    }
    Ok(())
}

/// Dark blue for the first rank, down to nearly white for the last.
fn shade(rank: usize, ranks: usize) -> RGBColor {
    blend(RGBColor(8, 69, 148), RGBColor(238, 243, 250), part(rank, ranks))
}

fn ink(rank: usize, ranks: usize) -> RGBColor {
    if part(rank, ranks) < 0.5 { WHITE } else { INK }
}

#[expect(clippy::cast_precision_loss, reason = "a few ranks")]
fn part(rank: usize, ranks: usize) -> f64 {
    rank as f64 / Ord::max(ranks.saturating_sub(1), 1) as f64
}

/// The whole chart in words.
fn description(robustness: &RoundRobustness) -> String {
    let partners = rows(robustness).zip(names(robustness, f64::INFINITY)).map(|((_, shares), name)| {
        let shares = shares.iter().enumerate().filter(|(_, share)| **share > 0.0);
        let shares: Vec<String> =
            shares.map(|(rank, share)| format!("rank {} in {}", rank + 1, percent(*share))).collect();
        format!("{name}: {}.", shares.join(", "))
    });
    partners.chain(notes(robustness)).collect::<Vec<_>>().join(" ")
}
