//! A library's pitch for one organization as a page to print.

use maud::{Markup, html};

use super::page::page;
use crate::domain::directory::resource_kind::ResourceKind;
use crate::domain::discovery::initiative::Initiative;
use crate::domain::discovery::pitch::Pitch;
use crate::domain::discovery::talking_point::SOURCE;

/// The page's only style, for a policy that allows it by its hash.
pub const STYLE: &str = "body{font:11pt/1.4 Georgia,serif;margin:2rem auto;max-width:44rem;padding:0 1rem;color:#111}\
h1{font-size:1.5rem;margin:0 0 .6rem}h2{font-size:1.1rem;margin:.9rem 0 .3rem;break-after:avoid}\
p{margin:.3rem 0}ul{margin:.2rem 0;padding-left:1.2rem}li{margin:.15rem 0}p,li,h1{overflow-wrap:anywhere}\
.points{font-size:1.05em}.source{color:#555;font-size:.8em;margin-top:1rem}\
@media print{@page{margin:15mm}body{font-size:10pt;margin:0;max-width:none;padding:0}}";

/// Entries of a list on the page at most.
const MOST: usize = 4;
/// Characters of an entry at most.
const ENTRY: usize = 160;
/// Characters of a longer text at most.
const LONG: usize = 500;
/// Characters of a name at most.
const NAME: usize = 200;

/// The page, which needs no script and nothing else from anywhere.
pub fn pitch_html(pitch: &Pitch) -> String {
    let title = format!("{} and {}", cut(&pitch.library, NAME), cut(&pitch.organization, NAME));
    let from_source = pitch.points.iter().any(|point| point.source.is_some());
    let main = html! {
        h1 { (title) }
        @if let Some(initiative) = &pitch.initiative { (about(initiative, &pitch.offers)) }
        @if !pitch.points.is_empty() {
            h2 { "Why we should work together" }
            ul .points { @for point in &pitch.points { li { (cut(&point.text, LONG)) } } }
        }
        (kinds("What you offer", &pitch.offers))
        (kinds("What you look for", &pitch.needs))
        @if from_source { p .source { "Advantages after the " (SOURCE) "." } }
    };
    page(&title, STYLE, &main)
}

/// What it is about.
fn about(initiative: &Initiative, offers: &[ResourceKind]) -> Markup {
    let (offered, open): (Vec<_>, Vec<_>) = initiative.needs.iter().partition(|need| offers.contains(need));
    html! {
        h2 { (cut(&initiative.name, NAME)) }
        p { (cut(&initiative.cause, LONG)) }
        (list("For whom", &initiative.target_groups))
        (list("What we want to reach", &initiative.goals))
        (kinds("What it needs that you offer", &offered))
        (kinds("What else it needs", &open))
        (list("What partners gain", &initiative.rewards))
    }
}

fn list(title: &str, entries: &[String]) -> Markup {
    html! {
        @if !entries.is_empty() {
            h2 { (title) }
            ul {
                @for entry in entries.iter().take(MOST) { li { (cut(entry, ENTRY)) } }
                @if let Some(more) = entries.len().checked_sub(MOST).filter(|more| *more > 0) {
                    li { "and " (more) " more" }
                }
            }
        }
    }
}

fn kinds(title: &str, kinds: &[ResourceKind]) -> Markup {
    let words: Vec<_> = kinds.iter().map(|kind| kind.words()).collect();
    html! {
        @if !words.is_empty() {
            p { strong { (title) ": " } (words.join(", ")) }
        }
    }
}

/// The beginning of a text, with an ellipsis where it goes on.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}\u{2026}", kept.trim_end())
}
