//! `cocket pack show`: the law in force on a day, as data and as a page for people.

use crate::Pack;
use crate::in_words::{
    post_clearance_text, quota_text, rate_text, relief_text, retention_name, retention_text, return_name,
    return_text, tax_name, tax_text, waiver_text,
};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use tariff::{Dated, Formula, Measure, Validity};

/// What a pack says on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Show {
    /// The pack and its version: `examplia 2026.1`.
    pub pack: String,
    /// The country.
    pub country: String,
    /// The currency.
    pub currency: String,
    /// `law`, `sample` or `fictional`.
    pub kind: &'static str,
    /// The day.
    pub as_of: String,
    /// Whether the pack can answer for the day: all parameters are known.
    pub can_answer: bool,
    /// The parameters.
    pub parameters: Vec<Ruling>,
    /// The low-value reliefs, in words.
    pub thresholds: Vec<Ruling>,
    /// What is given back for goods that go back.
    pub returns: Vec<Ruling>,
    /// What customs may do about a debt after release.
    pub post_clearance: Vec<Ruling>,
    /// For how long personal texts are kept for each purpose; nothing where no law of it is known.
    pub retention: Vec<Ruling>,
    /// The tariff quotas of the day, by order number.
    pub quotas: Vec<Ruling>,
    /// The taxes and fees, by kind and beginning of code.
    pub taxes: Vec<Ruling>,
    /// The rates of exchange by currency.
    pub exchange_rates: Vec<Ruling>,
    /// How many rows of each sort are in force.
    pub counts: BTreeMap<&'static str, usize>,
    /// Third-country duties by chapter; `*` for rows about all goods.
    pub duties_by_chapter: Vec<ChapterDuties>,
    /// The profiles that are active.
    pub profiles: Vec<ActiveProfile>,
    /// How many rows nobody has checked, by file.
    pub unverified: BTreeMap<String, usize>,
}

/// Something the law says, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ruling {
    /// What it is about.
    pub name: String,
    /// What it says.
    pub value: String,
    /// The law.
    pub law: String,
    /// The first day in force.
    pub valid_from: String,
    /// The last day in force, if it is known.
    pub valid_to: Option<String>,
}

/// The third-country duties of a chapter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChapterDuties {
    /// Its two digits.
    pub chapter: String,
    /// How many rows are about it.
    pub rows: usize,
    /// The lowest rate.
    pub lowest: String,
    /// The highest rate.
    pub highest: String,
}

/// A profile that is active on the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActiveProfile {
    /// Its name in the pack.
    pub id: String,
    /// What it looks for.
    pub title: String,
    /// What it asks for.
    pub action: &'static str,
    /// Its last day.
    pub valid_to: String,
}

/// What a pack says on one day.
pub fn show(pack: &Pack, as_of: Date) -> Show {
    let law = &pack.law;
    Show {
        pack: format!("{} {}", law.pack, law.version),
        country: law.country.to_string(),
        currency: law.tariff.exchange.local().to_string(),
        kind: pack.manifest.kind.as_str(),
        as_of: as_of.to_string(),
        can_answer: law.parameters(as_of).is_some(),
        parameters: rulings(as_of, pack.parameters.rows(), |name| (**name).to_owned(), String::clone),
        thresholds: thresholds(pack, as_of),
        returns: rulings(as_of, law.procedures.returns.rows(), |key| return_name(key), return_text),
        post_clearance: rulings(
            as_of,
            law.procedures.post_clearance.rows(),
            |act| act.as_str().to_owned(),
            post_clearance_text,
        ),
        retention: rulings(as_of, law.procedures.retention.rows(), |key| retention_name(key), retention_text),
        quotas: rulings(as_of, law.tariff.quotas.rows(), ToString::to_string, quota_text),
        taxes: taxes(pack, as_of),
        exchange_rates: rulings(as_of, law.tariff.exchange.rows(), |of| of.to_string(), ToString::to_string),
        counts: counts(pack, as_of),
        duties_by_chapter: duties_by_chapter(pack, as_of),
        profiles: active_profiles(pack, as_of),
        unverified: pack.unverified.iter().fold(BTreeMap::new(), |mut files, row| {
            *files.entry(row.file.clone()).or_default() += 1;
            files
        }),
    }
}

