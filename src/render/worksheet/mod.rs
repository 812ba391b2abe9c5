//! An empty sheet of an instrument: a page to fill by hand, and a table for spreadsheets.

#[cfg(test)]
mod tests;

use maud::{Markup, html};

use super::page::page;
use super::table::{Cell, csv};
use crate::domain::evaluation::instrument::{Factor, Instrument, InstrumentInput, Scale};
use crate::domain::evaluation::sheet_file::COLUMNS;
use crate::error::Result;

/// The page's only style, for a policy that allows it by its hash.
pub const STYLE: &str = include_str!("page.css");

/// The sheet with a column for each of so many partners, as a page that needs no script and nothing else from anywhere.
pub fn worksheet_html(instrument: &Instrument, partners: u8) -> String {
    let content = &instrument.content;
    let main = html! {
        h1 { (content.name) }
        @if let Some(description) = &content.description { p .text { (description) } }
        dl .places {
            div { dt { "Rater" } dd {} }
            div { dt { "Date" } dd {} }
        }
        (scale(&content.scale))
        div .scroll role="region" aria-label="Worksheet" tabindex="0" { (table(content, partners)) }
        footer {
            @if let Some(credit) = &content.credit { p { (credit) } }
            p { (instrument.code) ", version " (instrument.version) }
        }
    };
    page(&content.name, STYLE, &main)
}

/// What may be written into a cell.
fn scale(scale: &Scale) -> Markup {
    html! {
        p { "Write one of these for each partner and item; leave a cell empty where you have not come to an answer." }
        ul .scale {
            @for label in &scale.labels { li { b { (label.value) } " " (label.label) } }
            li { b { "?" } " don\u{2019}t know: the item applies, and you cannot tell" }
            li { b { "n/a" } " not applicable: the item does not apply to the partner" }
        }
    }
}

fn table(content: &InstrumentInput, partners: u8) -> Markup {
    html! {
        table class=(if partners > 2 { "many" } else { "few" }) {
            thead {
                tr {
                    th scope="col" { "Factors" }
                    @for partner in 1..=partners { th scope="col" .partner { "Partner " (partner) } }
                }
            }
            @for each in &content.factors { (factor(each, partners)) }
            tbody {
                tr .notes {
                    th scope="row" { "Notes and evidence" }
                    (empty(partners))
                }
            }
        }
    }
}

fn factor(factor: &Factor, partners: u8) -> Markup {
    html! {
        tbody {
            tr .factor {
                th scope="rowgroup" colspan=(partners + 1) {
                    (factor.code) ". " (factor.name)
                    @if let Some(help) = &factor.help { p .text { (help) } }
                }
            }
            @for item in &factor.items {
                tr {
                    th scope="row" {
                        (item.code) " " (item.name)
                        @for text in [&item.prompt, &item.help].into_iter().flatten() { p .text { (text) } }
                    }
                    (empty(partners))
                }
            }
        }
    }
}

fn empty(partners: u8) -> Markup {
    html! { @for _ in 0..partners { td {} } }
}

/// The sheet as CSV (RFC 4180), a line for each item.
///
/// # Errors
/// [`crate::error::Error::Internal`] if the table cannot be written.
pub fn worksheet_csv(content: &InstrumentInput) -> Result<String> {
    let header = Vec::from(COLUMNS.map(Cell::text));
    let line = |code: &String, name: &String| Vec::from([code, name, "", "", ""].map(Cell::text));
    csv([header].into_iter().chain(content.items().map(|item| line(&item.code, &item.name))))
}
