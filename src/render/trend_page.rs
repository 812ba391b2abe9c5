//! A partner on one page to print: its profile with bands over time, and the figures.

use maud::{Markup, html};

use super::canvas::inline;
use super::comparison::{STYLE as COMPARED, method};
use super::page::page;
use super::status_word;
use super::trend::{notes, trend_svg};
use crate::domain::evaluation::trend::{Trend, TrendPoint};
use crate::error::Result;

/// The page's only style, for a policy that allows it by its hash.
pub const STYLE: &str = COMPARED;

/// The trend as a page that needs no script and nothing else from anywhere. It names no rater.
///
/// # Errors
/// [`crate::error::Error::Internal`] if the picture cannot be drawn.
pub fn trend_html(trend: &Trend) -> Result<String> {
    let instrument = trend.instrument.as_ref().map_or("no closed round", |instrument| &instrument.name);
    let title = format!("{}: {instrument}", trend.organization.name);
    let main = html! {
        h1 { (title) }
        h2 { "Profile" }
        div .picture { (inline(&trend_svg(trend)?)) }
        h2 { "Figures" }
        (figures(trend))
        h2 { "Notes" }
        ul { @for note in notes(trend) { li { (note) } } }
        h2 { "Method" }
        (method(&trend.method))
    };
    Ok(page(&title, STYLE, &main))
}

/// The rounds, the latest first, with the means of the whole and of each factor.
fn figures(trend: &Trend) -> Markup {
    html! {
        div .scroll role="region" aria-label="Figures" tabindex="0" {
            table .words {
                caption { "Closed rounds, the latest first: mean, band, standard deviation of the raters' own means, change since the round before" }
                thead {
                    tr {
                        th scope="col" .name { "Closed" }
                        th scope="col" { "Deal-breakers" }
                        th scope="col" { "Raters" }
                        th scope="col" { "Overall mean" }
                        @for factor in &trend.factors { th scope="col" .partner { (factor.code) ". " (factor.name) } }
                    }
                }
                tbody {
                    @for (place, round) in trend.rounds.iter().enumerate().rev() {
                        tr {
                            th scope="row" { (round.closed_at.format("%Y-%m-%d")) " " span .label { "version " (round.instrument.version) } }
                            td { (status_word(round.status)) }
                            td { (round.overall.n_raters.map_or_else(|| "\u{2013}".to_owned(), |count| count.to_string())) }
                            td { (told(trend, &round.overall)) }
                            @for factor in &trend.factors {
                                td { @if let Some(point) = factor.points.get(place) { (told(trend, point)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn told(trend: &Trend, point: &TrendPoint) -> Markup {
    let band = trend.bands.iter().find(|band| Some(&band.code) == point.band.as_ref());
    html! {
        @match (point.mean, point.withheld) {
            (Some(mean), _) => {
                (format!("{mean:.2}"))
                @if let Some(sd) = point.sd { (format!(" \u{b1}{sd:.2}")) }
                @if let Some(change) = point.change { (format!(" ({change:+.2})")) }
                @if let Some(band) = band { " " span .label { (band.label) } }
            }
            (None, Some(_)) => "withheld",
            (None, None) => "\u{2013}",
        }
    }
}
