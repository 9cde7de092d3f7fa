//! The copy of the working tariff as it was found: JSON that was taken from pages, repetitions and all.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

/// What is read of the copy.
#[derive(Debug, Default)]
pub struct Copy {
    /// The rows of schedule 3, the general tariff, chapter by chapter; some chapters stand there several times.
    pub lines: Vec<Line>,
    /// The rows of the schedules of concessions and agreements, by schedule.
    pub agreements: BTreeMap<String, Vec<AgreementLine>>,
}

/// A row of schedule 3: a line of the tariff, a heading within one, or a statistical part of one.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// `4202.22.00`, or shorter for a heading.
    pub reference_number: String,
    /// The statistical unit as printed; empty where statistical codes have their own.
    pub unit: String,
    /// What it is called, after a dash for each level.
    pub description: String,
    /// The rates; empty for headings and statistical parts.
    pub duty_rate: String,
}

/// A row of another schedule.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgreementLine {
    /// The code of the line.
    pub hs_code: String,
    /// The rate.
    pub duty_rate: String,
}

#[derive(Deserialize)]
struct Section {
    chapters: Vec<Chapter>,
}

#[derive(Deserialize)]
struct Chapter {
    headings: Vec<Heading>,
}

#[derive(Deserialize)]
struct Heading {
    classifications: Vec<Line>,
}

/// Reads the files of a copy.
///
/// # Errors
/// A file that is not there or has another structure.
pub fn read(dir: &Path) -> io::Result<Copy> {
    let sections: Vec<Section> = read_file(&dir.join("tariff-schedule3.json"))?;
    let headings = sections.into_iter().flat_map(|section| section.chapters).flat_map(|part| part.headings);
    let lines = headings.flat_map(|heading| heading.classifications).map(Line::plain).collect();
    let agreements: BTreeMap<String, Vec<AgreementLine>> = read_file(&dir.join("tariff-schedules-fta.json"))?;
    let plain = |(schedule, rows): (String, Vec<AgreementLine>)| {
        (schedule, rows.into_iter().map(AgreementLine::plain).collect())
    };
    Ok(Copy { lines, agreements: agreements.into_iter().map(plain).collect() })
}

fn read_file<T: DeserializeOwned>(path: &Path) -> io::Result<T> {
    let named = |error: &dyn std::fmt::Display| io::Error::other(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(|error| named(&error))?;
    serde_json::from_reader(BufReader::new(file)).map_err(|error| named(&error))
}

impl Line {
    fn plain(self) -> Line {
        Line {
            reference_number: plain(&self.reference_number),
            unit: plain(&self.unit),
            description: plain(&self.description),
            duty_rate: plain(&self.duty_rate),
        }
    }
}

impl AgreementLine {
    fn plain(self) -> AgreementLine {
        AgreementLine { hs_code: plain(&self.hs_code), duty_rate: plain(&self.duty_rate) }
    }
}

/// A text without signs of no width, with single spaces and plain hyphens.
fn plain(text: &str) -> String {
    let text =
        text.replace('\u{200b}', "").replace('\u{2011}', "-").replace("&#58;", ":").replace("&#160;", " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The eight digits of a line of the tariff, without the marks of footnotes. `None` where a code is printed otherwise.
#[must_use]
pub fn digits(printed: &str) -> Option<String> {
    let code = printed.trim_end_matches(['*', '#']);
    let is_grouped = code.split('.').map(str::len).eq([4, 2, 2]);
    let code = code.replace('.', "");
    (is_grouped && code.bytes().all(|sign| sign.is_ascii_digit())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lose_what_cannot_be_seen() {
        assert_eq!(plain("\u{200b}$1.\u{200b}52829\t/stick\r\n "), "$1.52829 /stick");
        assert_eq!(plain("From 1&#160;January 2022&#58; 1.2%"), "From 1 January 2022: 1.2%");
        assert_eq!(plain("\u{2011}\u{2011}Other"), "--Other");
    }

    #[test]
    fn codes_of_whole_lines() {
        for (printed, expected) in [
            ("4202.22.00", Some("42022200")),
            ("2711.12.90**", Some("27111290")),
            ("2939.11.00#", Some("29391100")),
            ("2204.10", None),
            ("2204.10.2", None),
            ("220.410.29", None),
            ("2204.1o.29", None),
            ("", None),
        ] {
            assert_eq!(digits(printed).as_deref(), expected, "{printed}");
        }
    }

    #[test]
    fn a_directory_without_a_copy_is_told_by_the_file() {
        let told = read(Path::new("nowhere")).unwrap_err().to_string();
        assert!(told.starts_with("nowhere/tariff-schedule3.json: "), "{told}");
    }
}
