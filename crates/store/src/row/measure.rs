//! Twins of numbers, times and references: raw integers and short texts.

use super::flaw::RowFlaw;
use super::kept::{Kept, twins};
use clearance::identifier::{Gtin, Mrn, TrackingNumber, Ucr};
use jiff::Timestamp;
use jiff::civil::Date;
use quantity::{Amount, Currency, Decimal, LocalValue, Money, Rate};
use tariff::{CommodityCode, Country, LawRef};

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
