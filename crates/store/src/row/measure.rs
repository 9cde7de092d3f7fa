//! Twins of numbers, times and references: raw integers and short texts.

use super::flaw::RowFlaw;
use super::kept::{Kept, twins};
use clearance::identifier::{Gtin, Mrn, TrackingNumber, Ucr};
use jiff::Timestamp;
use jiff::civil::Date;
use quantity::{Amount, Currency, Decimal, LocalValue, Money, Rate};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use tariff::{CommodityCode, Country, Formula, LawRef, QuotaNumber};

twins! {
    /// An amount as declared.
    struct AmountV1 of Amount { value: Decimal, currency: Currency }
}

/// Millionths.
impl Kept for Decimal {
    type Twin<'a> = i64;

    fn twin(&self) -> i64 {
        self.micro()
    }

    fn of_twin(micro: i64) -> Result<Decimal, RowFlaw> {
        Decimal::from_micro(micro).ok_or(RowFlaw::NotA("a number"))
    }
}

/// Letters, and how many decimals.
impl Kept for Currency {
    type Twin<'a> = ([u8; 3], u8);

    fn twin(&self) -> ([u8; 3], u8) {
        (self.letters(), self.minor_units())
    }

    fn of_twin((letters, minor_units): ([u8; 3], u8)) -> Result<Currency, RowFlaw> {
        let letters = std::str::from_utf8(&letters).ok();
        letters.and_then(|code| Currency::new(code, minor_units)).ok_or(RowFlaw::NotA("a currency"))
    }
}

/// Minor units of a currency.
impl Kept for Money {
    type Twin<'a> = (i64, <Currency as Kept>::Twin<'a>);

    fn twin(&self) -> Self::Twin<'_> {
        (self.minor(), (self.currency().letters(), self.currency().minor_units()))
    }

    fn of_twin((minor, currency): Self::Twin<'_>) -> Result<Money, RowFlaw> {
        Ok(Money::new(minor, Currency::of_twin(currency)?))
    }
}

/// The exact number.
impl Kept for LocalValue {
    type Twin<'a> = i128;

    fn twin(&self) -> i128 {
        self.units()
    }

    fn of_twin(units: i128) -> Result<LocalValue, RowFlaw> {
        LocalValue::from_units(units).ok_or(RowFlaw::NotA("a value"))
    }
}

/// Millionths of a percent.
impl Kept for Rate {
    type Twin<'a> = i64;

    fn twin(&self) -> i64 {
        self.percent().micro()
    }

    fn of_twin(micro: i64) -> Result<Rate, RowFlaw> {
        Decimal::from_micro(micro).and_then(Rate::from_percent).ok_or(RowFlaw::NotA("a rate"))
    }
}

/// What a row holds of a rate: millionths of a percent where it is one percentage, as all once were. Else a number
/// below nothing, then the rate as text, and the decimals of the currencies in it.
pub(in crate::row) enum FormulaTwin<'a> {
    AdValorem(i64),
    Compound(Cow<'a, str>, Vec<(Cow<'a, str>, u8)>),
}

impl Serialize for FormulaTwin<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Tuples have no length on disk, so that a percentage is written as it always was.
        match self {
            FormulaTwin::AdValorem(micro) => micro.serialize(serializer),
            FormulaTwin::Compound(text, currencies) => (-1_i64, text, currencies).serialize(serializer),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for FormulaTwin<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<FormulaTwin<'a>, D::Error> {
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            type Value = FormulaTwin<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a rate")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<FormulaTwin<'de>, A::Error> {
                let lacks = |place| A::Error::invalid_length(place, &"a rate");
                let micro: i64 = parts.next_element()?.ok_or_else(|| lacks(0))?;
                if micro >= 0 {
                    return Ok(FormulaTwin::AdValorem(micro));
                }
                let text: &str = parts.next_element()?.ok_or_else(|| lacks(1))?;
                let currencies: Vec<(&str, u8)> = parts.next_element()?.ok_or_else(|| lacks(2))?;
                let currencies = currencies.into_iter().map(|(code, units)| (code.into(), units)).collect();
                Ok(FormulaTwin::Compound(text.into(), currencies))
            }
        }
        deserializer.deserialize_tuple(3, Parts)
    }
}

