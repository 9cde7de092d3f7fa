//! Countries and the groups of them that the law names.

use crate::{Dated, LawRef, Validity};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;

/// A country by its ISO 3166-1 alpha-2 code. That a pack knows it is checked where it is declared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// Two capital letters; anything else is `None`.
    pub fn parse(text: &str) -> Option<Country> {
        let letters: [u8; 2] = text.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Country(letters))
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XX")
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The origins a measure is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Goods of any origin.
    Any,
    /// Goods of a group of countries.
    Group(String),
    /// Goods of one country.
    Country(Country),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Any => f.write_str("*"),
            Origin::Group(group) => f.write_str(group),
            Origin::Country(country) => f.write_str(country.as_str()),
        }
    }
}

/// Which countries belong to which group, and when.
#[derive(Clone, Debug, Default)]
pub struct GeoGroups(BTreeMap<String, Vec<Dated<Country>>>);

impl GeoGroups {
    /// Adds a member.
    pub fn add(&mut self, group: &str, member: Country, validity: Validity, law: LawRef) {
        self.0.entry(group.to_owned()).or_default().push(Dated { validity, law, value: member });
    }

    /// Whether a group of this name exists.
    pub fn knows(&self, group: &str) -> bool {
        self.0.contains_key(group)
    }

    /// Whether goods of a country are goods of this origin on a day.
    pub fn covers(&self, origin: &Origin, country: Option<Country>, day: Date) -> bool {
        match (origin, country) {
            (Origin::Any, _) => true,
            (_, None) => false,
            (Origin::Country(one), Some(country)) => *one == country,
            (Origin::Group(group), Some(country)) => self.0.get(group).is_some_and(|members| {
                members.iter().any(|member| member.value == country && member.validity.covers(day))
            }),
        }
    }
}
