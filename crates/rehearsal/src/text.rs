//! The text of one field, put together only when it is written.

use crate::numbers::{push_padded, text};

/// A field of a parcel. Most are a few numbers; a fault turns them into the text somebody might send instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Text<'w> {
    /// The field is not there.
    #[default]
    Missing,
    Known(&'w str),
    Made(String),
    /// A decimal number: 2490 units with 2 places is `24.90`.
    Decimal {
        units: u64,
        places: u8,
    },
    /// A text and then a number, padded with zeros: `INV-000017`.
    Numbered {
        before: &'w str,
        number: u64,
        width: u8,
    },
    /// Seconds since 2026-02-01T00:00:00Z, in February or March.
    Time(u32),
}

impl Text<'_> {
    /// As it would be read.
    pub(crate) fn read(&self) -> String {
        let mut bytes = Vec::new();
        self.push(&mut bytes, |out, part| out.extend_from_slice(part.as_bytes()));
        text(bytes)
    }

    /// Appends it as a JSON string, with its quotes.
    pub(crate) fn push_json(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        self.push(out, push_escaped);
        out.push(b'"');
    }

    fn push(&self, out: &mut Vec<u8>, push_str: impl Fn(&mut Vec<u8>, &str)) {
        match self {
            Text::Missing => {}
            Text::Known(known) => push_str(out, known),
            Text::Made(made) => push_str(out, made),
            &Text::Decimal { units, places } => push_decimal(out, units, places),
            &Text::Numbered { before, number, width } => {
                push_str(out, before);
                push_padded(out, number, width);
            }
            &Text::Time(seconds) => push_time(out, seconds),
        }
    }
}

fn push_decimal(out: &mut Vec<u8>, units: u64, places: u8) {
    let one = 10u64.pow(places.into());
    push_padded(out, units / one, 1);
    if places > 0 {
        out.push(b'.');
        push_padded(out, units % one, places);
    }
}

fn push_time(out: &mut Vec<u8>, seconds: u32) {
    const DAYS_IN_FEBRUARY_2026: u32 = 28;
    let day = seconds / 86_400;
    let (month, day) = match day.checked_sub(DAYS_IN_FEBRUARY_2026) {
        None => (b"2026-02-", day + 1),
        Some(day) => (b"2026-03-", day + 1),
    };
    out.extend_from_slice(month);
    push_padded(out, day.into(), 2);
    for (mark, part) in [(b'T', seconds / 3600 % 24), (b':', seconds / 60 % 60), (b':', seconds % 60)] {
        out.push(mark);
        push_padded(out, part.into(), 2);
    }
    out.push(b'Z');
}

/// Appends what stands between the quotes of a JSON string.
fn push_escaped(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    // Whole-text check first: it is one vectorised pass, and only faults ever need the loop.
    if !bytes.iter().fold(false, |found, &byte| found | (byte < b' ') | (byte == b'"') | (byte == b'\\')) {
        out.extend_from_slice(bytes);
        return;
    }
    for &byte in bytes {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            0..b' ' => {
                out.extend_from_slice(if byte < 16 { b"\\u000" } else { b"\\u001" });
                out.push(match byte % 16 {
                    low @ 0..10 => b'0' + low,
                    low => b'a' + low - 10,
                });
            }
            _ => out.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &Text<'_>, json: &str) {
        let mut out = Vec::new();
        text.push_json(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), json);
    }

    #[test]
    fn texts_are_written_as_json() {
        check(&Text::Known("a \"b\" \\ \u{1b}\n é"), r#""a \"b\" \\ \u001b\u000a é""#);
        check(&Text::Decimal { units: 5, places: 3 }, r#""0.005""#);
        check(&Text::Decimal { units: 1490, places: 0 }, r#""1490""#);
        check(&Text::Numbered { before: "INV-", number: 17, width: 4 }, r#""INV-0017""#);
        check(&Text::Numbered { before: "", number: 0, width: 0 }, r#""0""#);
        check(&Text::Time(27 * 86_400 + 86_399), r#""2026-02-28T23:59:59Z""#);
        check(&Text::Time(28 * 86_400), r#""2026-03-01T00:00:00Z""#);
    }
}
