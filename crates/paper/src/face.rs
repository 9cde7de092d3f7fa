//! The letters: how wide a text is, and in which order its parts stand.

use crate::Unmade;
use rustybuzz::{Direction, Face, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};

/// A regular and a bold face.
pub(crate) struct Faces {
    regular: Face<'static>,
    bold: Face<'static>,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hand {
    /// Whether it is bold.
    pub(crate) is_bold: bool,
    /// How high its letters are.
    pub(crate) size: i32,
}

/// A part of a text whose letters run one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) is_from_right: bool,
    pub(crate) width: i32,
}

impl Faces {
    pub(crate) fn new() -> Result<Faces, Unmade> {
        let face = |bytes: &'static [u8]| Face::from_slice(bytes, 0).ok_or(Unmade);
        Ok(Faces { regular: face(dejavu::sans::regular())?, bold: face(dejavu::sans::bold())? })
    }

    /// The parts of a text from left to right, as it stands in a line that is read from one side.
    pub(crate) fn runs(&self, text: &str, is_from_right: bool, hand: Hand) -> Vec<Run> {
        // What breaks lines or overrides directions stands for a space.
        let is_barred = |sign: char| sign.is_control() || matches!(sign, '\u{202a}'..='\u{202e}');
        let text: String = text.chars().map(|sign| if is_barred(sign) { ' ' } else { sign }).collect();
        let base = if is_from_right { Level::rtl() } else { Level::ltr() };
        let info = BidiInfo::new(&text, Some(base));
        let Some(paragraph) = info.paragraphs.first() else { return Vec::new() };
        let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
        let run = |range: std::ops::Range<usize>| {
            let is_from_right = levels.get(range.start).is_some_and(Level::is_rtl);
            // What keeps parts of a line apart is not drawn.
            let text: String = text.get(range)?.chars().filter(|sign| !is_steering(*sign)).collect();
            if text.is_empty() {
                return None;
            }
            let width = self.width(&text, is_from_right, hand);
            Some(Run { text, is_from_right, width })
        };
        runs.into_iter().filter_map(run).collect()
    }

    /// How wide the letters of one run are.
    fn width(&self, text: &str, is_from_right: bool, hand: Hand) -> i32 {
        let face = if hand.is_bold { &self.bold } else { &self.regular };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(if is_from_right { Direction::RightToLeft } else { Direction::LeftToRight });
        let glyphs = rustybuzz::shape(face, &[], buffer);
        let units: i64 = glyphs.glyph_positions().iter().map(|glyph| i64::from(glyph.x_advance)).sum();
        let em = i64::from(face.units_per_em()).max(1);
        i32::try_from(units * i64::from(hand.size) / em).unwrap_or(i32::MAX)
    }

    /// A text cut so that it fits a width, with a sign that something is missing.
    pub(crate) fn fitted(&self, text: &str, is_from_right: bool, hand: Hand, width: i32) -> Vec<Run> {
        let whole = self.runs(text, is_from_right, hand);
        if sum(&whole) <= width {
            return whole;
        }
        let mut signs: Vec<char> = text.chars().collect();
        loop {
            // A tenth at a time: few texts are cut, and none much.
            signs.truncate(signs.len().saturating_sub((signs.len() / 10).max(1)));
            let cut: String = signs.iter().chain(&['…']).collect();
            let runs = self.runs(&cut, is_from_right, hand);
            if sum(&runs) <= width || signs.is_empty() {
                return runs;
            }
        }
    }
}

/// How wide runs are together.
pub(crate) fn sum(runs: &[Run]) -> i32 {
    runs.iter().map(|run| run.width).fold(0, i32::saturating_add)
}

/// Whether a sign only says where parts of a line begin and end, or from which side they are read.
pub(crate) fn is_steering(sign: char) -> bool {
    matches!(sign, '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')
}
