//! Tracking numbers: the posts' own, and those of other carriers.

use super::Flaw;
use super::arithmetic::{sign_of, value_of, weighted};
use super::pattern::fits;
use super::text::{Text, reads_as_text};

/// The number by which a parcel is tracked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrackingNumber {
    /// A postal item.
    S10(S10),
    /// A parcel of another carrier.
    Other(CarrierNumber),
}

impl TrackingNumber {
    /// Reads a tracking number. What looks like S10 (two letters, nine digits, two letters) must be S10.
    ///
    /// # Errors
    /// [`Flaw::Malformed`]; for what looks like S10, also [`Flaw::CheckDigit`] and [`Flaw::Reserved`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        if fits(S10::SHAPE, text) {
            S10::parse(text).map(Self::S10)
        } else {
            CarrierNumber::parse(text).map(Self::Other)
        }
    }

    /// The number, in capitals.
    pub fn as_str(&self) -> &str {
        match self {
            Self::S10(number) => number.as_str(),
            Self::Other(number) => number.as_str(),
        }
    }
}

impl std::fmt::Display for TrackingNumber {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.pad(self.as_str())
    }
}

/// The identifier of a postal item: service indicator, serial, check digit, country of the issuing post.
///
/// UPU standard S10. The check digit covers the eight digits of the serial, not the letters. It finds every
/// error in itself and every wrong digit of the serial but one kind: weighted sums that leave 0 and 6 modulo
/// 11 share the check digit 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct S10(Text<13>);

impl S10 {
    const SHAPE: &str = "@@#########@@";
    const EXPECTED: &str = "2 letters, 9 digits and 2 letters, without spaces";
    const CHECK_DIGIT_AT: usize = 10;

    /// Reads the identifier of a postal item.
    ///
    /// # Errors
    /// [`Flaw::Malformed`]; [`Flaw::Reserved`] for service indicators that begin with J, K, S, T or W;
    /// [`Flaw::CheckDigit`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let text = Self::unreserved(Text::of_shape(Self::SHAPE, text, Self::EXPECTED)?)?;
        text.must_be(Self::settled(text)).map(Self)
    }

    /// Makes the identifier of a service indicator, a serial of up to eight digits and a country, with its
    /// check digit.
    ///
    /// # Errors
    /// [`Flaw::Malformed`], [`Flaw::Reserved`].
    pub fn compose(service_indicator: &str, serial: u32, country: &str) -> Result<Self, Flaw> {
        let malformed = Flaw::Malformed { expected: Self::EXPECTED };
        let digits: [u8; 8] = [7, 6, 5, 4, 3, 2, 1, 0].map(|power| sign_of(serial / 10_u32.pow(power) % 10));
        let parts: [&[u8]; 4] = [service_indicator.as_bytes(), &digits, b"0", country.as_bytes()];
        let text =
            Text::joined(&parts).filter(|text| serial < 100_000_000 && fits(Self::SHAPE, text.as_str()));
        Self::unreserved(text.ok_or(malformed)?).map(Self::settled).map(Self)
    }

    /// The two letters of the service: `RR` registered, `EE` express, `CP` parcel and so on.
    pub fn service_indicator(&self) -> &str {
        self.0.part(0..2)
    }

    /// The country of the post that issued the number, ISO 3166-1 alpha-2.
    pub fn country(&self) -> &str {
        self.0.part(11..13)
    }

    fn unreserved(text: Text<13>) -> Result<Text<13>, Flaw> {
        match text.signs().next() {
            Some(b'J' | b'K' | b'S' | b'T' | b'W') => {
                Err(Flaw::Reserved { purpose: "uses between posts (first letter J, K, S, T or W)" })
            }
            _ => Ok(text),
        }
    }

    /// The same with the right check digit.
    fn settled(text: Text<13>) -> Text<13> {
        let serial = text.part(2..Self::CHECK_DIGIT_AT).bytes().map(value_of);
        let check_digit = match 11 - weighted(serial, [8, 6, 4, 2, 3, 5, 9, 7]) % 11 {
            10 => 0,
            11 => 5,
            digit => digit,
        };
        text.with(Self::CHECK_DIGIT_AT, sign_of(check_digit))
    }
}

/// The number of a carrier other than the posts, of which nothing but length and signs is known.
///
/// It is made by [`TrackingNumber::parse`] alone, so that none of them looks like S10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CarrierNumber(Text<35>);

impl CarrierNumber {
    fn parse(text: &str) -> Result<Self, Flaw> {
        let expected = "8 to 35 letters, digits and hyphens, the first no hyphen";
        let allowed = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-';
        let text = Text::of_signs(allowed, text, expected)?;
        if text.as_str().len() < 8 { Err(Flaw::Malformed { expected }) } else { Ok(Self(text)) }
    }
}

reads_as_text!(S10, CarrierNumber);

#[cfg(test)]
mod tests {
    use super::*;

