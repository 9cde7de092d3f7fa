//! Identifiers of consignments, movements, traders, persons and goods: their shape and their check digits.
//!
//! To add a scheme, write its function (shape first, then check digit) in the file of its family, and add one
//! row to the table in `check.rs`: variant, name in packs, function. A scheme without a check digit needs no
//! code at all: its pattern is a row of the pack's `identifiers.csv`.
//!
//! Texts arrive trimmed. Capitals and small letters are taken as the same and kept as capitals; every other
//! sign that the standard does not have (spaces, dots, letters beyond A to Z) is refused, never dropped.

mod arithmetic;
mod check;
mod document;
mod goods;
mod movement;
mod pattern;
mod payment;
mod person;
mod post;
mod text;
mod trader;

use std::borrow::Cow;
use std::fmt;

pub use check::Check;
pub use document::Sha256;
pub use goods::Gtin;
pub use movement::{AirWaybill, ContainerNumber, Grn, Mrn, Ucr};
pub use pattern::Pattern;
pub use payment::PaymentReference;
pub use post::{CarrierNumber, S10, TrackingNumber};
pub use trader::{Eori, Ioss};

/// What is wrong with an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// The length or the signs are not those of the standard.
    Malformed {
        /// What the standard asks for, in words.
        expected: &'static str,
    },
    /// The shape is right and the check digit is not: some sign was mistyped, not always the last.
    CheckDigit {
        /// The identifier as it would be if all but the check digit were right. None for a person's
        /// identifier: faults are kept and shown, and repeat no personal value.
        correct: Option<String>,
    },
    /// The standard keeps this identifier for something else.
    Reserved {
        /// For what it is kept.
        purpose: &'static str,
    },
}

impl Flaw {
    /// The same flaw without the identifier in it.
    fn without_value(self) -> Self {
        match self {
            Self::CheckDigit { .. } => Self::CheckDigit { correct: None },
            Self::Malformed { .. } | Self::Reserved { .. } => self,
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { expected } => write!(out, "expected {expected}"),
            Self::CheckDigit { correct: Some(correct) } => {
                write!(out, "the check digit is wrong; `{correct}` would be right")
            }
            Self::CheckDigit { correct: None } => out.write_str("the check digit is wrong"),
            Self::Reserved { purpose } => write!(out, "reserved for {purpose}"),
        }
    }
}

impl std::error::Error for Flaw {}

/// The one spelling under which an identifier is kept and compared: ASCII letters as capitals.
///
/// [`Check::check`] and [`Pattern::matches`] accept small letters, so what passed them is kept in this form,
/// or one person could be two.
pub fn canonical(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|sign| sign.is_ascii_lowercase()) {
        Cow::Owned(text.to_ascii_uppercase())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every maker and every check, over one text, as a list of "was it accepted".
    fn accepted(text: &str) -> Vec<bool> {
        let mut answers = vec![
            S10::parse(text).is_ok(),
            TrackingNumber::parse(text).is_ok(),
            Mrn::parse(text).is_ok(),
            Grn::parse(text).is_ok(),
            Ucr::parse(text).is_ok(),
            AirWaybill::parse(text).is_ok(),
            ContainerNumber::parse(text).is_ok(),
            Gtin::parse(text).is_ok(),
            Ioss::parse(text).is_ok(),
            Eori::parse(text).is_ok(),
            Sha256::parse(text).is_ok(),
            PaymentReference::parse(text).is_ok(),
        ];
        let checks = Check::ALL.iter().filter(|check| **check != Check::Pattern);
        answers.extend(checks.map(|check| check.check(text).is_ok()));
        answers
    }

    #[test]
    fn hostile_text_is_refused_by_all_and_stops_nothing() {
        let long = "1".repeat(1_000_000);
        let hostile = [
            "",
            " ",
            "\0",
            "-",
            "\u{202e}",
            "é",
            "١٢٣٤٥٦٧٨٩٠١",
            "１１０１０５１９４９１２３１００２Ｘ",
            "RR47312482９GB",
            "RR473124829GB\0",
            "RR473124829G\u{212a}",
            " RR473124829GB",
            "RR 473124829 GB",
            "06DE586600006143E\u{0131}",
            "390.533.447-05",
            "=1+1-1234567",
            "-1234567890",
            "\u{1F4E6}\u{1F4E6}\u{1F4E6}",
            &long,
        ];
        for text in hostile {
            assert!(!accepted(text).contains(&true), "{:?}", text.chars().take(40).collect::<String>());
        }
    }

    #[test]
    fn every_cut_and_every_foreign_sign_is_survived() {
        let valid = [
            "RR473124829GB",
            "06DE586600006143E1",
            "26ZZ0000000000017",
            "CSQU3054383",
            "4006381333931",
            "11010519491231002X",
            "27AAPFU0939F1ZV",
            "IM2760000001",
            "020-12345675",
            "P123456789012",
        ];
        for text in valid {
            for place in 0..=text.len() {
                let (before, after) = text.split_at(place);
                accepted(before);
                for foreign in ["\0", "é", "\u{1F4E6}", "9", "z"] {
                    accepted(&format!("{before}{foreign}{after}"));
                    accepted(&format!("{before}{foreign}{}", after.get(1..).unwrap_or_default()));
                }
            }
        }
    }

    #[test]
    fn a_flaw_says_what_to_do() {
        let said = |flaw: Flaw| flaw.to_string();
        assert_eq!(
            said(S10::parse("EB000717594HK").unwrap_err()),
            "the check digit is wrong; `EB000717595HK` would be right"
        );
        assert_eq!(said(Check::BrCpf.check("39053344706").unwrap_err()), "the check digit is wrong");
        assert_eq!(
            said(AirWaybill::parse("020").unwrap_err()),
            "expected 11 digits, with or without a hyphen after the third"
        );
        assert_eq!(
            said(S10::parse("JA473124829GB").unwrap_err()),
            "reserved for uses between posts (first letter J, K, S, T or W)"
        );
    }

    #[test]
    fn one_spelling() {
        assert_eq!(canonical("11010519491231002x"), "11010519491231002X");
        assert!(matches!(canonical("P123456789012"), Cow::Borrowed(_)));
    }
}
