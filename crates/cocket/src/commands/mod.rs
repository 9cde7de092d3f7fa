//! The commands, one file each.

mod assess;
mod backup;
mod bench;
mod certificate;
mod database;
mod demo;
mod doctor;
mod ended;
mod estimate;
mod explain;
mod export;
mod log;
mod pack;
mod prices;
mod register;
mod rehearse;
mod replay;
mod restore;
mod rule;
mod screen;
mod sellers;
mod serve;
mod share;
mod simulate;
mod tax_token;
mod token;

use crate::clock;
use crate::country::Country;
use crate::desk::Desk;
use crate::failure::{Answer, Failure};
use clap::Subcommand;
use evidence::{Origin, SigningKey};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;
use wire::intake::{Intake, Limits, Mapping, Unreadable};

/// What can be done.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Decide a file of declarations: category, charges, outcome and grounds of each, in order.
    Assess(assess::Arguments),
    /// The same traffic under another law: revenue, cost of collection, and who pays more.
    Simulate(simulate::Arguments),
    /// What it will cost to import goods, with the sum shown.
    Estimate(estimate::Arguments),
    /// Why one declaration of a file is decided as it is, in words.
    Explain(explain::Arguments),
    /// Names against watch lists: whom they may be, how sure that is, and why.
    Screen(screen::Arguments),
    /// What sellers declare for goods, as the prices of a pack that declarations are compared with.
    Prices(prices::Arguments),
    /// Check, test and show a country pack.
    Pack(pack::Arguments),
    /// Play a day of made-up parcels and look at it in the browser.
    Demo(demo::Arguments),
    /// Serve the HTTP API over a database.
    Serve(serve::Arguments),
    /// Decide everything that was decided again, and compare.
    Replay(replay::Arguments),
    /// Check a receipt, audit a record, or witness one.
    Log(log::Arguments),
    /// Copy the database to a new folder, also while a server writes it, with a signed manifest.
    Backup(backup::Arguments),
    /// Bring a backup back to an empty folder, once everything in it was decided again and agrees.
    Restore(restore::Arguments),
    /// Take the database to a PostgreSQL server, or back into its folder.
    Database(database::Arguments),
    /// Consignments, goods items and charges as Parquet files by day, for analysis.
    Export(export::Arguments),
    /// What is well with a data folder and what is not, and what to do about it.
    Doctor(doctor::Arguments),
    /// The register of parties and their authorisations.
    Register(register::Arguments),
    /// A certificate, checked by whoever is shown it, without the database and without a network.
    Certificate(certificate::Arguments),
    /// Sellers and web sites ranked by what was found, and the signed list of them.
    Sellers(sellers::Arguments),
    /// Rules that officers make: check, try, approve and score them.
    Rule(rule::Arguments),
    /// Tax tokens: a vendor's keys, minting at the sale, verifying offline.
    TaxToken(tax_token::Arguments),
    /// Make, list and revoke credentials.
    Token(token::Arguments),
    /// Write made-up declarations, the same for the same seed.
    Rehearse(rehearse::Arguments),
    /// Measure this machine and the program on it.
    Bench(bench::Arguments),
}

impl Command {
    /// Carries the command out.
    pub(crate) fn run(self) -> Result<Answer, Failure> {
        match self {
            Command::Assess(arguments) => assess::run(&arguments),
            Command::Simulate(arguments) => simulate::run(&arguments),
            Command::Estimate(arguments) => estimate::run(&arguments),
            Command::Explain(arguments) => explain::run(&arguments),
            Command::Screen(arguments) => screen::run(&arguments),
            Command::Prices(arguments) => prices::run(&arguments),
            Command::Pack(arguments) => pack::run(&arguments),
            Command::Demo(arguments) => demo::run(&arguments),
            Command::Serve(arguments) => serve::run(arguments),
            Command::Replay(arguments) => replay::run(&arguments),
            Command::Log(arguments) => log::run(&arguments),
            Command::Backup(arguments) => backup::run(&arguments),
            Command::Restore(arguments) => restore::run(&arguments),
            Command::Database(arguments) => database::run(&arguments),
            Command::Export(arguments) => export::run(&arguments),
            Command::Doctor(arguments) => doctor::run(&arguments),
            Command::Register(arguments) => register::run(arguments),
            Command::Certificate(arguments) => certificate::run(&arguments),
            Command::Sellers(arguments) => sellers::run(&arguments),
            Command::Rule(arguments) => rule::run(&arguments),
            Command::TaxToken(arguments) => tax_token::run(&arguments),
            Command::Token(arguments) => token::run(&arguments),
            Command::Rehearse(arguments) => rehearse::run(&arguments),
            Command::Bench(arguments) => bench::run(&arguments),
        }
    }
}

/// What every command about a file of declarations is asked with.
#[derive(clap::Args)]
struct Asked {
    /// The country pack.
    #[arg(long, value_name = "DIR")]
    pack: PathBuf,
    /// The register of parties, with the numbers of tax schemes and the keys of tax tokens.
    #[arg(long, value_name = "FILE.csv")]
    register: Option<PathBuf>,
    /// How the columns of a CSV become fields.
    #[arg(long, value_name = "FILE.toml")]
    map: Option<PathBuf>,
    /// Answer as of the start of this day instead of now.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Only what a filer is told: no profiles, no lists.
    #[arg(long)]
    as_filer: bool,
    /// The organisation that files.
    #[arg(long, default_value = "filer")]
    filer: String,
    /// The language of messages.
    #[arg(long, default_value = "en")]
    lang: String,
    /// Declarations: JSON, NDJSON or CSV; `-` for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Asked {
    /// The country with its register.
    fn country(&self) -> Result<Country, Failure> {
        Country::load_with(&self.pack, self.register.as_deref())
    }

