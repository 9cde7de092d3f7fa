//! Certificates: what may be certified, on which days it is good, and whether the register knows who is trusted.

use crate::register::{Authorisation, AuthorisationKind, Register};
use evidence::Certificate;
use jiff::ToSpan;
use jiff::civil::Date;
use quantity::words;

words! {
    /// What is certified.
    CertificateKind {
        /// Where goods come from.
        Origin = "origin",
        /// That plants, seeds or what is made of them are free of pests.
        Phytosanitary = "phytosanitary",
        /// That customs trusts its holder: an authorised economic operator, or whoever is held equal.
        TrustedTrader = "trusted_trader",
    }
}

words! {
    /// Where a certificate stands on a day.
    CertificateStanding {
        /// It is good.
        Valid = "valid",
        /// Its first day has not come.
        NotYet = "not_yet",
        /// Its last day is over.
        Expired = "expired",
        /// Its issuer, or customs, took it back.
        Revoked = "revoked",
    }
}

impl CertificateKind {
    /// Whether it is about goods, which may be a consignment and come from a country.
    pub fn is_about_goods(self) -> bool {
        matches!(self, CertificateKind::Origin | CertificateKind::Phytosanitary)
    }

    /// Whether it must say from which country.
    pub fn needs_country(self) -> bool {
        self == CertificateKind::Origin
    }
}

/// The days of a certificate, both of them included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateDays {
    from: Date,
    until: Date,
}

/// Why nothing can be certified for some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateDaysFlaw {
    /// The last day is before the first.
    #[error("the last day is before the first")]
    Backwards,
    /// The last day is over.
    #[error("the last day is over already")]
    Over,
    /// They are too many.
    #[error("a certificate is good for at most {} years", CertificateDays::MOST_YEARS)]
    TooLong,
}

impl CertificateDays {
    /// The most years for which a certificate is good.
    pub const MOST_YEARS: i64 = 10;

    /// The days of a certificate that is issued today.
    ///
    /// # Errors
    /// They end before they begin or before today, or are too many.
    pub fn new(from: Date, until: Date, today: Date) -> Result<CertificateDays, CertificateDaysFlaw> {
        if until < from {
            return Err(CertificateDaysFlaw::Backwards);
        }
        if until < today {
            return Err(CertificateDaysFlaw::Over);
        }
        match from.checked_add(CertificateDays::MOST_YEARS.years()) {
            Ok(last) if until > last => Err(CertificateDaysFlaw::TooLong),
            _ => Ok(CertificateDays { from, until }),
        }
    }

    /// The days that a certificate names; none where these are no days.
    pub fn of(certificate: &Certificate<'_>) -> Option<CertificateDays> {
        let (from, until) = (plain_day(certificate.valid_from)?, plain_day(certificate.valid_until)?);
        Some(CertificateDays { from, until })
    }

    /// The first day.
    pub fn from(self) -> Date {
        self.from
    }

    /// The last day.
    pub fn until(self) -> Date {
        self.until
    }

    /// The same, ending no later than a day.
    #[must_use]
    pub fn no_later_than(self, last: Option<Date>) -> CertificateDays {
        CertificateDays { until: last.map_or(self.until, |last| last.min(self.until)), ..self }
    }

    /// Where a certificate stands on a day.
    pub fn standing(self, day: Date, is_revoked: bool) -> CertificateStanding {
        match (is_revoked, day < self.from, day > self.until) {
            (true, _, _) => CertificateStanding::Revoked,
            (_, true, _) => CertificateStanding::NotYet,
            (_, _, true) => CertificateStanding::Expired,
            _ => CertificateStanding::Valid,
        }
    }
}

/// A day as certificates write it (`2026-03-02`), and no other way.
pub fn plain_day(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|day| day.to_string() == text)
}

/// What the register says of a holder who is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustedHolder<'r> {
    /// Nothing: it keeps no trusted traders.
    NotKept,
    /// It keeps them, and this is none of them on that day.
    Unknown,
    /// The holder is one, by this row.
    InForce(&'r Authorisation),
}

impl Register {
    /// What it says of a holder, by the id of the party or its name, on a day.
    pub fn trusted_holder(&self, holder: &str, day: Date) -> TrustedHolder<'_> {
        let mut kept =
            self.rows().iter().filter(|row| row.kind == AuthorisationKind::TrustedTrader).peekable();
        if kept.peek().is_none() {
            return TrustedHolder::NotKept;
        }
        let mut theirs = kept.filter(|row| row.party == holder || row.name == holder);
        theirs.find(|row| row.validity.covers(day)).map_or(TrustedHolder::Unknown, TrustedHolder::InForce)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_end_where_they_end() {
        let (from, until) = (date(2026, 3, 2), date(2026, 6, 30));
        let days = CertificateDays::new(from, until, from).unwrap();
        for (day, standing) in [
            (date(2026, 3, 1), CertificateStanding::NotYet),
            (from, CertificateStanding::Valid),
            (until, CertificateStanding::Valid),
            (date(2026, 7, 1), CertificateStanding::Expired),
        ] {
            assert_eq!(days.standing(day, false), standing, "{day}");
            assert_eq!(days.standing(day, true), CertificateStanding::Revoked, "{day}");
        }
        assert_eq!(CertificateDays::new(until, from, from), Err(CertificateDaysFlaw::Backwards));
        assert_eq!(CertificateDays::new(from, until, date(2026, 7, 1)), Err(CertificateDaysFlaw::Over));
        assert!(CertificateDays::new(from, date(2036, 3, 2), from).is_ok());
        assert_eq!(CertificateDays::new(from, date(2036, 3, 3), from), Err(CertificateDaysFlaw::TooLong));
        assert_eq!(days.no_later_than(Some(date(2026, 4, 1))).until(), date(2026, 4, 1));
        assert_eq!(days.no_later_than(Some(date(2027, 4, 1))), days);
        assert_eq!(days.no_later_than(None), days);
    }

    #[test]
    fn a_day_has_one_text() {
        assert_eq!(plain_day("2026-03-02"), Some(date(2026, 3, 2)));
        for other in ["20260302", "2026-3-2", "2026-03-02T00:00:00", " 2026-03-02", "2026-02-30", ""] {
            assert_eq!(plain_day(other), None, "{other}");
        }
    }
}
