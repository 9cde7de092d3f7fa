//! References of what moves: declaration, guarantee, consignment, air waybill, container.

use super::Flaw;
use super::arithmetic::{iso_6346, sign_of, value_of};
use super::pattern::fits;
use super::text::{Text, reads_as_text};

/// The number under which customs has accepted a declaration.
///
/// Two digits of the year, country, thirteen letters and digits, check digit (DG XXI/0879/99, an18). The
/// check digit finds every error in itself and every digit read as another, unless the weighted sums leave 0
/// and 10 modulo 11, which share the check digit 0. A letter read as a digit is missed where both have one
/// value modulo 11: `G` and `6`, but not `O` and `0`, `I` and `1`, `B` and `8`, `S` and `5`, `Z` and `2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mrn(Text<18>);

impl Mrn {
    const SHAPE: &str = "##@@*************#";
    const EXPECTED: &str =
        "18 signs: 2 digits of the year, 2 letters of the country, 13 letters or digits, check digit";

    /// Reads a movement reference number.
    ///
    /// # Errors
    /// [`Flaw::Malformed`], [`Flaw::CheckDigit`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let text = Text::of_shape(Self::SHAPE, text, Self::EXPECTED)?;
        text.must_be(Self::settled(text)).map(Self)
    }

    /// Makes the number of a year (its last two digits), a country and a serial of thirteen letters and
    /// digits, with its check digit. The last sign of the serial is the letter of the procedure, where a
    /// country has one.
    ///
    /// # Errors
    /// [`Flaw::Malformed`].
    pub fn compose(year_of_century: u8, country: &str, serial: &str) -> Result<Self, Flaw> {
        let year = [year_of_century / 10, year_of_century % 10].map(|digit| sign_of(digit.into()));
        let text = Text::joined(&[&year, country.as_bytes(), serial.as_bytes(), b"0"]);
        let text = text.filter(|text| fits(Self::SHAPE, text.as_str()) && country.len() == 2);
        text.map(Self::settled).map(Self).ok_or(Flaw::Malformed { expected: Self::EXPECTED })
    }

    /// The last two digits of the year of acceptance.
    pub fn year_of_century(&self) -> &str {
        self.0.part(0..2)
    }

    /// The country that accepted, ISO 3166-1 alpha-2.
    pub fn country(&self) -> &str {
        self.0.part(2..4)
    }

    /// The thirteen signs that tell it from the others of its year and country.
    pub fn serial(&self) -> &str {
        self.0.part(4..17)
    }

    fn settled(text: Text<18>) -> Text<18> {
        text.with(17, sign_of(iso_6346(text.signs().take(17))))
    }
}

/// The reference of a guarantee, with or without the voucher it is drawn on.
///
/// Two digits of the year, country, twelve letters and digits, check digit; then, for a voucher, a letter and
/// six digits (DG XXI/0879/99, an17 or an24). The check digit promises what that of [`Mrn`] does; the voucher
/// is not covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grn(Text<24>);

impl Grn {
    /// Reads a guarantee reference number.
    ///
    /// # Errors
    /// [`Flaw::Malformed`], [`Flaw::CheckDigit`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let expected = "17 signs: 2 digits of the year, 2 letters of the country, 12 letters or digits, check digit; \
                        for a voucher then a letter and 6 digits";
        let text = Text::of_shape("##@@************# ##@@************#@######", text, expected)?;
        text.must_be(text.with(16, sign_of(iso_6346(text.signs().take(16))))).map(Self)
    }

    /// The voucher, if the guarantee is drawn by vouchers: a letter and six digits.
    pub fn voucher(&self) -> Option<&str> {
        Some(self.0.part(17..24)).filter(|voucher| !voucher.is_empty())
    }
}

/// The unique consignment reference: the trader's own key to a whole commercial contract.
///
/// WCO Recommendation of 30 June 2001 as revised on 26 June 2004: up to 35 signs. Letters, digits and the
/// signs `-`, `/`, `:`, `(`, `)`, which national layouts use; the first a letter or a digit. There is no
/// check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ucr(Text<35>);

impl Ucr {
    /// Reads a unique consignment reference.
    ///
    /// # Errors
    /// [`Flaw::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let expected = "1 to 35 letters, digits and signs of `-/:()`, the first a letter or a digit";
        let allowed = |sign: u8| sign.is_ascii_alphanumeric() || b"-/:()".contains(&sign);
        Text::of_signs(allowed, text, expected).map(Self)
    }
}

/// The number of an air waybill, kept with the hyphen: `020-12345675`.
///
/// IATA Resolution 600a: prefix of the airline, seven digits, check digit modulo 7. The prefix is not
/// covered, and digits that differ by seven pass for one another (0 and 7, 1 and 8, 2 and 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AirWaybill(Text<12>);

