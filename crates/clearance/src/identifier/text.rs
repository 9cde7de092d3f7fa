//! A short text of capitals, digits and hyphens that lives where it stands, without the heap.

use std::fmt;

use super::Flaw;
use super::pattern::fits;

/// At most `N` ASCII signs, letters as capitals.
///
/// The rest is filled with zero bytes, so that the derived equality, order and hash are those of the text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Text<const N: usize> {
    signs: [u8; N],
    length: u8,
}

impl<const N: usize> Text<N> {
    /// The text of one of the shapes (in the signs of [`super::Pattern`]).
    pub(super) fn of_shape(shapes: &str, text: &str, expected: &'static str) -> Result<Self, Flaw> {
        let fitting = fits(shapes, text).then_some(text);
        fitting.and_then(|text| Self::joined(&[text.as_bytes()])).ok_or(Flaw::Malformed { expected })
    }

    /// The text of signs that `allowed` knows, the first of them a letter or a digit.
    ///
    /// A text that begins with another sign could be read as a formula by a spreadsheet.
    pub(super) fn of_signs(
        allowed: fn(u8) -> bool,
        text: &str,
        expected: &'static str,
    ) -> Result<Self, Flaw> {
        let begins_well = text.bytes().next().is_some_and(|sign| sign.is_ascii_alphanumeric());
        let made = if begins_well { Self::joined(&[text.as_bytes()]) } else { None };
        made.filter(|text| text.signs().all(allowed)).ok_or(Flaw::Malformed { expected })
    }

    /// The parts one after another; None if they are too long or not ASCII.
    pub(super) fn joined(parts: &[&[u8]]) -> Option<Self> {
        let mut signs = [0; N];
        let mut length: u8 = 0;
        let mut places = signs.iter_mut();
        for sign in parts.iter().copied().flatten() {
            *places.next()? = Some(sign.to_ascii_uppercase()).filter(u8::is_ascii_graphic)?;
            length = length.checked_add(1)?;
        }
        Some(Self { signs, length })
    }

    /// The text itself.
    pub(super) fn as_str(&self) -> &str {
        let written = self.signs.get(..usize::from(self.length)).unwrap_or_default();
        // Only ASCII goes in (`joined`), so the reading never fails.
        std::str::from_utf8(written).unwrap_or_default()
    }

    /// The signs, first to last.
    pub(super) fn signs(&self) -> impl DoubleEndedIterator<Item = u8> + '_ {
        self.as_str().bytes()
    }

    /// The part between two places; empty where there is none.
    pub(super) fn part(&self, places: std::ops::Range<usize>) -> &str {
        self.as_str().get(places).unwrap_or_default()
    }

    /// The same text with another sign at a place.
    pub(super) fn with(mut self, place: usize, sign: u8) -> Self {
        if let Some(stands) = self.signs.get_mut(place).filter(|_| place < usize::from(self.length)) {
            *stands = sign;
        }
        self
    }

    /// Itself, if it is the text with the right check digit.
    pub(super) fn must_be(self, right: Self) -> Result<Self, Flaw> {
        if self == right {
            Ok(self)
        } else {
            Err(Flaw::CheckDigit { correct: Some(right.as_str().to_owned()) })
        }
    }
}

impl<const N: usize> fmt::Debug for Text<N> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), out)
    }
}

/// Gives identifiers that wrap a [`Text`] their two ways out.
macro_rules! reads_as_text {
    ($($name:ident),+) => {$(
        impl $name {
            /// The identifier, in capitals.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.pad(self.as_str())
            }
        }
    )+};
}
pub(super) use reads_as_text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_fits_and_refuses_the_rest() {
        let text = |parts: &[&[u8]]| Text::<4>::joined(parts).map(|text| text.as_str().to_owned());
        assert_eq!(text(&[b"ab", b"-1"]).as_deref(), Some("AB-1"));
        assert_eq!(text(&[]).as_deref(), Some(""));
        assert_eq!(text(&[b"abcde"]), None);
        assert_eq!(text(&["é".as_bytes()]), None);
        assert_eq!(text(&[b"a\0"]), None);
        assert_eq!(text(&[b"a b"]), None);
    }

    #[test]
    fn orders_as_text_does() {
        let text = |text: &str| Text::<4>::joined(&[text.as_bytes()]).unwrap();
        assert!(text("A") < text("AA") && text("AA") < text("B") && text("A-") < text("AA"));
        assert_eq!(text("AB").with(3, b'X'), text("AB"));
        assert_eq!(text("ABC").part(1..9), "");
    }
}
