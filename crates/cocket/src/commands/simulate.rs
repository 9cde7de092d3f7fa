//! `cocket simulate`: the same traffic under another law: revenue, cost of collection, and who pays more.
//!
//! Both laws decide every declaration as `cocket assess` does, each by itself, without profiles and lists; what comes
//! of it is added up block by block, so that memory does not grow with the file.

pub(super) mod bands;
mod both;
mod compare;
mod grid;
mod json;
mod owed;
mod plot;
mod report;
mod spread;
mod sums;
mod table;

use super::{open, progress};
use crate::clock;
use crate::country::Country;
use crate::crew;
use crate::desk::Desk;
use crate::failure::{Answer, Failure};
use bands::Bands;
use both::Both;
use clearance::{Facts, Law};
use compare::{Comparison, UnderLaw};
use jiff::civil::Date;
use quantity::{Currency, Decimal, Money};
use report::{Report, Version};
use risk::{Profiles, WatchLists};
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use sums::Sums;
use wire::intake::Intake;

/// Arguments of `cocket simulate`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The country pack of the law.
    #[arg(long, value_name = "DIR")]
    law: PathBuf,
    /// The pack of the law that would take its place; of the same country and currency.
    #[arg(long, value_name = "DIR")]
    instead: PathBuf,
    /// What a parcel costs on which customs or a carrier collects anything, in the packs' currency.
    #[arg(long, value_name = "AMOUNT", default_value = "0", allow_hyphen_values = true)]
    cost_of_collection: String,
    /// As JSON.
    #[arg(long)]
    json: bool,
    /// Draw the net revenue by value of the goods into this file.
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
    /// How the columns of a CSV become fields.
    #[arg(long, value_name = "FILE.toml")]
    map: Option<PathBuf>,
    /// Declared at the start of this day instead of now.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Under the other law declared at the start of this day, whatever day the file names.
    #[arg(long, value_name = "DATE")]
    instead_as_of: Option<Date>,
    /// Declarations: JSON, NDJSON or CSV; `-` for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Tells what the other law would change. The answer is no if a declaration had to be left out.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let countries = Both { law: Country::load(&arguments.law)?, instead: Country::load(&arguments.instead)? };
    let laws = countries.as_ref().map(Country::law);
    let currency = common_currency(laws)?;
    let cost_of_collection = cost_of_collection(&arguments.cost_of_collection, currency)?;
    let intake = open(&arguments.file, arguments.map.as_deref())?;
    if let Some(plot) = &arguments.plot {
        check_plot(plot)?;
    }
    let nobody = (Profiles::default(), WatchLists::default());
    let under = under(arguments, &countries, &nobody)?;
    let days = under.as_ref().map(|under| under.desk.facts.law.day_of(under.desk.now));
    let bands = Bands::of(laws.law, days.law);
    let sums = add_up(crew::workers(), intake, &Comparison { under, bands: &bands })?;
    if sums.declarations == 0 {
        return Err(Failure::WrongUse(format!("`{}` holds no declaration", arguments.file.display())));
    }
    let left_out = sums.left_out;
    let named = sums.has_own_days;
    let laws = Both {
        law: Version { law: laws.law, day: days.law, is_by_the_file: named },
        instead: Version {
            law: laws.instead,
            day: days.instead,
            is_by_the_file: named && arguments.instead_as_of.is_none(),
        },
    };
    let report = Report { laws, currency, cost_of_collection, bands: &bands, sums };
    tell(&report, arguments)?;
    Ok(Answer::yes_if(left_out == 0))
}

/// The currency of both laws, which must be of one country.
fn common_currency(laws: Both<&Law>) -> Result<Currency, Failure> {
    let Both { law, instead } = laws;
    if law.country != instead.country {
        return Err(Failure::WrongUse(format!(
            "`{}` is the law of {} and `{}` of {}: traffic can be compared under two laws of one country",
            law.pack, law.country, instead.pack, instead.country
        )));
    }
    let (currency, other) = (law.tariff.exchange.local(), instead.tariff.exchange.local());
    if currency != other {
        return Err(Failure::WrongUse(format!(
            "`{}` charges in {currency} with {} decimals and `{}` in {other} with {}: the sums cannot be compared",
            law.pack,
            currency.minor_units(),
            instead.pack,
            other.minor_units()
        )));
    }
    Ok(currency)
}

/// What collecting anything on a parcel costs.
fn cost_of_collection(text: &str, currency: Currency) -> Result<Money, Failure> {
    let wrong = |reason: &str| Failure::WrongUse(format!("`--cost-of-collection {text}` {reason}"));
    let amount = Decimal::parse(text).map_err(|_| {
        wrong(&format!("is not an amount: digits with a decimal point, in {currency}, such as 4 or 2.50"))
    })?;
    if amount.is_negative() {
        return Err(wrong("is below zero: collecting cannot cost less than nothing"));
    }
    let minor = i128::from(amount.micro()) * i128::from(currency.minor_per_unit());
    if minor % i128::from(Decimal::ONE.micro()) != 0 {
        let decimals = currency.minor_units();
        return Err(wrong(&format!("has more decimals than {currency}, which has {decimals}")));
    }
    let minor = i64::try_from(minor / i128::from(Decimal::ONE.micro()));
    minor.map(|minor| Money::new(minor, currency)).map_err(|_| wrong("is too large"))
}

