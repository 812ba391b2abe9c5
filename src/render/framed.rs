//! The frame of every chart: a title, a line that says what is shown, the chart, and notes.

use super::{
    canvas::{Canvas, Font, GREY, picture},
    text::wrap,
};
use crate::error::Result;

/// The space around a chart, in pixels.
pub(super) const MARGIN: f64 = 20.0;
/// The size of a chart's usual text, in pixels.
pub(super) const TEXT: f64 = 15.0;
/// The size of its small text.
pub(super) const SMALL: f64 = 12.5;

const TITLE: f64 = 20.0;
const NOTE: f64 = 13.0;

/// What stands around a chart.
pub(super) struct Framed<'a> {
    /// A word that tells the chart from others of a page.
    pub name: &'a str,
    pub title: &'a str,
    /// What is shown, in a sentence.
    pub lead: &'a str,
    pub notes: &'a [String],
    /// The whole chart in words.
    pub description: &'a str,
}

/// A chart of this width and height in its frame; `draw` is told where it begins.
pub(super) fn framed(
    frame: &Framed<'_>,
    (width, height): (f64, f64),
    draw: impl FnOnce(&Canvas, f64) -> Result<()>,
) -> Result<String> {
    let inner = width - 2.0 * MARGIN;
    let head = Block::new([frame.title], inner, Font::new(TITLE).bold());
    let lead = Block::new([frame.lead], inner, Font::new(TEXT).color(GREY));
    let foot = Block::new(frame.notes.iter().map(String::as_str), inner, Font::new(NOTE).color(GREY));
    let top = MARGIN + head.height() + lead.height() + 8.0;
    let whole = top + height + foot.height() + MARGIN + 12.0;
    picture(frame.name, (width, whole), frame.title, frame.description, |canvas| {
        head.draw(canvas, MARGIN)?;
        lead.draw(canvas, MARGIN + head.height())?;
        draw(canvas, top)?;
        foot.draw(canvas, top + height + 12.0)
    })
}

/// Paragraphs in lines that fit.
struct Block {
    lines: Vec<String>,
    font: Font,
}

impl Block {
    fn new<'a>(paragraphs: impl IntoIterator<Item = &'a str>, width: f64, font: Font) -> Self {
        // Bold letters are wider.
        let size = if font.bold { font.size * 1.1 } else { font.size };
        let lines = paragraphs.into_iter().flat_map(|paragraph| wrap(paragraph, width, size)).collect();
        Self { lines, font }
    }

    fn line_height(&self) -> f64 {
        self.font.size * 1.35
    }

    fn height(&self) -> f64 {
        self.lines.iter().map(|_| self.line_height()).sum()
    }

    fn draw(&self, canvas: &Canvas, top: f64) -> Result<()> {
        let mut y = top + self.line_height() / 2.0;
        for line in &self.lines {
            canvas.text(line, (MARGIN, y), self.font)?;
            y += self.line_height();
        }
        Ok(())
    }
}
