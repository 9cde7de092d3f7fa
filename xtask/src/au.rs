//! `cargo xtask import-au DIR`: the tariff tables of `packs/au` from a copy of the Australian working tariff.
//!
//! Nothing is guessed: what is not read to its end stays out of the tables and is told on stderr.

pub mod agreements;
pub mod copy;
pub mod lines;
pub mod rate;

use copy::Copy;
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// The first day of the pack, and of every row whose day the copy does not tell.
pub const FIRST_DAY: Date = date(2017, 1, 1);
/// The document that proves an origin.
const PROOF: &str = "origin_declaration";
const STATUS: &str = "unverified";

/// The tables, each row as it is written, and what is not in them.
#[derive(Debug, Default)]
pub struct Tables {
    /// Rows of `commodities.csv`.
    pub commodities: Vec<[String; 7]>,
    /// Rows of `duties.csv`.
    pub duties: Vec<[String; 9]>,
    /// Rows of `geo-groups.csv`.
    pub groups: Vec<[String; 6]>,
    /// What is in the copy and not in the tables.
    pub left_out: Vec<LeftOut>,
}

/// A rate that is not in the tables.
#[derive(Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The code, after the schedule where it is not the third.
    pub place: String,
    /// Why.
    pub why: String,
    /// The rate as the copy has it.
    pub text: String,
}

/// A row of `duties.csv` before it is written.
struct Duty<'t> {
    code: &'t str,
    origin: &'t str,
    rate: &'t str,
    from: Date,
    to: Option<Date>,
    law: &'t str,
}

/// What the packs that are inherited say of chapters and subheadings.
#[derive(Debug, Default)]
pub struct Inherited {
    /// Chapters with what they are called.
    pub chapters: BTreeMap<String, String>,
    /// Codes that are there on the first day without this pack.
    pub on_first_day: BTreeSet<String>,
}

/// Reads the copy in `dir`, writes the tables under `top` and tells what is left out.
#[must_use]
pub fn run(top: &Path, dir: &Path) -> ExitCode {
    let imported = copy::read(dir).and_then(|copy| {
        let tables = with_rates(tables(&copy, &inherited(top)?))?;
        write(&tables, &top.join("packs/au/tariff"))?;
        Ok((copy, tables))
    });
    match imported {
        Ok((copy, tables)) => {
            eprint!("{}", Report { copy: &copy, tables: &tables });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("import-au: {error}");
            ExitCode::from(3)
        }
    }
}

/// The tables that a copy comes to.
#[must_use]
pub fn tables(copy: &Copy, inherited: &Inherited) -> Tables {
    let mut tables = Tables::default();
    let generals = lines::add(&copy.lines, inherited, &mut tables);
    agreements::add(&copy.agreements, &generals, &mut tables);
    tables.duties.sort();
    tables
}

/// Tables that hold something. Empty ones would take the place of a good tariff.
fn with_rates(tables: Tables) -> io::Result<Tables> {
    match tables.duties.is_empty() {
        true => Err(io::Error::other("the copy has no rate that can be read, and nothing was written")),
        false => Ok(tables),
    }
}

impl Tables {
    fn duty(&mut self, duty: &Duty<'_>) {
        let (measure, proof) = if duty.origin == "*" { ("third_country", "") } else { ("preference", PROOF) };
        let to = duty.to.map_or_else(String::new, |to| to.to_string());
        let from = duty.from.to_string();
        let row = [duty.code, duty.origin, measure, duty.rate, proof, &from, &to, duty.law, STATUS];
        self.duties.push(row.map(str::to_owned));
    }

    fn leave_out(&mut self, place: &str, why: impl fmt::Display, text: &str) {
        self.left_out.push(LeftOut { place: place.to_owned(), why: why.to_string(), text: text.to_owned() });
    }
}

/// Reads the commodities of the packs that `packs/au` inherits.
fn inherited(top: &Path) -> io::Result<Inherited> {
    let mut inherited = Inherited::default();
    for pack in ["world", "base"] {
        let path = top.join("packs").join(pack).join("tariff/commodities.csv");
        for row in csv::Reader::from_path(&path)?.deserialize() {
            let row: BTreeMap<String, String> = row?;
            let cell = |column| row.get(column).map(String::as_str).unwrap_or_default();
            let code = cell("code").to_owned();
            let begins: Date = cell("valid_from").parse().map_err(io::Error::other)?;
            if begins <= FIRST_DAY {
                inherited.on_first_day.insert(code.clone());
            }
            if code.len() == 2 {
                inherited.chapters.insert(code, cell("description:en").to_owned());
            }
        }
    }
    Ok(inherited)
}

fn write(tables: &Tables, to: &Path) -> io::Result<()> {
    const COMMODITIES: [&str; 7] =
        ["code", "description:en", "unit", "valid_from", "valid_to", "law", "status"];
    const DUTIES: [&str; 9] =
        ["code", "origin_group", "measure", "rate", "proof", "valid_from", "valid_to", "law", "status"];
    const GROUPS: [&str; 6] = ["group", "country", "valid_from", "valid_to", "law", "status"];
    write_table(&to.join("commodities.csv"), COMMODITIES, &tables.commodities)?;
    write_table(&to.join("duties.csv"), DUTIES, &tables.duties)?;
    write_table(&to.join("geo-groups.csv"), GROUPS, &tables.groups)
}

fn write_table<const N: usize>(path: &Path, header: [&str; N], rows: &[[String; N]]) -> io::Result<()> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(header)?;
    for row in rows {
        file.write_record(row)?;
    }
    file.flush()
}

/// What was read and what was not, for whoever runs the import.
struct Report<'t> {
    copy: &'t Copy,
    tables: &'t Tables,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { copy, tables } = self;
        let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
        for LeftOut { place, why, text } in &tables.left_out {
            writeln!(f, "{place}: {why}: `{text}`")?;
            *by_reason.entry(why).or_default() += 1;
        }
        let of_agreements: usize = copy.agreements.values().map(Vec::len).sum();
        let general =
            tables.duties.iter().filter(|row| row.get(1).is_some_and(|origin| origin == "*")).count();
        writeln!(f, "read: {} rows of schedule 3, {of_agreements} of other schedules", copy.lines.len())?;
        writeln!(f, "written: {} commodity codes", tables.commodities.len())?;
        writeln!(f, "written: {general} duties, {} preferences", tables.duties.len() - general)?;
        for (why, count) in by_reason {
            writeln!(f, "left out: {count} {why}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use copy::Line;

    #[test]
    fn a_copy_without_rates_writes_nothing() {
        let line = |rate: &str| Line {
            reference_number: "4202.22.00".to_owned(),
            duty_rate: rate.to_owned(),
            ..Line::default()
        };
        let of = |lines| with_rates(tables(&Copy { lines, ..Copy::default() }, &Inherited::default()));
        assert!(of(vec![]).is_err());
        assert!(of(vec![line("")]).is_err());
        assert_eq!(of(vec![line("5%")]).unwrap().duties.len(), 1);
    }
}