impl AirWaybill {
    /// Reads the number of an air waybill.
    ///
    /// # Errors
    /// [`Flaw::Malformed`], [`Flaw::CheckDigit`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let expected = "11 digits, with or without a hyphen after the third";
        let read = Text::<12>::of_shape("########### ###-########", text, expected)?;
        let number = read.as_str().as_bytes();
        let (Some(airline), Some(rest)) = (number.first_chunk::<3>(), number.last_chunk::<8>()) else {
            return Err(Flaw::Malformed { expected });
        };
        let hyphened = Text::joined(&[airline, b"-", rest]).ok_or(Flaw::Malformed { expected })?;
        let serial = rest.iter().take(7).fold(0, |serial, sign| serial * 10 + value_of(*sign));
        hyphened.must_be(hyphened.with(11, sign_of(serial % 7))).map(Self)
    }

    /// The three digits of the airline.
    pub fn airline(&self) -> &str {
        self.0.part(0..3)
    }
}

/// The number of a freight container: owner, category `U`, `J` or `Z`, serial, check digit.
///
/// ISO 6346:2022. The check digit promises what that of [`Mrn`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContainerNumber(Text<11>);

impl ContainerNumber {
    /// Reads the number of a container.
    ///
    /// # Errors
    /// [`Flaw::Malformed`], [`Flaw::CheckDigit`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let expected = "3 letters of the owner, U, J or Z, and 7 digits";
        let text = Text::of_shape("@@@U####### @@@J####### @@@Z#######", text, expected)?;
        text.must_be(text.with(10, sign_of(iso_6346(text.signs().take(10))))).map(Self)
    }
}

reads_as_text!(Mrn, Grn, Ucr, AirWaybill, ContainerNumber);

#[cfg(test)]
mod tests {
    use super::*;

    fn correct(text: &str) -> Flaw {
        Flaw::CheckDigit { correct: Some(text.to_owned()) }
    }

    #[test]
    fn movement_reference_numbers() {
        for text in ["06DE586600006143E1", "26ZZ000000123456A1", "26XA0000000000ABK3", "06de586600006143e1"] {
            assert_eq!(Mrn::parse(text).unwrap().to_string(), text.to_uppercase());
        }
        let number = Mrn::parse("26xa0000000000abk3").unwrap();
        assert_eq!((number.year_of_century(), number.country()), ("26", "XA"));
        assert_eq!(Mrn::parse("06DE586600006143E2"), Err(correct("06DE586600006143E1")));
        // Printed as an example on a site, and wrong.
        assert!(matches!(Mrn::parse("22GB02I89012847596"), Err(Flaw::CheckDigit { .. })));
        for text in [
            "06DE586600006143E",
            "06DE586600006143E11",
            "A6DE586600006143E1",
            "06D1586600006143E1",
            "06DE58660000-143E1",
        ] {
            assert!(matches!(Mrn::parse(text), Err(Flaw::Malformed { .. })), "{text}");
        }
    }

    #[test]
    fn composing_gives_what_parsing_accepts() {
        assert_eq!(Mrn::compose(26, "ZZ", "000000123456A").unwrap().as_str(), "26ZZ000000123456A1");
        assert_eq!(Mrn::compose(6, "de", "586600006143e").unwrap().as_str(), "06DE586600006143E1");
        for serial in (0_u64..10_000_000_000_000).step_by(9_999_999_967) {
            let made = Mrn::compose(26, "XA", &format!("{serial:013}")).unwrap();
            assert_eq!(Mrn::parse(made.as_str()), Ok(made));
        }
        let wrong = [
            (100, "XA", "0000000000001"),
            (26, "X", "00000000000001"),
            (26, "XAA", "000000000001"),
            (26, "XA", "000000000001"),
            (26, "XA", "00000000000001"),
            (26, "XA", "00000000000é"),
            (26, "", "XA0000000000001"),
        ];
        for (year, country, serial) in wrong {
            assert!(
                matches!(Mrn::compose(year, country, serial), Err(Flaw::Malformed { .. })),
                "{year}{country}{serial}"
            );
        }
    }

    /// The remainder modulo 11, worked out another way than the code does: with the letters' values listed.
    fn remainder(signs: &str) -> u32 {
        let listed = "0123456789A?BCDEFGHIJK?LMNOPQRSTU?VWXYZ";
        let value = |sign: char| u32::try_from(listed.find(sign).unwrap()).unwrap();
        signs.chars().rev().fold(0, |sum, sign| (sum * 2 + value(sign)) % 11)
    }

