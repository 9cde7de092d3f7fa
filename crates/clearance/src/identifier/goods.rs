//! Numbers of trade items.

use super::Flaw;
use super::arithmetic::{gs1, sign_of};
use super::text::{Text, reads_as_text};

/// A global trade item number: GTIN-8, GTIN-12 (UPC), GTIN-13 (EAN) or GTIN-14, kept in the length it came
/// in.
///
/// GS1 General Specifications 7.9. Every wrong digit is found; of swapped neighbours, those that differ by
/// five are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin(Text<14>);

impl Gtin {
    /// Reads a trade item number.
    ///
    /// # Errors
    /// [`Flaw::Malformed`], [`Flaw::CheckDigit`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let shapes = "######## ############ ############# ##############";
        let text = Text::of_shape(shapes, text, "8, 12, 13 or 14 digits")?;
        let last = text.as_str().len().saturating_sub(1);
        text.must_be(text.with(last, sign_of(gs1(text.part(0..last).bytes())))).map(Self)
    }
}

reads_as_text!(Gtin);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors() {
        for text in ["4006381333931", "96385074", "036000291452", "10012345678902"] {
            assert_eq!(Gtin::parse(text).unwrap().as_str(), text);
        }
        let correct = Some("4006381333931".to_owned());
        assert_eq!(Gtin::parse("4006381333930"), Err(Flaw::CheckDigit { correct }));
        for text in ["400638133393", "40063813339", "400638133393X", "400638133393100", "4 006381 333931"] {
            assert!(Gtin::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_wrong_digit_is_found() {
        for written in ["4006381333931", "96385074", "036000291452", "10012345678902"] {
            for place in 0..written.len() {
                let mut wrong = written.to_owned().into_bytes();
                for digit in (b'0'..=b'9').filter(|digit| *digit != written.as_bytes()[place]) {
                    wrong[place] = digit;
                    assert!(
                        Gtin::parse(std::str::from_utf8(&wrong).unwrap()).is_err(),
                        "{written} {place} {digit}"
                    );
                }
            }
        }
    }
}
