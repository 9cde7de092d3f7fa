//! Where everything stands: lines from top to bottom, a new page where one is full.

use crate::face::{Faces, Hand, Run, sum};
use crate::{Sheet, Table};

/// A4, and what is left free around it.
pub(crate) const WIDTH: i32 = 11_906;
pub(crate) const HEIGHT: i32 = 16_838;
const MARGIN: i32 = 1_134;
const BOTTOM: i32 = HEIGHT - MARGIN - 500;
/// The widest that the words of a line may be, beside what they say.
const WORDS: i32 = 3_600;
const GAP: i32 = 200;
const ROW: i32 = 300;

const TITLE: Hand = Hand { is_bold: true, size: 360 };
const HEADING: Hand = Hand { is_bold: true, size: 240 };
const HEAD: Hand = Hand { is_bold: true, size: 180 };
const BODY: Hand = Hand { is_bold: false, size: 180 };
const FOOT: Hand = Hand { is_bold: false, size: 150 };

/// One thing on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A run of letters, from its left end on its base line.
    Letters { left: i32, base: i32, hand: Hand, run: Run },
    /// A line across the page.
    Rule { left: i32, right: i32, at: i32 },
}

/// The pages of a sheet.
pub(crate) fn pages(sheet: &Sheet, faces: &Faces) -> Vec<Vec<Mark>> {
    let mut pages = Pages { sheet, faces, done: Vec::new(), page: Vec::new(), at: MARGIN };
    pages.line(&sheet.title, TITLE, 560);
    if !sheet.subtitle.is_empty() {
        pages.line(&sheet.subtitle, HEADING, 420);
    }
    pages.at += 160;
    for (words, said) in &sheet.facts {
        pages.room(ROW);
        pages.put(words, BODY, (0, WORDS), Side::Start);
        pages.put(said, HEAD, (WORDS, WIDTH - 2 * MARGIN), Side::Start);
        pages.at += ROW;
    }
    for table in &sheet.tables {
        pages.table(table);
    }
    pages.finish()
}

/// At which end of its place a text stands.
#[derive(Clone, Copy)]
enum Side {
    /// Where reading begins.
    Start,
    End,
    /// Amounts stand with their last digits below each other, and their digits run from left to right.
    Amount,
}

struct Pages<'s> {
    sheet: &'s Sheet,
    faces: &'s Faces,
    done: Vec<Vec<Mark>>,
    page: Vec<Mark>,
    /// How far down the page the next line begins.
    at: i32,
}

impl Pages<'_> {
    /// Begins a new page where so much does not fit any more. Whether it did.
    fn room(&mut self, height: i32) -> bool {
        let is_full = self.at + height > BOTTOM;
        if is_full {
            self.done.push(std::mem::take(&mut self.page));
            self.at = MARGIN;
        }
        is_full
    }

    fn line(&mut self, text: &str, hand: Hand, height: i32) {
        self.room(height);
        self.put(text, hand, (0, WIDTH - 2 * MARGIN), Side::Start);
        self.at += height;
    }

    /// Puts a text into a place of the line, counted from where reading begins.
    fn put(&mut self, text: &str, hand: Hand, (from, to): (i32, i32), side: Side) {
        let is_from_right = self.sheet.is_from_right;
        let is_amount = matches!(side, Side::Amount);
        let runs = self.faces.fitted(text, is_from_right && !is_amount, hand, to - from);
        let width = sum(&runs);
        let from = match side {
            Side::Start => from,
            Side::End => to - width,
            Side::Amount if is_from_right => from,
            Side::Amount => to - width,
        };
        let mut left = match is_from_right {
            true => WIDTH - MARGIN - from - width,
            false => MARGIN + from,
        };
        for run in runs {
            let width = run.width;
            self.page.push(Mark::Letters { left, base: self.at + hand.size, hand, run });
            left += width;
        }
    }

    fn rule(&mut self) {
        self.page.push(Mark::Rule { left: MARGIN, right: WIDTH - MARGIN, at: self.at });
    }

    fn table(&mut self, table: &Table) {
        self.at += 300;
        // The heading, the heads and one row at least stand together.
        self.room(420 + 3 * ROW);
        self.line(&table.title, HEADING, 420);
        let places = places(table, self.faces);
        self.heads(table, &places);
        for row in &table.rows {
            if self.room(ROW) {
                self.heads(table, &places);
            }
            self.row(row, &places, BODY);
        }
        if let Some(total) = &table.total {
            self.room(ROW);
            self.rule();
            self.at += 60;
            self.row(total, &places, HEAD);
        }
    }

    fn heads(&mut self, table: &Table, places: &[(i32, i32)]) {
        self.row(&table.columns, places, HEAD);
        self.rule();
        self.at += 60;
    }

    fn row(&mut self, texts: &[String], places: &[(i32, i32)], hand: Hand) {
        let last = places.len().saturating_sub(1);
        for (place, (text, within)) in texts.iter().zip(places).enumerate() {
            let side = if place == last { Side::Amount } else { Side::Start };
            self.put(text, hand, *within, side);
        }
        self.at += ROW;
    }

    /// Puts a foot under every page, with its number.
    fn finish(mut self) -> Vec<Vec<Mark>> {
        self.done.push(std::mem::take(&mut self.page));
        let pages = std::mem::take(&mut self.done);
        let count = pages.len();
        let mut done = Vec::with_capacity(count);
        for (place, page) in (1..).zip(pages) {
            self.page = page;
            self.at = HEIGHT - MARGIN;
            let width = WIDTH - 2 * MARGIN;
            let foot = self.sheet.foot.clone();
            self.put(&foot, FOOT, (0, width - 1_000), Side::Start);
            self.put(&format!("{place} / {count}"), FOOT, (width - 1_000, width), Side::End);
            done.push(std::mem::take(&mut self.page));
        }
        done
    }
}

/// Where the columns stand: the last is as wide as its amounts, the others share the rest as they need it.
fn places(table: &Table, faces: &Faces) -> Vec<(i32, i32)> {
    let columns = table.columns.len();
    let mut widest = vec![0; columns];
    let rows = table.rows.iter().map(|row| (row, BODY));
    let all = rows.chain([(&table.columns, HEAD)]).chain(table.total.iter().map(|total| (total, HEAD)));
    for (row, hand) in all {
        for (text, width) in row.iter().zip(&mut widest) {
            *width = sum(&faces.runs(text, false, hand)).max(*width);
        }
    }
    let whole = WIDTH - 2 * MARGIN;
    let gaps = GAP * i32::try_from(columns.saturating_sub(1)).unwrap_or_default();
    let last = widest.pop().unwrap_or_default().min(whole / 2);
    let rest = whole - gaps - last;
    let needed: i32 = widest.iter().copied().fold(0, i32::saturating_add).max(1);
    let mut places = Vec::with_capacity(columns);
    let mut from = 0;
    for width in widest {
        let share = i64::from(width) * i64::from(rest) / i64::from(needed);
        let to = from + i32::try_from(share).unwrap_or(rest);
        places.push((from, to));
        from = to + GAP;
    }
    if columns > 0 {
        places.push((whole - last, whole));
    }
    places
}