/// The rows in force on a day.
fn rulings<'p, K, V: 'p>(
    day: Date,
    rows: impl Iterator<Item = (K, &'p Dated<V>)>,
    name: impl Fn(&K) -> String,
    value: impl Fn(&V) -> String,
) -> Vec<Ruling> {
    rows.filter(|(_, row)| row.validity.covers(day))
        .map(|(key, row)| Ruling {
            name: name(&key),
            value: value(&row.value),
            law: row.law.as_str().to_owned(),
            valid_from: row.validity.from.to_string(),
            valid_to: row.validity.to.map(|to| to.to_string()),
        })
        .collect()
}

fn thresholds(pack: &Pack, day: Date) -> Vec<Ruling> {
    let rows = pack.law.tariff.reliefs.iter().map(|relief| (relief.value.id.as_str(), relief));
    let mut found = rulings(day, rows, |id| (*id).to_owned(), relief_text);
    let rows = pack.law.tariff.waivers.iter().map(|waiver| (waiver.value.id.as_str(), waiver));
    found.extend(rulings(day, rows, |id| (*id).to_owned(), waiver_text));
    found
}

/// Taxes and fees: `vat 22 post`, and the rate with what it is taken of.
fn taxes(pack: &Pack, day: Date) -> Vec<Ruling> {
    let rows = pack.law.tariff.taxes.rows().map(|(kind, code, channel, tax)| ((kind, code, channel), tax));
    rulings(day, rows, |(kind, code, channel)| tax_name(*kind, *code, *channel), tax_text)
}

fn counts(pack: &Pack, day: Date) -> BTreeMap<&'static str, usize> {
    let (tariff, procedures) = (&pack.law.tariff, &pack.law.procedures);
    fn on<'p>(day: Date, validities: impl Iterator<Item = &'p Validity>) -> usize {
        validities.filter(|validity| validity.covers(day)).count()
    }
    let of_measure = |wanted: Measure| {
        on(day, tariff.duties.rows().filter(|row| row.1 == wanted).map(|(_, _, _, duty)| &duty.validity))
    };
    let codes: Vec<_> = tariff.nomenclature.rows().map(|(code, _)| code).collect();
    let declarable: BTreeSet<_> =
        codes.iter().filter(|code| tariff.nomenclature.is_declarable(**code, day)).collect();
    let entries = pack.lists.as_slice().iter().flat_map(|list| &list.entries);
    BTreeMap::from([
        ("declarable commodity codes", declarable.len()),
        ("third-country duties", of_measure(Measure::ThirdCountry)),
        ("preferences", of_measure(Measure::Preference)),
        (
            "prohibitions",
            on(day, tariff.prohibitions.rows().flat_map(|(_, rows)| rows).map(|row| &row.validity)),
        ),
        ("permits", on(day, tariff.permits.rows().flat_map(|(_, rows)| rows).map(|row| &row.validity))),
        ("data requirements", on(day, pack.requirements.iter().map(|row| &row.validity))),
        ("offices", on(day, procedures.offices.rows().map(|(_, row)| &row.validity))),
        ("agencies", on(day, procedures.agencies.rows().map(|(_, row)| &row.validity))),
        ("schemes of identifiers", on(day, procedures.identifiers.rows().map(|(_, row)| &row.validity))),
        ("schemes of collection", on(day, procedures.schemes.rows().map(|(_, row)| &row.validity))),
        ("accounts of the chart", on(day, procedures.accounts.rows().map(|(_, row)| &row.validity))),
        ("terms of deferred payment", on(day, procedures.deferment.rows().map(|(_, row)| &row.validity))),
        ("vague terms", on(day, procedures.vague_terms.rows().map(|(_, row)| &row.validity))),
        ("list entries", entries.filter(|entry| entry.period.covers(day)).count()),
        ("worked examples", pack.examples.iter().map(|file| file.examples.len()).sum()),
    ])
}