    /// Each wrong sign at each place, over serials of digits and letters.
    #[test]
    fn one_wrong_sign_is_found_but_between_remainders_0_and_10() {
        let (mut found, mut missed) = (0, 0);
        for serial in (0_u64..10_000_000_000_000).step_by(33_333_333_331) {
            let right = Mrn::compose(26, "XA", &format!("{serial:013}")).unwrap().0;
            for place in (0..2).chain(4..18) {
                for digit in (b'0'..=b'9').filter(|digit| *digit != right.as_str().as_bytes()[place]) {
                    let wrong = right.with(place, digit);
                    if Mrn::parse(wrong.as_str()).is_err() {
                        found += 1;
                        continue;
                    }
                    missed += 1;
                    let mut pair = [remainder(right.part(0..17)), remainder(wrong.part(0..17))];
                    pair.sort_unstable();
                    assert_eq!(pair, [0, 10], "{} read as {}", right.as_str(), wrong.as_str());
                }
            }
        }
        assert!(missed * 50 < found, "{missed} missed, {found} found");
    }

    #[test]
    fn letters_that_look_like_digits() {
        for (letter, digit, told_apart) in [
            ('O', '0', true),
            ('I', '1', true),
            ('B', '8', true),
            ('S', '5', true),
            ('Z', '2', true),
            ('G', '6', false),
        ] {
            let serial = |sign: char| format!("00000{sign}0000001");
            let of = |sign| remainder(&format!("26XA{}", serial(sign)));
            assert_eq!(of(letter) != of(digit), told_apart, "{letter} {digit}");
            let read =
                Mrn::compose(26, "XA", &serial(letter)).unwrap().0.with(9, u8::try_from(digit).unwrap());
            assert_eq!(Mrn::parse(read.as_str()).is_err(), told_apart, "{letter} {digit}");
        }
    }

    #[test]
    fn guarantee_reference_numbers() {
        for text in
            ["26ZZ0000000000017", "26ZZ00000000ABCD8", "26zz00000000abcd8", "26ZZ0000000000017A123456"]
        {
            assert_eq!(Grn::parse(text).unwrap().to_string(), text.to_uppercase());
        }
        assert_eq!(Grn::parse("26ZZ0000000000017A123456").unwrap().voucher(), Some("A123456"));
        assert_eq!(Grn::parse("26ZZ0000000000017").unwrap().voucher(), None);
        assert_eq!(Grn::parse("26ZZ0000000000018a123456"), Err(correct("26ZZ0000000000017A123456")));
        for text in
            ["26ZZ000000000001", "26ZZ00000000000170", "26ZZ0000000000017A12345", "26ZZ00000000000171123456"]
        {
            assert!(matches!(Grn::parse(text), Err(Flaw::Malformed { .. })), "{text}");
        }
    }

    #[test]
    fn unique_consignment_references() {
        for text in [
            "6CNSELLER42-ORDER-99817",
            "6GB123456789000-ABC(1)",
            "GB/ABCD-1234",
            "A:12512345675",
            "7",
            &"X".repeat(35),
        ] {
            assert_eq!(Ucr::parse(text).unwrap().as_str(), text);
        }
        assert_eq!(Ucr::parse("6cnSeller").unwrap().as_str(), "6CNSELLER");
        for text in ["", "-1", "=1+1", "6CN 1", "6CN_1", "6CNé", "6CN\0", &"X".repeat(36)] {
            assert!(matches!(Ucr::parse(text), Err(Flaw::Malformed { .. })), "{text}");
        }
    }

    #[test]
    fn air_waybills() {
        for text in ["160-12345675", "16012345675", "020-12345675"] {
            let number = AirWaybill::parse(text).unwrap();
            assert_eq!((number.airline(), number.as_str().len()), (text.get(..3).unwrap(), 12));
        }
        assert_eq!(AirWaybill::parse("16012345675"), AirWaybill::parse("160-12345675"));
        assert_eq!(AirWaybill::parse("16012345676"), Err(correct("160-12345675")));
        for text in
            ["1601234567", "160 12345675", "1601-2345675", "160-1234567", "160--2345675", "16A-12345675"]
        {
            assert!(matches!(AirWaybill::parse(text), Err(Flaw::Malformed { .. })), "{text}");
        }
    }

    #[test]
    fn containers() {
        assert_eq!(ContainerNumber::parse("csqu3054383").unwrap().as_str(), "CSQU3054383");
        assert_eq!(ContainerNumber::parse("CSQU3054384"), Err(correct("CSQU3054383")));
        for text in ["CSQA3054383", "CSQU305438", "CSQU30543833", "CS1U3054383", "CSQU 305438 3"] {
            assert!(matches!(ContainerNumber::parse(text), Err(Flaw::Malformed { .. })), "{text}");
        }
    }
}