    /// A desk of the country for whoever files.
    fn desk<'a>(&self, country: &'a Country) -> Result<Desk<'a>, Failure> {
        let now = clock::moment(self.as_of, country.law())?;
        Ok(Desk { facts: country.facts(), filer: self.filer.clone(), now })
    }

    /// Whoever reads the answers.
    fn reader(&self) -> wire::Reader {
        if self.as_filer { wire::Reader::Filer } else { wire::Reader::Officer }
    }
}

/// A block is read as a whole before any of it is decided: small enough to stay near a core, large enough that
/// workers seldom wait for each other.
const LIMITS: Limits = Limits { block: 128 << 10, document: 1 << 20 };

/// Opens a file of declarations, or standard input for `-`, with its mapping.
fn open(file: &Path, map: Option<&Path>) -> Result<Intake<Box<dyn Read + Send>>, Failure> {
    let mapping = map.map(read_mapping).transpose()?;
    let (name, read): (_, Box<dyn Read + Send>) = if file.as_os_str() == "-" {
        ("-".into(), Box::new(std::io::stdin()))
    } else {
        (file.to_string_lossy(), Box::new(File::open(file).map_err(Failure::file(file))?))
    };
    wire::intake::open(&name, read, mapping.as_ref(), LIMITS).map_err(|unreadable| match unreadable {
        Unreadable::Stream(source) => Failure::World { what: format!("`{name}`"), source },
        Unreadable::Flaws(flaws) => {
            let flaws: Vec<String> = flaws.iter().map(|flaw| format!("  {flaw}")).collect();
            Failure::WrongUse(format!("`{name}` cannot be read:\n{}", flaws.join("\n")))
        }
    })
}

/// The bytes of a file, or of standard input for `-`; at most so many.
fn read_whole(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let reader: Box<dyn Read> = match path.as_os_str() == "-" {
        true => Box::new(std::io::stdin()),
        false => Box::new(File::open(path).map_err(Failure::file(path))?),
    };
    reader.take(most + 1).read_to_end(&mut bytes).map_err(Failure::file(path))?;
    match bytes.len() as u64 > most {
        true => Err(Failure::WrongUse(format!("`{}` has more than {most} bytes", path.display()))),
        false => Ok(bytes),
    }
}

fn read_mapping(path: &Path) -> Result<Mapping, Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
    Mapping::parse(&text).map_err(|flaws| {
        let flaws: Vec<String> = flaws.iter().map(|flaw| format!("  {flaw}")).collect();
        Failure::WrongUse(format!("the mapping `{}` has faults:\n{}", path.display(), flaws.join("\n")))
    })
}

/// A count on standard error while the work is long; nothing where nobody looks.
fn progress() -> ProgressBar {
    let target = match std::io::stderr().is_terminal() {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let bar = ProgressBar::with_draw_target(None, target);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} done, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// How far a long copy is, on standard error; nothing where nobody looks.
fn progress_of_bytes() -> ProgressBar {
    let bar = progress();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}: {bytes} of {total_bytes}, {elapsed}") {
        bar.set_style(style);
    }
    bar
}

/// The name of the record and the key that signs it.
fn record_of(reader: &store::Reader, seed: &[u8; 32]) -> Result<(Origin, SigningKey), Failure> {
    let origin = reader.about("origin").map_err(stored)?.as_deref().and_then(Origin::parse);
    origin.zip(SigningKey::from_seed(seed)).ok_or_else(|| {
        Failure::WrongUse("the database has no record yet: nothing was served from it".to_owned())
    })
}

/// Looks at every consignment of a database, in the order of their numbers.
fn each_consignment(
    reader: &store::Reader,
    mut look: impl FnMut(store::Held) -> Result<(), store::StoreFailure>,
) -> Result<(), Failure> {
    /// Consignments that are read at once.
    const PAGE: usize = 1_000;
    let progress = progress();
    let mut from = 0;
    loop {
        let numbers = reader.consignments_from(from, PAGE).map_err(stored)?;
        let Some(last) = numbers.last() else { break };
        from = last + 1;
        for number in numbers {
            reader.load(number).and_then(|held| held.map_or(Ok(()), &mut look)).map_err(stored)?;
            progress.inc(1);
        }
    }
    progress.finish_and_clear();
    Ok(())
}

/// A failure of the store: what the caller can mend is wrong use, the rest is the world's.
fn stored(failure: store::StoreFailure) -> Failure {
    use store::StoreFailure;
    match failure {
        StoreFailure::InUse(_)
        | StoreFailure::Newer { .. }
        | StoreFailure::Older { .. }
        | StoreFailure::Embedded(_)
        | StoreFailure::MovedBefore(_)
        | StoreFailure::Served
        | StoreFailure::OtherUse { .. } => Failure::WrongUse(failure.to_string()),
        StoreFailure::File { path, source } => {
            Failure::World { what: format!("`{}`", path.display()), source }
        }
        other => Failure::World {
            what: "the database".to_owned(),
            source: std::io::Error::other(other.to_string()),
        },
    }
}
