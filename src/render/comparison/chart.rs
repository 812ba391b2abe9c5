//! The comparison as a chart: marks on the scale for a few partners, a table of shades for many.

use super::{band_label, cell, heat, lanes, notes, rounded, scale_text, standing, title};
use crate::{
    domain::evaluation::comparison::Comparison,
    error::Result,
    render::{
        canvas::MARKS,
        framed::{Framed, framed},
        text::plain,
    },
};

/// The comparison as an SVG picture with a text alternative, without script or foreign content.
///
/// # Errors
/// [`crate::error::Error::Internal`] if the picture cannot be drawn.
pub fn comparison_svg(comparison: &Comparison) -> Result<String> {
    let few = comparison.partners.len() <= MARKS;
    let frame = Framed {
        name: "profile",
        title: &title(comparison),
        lead: &format!("Means of ratings from {}.", scale_text(comparison)),
        notes: &foot(comparison, few),
        description: &description(comparison),
    };
    if few {
        framed(&frame, lanes::size(comparison), |canvas, top| lanes::draw(comparison, canvas, top))
    } else {
        framed(&frame, heat::size(comparison), |canvas, top| heat::draw(comparison, canvas, top))
    }
}

/// The notes, and beside a few partners the names that were too long for the chart.
fn foot(comparison: &Comparison, few: bool) -> Vec<String> {
    let mut lines = notes(comparison);
    if !few && heat::spreads(comparison) {
        lines.push("\u{b1} is the standard deviation of the raters' own means.".to_owned());
    }
    if few {
        let named = lanes::short_names(comparison).into_iter().zip(&comparison.partners);
        let cut = named.filter(|(short, partner)| *short != partner.label);
        lines.extend(cut.map(|(short, partner)| format!("{short}: {}", partner.label)));
        if comparison.factors.iter().flat_map(|factor| &factor.row.values).any(|value| value.sd.is_some()) {
            lines.push(
                "The lines with ends show the lowest and the highest of the raters' own means.".to_owned(),
            );
        }
    } else {
        lines.push("Darker cells are higher means; w: withheld, \u{2013}: no rating.".to_owned());
    }
    lines
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
        let (name, standing) = (plain(&partner.label), standing(partner));
        format!("{name}: {standing}, overall mean {}; {factors}.", rounded(partner.compared_mean))
    });
    partners.chain(notes(comparison)).collect::<Vec<_>>().join(" ")
}
