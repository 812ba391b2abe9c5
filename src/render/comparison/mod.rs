//! A comparison as a table for spreadsheets, a page to print and a chart.

mod chart;
mod csv;
mod heat;
mod html;
mod lanes;
mod report;

#[cfg(test)]
mod tests;

pub(super) use self::html::method;
pub use self::{
    chart::comparison_svg,
    csv::comparison_csv,
    html::{STYLE, comparison_html},
    report::comparison_report,
};
use super::status_word;
use crate::domain::evaluation::{
    comparison::{ComparedFactor, ComparedPartner, ComparedValue, Comparison, Remark},
    score::ScoreStatus,
};

/// A mean for people: two decimals, a dash where there is none.
fn rounded(mean: Option<f64>) -> String {
    mean.map_or_else(|| "\u{2013}".to_owned(), |mean| format!("{mean:.2}"))
}

/// A cell for people: the mean, `withheld` or a dash.
fn cell(value: &ComparedValue) -> String {
    if value.withheld.is_some() { "withheld".to_owned() } else { rounded(value.mean) }
}

/// What a partner's deal-breakers say, or why it has no place, in a word.
fn status(partner: &ComparedPartner) -> &'static str {
    status_word(partner.score.status)
}

/// The place, or in a word why there is none.
fn standing(partner: &ComparedPartner) -> String {
    match partner.place {
        Some(place) => format!("place {place}"),
        None if partner.compared_mean.is_none() && partner.score.status == Some(ScoreStatus::Clear) => {
            "not compared".to_owned()
        }
        None => status(partner).to_owned(),
    }
}

/// The name of the band with this code.
fn band_label<'a>(comparison: &'a Comparison, code: Option<&String>) -> Option<&'a str> {
    comparison.bands.iter().find(|band| Some(&band.code) == code).map(|band| band.label.as_str())
}

/// What the scale's ends mean, such as `1 strongly disagree to 5 strongly agree`.
fn scale_text(comparison: &Comparison) -> String {
    let end = |label: Option<&crate::domain::evaluation::instrument::ScaleLabel>| {
        label.map(|label| format!("{} {}", label.value, label.label)).unwrap_or_default()
    };
    format!("{} to {}", end(comparison.scale.labels.first()), end(comparison.scale.labels.last()))
}

/// The title of the page and the chart.
fn title(comparison: &Comparison) -> String {
    format!("{}: {} partners side by side", comparison.instrument.name, comparison.partners.len())
}

/// What stands behind the name of a factor that is not in the overall mean.
fn marker(factor: &ComparedFactor) -> &'static str {
    if factor.compared { "" } else { " *" }
}

/// A remark with the names of the partners it is about.
fn remark_text(comparison: &Comparison, remark: &Remark) -> String {
    let concerned = |partner: &&ComparedPartner| remark.round_ids.contains(&partner.round_id);
    let names: Vec<&str> =
        comparison.partners.iter().filter(concerned).map(|partner| partner.label.as_str()).collect();
    if names.len() == comparison.partners.len() {
        format!("{} Concerns all partners.", remark.detail)
    } else {
        format!("{} Concerns: {}.", remark.detail, names.join("; "))
    }
}

/// What means in a picture or on a page are, and where they come from.
fn notes(comparison: &Comparison) -> Vec<String> {
    let left_out: Vec<&str> = comparison.left_out.iter().map(|factor| factor.name.as_str()).collect();
    let mut notes = vec![
        "The overall mean is a mean over the factors that all partners have, and this product's own construct; the \
         instrument defines none. Bands are told from exact means, not from the rounded ones shown."
            .to_owned(),
    ];
    if !left_out.is_empty() {
        notes.push(format!(
            "* Not in the overall mean, since not all partners have it: {}.",
            left_out.join(", ")
        ));
    }
    notes.extend(comparison.remarks.iter().map(|remark| remark_text(comparison, remark)));
    notes.extend(comparison.credit.clone());
    notes
}
