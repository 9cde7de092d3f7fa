//! A rate of the working tariff as it is printed, read into the rates that packs write.
//!
//! One text holds the general rate, rates for origins behind their marks (`CA`, `DCS`, `NZ/PG/FI`), and the same
//! again for each later day: `5% CAFree From1July2018 2.5% CA Free From1July2019 Free`.

use jiff::civil::Date;
use std::fmt;

/// What is charged from one day on, until the next stage begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The first day; none for what holds before any day is named.
    pub from: Option<Date>,
    /// The rate for any origin, as packs write it.
    pub general: String,
    /// Marks of origins with their rates, in the order of the text.
    pub marked: Vec<(String, String)>,
}

/// Why a text is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unread {
    /// It counts something that a declaration does not say.
    Measure(&'static str),
    /// It is written in no way that is known here.
    Form,
}

/// Units as printed, the longer before those that begin it, with their codes of UN/ECE Recommendation 20. Those
/// without one count a part of the goods that no quantity of a declaration tells.
const UNITS: [(&str, Result<&str, &str>); 10] = [
    ("L of alcohol, calculated on", Err("litres of alcohol above a strength")),
    ("L of alcohol", Ok("LPA")),
    ("L of gasoline", Err("litres of each fuel of a blend")),
    ("L of diesel", Err("litres of each fuel of a blend")),
    ("L of biodiesel", Err("litres of each fuel of a blend")),
    ("L", Ok("LTR")),
    ("kg of tobacco content", Err("kilograms of tobacco content")),
    ("kg TSS", Err("kilograms of total soluble solids")),
    ("kg", Ok("KGM")),
    ("stick", Ok("STK")),
];

/// What joins the terms of a rate, as printed and as packs write it.
const JOINTS: [(&str, &str); 3] = [(", and", "+"), (", less", "-"), (", or, if lower,", "MAX")];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads the whole text, or nothing of it.
///
/// ```
/// let stages = xtask::au::rate::read("5%, and $107.99/L of alcohol").unwrap();
/// assert_eq!(stages[0].general, "5 % + 107.99 AUD / LPA");
/// ```
///
/// # Errors
/// A measure that declarations do not tell, another form, or days that do not follow each other.
pub fn read(text: &str) -> Result<Vec<Stage>, Unread> {
    let mut cursor = Cursor { rest: text };
    let mut parts: Vec<Part> = Vec::new();
    while !cursor.is_at_end() {
        if cursor.take("From") {
            parts.push(Part { from: Some(cursor.date().ok_or(Unread::Form)?), ..Part::default() });
            continue;
        }
        if parts.is_empty() {
            parts.push(Part::default());
        }
        let part = parts.last_mut().ok_or(Unread::Form)?;
        let marks = cursor.marks();
        let rate = cursor.rate()?;
        if !marks.is_empty() {
            part.marked.extend(marks.into_iter().map(|mark| (mark, rate.clone())));
        } else if part.general.replace(rate).is_some() {
            return Err(Unread::Form);
        }
    }
    let is_in_order = parts.is_sorted_by(|earlier, later| earlier.from < later.from);
    if parts.is_empty() || !is_in_order {
        return Err(Unread::Form);
    }
    parts.into_iter().map(|part| part.stage().ok_or(Unread::Form)).collect()
}

/// A stage as far as it is read.
#[derive(Default)]
struct Part {
    from: Option<Date>,
    general: Option<String>,
    marked: Vec<(String, String)>,
}

impl Part {
    fn stage(self) -> Option<Stage> {
        Some(Stage { from: self.from, general: self.general?, marked: self.marked })
    }
}

/// What is still to be read. Spaces count nowhere: the copy has lost some and added others.
struct Cursor<'t> {
    rest: &'t str,
}

impl<'t> Cursor<'t> {
    fn is_at_end(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        self.rest.is_empty()
    }

