//! A library's pitch for one organization as a page to print.

use maud::{Markup, html};

use super::page::page;
use super::text::{width, wrap};
use crate::domain::directory::resource_kind::ResourceKind;
use crate::domain::discovery::pitch::{MOST_POINTS, Pitch};
use crate::domain::discovery::talking_point::SOURCE;

/// The page's only style, for a policy that allows it by its hash.
pub const STYLE: &str = "body{font:11pt/1.4 Georgia,serif;margin:2rem auto;max-width:44rem;padding:0 1rem;color:#111}\
h1{font-size:1.5rem;margin:0 0 .6rem}h2{font-size:1.1rem;margin:.9rem 0 .3rem;break-after:avoid}\
p{margin:.3rem 0}ul{margin:.2rem 0;padding-left:1.2rem}li{margin:.15rem 0}p,li,h1,h2{overflow-wrap:anywhere}\
.points{font-size:1.05em}.source{color:#555;font-size:.8em;margin-top:1rem}\
@media print{@page{margin:15mm}body{font-size:10pt;margin:0;max-width:none;padding:0}}";

/// How much of long texts stands on the page.
#[derive(Clone, Copy)]
struct Limits {
    /// Characters of a name at most.
    name: usize,
    /// Characters of a longer text at most.
    long: usize,
    /// Characters of an entry at most.
    entry: usize,
    /// Entries of a list at most.
    entries: usize,
    /// Talking points at most.
    points: usize,
    /// Kinds of resources of a list at most.
    kinds: usize,
}

/// From as much as there is room for to as little as always fits.
const LIMITS: [Limits; 7] = [
    Limits { name: 200, long: 500, entry: 160, entries: 4, points: MOST_POINTS, kinds: 17 },
    Limits { name: 160, long: 400, entry: 130, entries: 4, points: MOST_POINTS, kinds: 17 },
    Limits { name: 120, long: 300, entry: 100, entries: 4, points: MOST_POINTS, kinds: 17 },
    Limits { name: 100, long: 220, entry: 80, entries: 3, points: MOST_POINTS, kinds: 12 },
    Limits { name: 80, long: 160, entry: 60, entries: 3, points: MOST_POINTS, kinds: 8 },
    Limits { name: 60, long: 100, entry: 50, entries: 2, points: MOST_POINTS, kinds: 6 },
    Limits { name: 30, long: 60, entry: 30, entries: 1, points: 3, kinds: 5 },
];

