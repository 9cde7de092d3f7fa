//! Shapes of identifiers as a pack writes them: `IM##########`.

/// The shapes an identifier may have.
///
/// `#` is a digit, `@` a letter, `*` a letter or a digit, `?` any printable sign, anything else itself.
/// Alternatives are separated by a space; no shape at all matches anything (`docs/guide/pack.md`). Small
/// letters match as the capitals they are kept as (see [`super::canonical`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Box<str>);

impl Pattern {
    /// The pattern of a pack's cell. Every text is one.
    pub fn parse(text: &str) -> Self {
        Self(text.trim().into())
    }

    /// Whether the whole text has one of the shapes.
    pub fn matches(&self, text: &str) -> bool {
        self.0.is_empty() || fits(&self.0, text)
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether the whole text has one of the shapes, in the signs of [`Pattern`].
pub(super) fn fits(shapes: &str, text: &str) -> bool {
    shapes.split_ascii_whitespace().any(|shape| fits_one(shape, text))
}

fn fits_one(shape: &str, text: &str) -> bool {
    let mut signs = text.chars();
    shape.chars().all(|place| signs.next().is_some_and(|sign| may_stand(sign, place)))
        && signs.next().is_none()
}

fn may_stand(sign: char, place: char) -> bool {
    match place {
        '#' => sign.is_ascii_digit(),
        '@' => sign.is_ascii_alphabetic(),
        '*' => sign.is_ascii_alphanumeric(),
        '?' => !sign.is_control(),
        itself => itself.eq_ignore_ascii_case(&sign),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        #[rustfmt::skip]
        let table = [
            ("", "", true), ("", "anything at all", true), ("  ", "anything", true),
            ("IM##########", "IM2760000001", true), ("IM##########", "im2760000001", true),
            ("IM##########", "IN2760000001", false), ("IM##########", "IM276000000", false),
            ("IM##########", "IM27600000011", false), ("IM##########", "", false),
            ("####### MVA#", "1234567", true), ("####### MVA#", "MVA1", true),
            ("####### MVA#", "1234567 MVA1", false), ("#######   MVA#", "MVA1", true),
            ("XA-@@**", "XA-AB1C", true), ("XA-@@**", "XA-A11C", false), ("XA-@@**", "XAXABAC", false),
            ("@#", "é1", false), ("@#", "A١", false), ("??", "é ", true), ("??", "\u{1F4E6}a", true),
            ("??", "a\0", false), ("??", "a", false), ("é#", "é1", true),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(Pattern::parse(pattern).matches(text), expected, "`{pattern}` on `{text}`");
        }
    }

    #[test]
    fn is_written_as_it_was_read() {
        assert_eq!(Pattern::parse(" IM## EU# ").as_str(), "IM## EU#");
    }
}
