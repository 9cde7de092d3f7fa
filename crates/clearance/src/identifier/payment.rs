//! What a payment names: the reference that a payer types, with check digits that find what was mistyped.

use super::Flaw;
use super::arithmetic::value_of;
use std::fmt;

/// The reference of a creditor (ISO 11649): `RF`, two check digits, and here a letter that says what is paid for and its
/// number, which is counted up.
///
/// The check digits find every sign that is mistyped and every swap of neighbours (ISO 7064, mod 97-10). People type it
/// in groups of four, as it is printed, so that spaces are nothing here.
///
/// ```
/// # use clearance::identifier::PaymentReference;
/// let reference = PaymentReference::of_consignment(482_913);
/// assert_eq!(reference.to_string(), "RF75C482913");
/// assert_eq!(reference.in_groups(), "RF75 C482 913");
/// assert_eq!(PaymentReference::parse("rf75 c482 913").unwrap().consignment(), Some(482_913));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaymentReference {
    letter: u8,
    number: u64,
}

/// The letter of consignments.
const CONSIGNMENT: u8 = b'C';
/// The longest of them: the standard gives 21 signs behind the check digits.
const LONGEST: usize = 25;
/// The largest number: 20 digits behind the letter hold every one.
const EXPECTED: &str = "RF, two digits, a letter and a number";

impl PaymentReference {
    /// The reference of what is owed on a consignment.
    pub fn of_consignment(number: u64) -> PaymentReference {
        PaymentReference { letter: CONSIGNMENT, number }
    }

    /// The consignment that is paid for; none where it is something else.
    pub fn consignment(self) -> Option<u64> {
        (self.letter == CONSIGNMENT).then_some(self.number)
    }

    /// Reads a reference, with or without spaces.
    ///
    /// # Errors
    /// [`Flaw::Malformed`], [`Flaw::CheckDigit`] with what it would be if all but the check digits were right.
    pub fn parse(text: &str) -> Result<PaymentReference, Flaw> {
        let malformed = || Flaw::Malformed { expected: EXPECTED };
        if text.len() > 2 * LONGEST {
            return Err(malformed());
        }
        let text: String = text.chars().filter(|sign| *sign != ' ').collect();
        let text = text.to_ascii_uppercase();
        let rest = text.strip_prefix("RF").filter(|_| text.len() <= LONGEST).ok_or_else(malformed)?;
        let (check, content) = rest.split_at_checked(2).ok_or_else(malformed)?;
        let (letter, digits) = content.split_at_checked(1).ok_or_else(malformed)?;
        let letter = letter.bytes().next().filter(u8::is_ascii_uppercase).ok_or_else(malformed)?;
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit());
        if !is_number(check) || !is_number(digits) || digits.starts_with('0') {
            return Err(malformed());
        }
        let number = digits.parse().map_err(|_| malformed())?;
        let read = PaymentReference { letter, number };
        match check_digits(content).to_string() {
            right if format!("{right:0>2}") == check => Ok(read),
            _ => Err(Flaw::CheckDigit { correct: Some(read.to_string()) }),
        }
    }

    /// As it is printed for people: in groups of four.
    pub fn in_groups(self) -> String {
        let text = self.to_string();
        let mut grouped = String::with_capacity(text.len() + text.len() / 4);
        for (place, sign) in text.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(sign);
        }
        grouped
    }
}

impl fmt::Display for PaymentReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let content = format!("{}{}", char::from(self.letter), self.number);
        write!(f, "RF{:02}{content}", check_digits(&content))
    }
}

/// The check digits of what stands behind them: 98 less the remainder by 97 of it, with `RF00` behind, letters as 10 to
/// 35.
fn check_digits(content: &str) -> u32 {
    let remainder = content.bytes().chain(*b"RF00").map(value_of).fold(0, |remainder, value| {
        let shift = if value > 9 { 100 } else { 10 };
        (remainder * shift + value) % 97
    });
    98 - remainder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digits_are_those_of_the_standard() {
        // The example of ISO 11649, which banks print.
        assert_eq!(check_digits("539007547034"), 18);
        assert_eq!(check_digits("2348231"), 71);
    }

    #[test]
    fn what_is_written_reads_back() {
        for number in [1, 9, 10, 482_913, 9_999_999_999_999, u64::MAX] {
            let reference = PaymentReference::of_consignment(number);
            for text in [reference.to_string(), reference.in_groups(), reference.to_string().to_lowercase()] {
                assert_eq!(PaymentReference::parse(&text), Ok(reference), "{text}");
            }
        }
        let other = "RF00S12";
        let Err(Flaw::CheckDigit { correct: Some(right) }) = PaymentReference::parse(other) else { panic!() };
        assert_eq!(PaymentReference::parse(&right).unwrap().consignment(), None, "{right}");
    }

    #[test]
    fn every_sign_mistyped_and_every_swap_is_found() {
        let text = PaymentReference::of_consignment(482_913).to_string();
        for place in 2..text.len() {
            for sign in ('0'..='9').chain('A'..='Z') {
                let mut wrong: Vec<char> = text.chars().collect();
                if wrong[place] != sign {
                    wrong[place] = sign;
                    let wrong: String = wrong.into_iter().collect();
                    assert!(PaymentReference::parse(&wrong).is_err(), "{wrong}");
                }
            }
            let mut swapped: Vec<char> = text.chars().collect();
            if place + 1 < swapped.len() && swapped[place] != swapped[place + 1] {
                swapped.swap(place, place + 1);
                let swapped: String = swapped.into_iter().collect();
                assert!(PaymentReference::parse(&swapped).is_err(), "{swapped}");
            }
        }
    }

    #[test]
    fn other_texts_are_none() {
        let long = format!("RF{}", "1".repeat(1_000));
        for text in [
            "",
            "RF",
            "RF18",
            "RF75C",
            "RF75482913",
            "RF75C0482913",
            "RG55C482913",
            "RF5\u{665}C1",
            "RF75C-1",
            "R F5",
        ]
        .into_iter()
        .chain(["RF75C99999999999999999999", "C482913", "c_0000000482913", &long])
        {
            assert!(matches!(PaymentReference::parse(text), Err(Flaw::Malformed { .. })), "{text}");
        }
    }
}
