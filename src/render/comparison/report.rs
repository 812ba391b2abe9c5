//! All that is known of a comparison on one page to print: order, profile, worksheet, robustness and agreement. It names no
//! rater.

use maud::{Markup, html};

use super::{
    chart::comparison_svg,
    html::{STYLE, method, worksheet},
    notes, rounded, standing, title,
};
use crate::{
    domain::evaluation::{
        agreement::{AgreementReading, RaterAgreement},
        alpha::NoAlpha,
        comparison::Comparison,
        round_agreement::{Dispute, RoundAgreement},
        round_robustness::RoundRobustness,
    },
    error::Result,
    render::{
        canvas::inline,
        page::page,
        robustness::{percent, robustness_svg},
    },
};

/// The report as a page that needs no script and nothing else from anywhere; without what raters said where `agreement` is
/// none.
///
/// # Errors
/// [`crate::error::Error::Internal`] if a picture cannot be drawn.
pub fn comparison_report(
    comparison: &Comparison,
    robustness: &RoundRobustness,
    agreement: Option<&RoundAgreement>,
) -> Result<String> {
    let title = title(comparison);
    let main = html! {
        h1 { (title) }
        h2 { "Order" }
        (order(comparison, robustness))
        h2 { "Profile" }
        div .picture { (inline(&comparison_svg(comparison)?)) }
        h2 { "Worksheet" }
        (worksheet(comparison))
        @if !robustness.alternatives.is_empty() {
            h2 { "Other weights" }
            div .picture { (inline(&robustness_svg(robustness)?)) }
        }
        @if let Some(agreement) = agreement {
            h2 { "Agreement of the raters" }
            (alpha(&agreement.agreement))
            (disputes(&agreement.disputes))
        }
        h2 { "Notes" }
        ul { @for note in notes(comparison) { li { (note) } } }
        h2 { "Methods" }
        (method(&comparison.method))
        (method(&robustness.robustness.method))
        @if let Some(agreement) = agreement { (method(&agreement.agreement.method)) }
    };
    Ok(page(&title, STYLE, &main))
}

/// The partners by place, with how often each is first when weights are free.
fn order(comparison: &Comparison, robustness: &RoundRobustness) -> Markup {
    let first = |round_id| {
        let place = robustness.alternatives.iter().position(|partner| partner.round_id == round_id)?;
        robustness.robustness.rank_acceptability.get(place)?.first().copied()
    };
    html! {
        div .scroll role="region" aria-label="Order" tabindex="0" {
            table .words {
                caption { "The partners by place, and in how many draws of weights each is first" }
                thead {
                    tr {
                        th scope="col" .name { "Partner" }
                        th scope="col" { "Standing" }
                        th scope="col" { "Overall mean" }
                        th scope="col" { "First when weights are free" }
                    }
                }
                tbody {
                    @for partner in &comparison.partners {
                        tr {
                            th scope="row" { (partner.label) }
                            td { (standing(partner)) }
                            td { (rounded(partner.compared_mean)) }
                            td { (first(partner.round_id).map_or_else(|| "\u{2013}".to_owned(), percent)) }
                        }
                    }
                }
            }
        }
    }
}

fn alpha(agreement: &RaterAgreement) -> Markup {
    let of = format!(
        "{} ratings by {} raters in {} units with two ratings or more",
        agreement.pairable_values, agreement.observers, agreement.units
    );
    html! {
        p {
            @match agreement.alpha {
                Some(alpha) => {
                    "Krippendorff's alpha is " (format!("{alpha:.2}"))
                    @if let Some([low, high]) = agreement.interval {
                        ", with 95 percent between " (format!("{low:.2}")) " and " (format!("{high:.2}"))
                    }
                    ", of " (of) ". " (reading(agreement.reading))
                }
                None => { "There is no alpha, since " (no_alpha(agreement.reason)) ". There are " (of) "." }
            }
        }
    }
}

fn no_alpha(reason: Option<NoAlpha>) -> &'static str {
    match reason {
        Some(NoAlpha::AllRatingsEqual) => "all ratings are equal",
        Some(NoAlpha::NothingPairable) | None => "no item has two ratings",
    }
}

fn reading(reading: Option<AgreementReading>) -> &'static str {
    match reading {
        Some(AgreementReading::Reliable) => "The lower end is .800 or more: the ratings can be relied on.",
        Some(AgreementReading::Tentative) => "The lower end is .667 or more: conclusions are tentative.",
        Some(AgreementReading::DoNotConclude) => {
            "The lower end is below .667: nothing should be concluded from the ratings alone."
        }
        None => "There are too few units or too many ratings to say what may be concluded.",
    }
}

fn disputes(disputes: &[Dispute]) -> Markup {
    html! {
        @if !disputes.is_empty() {
            div .scroll role="region" aria-label="Items in dispute" tabindex="0" {
                table .words {
                    caption { "The items on which raters differ most" }
                    thead {
                        tr {
                            th scope="col" .name { "Item" }
                            th scope="col" { "Partner" }
                            th scope="col" { "Mean" }
                            th scope="col" { "Lowest" }
                            th scope="col" { "Highest" }
                            th scope="col" { "Standard deviation" }
                        }
                    }
                    tbody {
                        @for dispute in disputes {
                            tr {
                                th scope="row" { (dispute.item) " " (dispute.name) }
                                td { (dispute.label) }
                                td { (rounded(Some(dispute.mean))) }
                                td { (dispute.min) }
                                td { (dispute.max) }
                                td { (rounded(Some(dispute.sd))) }
                            }
                        }
                    }
                }
            }
        }
    }
}
