//! Charts: bars from labelled numbers, drawn in whole units, with the table that says the same.
//!
//! A page makes a [`Chart`] and includes `chart.html`, which finds it under the name `chart`.

/// The width of a drawing.
const WIDTH: u64 = 360;
/// Where the words of a row stand, from its top.
const WORDS: u64 = 14;
/// Where the first bar of a row begins.
const BARS: u64 = 19;
/// How high a bar is that holds all of its row, and one of several.
const WHOLE: u64 = 18;
const ONE_OF_SEVERAL: u64 = 14;
/// What lies between bars, and between rows.
const GAP: u64 = 4;
const BETWEEN: u64 = 16;
/// What is kept free for the words beside a bar.
const BESIDE: u64 = 140;

/// Bars with their words.
pub(in crate::pages) struct Chart {
    /// What it shows, in words.
    pub(in crate::pages) title: String,
    /// What its rows are.
    pub(in crate::pages) of: String,
    /// What its bars are, in the order of their colours: up to six.
    pub(in crate::pages) series: Vec<String>,
    /// What the totals of its rows are, where they have some.
    pub(in crate::pages) total: Option<String>,
    /// The rows.
    pub(in crate::pages) rows: Vec<Row>,
    /// How the bars of a row lie.
    pub(in crate::pages) shape: Shape,
}

/// How the bars of a row lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) enum Shape {
    /// One after the other: parts of a whole.
    Stacked,
    /// One below the other: to be compared.
    Grouped,
}

/// A row of a chart.
pub(in crate::pages) struct Row {
    /// What it is.
    pub(in crate::pages) label: String,
    /// Its bars, one for each of the series.
    pub(in crate::pages) bars: Vec<Bar>,
    /// Its total in words; nothing where the chart has none.
    pub(in crate::pages) total: String,
}

/// A number with how it is written.
pub(in crate::pages) struct Bar {
    /// How long it is.
    pub(in crate::pages) value: u64,
    /// How it is written.
    pub(in crate::pages) text: String,
}

impl Bar {
    /// A bar. Nothing is drawn below nothing.
    pub(in crate::pages) fn new(value: i64, text: String) -> Bar {
        Bar { value: u64::try_from(value).unwrap_or_default(), text }
    }
}

/// A rectangle of a drawing.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::pages) struct Mark {
    /// Which colour, from 1.
    pub(in crate::pages) series: usize,
    pub(in crate::pages) x: u64,
    pub(in crate::pages) y: u64,
    pub(in crate::pages) width: u64,
    pub(in crate::pages) height: u64,
    /// What it says to a pointer that rests on it.
    pub(in crate::pages) title: String,
}

/// Words of a drawing.
pub(in crate::pages) struct Words {
    pub(in crate::pages) x: u64,
    pub(in crate::pages) y: u64,
    /// Whether they end there, seen from the left; else they begin there.
    pub(in crate::pages) is_end: bool,
    pub(in crate::pages) is_value: bool,
    pub(in crate::pages) text: String,
}

impl Chart {
    /// Whether there is nothing to see.
    pub(in crate::pages) fn is_empty(&self) -> bool {
        let mut bars = self.rows.iter().flat_map(|row| &row.bars);
        match self.shape {
            Shape::Stacked => bars.all(|bar| bar.value == 0),
            // A time of nothing is a time.
            Shape::Grouped => bars.next().is_none(),
        }
    }

    /// All of it in one sentence, for whoever cannot see it.
    pub(in crate::pages) fn in_words(&self) -> String {
        let row = |row: &Row| match self.shape {
            Shape::Stacked => format!("{}: {}", row.label, row.total),
            Shape::Grouped => {
                let bars = self.series.iter().zip(&row.bars);
                let bars = bars.map(|(series, bar)| format!("{series} {}", bar.text));
                format!("{}: {}", row.label, bars.collect::<Vec<_>>().join(", "))
            }
        };
        format!("{}. {}", self.title, self.rows.iter().map(row).collect::<Vec<_>>().join("; "))
    }

