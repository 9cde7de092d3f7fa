//! Days and times as somebody's file writes them.

use jiff::civil::{DateTime, date};
use jiff::fmt::strtime;

/// How a file writes a day, or a day and a time, in the directives of `strptime`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DateFormat(String);

/// Four digits of a year: fewer are two digits of one, or a slip.
const FIRST_YEAR: i16 = 1000;

impl DateFormat {
    /// `None` if no text could be read by the format as the day and time that it was written from.
    ///
    /// So a format without a year, with a zone (whose offset would be lost), with twelve hours and no half of
    /// the day, or with `%m` for the minutes as well as for the month, is refused.
    pub(super) fn parse(format: &str) -> Option<DateFormat> {
        let format = DateFormat(format.to_owned());
        let sample = date(2026, 3, 14).at(17, 0, 0, 0);
        let read = format.read(&strtime::format(&format.0, sample).ok()?)?;
        let (read, sample) = match read {
            Moment::Day(read) => (read.date(), sample.date()),
            Moment::Time(read) if read == sample => (read.date(), sample.date()),
            Moment::Time(_) => return None,
        };
        (read == sample && !format.says_something_twice()).then_some(format)
    }

    /// `2026-03-02`, or `2026-03-02T14:30:00` where the format has a time; `None` if the text is not of the format.
    pub(super) fn convert(&self, text: &str) -> Option<String> {
        Some(match self.read(text)? {
            Moment::Day(moment) => moment.date().to_string(),
            Moment::Time(moment) => moment.to_string(),
        })
    }

    fn read(&self, text: &str) -> Option<Moment> {
        let parts = strtime::parse(&self.0, text).ok()?;
        let moment = parts.to_datetime().ok().filter(|moment| moment.year() >= FIRST_YEAR)?;
        Some(if parts.hour().is_some() { Moment::Time(moment) } else { Moment::Day(moment) })
    }

    /// Whether a directive occurs twice: the later one would silently win.
    fn says_something_twice(&self) -> bool {
        let mut rest = self.0.replace("%%", "");
        let mut seen = Vec::new();
        while let Some((_, after)) = rest.split_once('%') {
            let directive = after.chars().find(char::is_ascii_alphabetic);
            if seen.contains(&directive) {
                return true;
            }
            seen.push(directive);
            rest = after.to_owned();
        }
        false
    }
}

enum Moment {
    Day(DateTime),
    Time(DateTime),
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_days_and_times() {
        let rows = [
            ("%d/%m/%Y", "02/03/2026", Some("2026-03-02")),
            ("%d/%m/%Y", "2/3/2026", Some("2026-03-02")),
            ("%d.%m.%Y", "02.03.2026", Some("2026-03-02")),
            ("%d.%m.%y", "02.03.26", Some("2026-03-02")),
            ("%Y%m%d", "20260302", Some("2026-03-02")),
            ("%d-%b-%Y", "02-Mar-2026", Some("2026-03-02")),
            ("%d/%m/%Y %H:%M", "02/03/2026 14:30", Some("2026-03-02T14:30:00")),
            ("%d/%m/%Y %H:%M:%S", "02/03/2026 14:30:05", Some("2026-03-02T14:30:05")),
            ("%m/%d/%Y %I:%M %p", "3/2/2026 2:30 PM", Some("2026-03-02T14:30:00")),
            ("%d/%m/%Y", "2026-03-02", None),
            ("%d/%m/%Y", "31/02/2026", None),
            ("%d/%m/%Y", "02/03/26", None),
            ("%d/%m/%Y", "02/03/2026 00:00", None),
            ("%d/%m/%Y %H:%M", "02/03/2026", None),
            ("%d/%m/%Y %H:%M", "02/03/2026 24:00", None),
            ("%d/%m/%Y", "", None),
            ("%d/%m/%Y", "soon", None),
        ];
        for (format, text, expected) in rows {
            let format = DateFormat::parse(format).unwrap_or_else(|| panic!("{format} is a format"));
            assert_eq!(format.convert(text).as_deref(), expected, "{format:?} {text}");
        }
    }

    #[test]
    fn refuses_formats_that_can_never_parse() {
        let formats = [
            "",
            "dd/mm/yyyy",
            "%d/%m",
            "%d/%M/%Y",
            "%H:%M",
            "%d/%m/%Y %I:%M",
            "%d/%m/%Y %H:%m",
            "%d/%m/%Y %M",
            "%d/%m/%Y %H:%M %z",
            "%d/%m/%Y %Z",
            "%s",
            "%d/%m/%Y %",
            "%!",
        ];
        for format in formats {
            assert_eq!(DateFormat::parse(format), None, "{format}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(format: String, text: String) {
            if let Some(format) = DateFormat::parse(&format) {
                format.convert(&text);
            }
        }
    }
}