    fn check_digit(serial: &str) -> char {
        let made = S10::compose("RR", serial.parse().unwrap(), "GB").unwrap();
        made.as_str().chars().nth(10).unwrap()
    }

    #[test]
    fn check_digits_of_the_sources() {
        #[rustfmt::skip]
        let table = [
            ("47110815", '1'), ("47312482", '9'), ("00071761", '8'), ("00071758", '1'), ("96633102", '0'),
            ("76129403", '8'), ("00071759", '5'), ("00000015", '5'), ("00000008", '0'), ("12345678", '5'),
            ("00000000", '5'), ("99999999", '5'),
        ];
        for (serial, expected) in table {
            assert_eq!(check_digit(serial), expected, "{serial}");
            assert!(S10::parse(&format!("EE{serial}{expected}FR")).is_ok(), "{serial}");
        }
    }

    #[test]
    fn reads_and_keeps_capitals() {
        for text in ["EE471108151FR", "RR473124829GB", "EB000717595HK", "LX473124829CN", "lx473124829cn"] {
            let number = S10::parse(text).unwrap();
            assert_eq!(number.to_string(), text.to_uppercase());
        }
        let number = S10::parse("lx473124829cn").unwrap();
        assert_eq!((number.service_indicator(), number.country()), ("LX", "CN"));
    }

    #[test]
    fn refuses_with_the_fix() {
        for (wrong, right) in [("EB000717594HK", "EB000717595HK"), ("EB000717535HK", "EB000717533HK")] {
            assert_eq!(S10::parse(wrong), Err(Flaw::CheckDigit { correct: Some(right.to_owned()) }));
        }
        for text in ["JA473124829GB", "ka473124829gb", "SA473124829GB", "TA473124829GB", "WA473124829GB"] {
            assert!(matches!(S10::parse(text), Err(Flaw::Reserved { .. })), "{text}");
            assert!(matches!(TrackingNumber::parse(text), Err(Flaw::Reserved { .. })), "{text}");
        }
        for text in ["", "RR473124829", "RR473124829GBR", "R1473124829GB", "RR47312482AGB", "RR473124829G1"] {
            assert!(matches!(S10::parse(text), Err(Flaw::Malformed { .. })), "{text}");
        }
        for (indicator, serial, country) in
            [("R", 1, "GB"), ("RR", 100_000_000, "GB"), ("RR", 1, "GBR"), ("ÉR", 1, "G")]
        {
            assert!(matches!(S10::compose(indicator, serial, country), Err(Flaw::Malformed { .. })));
        }
        assert!(matches!(S10::compose("JR", 1, "GB"), Err(Flaw::Reserved { .. })));
    }

    /// Each wrong digit of serial and check digit, over serials that leave every remainder at every place.
    #[test]
    fn one_wrong_digit_is_found_but_between_remainders_0_and_6() {
        let remainder = |serial: &str| {
            let weights = [8, 6, 4, 2, 3, 5, 9, 7];
            serial.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum::<u32>()
                % 11
        };
        let (mut found, mut missed) = (0, 0);
        for serial in (0..100_000_000).step_by(49_999) {
            let right = S10::compose("RR", serial, "GB").unwrap();
            for place in 2..=10 {
                for digit in (b'0'..=b'9').filter(|digit| *digit != right.as_str().as_bytes()[place]) {
                    let wrong = right.0.with(place, digit);
                    if S10::parse(wrong.as_str()).is_err() {
                        found += 1;
                        continue;
                    }
                    missed += 1;
                    let mut pair = [remainder(right.0.part(2..10)), remainder(wrong.part(2..10))];
                    pair.sort_unstable();
                    assert_eq!(pair, [0, 6], "{right} read as {}", wrong.as_str());
                }
            }
        }
        assert!(missed * 50 < found, "{missed} missed, {found} found");
    }

    #[test]
    fn other_carriers() {
        for text in [
            "1Z999AA10123456784",
            "00340434161094042557",
            "TBA-12345",
            "12345678",
            "RR473124829GBR",
            "sf1234567890123",
        ] {
            let number = TrackingNumber::parse(text).unwrap();
            assert!(matches!(number, TrackingNumber::Other(_)), "{text}");
            assert_eq!(number.to_string(), text.to_uppercase());
        }
        assert!(matches!(TrackingNumber::parse("rr473124829gb"), Ok(TrackingNumber::S10(_))));
        assert!(matches!(TrackingNumber::parse("EB000717594HK"), Err(Flaw::CheckDigit { .. })));
        for text in ["1234567", "-12345678", "1234 5678", "1234_5678", "1234567é", &"1".repeat(36)] {
            assert!(matches!(TrackingNumber::parse(text), Err(Flaw::Malformed { .. })), "{text}");
        }
        assert!(TrackingNumber::parse(&"1".repeat(35)).is_ok());
    }
}
