//! What a text must be before it is taken in: UTF-8, no longer than its field, and free of control characters.

use clearance::{DocumentField, Fault, FaultCode, HeaderField, ItemField};

/// A field that holds a text, by where it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextField {
    Header(HeaderField),
    Item(ItemField),
    Document(DocumentField),
}

/// What a field allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowed {
    limit: usize,
    is_free_text: bool,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextFlaw {
    TooLong { limit: usize, found: usize },
    ControlCharacter,
    FormulaLike,
}

impl Allowed {
    /// What a field allows.
    pub(super) fn in_field(field: TextField) -> Allowed {
        let limit = match field {
            TextField::Header(field) => field.limit(),
            TextField::Item(field) => field.limit(),
            TextField::Document(field) => field.limit(),
        };
        Allowed { limit, is_free_text: is_free_text(field) }
    }

    /// The first flaw of a text, the worst before the mild.
    ///
    /// Length and control characters are judged without the white space around the text, for it is not kept.
    pub(super) fn flaw(self, text: &str) -> Option<TextFlaw> {
        let is_plain = text.bytes().fold(true, |plain, byte| plain & (0x20..0x7f).contains(&byte));
        if is_plain && text.len() <= self.limit && !self.is_free_text {
            return None;
        }
        let kept = text.trim();
        if let Some(found) = self.excess(kept) {
            return Some(TextFlaw::TooLong { limit: self.limit, found });
        }
        if !is_plain && kept.chars().any(is_control) {
            return Some(TextFlaw::ControlCharacter);
        }
        (self.is_free_text && is_formula_like(text, kept)).then_some(TextFlaw::FormulaLike)
    }

    /// The number of characters of a text that has too many.
    pub(super) fn excess(self, text: &str) -> Option<usize> {
        if text.len() <= self.limit {
            return None;
        }
        let found = text.chars().count();
        (found > self.limit).then_some(found)
    }

    pub(super) fn limit(self) -> usize {
        self.limit
    }
}

/// Whether people write into the field as they like, so that its text may end in a spreadsheet.
fn is_free_text(field: TextField) -> bool {
    use HeaderField as H;
    matches!(
        field,
        TextField::Item(ItemField::Description)
            | TextField::Header(
                H::ConsignorName
                    | H::ConsignorAddressLines
                    | H::ConsignorCity
                    | H::ConsigneeName
                    | H::ConsigneeAddressLines
                    | H::ConsigneeCity
                    | H::SellerName
                    | H::PlatformName
                    | H::PaymentPayer
            )
    )
}

/// Controls, the marks that turn the direction of writing, and signs without width or that break a line: they
/// make a text read as something that it is not. Those that Arabic and Indic scripts need inside words stay.
pub(super) fn is_control(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(letter, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Whether a spreadsheet would run the text (OWASP, CSV injection).
fn is_formula_like(text: &str, kept: &str) -> bool {
    !kept.is_empty() && (text.starts_with(['\t', '\r']) || kept.starts_with(['=', '+', '-', '@']))
}

/// The text of a whole input or document, whose first bytes show an encoding of two or four bytes a letter.
pub(super) fn utf8_from_start(bytes: &[u8]) -> Result<&str, Fault> {
    match wide_encoding(bytes) {
        Some(encoding) => Err(Fault::new(FaultCode::NotUtf8, "").with("encoding", encoding).with("at", 1)),
        None => utf8(bytes),
    }
}

/// The text of bytes, or the fault that names the encoding they are probably in.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, Fault> {
    str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        // Where letters beyond ASCII were right so far, it is UTF-8 that was damaged.
        let encoding = if good.is_ascii() { "windows-1252" } else { "utf-8" };
        Fault::new(FaultCode::NotUtf8, "").with("encoding", encoding).with("at", error.valid_up_to() + 1)
    })
}

/// An encoding of two or four bytes a letter, told by its byte order mark or by the zeros beside the first letter.
fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, _, ..] | [_, 0, 0, 0, ..] => {
            Some("utf-32")
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..] => Some("utf-16"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges_texts() {
        let number = Allowed { limit: 5, is_free_text: false };
        let words = Allowed { limit: 5, is_free_text: true };
        let long = |found| Some(TextFlaw::TooLong { limit: 5, found });
        let rows = [
            (number, "12345", None),
            (number, "123456", long(6)),
            (number, "  12345  ", None),
            (number, "-1", None),
            (words, "-1", Some(TextFlaw::FormulaLike)),
            (words, " =1", Some(TextFlaw::FormulaLike)),
            (words, "\tab", Some(TextFlaw::FormulaLike)),
            (words, "\rab", Some(TextFlaw::FormulaLike)),
            (words, "\nab", None),
            (words, "\t\t", None),
            (words, "a=b", None),
            (words, "äöüäö", None),
            (words, "äöüäöü", long(6)),
            (words, "a\tb", Some(TextFlaw::ControlCharacter)),
            (number, "a\0", Some(TextFlaw::ControlCharacter)),
            (number, "a\u{7f}", Some(TextFlaw::ControlCharacter)),
            (number, "a\u{9b}b", Some(TextFlaw::ControlCharacter)),
            (words, "a\u{202e}b", Some(TextFlaw::ControlCharacter)),
            (words, "a\u{200b}b", Some(TextFlaw::ControlCharacter)),
            (words, "\u{645}\u{200c}\u{646}", None),
            (words, "=\u{2066}b", Some(TextFlaw::ControlCharacter)),
        ];
        for (allowed, text, expected) in rows {
            assert_eq!(allowed.flaw(text), expected, "{text:?}");
        }
    }

    #[test]
    fn guesses_encodings() {
        let rows: [(&[u8], &str); 8] = [
            (b"{\0\"\0", "utf-16"),
            (b"\0{\0\"", "utf-16"),
            (b"\xff\xfe{\0", "utf-16"),
            (b"\xfe\xff\0{", "utf-16"),
            (b"{\0\0\0\"\0\0\0", "utf-32"),
            (b"\0\0\0{", "utf-32"),
            (b"caf\xe9 au lait", "windows-1252"),
            (b"caf\xc3\xa9 \xff", "utf-8"),
        ];
        for (bytes, expected) in rows {
            let fault = utf8_from_start(bytes).unwrap_err();
            assert_eq!(fault.details.first(), Some(&("encoding", expected.to_owned())), "{bytes:?}");
        }
        assert_eq!(utf8_from_start("é".as_bytes()), Ok("é"));
    }
}