    /// The bars of a row with what each is.
    pub(in crate::pages) fn cells<'c>(&'c self, row: &'c Row) -> impl Iterator<Item = (&'c str, &'c Bar)> {
        self.series.iter().map(String::as_str).zip(&row.bars)
    }

    pub(in crate::pages) fn is_stacked(&self) -> bool {
        self.shape == Shape::Stacked
    }

    pub(in crate::pages) fn width(&self) -> u64 {
        WIDTH
    }

    pub(in crate::pages) fn height(&self) -> u64 {
        count(self.rows.len()) * self.pitch()
    }

    /// How much of the height a row takes.
    fn pitch(&self) -> u64 {
        let bars = match self.shape {
            Shape::Stacked => WHOLE,
            Shape::Grouped => count(self.series.len()) * (ONE_OF_SEVERAL + GAP),
        };
        BARS + bars + BETWEEN
    }

    /// The number that the whole width stands for.
    fn most(&self) -> u64 {
        let of = |row: &Row| match self.shape {
            Shape::Stacked => row.bars.iter().fold(0, |sum: u64, bar| sum.saturating_add(bar.value)),
            Shape::Grouped => row.bars.iter().map(|bar| bar.value).max().unwrap_or_default(),
        };
        self.rows.iter().map(of).max().unwrap_or_default()
    }

    /// The bars that are something.
    pub(in crate::pages) fn marks(&self) -> Vec<Mark> {
        let most = self.most();
        let row = |(place, row): (u64, &Row)| {
            let top = place * self.pitch() + BARS;
            match self.shape {
                Shape::Stacked => self.stacked(row, top, most),
                Shape::Grouped => self.grouped(row, top, most),
            }
        };
        (0..).zip(&self.rows).flat_map(row).filter(|mark| mark.width > 0).collect()
    }

    fn stacked(&self, row: &Row, y: u64, most: u64) -> Vec<Mark> {
        let mut before = 0_u64;
        let mark = |((series, name), bar): ((usize, &String), &Bar)| {
            let x = part(before, most, WIDTH);
            before = before.saturating_add(bar.value);
            let width = at_least_one(bar.value, part(before, most, WIDTH).saturating_sub(x));
            // What is little stays in the picture at its end.
            let x = x.min(WIDTH.saturating_sub(width));
            Mark { series, x, y, width, height: WHOLE, title: format!("{name}: {}", bar.text) }
        };
        (1..).zip(&self.series).zip(&row.bars).map(mark).collect()
    }

    fn grouped(&self, row: &Row, top: u64, most: u64) -> Vec<Mark> {
        let mark = |((series, name), bar): ((usize, &String), &Bar)| {
            let y = top + (count(series) - 1) * (ONE_OF_SEVERAL + GAP);
            let width = at_least_one(bar.value, part(bar.value, most, WIDTH - BESIDE));
            Mark { series, x: 0, y, width, height: ONE_OF_SEVERAL, title: format!("{name}: {}", bar.text) }
        };
        (1..).zip(&self.series).zip(&row.bars).map(mark).collect()
    }

    /// What stands above and beside the bars.
    pub(in crate::pages) fn words(&self) -> Vec<Words> {
        let most = self.most();
        let mut words = Vec::new();
        for (place, row) in (0..).zip(&self.rows) {
            let top = place * self.pitch();
            let y = top + WORDS;
            words.push(Words { x: 0, y, is_end: false, is_value: false, text: row.label.clone() });
            match self.shape {
                Shape::Stacked => {
                    let text = row.total.clone();
                    words.push(Words { x: WIDTH, y, is_end: true, is_value: true, text });
                }
                Shape::Grouped => {
                    for ((bar, name), mark) in
                        row.bars.iter().zip(&self.series).zip(self.grouped(row, top + BARS, most))
                    {
                        let (x, y) = (mark.width + 6, mark.y + ONE_OF_SEVERAL - 2);
                        let text = format!("{name}: {}", bar.text);
                        words.push(Words { x, y, is_end: false, is_value: true, text });
                    }
                }
            }
        }
        words
    }
}

/// So much of a width as a number is of the most.
fn part(value: u64, most: u64, width: u64) -> u64 {
    let part = u128::from(value) * u128::from(width) / u128::from(most.max(1));
    u64::try_from(part).unwrap_or(width)
}

/// What is something can be seen.
fn at_least_one(value: u64, width: u64) -> u64 {
    if value > 0 { width.max(1) } else { 0 }
}

fn count(items: usize) -> u64 {
    u64::try_from(items).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(shape: Shape, rows: &[&[i64]]) -> Chart {
        let row = |numbers: &&[i64]| Row {
            label: "row".to_owned(),
            bars: numbers.iter().map(|number| Bar::new(*number, number.to_string())).collect(),
            total: numbers.iter().sum::<i64>().to_string(),
        };
        Chart {
            title: "Numbers".to_owned(),
            of: "Row".to_owned(),
            series: vec!["a".to_owned(), "b".to_owned(), "c".to_owned()],
            total: None,
            rows: rows.iter().map(row).collect(),
            shape,
        }
    }

    #[test]
    fn parts_fill_their_whole_and_little_is_seen() {
        let chart = chart(Shape::Stacked, &[&[1, 999_998, 1], &[0, 500_000, 0], &[-4, 0, 0]]);
        let marks: Vec<(usize, u64, u64)> =
            chart.marks().iter().map(|mark| (mark.series, mark.x, mark.width)).collect();
        assert_eq!(marks, [(1, 0, 1), (2, 0, 359), (3, 359, 1), (2, 0, 180)]);
        assert!(!chart.is_empty());
    }

    #[test]
    fn bars_to_compare_leave_room_for_their_words() {
        let chart = chart(Shape::Grouped, &[&[i64::MAX - 1, 1, 0]]);
        let marks: Vec<(u64, u64)> = chart.marks().iter().map(|mark| (mark.y, mark.width)).collect();
        assert_eq!(marks, [(19, WIDTH - BESIDE), (37, 1)]);
        assert!(chart.words().iter().all(|words| words.x < WIDTH - 100));
        assert_eq!(chart.height(), 19 + 3 * 18 + 16);
    }

    #[test]
    fn nothing_is_nothing() {
        let chart = chart(Shape::Stacked, &[&[0, 0, 0]]);
        assert!(chart.is_empty() && chart.marks().is_empty());
        assert_eq!(chart.in_words(), "Numbers. row: 0");
    }
}