fn duties_by_chapter(pack: &Pack, day: Date) -> Vec<ChapterDuties> {
    let mut chapters: BTreeMap<String, (usize, &Formula, &Formula)> = BTreeMap::new();
    let by_percent = |rate: &&Formula| rate.headline();
    for (code, measure, _, duty) in pack.law.tariff.duties.rows() {
        if measure == Measure::ThirdCountry && duty.validity.covers(day) {
            let rate = &duty.value.rate;
            let (rows, lowest, highest) =
                chapters.entry(code.prefix(2).to_string()).or_insert((0, rate, rate));
            *rows += 1;
            *lowest = std::cmp::min_by_key(*lowest, rate, by_percent);
            *highest = std::cmp::max_by_key(*highest, rate, by_percent);
        }
    }
    chapters
        .into_iter()
        .map(|(chapter, (rows, lowest, highest))| ChapterDuties {
            chapter,
            rows,
            lowest: rate_text(lowest),
            highest: rate_text(highest),
        })
        .collect()
}

fn active_profiles(pack: &Pack, day: Date) -> Vec<ActiveProfile> {
    pack.profiles
        .as_slice()
        .iter()
        .filter(|profile| profile.period.covers(day))
        .map(|profile| ActiveProfile {
            id: profile.id.clone(),
            title: profile.title.clone(),
            action: profile.action.as_str(),
            valid_to: profile.period.to().to_string(),
        })
        .collect()
}

impl fmt::Display for Show {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({}, {}, {}) on {}", self.pack, self.country, self.currency, self.kind, self.as_of)?;
        if !self.can_answer {
            writeln!(f, "The pack cannot answer for this day: not every parameter is known.")?;
        }
        write_rulings(f, "Parameters", &self.parameters)?;
        write_rulings(f, "Low-value reliefs", &self.thresholds)?;
        if !self.quotas.is_empty() {
            write_rulings(f, "Tariff quotas", &self.quotas)?;
        }
        if !self.returns.is_empty() {
            write_rulings(f, "Given back for goods that go back", &self.returns)?;
        }
        if !self.retention.is_empty() {
            write_rulings(f, "Personal texts are kept", &self.retention)?;
        }
        write_rulings(f, "Taxes and fees", &self.taxes)?;
        write_rulings(f, "Rates of exchange", &self.exchange_rates)?;
        write_title(f, "In force")?;
        for (what, count) in &self.counts {
            writeln!(f, "  {count:>7}  {what}")?;
        }
        write_title(f, "Third-country duties by chapter")?;
        for ChapterDuties { chapter, rows, lowest, highest } in &self.duties_by_chapter {
            let range = if lowest == highest { lowest.clone() } else { format!("{lowest} to {highest}") };
            writeln!(f, "  {chapter:>2}  {rows:>5} rows  {range}")?;
        }
        write_title(f, "Active profiles")?;
        for profile in &self.profiles {
            let ActiveProfile { id, title, action, valid_to } = profile;
            writeln!(f, "  {id}  {action}  until {valid_to}  {title}")?;
        }
        if !self.unverified.is_empty() {
            write_title(f, "Checked by nobody")?;
        }
        for (file, rows) in &self.unverified {
            writeln!(f, "  {rows:>7}  rows of {file}")?;
        }
        Ok(())
    }
}

fn write_title(f: &mut fmt::Formatter<'_>, title: &str) -> fmt::Result {
    writeln!(f, "\n{title}")
}

fn write_rulings(f: &mut fmt::Formatter<'_>, title: &str, rulings: &[Ruling]) -> fmt::Result {
    write_title(f, title)?;
    let width = rulings.iter().map(|ruling| ruling.name.chars().count()).max().unwrap_or_default();
    for Ruling { name, value, law, .. } in rulings {
        writeln!(f, "  {name:<width$}  {value}  [{law}]")?;
    }
    Ok(())
}
