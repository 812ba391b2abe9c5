//! The worksheet as a page to print: one table, whose columns are the partners.

use maud::{Markup, html};

use super::{band_label, cell, marker, notes, rounded, scale_text, status, title};
use crate::domain::evaluation::comparison::{ComparedPartner, ComparedValue, Comparison, Row};
use crate::domain::evaluation::score::Method;
use crate::render::page::page;

/// The page's only style, for a policy that allows it by its hash.
pub const STYLE: &str = include_str!("page.css");

/// From this many partners on, names stand upright and cells hold numbers only.
const NARROW: usize = 7;

/// The comparison as a page that needs no script and nothing else from anywhere.
pub fn comparison_html(comparison: &Comparison) -> String {
    let title = title(comparison);
    let main = html! {
        h1 { (title) }
        (worksheet(comparison))
        h2 { "Notes" }
        ul { @for note in notes(comparison) { li { (note) } } }
        (method(&comparison.method))
    };
    page(&title, STYLE, &main)
}

/// The table with what its numbers mean.
pub(super) fn worksheet(comparison: &Comparison) -> Markup {
    let narrow = comparison.partners.len() >= NARROW;
    html! {
        p { "Means of ratings from " (scale_text(comparison)) ". " (bands(comparison)) }
        div .scroll role="region" aria-label="Worksheet" tabindex="0" { (table(comparison, narrow)) }
    }
}

/// How a result was made.
pub(in crate::render) fn method(method: &Method) -> Markup {
    html! { p .method { "Method: " (method.name) " " (method.version) ". " (method.description) } }
}

fn bands(comparison: &Comparison) -> Markup {
    html! {
        @if !comparison.bands.is_empty() {
            "Bands: "
            @for (place, band) in comparison.bands.iter().enumerate() {
                @if place > 0 { ", " }
                span class={ "band " (shade(comparison, Some(&band.code))) } { (band.label) }
                @if let Some(from) = band.from { " from " (from) }
            }
            "."
        }
    }
}

/// The class that shades a band: from the lowest (0) to the highest (4), however many there are.
fn shade(comparison: &Comparison, code: Option<&String>) -> String {
    let place = comparison.bands.iter().position(|band| Some(&band.code) == code);
    let last = comparison.bands.len().saturating_sub(1).max(1);
    place.map(|place| format!("shade-{}", place * 4 / last)).unwrap_or_default()
}

fn table(comparison: &Comparison, narrow: bool) -> Markup {
    html! {
        table class=[narrow.then_some("narrow")] {
            caption { "Each partner's means, factor by factor and item by item, the better places first" }
            thead {
                tr {
                    th scope="col" .name { "Factors" }
                    @for partner in &comparison.partners {
                        th scope="col" .partner { span { (partner.label) } }
                    }
                    th scope="col" .partner { span { "Difference" } }
                }
            }
            tbody {
                (whole(comparison, "Place", &|partner| count(partner.place, "\u{2013}")))
                (whole(comparison, "Overall mean", &|partner| rounded(partner.compared_mean)))
                (whole(comparison, "Deal-breakers", &|partner| status(partner).to_owned()))
                (whole(comparison, "Raters", &|partner| count(partner.score.overall.n_raters, "withheld")))
            }
            @for factor in &comparison.factors {
                tbody {
                    tr .factor {
                        th scope="rowgroup" { (factor.code) ". " (factor.name) (marker(factor)) }
                        (values(comparison, &factor.row, narrow))
                    }
                    @for item in &factor.items {
                        tr {
                            th scope="row" { (item.code) " " (item.name) }
                            (values(comparison, &item.row, narrow))
                        }
                    }
                }
            }
        }
    }
}

fn count(count: Option<u64>, otherwise: &str) -> String {
    count.map_or_else(|| otherwise.to_owned(), |count| count.to_string())
}

fn whole(comparison: &Comparison, name: &str, text: &dyn Fn(&ComparedPartner) -> String) -> Markup {
    html! {
        tr .whole {
            th scope="row" { (name) }
            @for partner in &comparison.partners { td { (text(partner)) } }
            td {}
        }
    }
}

fn values(comparison: &Comparison, row: &Row, narrow: bool) -> Markup {
    html! {
        @for value in &row.values { (single(comparison, value, narrow)) }
        td .difference { (rounded(row.difference)) }
    }
}

fn single(comparison: &Comparison, value: &ComparedValue, narrow: bool) -> Markup {
    let label = band_label(comparison, value.band.as_ref());
    html! {
        td class=(shade(comparison, value.band.as_ref())) {
            @if narrow && value.withheld.is_some() {
                abbr title="withheld" { "w" }
            } @else {
                (cell(value))
            }
            @if let Some(label) = label {
                " " span class=(if narrow { "spoken" } else { "label" }) { (label) }
            }
        }
    }
}