    fn take(&mut self, word: &str) -> bool {
        let after = self.rest.trim_start().strip_prefix(word);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// The signs at the beginning that are of a kind, perhaps none.
    fn run(&mut self, is_of_it: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest.trim_start();
        let (run, rest) = rest.split_at(rest.find(|sign| !is_of_it(sign)).unwrap_or(rest.len()));
        self.rest = rest;
        run
    }

    /// Marks of origins with `/` between them, each once.
    fn marks(&mut self) -> Vec<String> {
        let mut marks: Vec<String> = Vec::new();
        while let Some(mark) = self.mark() {
            if !marks.iter().any(|known| known == mark) {
                marks.push(mark.to_owned());
            }
            if !self.take("/") {
                self.take(";");
                break;
            }
        }
        marks
    }

    /// Two or three capitals. One before a small letter begins the next word: `CAFree`.
    fn mark(&mut self) -> Option<&'t str> {
        let rest = self.rest.trim_start();
        let length = rest.bytes().take_while(u8::is_ascii_uppercase).count();
        let runs_on = rest.as_bytes().get(length).is_some_and(|next| next.is_ascii_lowercase());
        let length = length.saturating_sub(usize::from(runs_on));
        let (mark, after) = rest.split_at_checked(length).filter(|_| (2..=3).contains(&length))?;
        self.rest = after;
        Some(mark)
    }

    /// A rate, as packs write it.
    fn rate(&mut self) -> Result<String, Unread> {
        let mut rate = self.term()?;
        loop {
            let sign = JOINTS.iter().find_map(|(printed, sign)| self.take(printed).then_some(*sign));
            let Some(sign) = sign else { return Ok(rate) };
            rate = format!("{rate} {sign} {}", self.term()?);
        }
    }

    fn term(&mut self) -> Result<String, Unread> {
        if self.take("Free") {
            return Ok("free".to_owned());
        }
        if self.take("$") {
            let amount = self.number().ok_or(Unread::Form)?;
            if !self.take("/") {
                return Err(Unread::Form);
            }
            return Ok(format!("{amount} AUD / {}", self.unit()?));
        }
        let number = self.number().ok_or(Unread::Form)?;
        if self.take("%") { Ok(format!("{number} %")) } else { Err(Unread::Form) }
    }

    /// A number without commas between its thousands and without zeros that say nothing.
    fn number(&mut self) -> Option<String> {
        let number = self.run(|sign| sign.is_ascii_digit() || matches!(sign, '.' | ','));
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        let mut groups = whole.split(',');
        let first = groups.next()?;
        let is_grouped = first.len() < whole.len();
        let is_whole = (1..=if is_grouped { 3 } else { 9 }).contains(&first.len())
            && groups.all(|group| group.len() == 3);
        let is_part = !part.is_empty() && part.bytes().all(|sign| sign.is_ascii_digit());
        let (whole, part) = (whole.replace(',', ""), part.trim_end_matches('0'));
        match is_whole && is_part {
            true if part.is_empty() => Some(whole),
            true => Some(format!("{whole}.{part}")),
            false => None,
        }
    }

