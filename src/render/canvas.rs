//! A drawing surface for charts: text, lines, boxes and marks that differ in colour and in shape.

use plotters::{
    coord::Shift,
    element::{Circle, PathElement, Polygon, Rectangle, Text},
    prelude::{DrawingArea, IntoDrawingArea, RGBColor, SVGBackend},
    style::{
        Color, FontFamily, FontStyle, FontTransform, IntoTextStyle, ShapeStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::text::plain;
use crate::error::{Error, Result};

/// Near black, for text and outlines.
pub(super) const INK: RGBColor = RGBColor(26, 26, 26);
/// Grey that is readable on white, for what is secondary.
pub(super) const GREY: RGBColor = RGBColor(89, 89, 89);
/// Light grey for lines.
pub(super) const LINE: RGBColor = RGBColor(205, 205, 205);
/// White.
pub(super) const WHITE: RGBColor = RGBColor(255, 255, 255);

/// How many marks there are.
pub(super) const MARKS: usize = 8;

/// The palette of Okabe and Ito (2008), which people with any kind of colour vision can tell apart.
const PALETTE: [RGBColor; MARKS] = [
    RGBColor(0, 114, 178),
    RGBColor(230, 159, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(213, 94, 0),
    RGBColor(86, 180, 233),
    RGBColor(240, 228, 66),
    RGBColor(26, 26, 26),
];

/// Corners of the marks after the circle, around the centre in thirds of the radius.
const SHAPES: [&[(i32, i32)]; MARKS - 1] = [
    &[(3, 3), (-3, 3), (-3, -3), (3, -3)],
    &[(4, 3), (-4, 3), (0, -4)],
    &[(4, 0), (0, 4), (-4, 0), (0, -4)],
    &[(4, -3), (-4, -3), (0, 4)],
    &[
        (1, -4),
        (1, -1),
        (4, -1),
        (4, 1),
        (1, 1),
        (1, 4),
        (-1, 4),
        (-1, 1),
        (-4, 1),
        (-4, -1),
        (-1, -1),
        (-1, -4),
    ],
    &[(4, 0), (2, 4), (-2, 4), (-4, 0), (-2, -4), (2, -4)],
    &[(4, 4), (0, 1), (-4, 4), (-1, 0), (-4, -4), (0, -1), (4, -4), (1, 0)],
];

/// How a text stands.
#[derive(Clone, Copy)]
pub(super) struct Font {
    pub size: f64,
    pub bold: bool,
    pub color: RGBColor,
    pub anchor: HPos,
    pub upwards: bool,
}

impl Font {
    /// A font of this size in pixels, for text that starts at its point.
    pub fn new(size: f64) -> Self {
        Self { size, bold: false, color: INK, anchor: HPos::Left, upwards: false }
    }

    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub fn color(self, color: RGBColor) -> Self {
        Self { color, ..self }
    }

    pub fn centred(self) -> Self {
        Self { anchor: HPos::Center, ..self }
    }

    /// Text that runs from its point upwards.
    pub fn upwards(self) -> Self {
        Self { upwards: true, ..self }
    }
}

/// A white picture of a given size in pixels.
pub(super) struct Canvas<'a>(DrawingArea<SVGBackend<'a>, Shift>);

impl Canvas<'_> {
    /// Text around a point, vertically centred on it.
    pub fn text(&self, text: &str, (x, y): (f64, f64), font: Font) -> Result<()> {
        // The backend writes the size divided by 1.24.
        let family = (FontFamily::SansSerif, font.size * 1.24);
        let style = if font.bold { FontStyle::Bold } else { FontStyle::Normal };
        let transform = if font.upwards { FontTransform::Rotate270 } else { FontTransform::None };
        let style = (family.0, family.1, style).into_text_style(&self.0).transform(transform);
        let style = style.color(&font.color).pos(Pos::new(font.anchor, VPos::Center));
        self.0.draw(&Text::new(plain(text), point(x, y), style)).map_err(Error::internal)
    }

    /// A straight line.
    pub fn line(&self, from: (f64, f64), to: (f64, f64), color: RGBColor, width: u32) -> Result<()> {
        let style = ShapeStyle { color: color.to_rgba(), filled: false, stroke_width: width };
        let path = PathElement::new(vec![point(from.0, from.1), point(to.0, to.1)], style);
        self.0.draw(&path).map_err(Error::internal)
    }

    /// A filled box.
    pub fn area(&self, from: (f64, f64), to: (f64, f64), color: RGBColor) -> Result<()> {
        self.rectangle(from, to, color.filled())
    }

    /// The outline of a box.
    pub fn frame(&self, from: (f64, f64), to: (f64, f64), color: RGBColor) -> Result<()> {
        self.rectangle(from, to, color.stroke_width(1))
    }

    fn rectangle(&self, from: (f64, f64), to: (f64, f64), style: ShapeStyle) -> Result<()> {
        self.0
            .draw(&Rectangle::new([point(from.0, from.1), point(to.0, to.1)], style))
            .map_err(Error::internal)
    }

    /// The mark of a series, in its colour and shape, with a dark outline.
    pub fn mark(&self, series: usize, (x, y): (f64, f64), radius: f64) -> Result<()> {
        let number = series % MARKS;
        let fill = PALETTE.get(number).copied().unwrap_or(INK);
        let Some(shape) = number.checked_sub(1).and_then(|number| SHAPES.get(number)) else {
            let circle =
                |style| self.0.draw(&Circle::new(point(x, y), radius, style)).map_err(Error::internal);
            circle(fill.filled())?;
            return circle(INK.stroke_width(1));
        };
        let corner = |(dx, dy): &(i32, i32)| {
            point(x + f64::from(*dx) * radius / 3.0, y + f64::from(*dy) * radius / 3.0)
        };
        let corners: Vec<(i32, i32)> = shape.iter().map(corner).collect();
        let outline = corners.iter().chain(corners.first()).copied().collect::<Vec<_>>();
        self.0.draw(&Polygon::new(corners, fill.filled())).map_err(Error::internal)?;
        self.0.draw(&PathElement::new(outline, INK.stroke_width(1))).map_err(Error::internal)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "pictures are a few thousand pixels wide and high")]
fn point(x: f64, y: f64) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Lets a picture that stands alone shrink with a narrow window, together with the view box that it has.
const SHRINKING: &str = " style=\"max-width:100%;height:auto\"";

/// A picture within a page, whose policy allows no style but its own: there the page lets it shrink.
pub(super) fn inline(svg: &str) -> maud::PreEscaped<String> {
    maud::PreEscaped(svg.replacen(SHRINKING, "", 1))
}

/// The colour so far from one to the other, from 0 to 1.
pub(super) fn blend(from: RGBColor, to: RGBColor, part: f64) -> RGBColor {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two colour values")]
    let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * part).round() as u8;
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// Draws a picture and gives it a title and a description for those who do not see it; `name` tells it from other pictures
/// of a page.
pub(super) fn picture(
    name: &str,
    size: (f64, f64),
    title: &str,
    description: &str,
    draw: impl FnOnce(&Canvas) -> Result<()>,
) -> Result<String> {
    let (width, height) = point(size.0.ceil(), size.1.ceil());
    let mut svg = String::new();
    {
        let size = (width.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        area.fill(&WHITE).map_err(Error::internal)?;
        let canvas = Canvas(area);
        draw(&canvas)?;
        canvas.0.present().map_err(Error::internal)?;
    }
    let texts = maud::html! {
        title id={ (name) "-title" } { (plain(title)) }
        desc id={ (name) "-description" } { (plain(description)) }
    };
    let named = format!(
        "<svg role=\"img\" aria-labelledby=\"{name}-title\" aria-describedby=\"{name}-description\"{SHRINKING} "
    );
    let svg = svg.replacen("<svg ", &named, 1);
    let (head, body) = svg.split_once('>').unwrap_or((&svg, ""));
    Ok(format!("{head}>{}{body}", texts.into_string()))
}