impl Kept for Formula {
    type Twin<'a> = FormulaTwin<'a>;

    fn twin(&self) -> FormulaTwin<'_> {
        match self {
            Formula::AdValorem(rate) => FormulaTwin::AdValorem(rate.twin()),
            Formula::Compound(_) => {
                let currencies = self.specifics().map(|specific| specific.amount.currency);
                let currencies =
                    currencies.map(|currency| (currency.code().to_owned().into(), currency.minor_units()));
                FormulaTwin::Compound(self.to_string().into(), currencies.collect())
            }
        }
    }

    fn of_twin(twin: FormulaTwin<'_>) -> Result<Formula, RowFlaw> {
        match twin {
            FormulaTwin::AdValorem(micro) => Rate::of_twin(micro).map(Formula::AdValorem),
            FormulaTwin::Compound(text, currencies) => {
                let known = |code: &str| {
                    let (_, minor_units) = currencies.iter().find(|(known, _)| known == code)?;
                    Currency::new(code, *minor_units)
                };
                Formula::parse(&text, known).map_err(|_| RowFlaw::NotA("a rate"))
            }
        }
    }
}

/// Seconds since 1970, and nanoseconds.
impl Kept for Timestamp {
    type Twin<'a> = (i64, i32);

    fn twin(&self) -> (i64, i32) {
        (self.as_second(), self.subsec_nanosecond())
    }

    fn of_twin((second, nanosecond): (i64, i32)) -> Result<Timestamp, RowFlaw> {
        Timestamp::new(second, nanosecond).map_err(|_| RowFlaw::NotA("a time"))
    }
}

/// Year, month and day.
impl Kept for Date {
    type Twin<'a> = (i16, i8, i8);

    fn twin(&self) -> (i16, i8, i8) {
        (self.year(), self.month(), self.day())
    }

    fn of_twin((year, month, day): (i16, i8, i8)) -> Result<Date, RowFlaw> {
        Date::new(year, month, day).map_err(|_| RowFlaw::NotA("a day"))
    }
}

/// The digits as a number, and how many.
impl Kept for CommodityCode {
    type Twin<'a> = (u64, u8);

    fn twin(&self) -> (u64, u8) {
        (self.digits(), self.length())
    }

    fn of_twin((digits, length): (u64, u8)) -> Result<CommodityCode, RowFlaw> {
        CommodityCode::new(digits, length).ok_or(RowFlaw::NotA("a commodity code"))
    }
}

impl Kept for QuotaNumber {
    type Twin<'a> = &'a str;

    fn twin(&self) -> &str {
        self.as_str()
    }

    fn of_twin(number: &str) -> Result<QuotaNumber, RowFlaw> {
        QuotaNumber::parse(number).ok_or(RowFlaw::NotA("the number of a quota"))
    }
}

impl Kept for LawRef {
    type Twin<'a> = &'a str;

    fn twin(&self) -> &str {
        self.as_str()
    }

    fn of_twin(citation: &str) -> Result<LawRef, RowFlaw> {
        Ok(LawRef::new(citation))
    }
}

impl Kept for Country {
    type Twin<'a> = &'a str;

    fn twin(&self) -> &str {
        self.as_str()
    }

    fn of_twin(letters: &str) -> Result<Country, RowFlaw> {
        Country::parse(letters).ok_or(RowFlaw::NotA("a country"))
    }
}

/// Identifiers are kept as they are written and parsed again, with their check digits.
macro_rules! kept_as_written {
    ($($type:ident is $what:literal),+ $(,)?) => {$(
        impl Kept for $type {
            type Twin<'a> = &'a str;

            fn twin(&self) -> &str {
                self.as_str()
            }

            fn of_twin(text: &str) -> Result<$type, RowFlaw> {
                $type::parse(text).map_err(|_| RowFlaw::NotA($what))
            }
        }
    )+};
}
kept_as_written! {
    Gtin is "a trade item number",
    Mrn is "a declaration number",
    TrackingNumber is "a tracking number",
    Ucr is "a consignment reference",
}
