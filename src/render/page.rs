//! The frame of every page to print.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A page that needs no script and nothing else from anywhere; its only style is one that a policy allows by its hash.
pub(super) fn page(title: &str, style: &str, main: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(style)) }
            }
            body { main { (main) } }
        }
    }
    .into_string()
}