/// What the page holds, one below the other.
enum Block {
    Title(String),
    Heading(String),
    Text(String),
    Kinds(&'static str, String),
    Entries(Vec<String>),
    Points(Vec<String>),
    Source,
}

/// The page, which needs no script and nothing else from anywhere. Printed on Letter or A4 it is one page.
pub fn pitch_html(pitch: &Pitch) -> String {
    let mut drafts = LIMITS.iter().map(|limits| blocks(pitch, *limits));
    let blocks = drafts.find(|blocks| fits(blocks)).unwrap_or_else(|| least(pitch));
    let title = format!("{} and {}", pitch.library, pitch.organization);
    page(&cut(&title, 200), STYLE, &html! { @for block in &blocks { (block.html()) } })
}

fn least(pitch: &Pitch) -> Vec<Block> {
    LIMITS.last().map(|limits| blocks(pitch, *limits)).unwrap_or_default()
}

fn blocks(pitch: &Pitch, limits: Limits) -> Vec<Block> {
    let Limits { name, long, points, .. } = limits;
    let title = format!("{} and {}", cut(&pitch.library, name), cut(&pitch.organization, name));
    let mut blocks = vec![Block::Title(title)];
    if let Some(initiative) = &pitch.initiative {
        let (offered, open): (Vec<_>, Vec<_>) =
            initiative.needs.iter().copied().partition(|need| pitch.offers.contains(need));
        blocks.push(Block::Heading(cut(&initiative.name, name)));
        blocks.push(Block::Text(cut(&initiative.cause, long)));
        list(&mut blocks, "For whom", &initiative.target_groups, limits);
        list(&mut blocks, "What we want to reach", &initiative.goals, limits);
        kinds(&mut blocks, "What it needs that you offer", &offered, limits);
        kinds(&mut blocks, "What else it needs", &open, limits);
        list(&mut blocks, "What partners gain", &initiative.rewards, limits);
    }
    let points: Vec<_> = pitch.points.iter().take(points).collect();
    if !points.is_empty() {
        blocks.push(Block::Heading("Why we should work together".to_owned()));
        blocks.push(Block::Points(points.iter().map(|point| cut(&point.text, long)).collect()));
    }
    kinds(&mut blocks, "What you offer", &pitch.offers, limits);
    kinds(&mut blocks, "What you look for", &pitch.needs, limits);
    if points.iter().any(|point| point.source.is_some()) {
        blocks.push(Block::Source);
    }
    blocks
}

fn list(blocks: &mut Vec<Block>, title: &str, entries: &[String], limits: Limits) {
    if entries.is_empty() {
        return;
    }
    let more = entries.len().saturating_sub(limits.entries);
    let mut shown: Vec<_> =
        entries.iter().take(limits.entries).map(|entry| cut(entry, limits.entry)).collect();
    shown.extend((more > 0).then(|| format!("and {more} more")));
    blocks.extend([Block::Heading(title.to_owned()), Block::Entries(shown)]);
}

fn kinds(blocks: &mut Vec<Block>, title: &'static str, kinds: &[ResourceKind], limits: Limits) {
    let mut words = kinds.iter().take(limits.kinds).map(|kind| kind.words()).collect::<Vec<_>>().join(", ");
    let more = kinds.len().saturating_sub(limits.kinds);
    if more > 0 {
        words.push_str(&format!(" and {more} more"));
    }
    blocks.extend((!kinds.is_empty()).then_some(Block::Kinds(title, words)));
}

impl Block {
    fn html(&self) -> Markup {
        html! {
            @match self {
                Self::Title(text) => h1 { (text) },
                Self::Heading(text) => h2 { (text) },
                Self::Text(text) => p { (text) },
                Self::Kinds(title, words) => p { strong { (title) ": " } (words) },
                Self::Entries(entries) => ul { @for entry in entries { li { (entry) } } },
                Self::Points(points) => ul .points { @for point in points { li { (point) } } },
                Self::Source => p .source { "Advantages after the " (SOURCE) "." },
            }
        }
    }

    /// Roughly how high it is in print, in CSS pixels, by the style's sizes and margins; rather more than less.
    fn height(&self) -> f64 {
        let text = |text: &str, size| lines(text, WIDE, size) * 18.67 + 4.8;
        let items = |items: &[String], size: f64, line: f64| {
            items.iter().map(|item| lines(item, WIDE - 19.0, size) * line + 2.4).sum::<f64>() + 4.0
        };
        match self {
            Self::Title(title) => lines(title, WIDE, 24.0 * BOLD) * 33.6 + 9.6,
            Self::Heading(title) => lines(title, WIDE, 17.6 * BOLD) * 24.64 + 19.2,
            Self::Text(words) => text(words, 13.33 * SERIF),
            Self::Kinds(title, words) => text(&format!("{title}: {words}"), 13.33 * SERIF),
            Self::Entries(entries) => items(entries, 13.33 * SERIF, 18.67),
            Self::Points(points) => items(points, 14.0 * SERIF, 19.6),
            Self::Source => 31.0,
        }
    }
}

/// The room between the margins of a Letter page, less a little, and the width of an A4 page, both the smaller ones.
const ROOM: f64 = 945.0;
const WIDE: f64 = 680.0;
/// How much wider a wide serif font is than the one that widths are told for, and its bold one.
const SERIF: f64 = 1.2;
const BOLD: f64 = 1.32;

fn fits(blocks: &[Block]) -> bool {
    blocks.iter().map(Block::height).sum::<f64>() <= ROOM
}

/// In how many lines a text stands; words that are too long are broken.
fn lines(text: &str, most: f64, size: f64) -> f64 {
    let broken: f64 = text.split_whitespace().map(|word| (width(word, size) / most).floor()).sum();
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    let wrapped = wrap(text, most, size).len() as f64;
    wrapped + broken
}

/// The beginning of a text, with an ellipsis where it goes on.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}\u{2026}", kept.trim_end())
}

#[cfg(test)]
#[path = "pitch_tests.rs"]
mod tests;