    fn unit(&mut self) -> Result<&'static str, Unread> {
        let unit = UNITS.iter().find(|(printed, _)| self.take(printed)).ok_or(Unread::Form)?;
        unit.1.map_err(Unread::Measure)
    }

    /// `1July2018`: the year has four digits, and the rate may follow at once.
    fn date(&mut self) -> Option<Date> {
        let day = self.run(|sign| sign.is_ascii_digit()).parse().ok()?;
        let name = self.run(|sign| sign.is_ascii_alphabetic());
        let month = MONTHS.iter().zip(1..).find_map(|(month, number)| (*month == name).then_some(number))?;
        let (year, rest) = self.rest.trim_start().split_at_checked(4)?;
        self.rest = rest;
        self.take(":");
        Date::new(year.parse().ok()?, month, day).ok()
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unread::Measure(what) => write!(f, "counted by {what}, which no declaration tells"),
            Unread::Form => f.write_str("not written as rates are"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text is read as: `from: general, mark rate`, a stage a line.
    fn told(text: &str) -> String {
        let stage = |stage: &Stage| {
            let from = stage.from.map_or_else(String::new, |from| format!("{from}: "));
            let marked: String = stage.marked.iter().map(|(mark, rate)| format!(", {mark} {rate}")).collect();
            format!("{from}{}{marked}", stage.general)
        };
        match read(text) {
            Ok(stages) => stages.iter().map(stage).collect::<Vec<_>>().join("\n"),
            Err(unread) => unread.to_string(),
        }
    }

    #[test]
    fn rates_as_they_occur() {
        for (text, expected) in [
            ("Free", "free"),
            ("3.83%", "3.83 %"),
            ("5% CAFree", "5 %, CA free"),
            ("5% DCS Free CA4%", "5 %, DCS free, CA 4 %"),
            ("5% DCS4% DCT;5%", "5 %, DCS 4 %, DCT 5 %"),
            (
                "$0.526/L NZ/PG/FI/DC/LDC $0.526/L",
                "0.526 AUD / LTR, NZ 0.526 AUD / LTR, PG 0.526 AUD / LTR, FI 0.526 AUD / LTR, DC 0.526 AUD / LTR, LDC 0.526 AUD / LTR",
            ),
            (
                "$0.360/kg NZ /PG/ SG/SG $0.360/kg",
                "0.36 AUD / KGM, NZ 0.36 AUD / KGM, PG 0.36 AUD / KGM, SG 0.36 AUD / KGM",
            ),
            (
                "5%, and $107.99/L of alcohol DCS3%, and $107.99/L of alcohol",
                "5 % + 107.99 AUD / LPA, DCS 3 % + 107.99 AUD / LPA",
            ),
            ("$1.220/kg DC$1.220/kg, less 5%", "1.22 AUD / KGM, DC 1.22 AUD / KGM - 5 %"),
            ("5%, or, if lower, $0.45/kg", "5 % MAX 0.45 AUD / KGM"),
            ("$2,445.26/kg", "2445.26 AUD / KGM"),
            ("$1.52829/stick", "1.52829 AUD / STK"),
            ("$107.99 /L of alcohol", "107.99 AUD / LPA"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn stages_begin_on_their_days() {
        for (text, expected) in [
            ("5% From1July20183.75% From1July2019Free", "5 %\n2018-07-01: 3.75 %\n2019-07-01: free"),
            (
                "From 1 January 2017 3.75% CA Free From1July2017 2.5%",
                "2017-01-01: 3.75 %, CA free\n2017-07-01: 2.5 %",
            ),
            ("5% DCS4% From 1July 2019 Free", "5 %, DCS 4 %\n2019-07-01: free"),
            ("From 30 December 2018 :3.7%", "2018-12-30: 3.7 %"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn measures_that_no_declaration_tells() {
        for text in [
            "$10.57/L of alcohol, calculated on that alcohol content by which the percentage by volume of alcohol of the goods exceeds 1.15",
            "$2,445.26/kg of tobacco content",
            "5%, or, if lower, $0.45/kg TSS",
            "$0.526/L of gasoline plus $0.526/L of ethanol plus $0.526/L of other substances (if any) in the blend",
            "5% DCS$0.526/L of diesel",
        ] {
            assert!(matches!(read(text), Err(Unread::Measure(_))), "{text}");
        }
    }

    #[test]
    fn what_is_no_rate() {
        for text in [
            "",
            "View TCOs for 8462.59",
            "5",
            "5%%",
            "5% 4%",
            "CAFree",
            "5% CA",
            "%",
            "$5",
            "$5/each",
            "$12,000 each",
            "$2,44.26/kg",
            "$1234,567/kg",
            "1.2.3%",
            "1.%",
            "5% From 11 Feburary 2020 4%",
            "5% From 31 June 2020 4%",
            "5% From1July2019 4% From1July2018 3%",
            "5% From1July2019",
            "5%, and 107.99/L of alcohol",
            "5% until further notice",
            "From1July201é 5%",
        ] {
            assert_eq!(read(text), Err(Unread::Form), "{text:?}");
        }
    }
}
