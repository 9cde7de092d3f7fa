//! `pack.toml`: what the pack is, whose law it holds and from which day on it can answer.

use crate::finding::{Finding, Findings};
use crate::table::{self, Row, Shape};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use quantity::Currency;
use std::collections::BTreeMap;
use tariff::Country;

/// What `pack.toml` says.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The pack's name: small letters, digits and hyphens.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Whose law it holds; `None` in a pack that is not a country's.
    pub country: Option<Country>,
    /// The currency that everything is charged in; `None` in a pack that is not a country's.
    pub currency: Option<Currency>,
    /// Where the law's days begin and end.
    pub time_zone: TimeZone,
    /// The packs it is built on, as paths from its directory, nearest last.
    pub inherits: Vec<String>,
    /// The languages its texts are in.
    pub languages: Vec<String>,
    /// The language that counts in court.
    pub authentic_language: String,
    /// How far it can be relied on.
    pub kind: Kind,
    /// The first day it can answer for.
    pub valid_from: Date,
    /// Its name by language.
    pub name: BTreeMap<String, String>,
}

impl Manifest {
    /// The first day it can answer for; `None` if it is not written as one, which has been told.
    pub(crate) fn first_day(&self) -> Option<Date> {
        (self.valid_from != Date::MIN).then_some(self.valid_from)
    }
}

/// How far a pack can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It states the law.
    Law,
    /// It was made for trials.
    Sample,
    /// Its country does not exist.
    Fictional,
}

const KINDS: [(&str, Kind); 3] =
    [("law", Kind::Law), ("sample", Kind::Sample), ("fictional", Kind::Fictional)];

impl Kind {
    /// The name in `pack.toml`.
    pub fn as_str(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map(|(name, _)| *name).unwrap_or_default()
    }
}

/// What stands for a country that is not written as one, which has been told.
pub(crate) const NOWHERE: &str = "ZZ";

/// The file.
pub(crate) const FILE: &str = "pack.toml";

const SHAPE: Shape = Shape {
    path: FILE,
    array: "",
    beside: "",
    columns: &["id", "version", "timezone", "languages", "authentic_language", "kind", "valid_from", "name:"],
    optional: &["country", "currency", "currency_minor_units", "inherits"],
    is_dated: false,
};

/// Reads the manifest. A faulty value is told and stands as something harmless, so that reading can go on.
pub(crate) fn read(file: &str, text: &str, findings: &Findings) -> Option<Manifest> {
    let mut manifest = None;
    let read = table::read(file, text, &SHAPE, findings, |row| manifest = Some(of_row(row)));
    read.ok().and(manifest)
}

fn of_row(row: &Row<'_>) -> Manifest {
    let languages = languages(row);
    let authentic = row.text("authentic_language").unwrap_or_default();
    if !authentic.is_empty() && !languages.contains(&authentic) {
        row.tell_unknown("authentic_language", &authentic, "language", languages.iter().map(String::as_str));
    }
    let name = row.by_language("name");
    if name.is_empty() {
        let fix = "write `[name]` and below it `en = \"…\"`";
        row.tell("name", Finding::error("missing", "the pack has no name").fix(fix));
    }
    let is_country = row.has("country");
    let country = || row.value("country", "malformed_country", "two capital letters", Country::parse);
    Manifest {
        id: row
            .value("id", "malformed_id", "small letters, digits and hyphens", parse_id)
            .unwrap_or_default(),
        version: row.text("version").unwrap_or_default(),
        country: if is_country { country().or_else(|| Country::parse(NOWHERE)) } else { None },
        currency: if is_country { currency(row) } else { None },
        time_zone: row
            .value("timezone", "malformed_timezone", "an IANA name such as `Etc/UTC`", |text| {
                TimeZone::get(text).ok()
            })
            .unwrap_or(TimeZone::UTC),
        inherits: row.list("inherits"),
        authentic_language: authentic,
        languages,
        kind: row.word("kind", &KINDS).unwrap_or(Kind::Sample),
        valid_from: row.date("valid_from").unwrap_or(Date::MIN),
        name,
    }
}

fn currency(row: &Row<'_>) -> Option<Currency> {
    let code = row.currency_code("currency");
    let units = row.number("currency_minor_units");
    let currency = Currency::new(&code?, u8::try_from(units?).unwrap_or(u8::MAX));
    if currency.is_none() {
        let finding = Finding::error("malformed_number", "a currency has at most four minor units");
        row.tell("currency_minor_units", finding);
    }
    currency
}

fn languages(row: &Row<'_>) -> Vec<String> {
    let mut languages = row.list("languages");
    if languages.is_empty() {
        row.tell("languages", Finding::error("missing", "the pack has no language").fix("write `[\"en\"]`"));
    }
    languages.retain(|language| {
        if !is_language(language) {
            let form = "a language tag such as `en` or `pt-BR`";
            row.tell_malformed("languages", "malformed_language", language, form);
        }
        is_language(language)
    });
    languages
}

/// Whether a text looks like a language tag (BCP 47): letters, then parts of letters and digits.
pub(crate) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn parse_id(text: &str) -> Option<String> {
    let is_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (text.len() <= 64 && text.bytes().all(is_id)).then(|| text.to_owned())
}
