//! The memorandum of a partnership as a page to print.

use maud::html;

use super::page::page;
use crate::domain::partnership::agreement::{Agreement, AgreementStatus};
use crate::domain::partnership::partnership::Partnership;

/// The page's only style, for a policy that allows it by its hash.
pub const STYLE: &str = "body{font:12pt/1.5 Georgia,serif;margin:2rem auto;max-width:44rem;padding:0 1rem;color:#111}\
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:1.6rem;break-after:avoid}.missing{color:#666;font-style:italic}\
p{white-space:pre-line}table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.4rem;text-align:left}\
@media print{body{margin:0;max-width:none}}";

/// The memorandum with its dates and who has assented to it.
pub fn agreement_html(agreement: &Agreement, partnership: &Partnership) -> String {
    // Who has left stands there where it had assented.
    let assented = |id| agreement.current_assents().any(|assent| assent.organization.id == id);
    let parties = partnership.parties.iter();
    let parties = parties.filter(|party| party.status.is_current() || assented(party.organization.id));
    let parties: Vec<_> = parties.map(|party| &party.organization).collect();
    let dates = [
        ("In force from", agreement.effective_on),
        ("In force until", agreement.expires_on),
        ("To be renewed", agreement.renewal_on),
        ("Notice until", agreement.notice_on),
    ];
    let main = html! {
        h1 { (agreement.title) }
        p {
            (partnership.name) ", version " (agreement.version) " ("
            (status(agreement.status)) "), between "
            @for (place, party) in parties.iter().enumerate() {
                @if place > 0 { (if place + 1 == parties.len() { " and " } else { ", " }) }
                (party.name)
            }
            "."
        }
        ul {
            @for (label, date) in dates {
                @if let Some(date) = date { li { (label) ": " (date) } }
            }
        }
        @for (place, section) in agreement.sections.iter().enumerate() {
            h2 { (place + 1) ". " (section.title) }
            @match &section.text {
                Some(text) => { p { (text) } }
                None => { p .missing { "Still to be written." } }
            }
        }
        h2 { "Assents to this version" }
        table {
            thead { tr { th scope="col" { "Party" } th scope="col" { "By" } th scope="col" { "On" } } }
            tbody {
                @for party in &parties {
                    @let assent = agreement.current_assents().find(|assent| assent.organization.id == party.id);
                    tr {
                        th scope="row" { (party.name) }
                        @match assent {
                            Some(assent) => {
                                td {
                                    @if let Some(paper) = &assent.paper {
                                        (paper.signer) " (" (paper.document) ")"
                                    } @else if let Some(person) = &assent.by {
                                        (person.name)
                                    }
                                }
                                td {
                                    (assent.paper.as_ref().map_or(assent.at.date_naive(), |paper| paper.signed_on))
                                }
                            }
                            None => { td {} td {} }
                        }
                    }
                }
            }
        }
    };
    page(&agreement.title, STYLE, &main)
}

fn status(status: AgreementStatus) -> &'static str {
    match status {
        AgreementStatus::Draft => "draft",
        AgreementStatus::PartlyAssented => "assented to in part",
        AgreementStatus::Agreed => "agreed",
    }
}