/// Whether the plot could be written, asked before the long work; what is there stays as it is.
fn check_plot(path: &Path) -> Result<(), Failure> {
    // So that a slip does not write over the declarations.
    if path.extension().is_none_or(|extension| extension != "svg") {
        return Err(Failure::WrongUse(format!("`--plot {}` does not end in .svg", path.display())));
    }
    let is_new = !path.exists();
    OpenOptions::new().write(true).create(true).truncate(false).open(path).map_err(Failure::file(path))?;
    if is_new {
        fs::remove_file(path).map_err(Failure::file(path))?;
    }
    Ok(())
}

/// A desk under each law. Neither looks for anybody: charges depend on no profile and no list.
fn under<'a>(
    arguments: &Arguments,
    countries: &'a Both<Country>,
    nobody: &'a (Profiles, WatchLists),
) -> Result<Both<UnderLaw<'a>>, Failure> {
    let (profiles, lists) = nobody;
    let now = clock::now();
    let desk = |country: &'a Country, day: Option<Date>| -> Result<Desk<'a>, Failure> {
        let now = day.map_or(Ok(now), |day| clock::moment(Some(day), country.law()))?;
        let facts = Facts { profiles, lists, ..country.facts() };
        Ok(Desk { facts, filer: "filer".to_owned(), now })
    };
    let (day, other_day) = (arguments.as_of, arguments.instead_as_of);
    Ok(Both {
        law: UnderLaw { desk: desk(&countries.law, day)?, is_on_one_day: false },
        instead: UnderLaw {
            desk: desk(&countries.instead, other_day.or(day))?,
            is_on_one_day: other_day.is_some(),
        },
    })
}

/// What all declarations of the input come to.
fn add_up<R: Read + Send>(
    workers: usize,
    intake: Intake<R>,
    comparison: &Comparison<'_>,
) -> Result<Sums, Failure> {
    let Intake { blocks, reader } = intake;
    let progress = progress();
    let mut sums = Sums::default();
    let add = |block: Sums| {
        progress.inc(block.declarations);
        sums.add(block);
        Ok(())
    };
    let work = |work: crew::Work| Ok([(work.place, comparison.sums_of(&reader, &work))]);
    crew::run(workers, blocks, work, add)?;
    progress.finish_and_clear();
    Ok(sums)
}

/// Prints the report, and draws it where that was asked.
fn tell(report: &Report<'_>, arguments: &Arguments) -> Result<(), Failure> {
    if let Some(path) = &arguments.plot {
        fs::write(path, plot::svg(report)).map_err(Failure::file(path))?;
    }
    for note in report.notes() {
        eprintln!("cocket: {note}");
    }
    let text = if arguments.json { json::json(report) } else { table::table(report) };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use rehearsal::{Mix, Rehearsal, write_ndjson};
    use wire::intake::Limits;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    #[test]
    fn threads_and_blocks_change_nothing() {
        let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        let pack = |name: &str| packs.join(name).to_str().unwrap().to_owned();
        let (law, instead) = (pack("examplia"), pack("examplia-2027"));
        let line = ["simulate", "--law", &law, "--instead", &instead, "--as-of", "2027-01-02", "-"];
        let arguments = Line::parse_from(line).arguments;
        let countries = Both { law: &arguments.law, instead: &arguments.instead };
        let countries = countries.map(|dir| Country::load(dir).unwrap());
        let nobody = (Profiles::default(), WatchLists::default());
        let mut input = Vec::new();
        for parcel in Rehearsal::new(7, Mix::Faulty).parcels(300) {
            write_ndjson(&parcel, &mut input);
        }
        let summed = |workers: usize, block: usize| {
            let limits = Limits { block, ..Limits::default() };
            let intake = wire::intake::open("input.ndjson", input.as_slice(), None, limits).unwrap();
            let under = under(&arguments, &countries, &nobody).unwrap();
            let day = under.law.desk.facts.law.day_of(under.law.desk.now);
            let bands = Bands::of(countries.law.law(), day);
            format!("{:?}", add_up(workers, intake, &Comparison { under, bands: &bands }).unwrap())
        };
        let alone = summed(1, 256 << 10);
        assert!(alone.contains("Vat") && alone.contains("CheckDigit"), "{alone}");
        for (workers, block) in [(1, 1), (2, 3_000), (3, 10_000), (8, 1_500), (5, 100_000)] {
            assert!(summed(workers, block) == alone, "{workers} workers, blocks of {block} bytes");
        }
    }
}
