//! The pages as PDF.

use crate::face::{Hand, is_steering};
use crate::layout::{HEIGHT, Mark, WIDTH};
use crate::{Sheet, Unmade};
use krilla::Document;
use krilla::geom::{PathBuilder, Point, Transform};
use krilla::metadata::{Metadata, TextDirection as Reading};
use krilla::page::PageSettings;
use krilla::paint::Stroke;
use krilla::text::{Font, TextDirection};

/// A length of the layout in points.
const POINT: f32 = 0.05;
/// How thick a rule is.
const THICK: f32 = 10.0;

/// Draws pages.
pub(crate) fn draw(sheet: &Sheet, pages: &[Vec<Mark>]) -> Result<Vec<u8>, Unmade> {
    let font = |bytes: &'static [u8]| Font::new(bytes.into(), 0).ok_or(Unmade);
    let (regular, bold) = (font(dejavu::sans::regular())?, font(dejavu::sans::bold())?);
    let mut document = Document::new();
    let reading = if sheet.is_from_right { Reading::RightToLeft } else { Reading::LeftToRight };
    let metadata = Metadata::new()
        .title(sheet.title.chars().filter(|sign| !is_steering(*sign)).collect())
        .text_direction(reading);
    document.set_metadata(match sheet.language.is_empty() {
        true => metadata,
        false => metadata.language(sheet.language.clone()),
    });
    // A4 in points.
    let settings = PageSettings::from_wh(595.3, 841.9).ok_or(Unmade)?;
    for marks in pages {
        let mut page = document.start_page_with(settings.clone());
        let mut surface = page.surface();
        surface.push_transform(&Transform::from_scale(POINT, POINT));
        for mark in marks {
            match mark {
                Mark::Letters { left, base, hand: Hand { is_bold, size }, run } => {
                    let font = if *is_bold { &bold } else { &regular };
                    let direction = match run.is_from_right {
                        true => TextDirection::RightToLeft,
                        false => TextDirection::LeftToRight,
                    };
                    let start = Point::from_xy(length(*left), length(*base));
                    surface.draw_text(start, font.clone(), length(*size), &run.text, false, direction);
                }
                Mark::Rule { left, right, at } => {
                    let mut path = PathBuilder::new();
                    path.move_to(length(*left), length(*at));
                    path.line_to(length(*right), length(*at));
                    let stroke = Stroke { width: THICK, ..Stroke::default() };
                    surface.set_stroke(Some(stroke));
                    if let Some(path) = path.finish() {
                        surface.draw_path(&path);
                    }
                    surface.set_stroke(None);
                }
            }
        }
        surface.pop();
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|_| Unmade)
}

/// A length as the library wants it; none is longer than a page.
fn length(twentieths: i32) -> f32 {
    let most = if WIDTH > HEIGHT { WIDTH } else { HEIGHT };
    f32::from(i16::try_from(twentieths.clamp(-most, most)).unwrap_or_default())
}
