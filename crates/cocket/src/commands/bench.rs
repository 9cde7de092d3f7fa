//! `cocket bench`: what each stage of a decision costs on this machine, beside the floor of the same run.

mod intake;
mod ledger;
mod log;
mod made_up;
mod matching;
mod screen;
mod tariff;
mod token;

use crate::answer::{self, Form};
use crate::clock;
use crate::country::Country;
use crate::desk::{Decided, Desk};
use crate::failure::{Answer, Failure};
use clearance::{Facts, Fault, Filer, FilerRole, Lodgement, Step, Submission, Valid, clear, validate};
use rehearsal::{Mix, Rehearsal, write_ndjson};
use serde::Serialize;
use serde::de::IgnoredAny;
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;
use wire::Reader as ForWhom;
use wire::intake::Reading;

/// Arguments of `cocket bench`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to measure.
    #[arg(value_enum, default_value = "decide")]
    what: Vec<What>,
    /// The country pack.
    #[arg(long, value_name = "DIR", default_value = "packs/examplia")]
    pack: PathBuf,
    /// Another pack whose tariff is measured in memory, such as a national one.
    #[arg(long, value_name = "DIR")]
    tariff: Option<PathBuf>,
    /// How many declarations a round decides, or sends.
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    parcels: u64,
    /// Made-up profiles beside the pack's own.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    profiles: u32,
    /// Made-up names on a watch list beside the pack's own.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    names: u32,
    /// For `screen`: lists whose words the made-up list is drawn from.
    #[arg(long, value_name = "FILE")]
    list: Vec<PathBuf>,
    /// Rounds; the median counts.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// As JSON, which is the only form there is.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    intake: intake::Arguments,
}

/// What can be measured so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// Reading, validating and clearing one-item declarations on one thread.
    Decide,
    /// Full intake over HTTP, durable, by a server of its own.
    Intake,
    /// The same with the database at a PostgreSQL server, by one node and by several.
    Nodes,
    /// Screening one name among so many as `--names` says, at least 100,000.
    Screen,
    /// Matching declarations with a hundred profiles and with ten thousand.
    Match,
    /// Transfers of the ledger in memory, a third of them by one organisation.
    Ledger,
    /// Sequencing batches in the log of the record in memory, with checkpoints and proofs.
    Log,
    /// Reading and verifying tax tokens beside the bare signature.
    Token,
}

/// Nanoseconds a declaration, medians over the rounds, on one thread.
#[derive(Serialize)]
struct Report {
    bench: &'static str,
    declarations: u64,
    rounds: usize,
    profiles: usize,
    listed_names: usize,
    bytes_per_declaration: u64,
    floor_json_scan_ns: u64,
    parse_ns: u64,
    validate_ns: u64,
    clear_ns: u64,
    validate_and_clear_ns: u64,
    answer_ns: u64,
    all_ns: u64,
    declarations_per_second: u64,
    answer_bytes: u64,
    ratios: Ratios,
    #[serde(skip_serializing_if = "Option::is_none")]
    tariff: Option<tariff::TariffReport>,
}

/// How many times the floor.
#[derive(Serialize)]
struct Ratios {
    parse_to_scan: String,
    validate_and_clear_to_scan: String,
    all_to_scan: String,
}

/// The fewest names that screening is measured among.
const SCREENED: usize = 100_000;

/// Measures and prints JSON.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    for what in &arguments.what {
        match what {
            What::Decide => print(&decide(arguments)?)?,
            What::Intake => {
                let plan = intake::Plan::new(
                    &arguments.pack,
                    arguments.parcels,
                    rounds_of(arguments),
                    &arguments.intake,
                );
                print(&intake::run(&plan)?)?;
            }
            What::Nodes => print(&intake::measure_nodes(&nodes_plan(arguments)?)?)?,
            What::Screen => {
                let names = usize::try_from(arguments.names).unwrap_or(usize::MAX).max(SCREENED);
                print(&screen::measure(&arguments.list, names, rounds_of(arguments))?)?;
            }
            What::Ledger => print(&ledger::measure(1_000_000, rounds_of(arguments))?)?,
            What::Log => print(&log::measure(1_000_000, rounds_of(arguments))?)?,
            What::Token => print(&token::measure(arguments.parcels, rounds_of(arguments))?)?,
            What::Match => print(&matching::measure(arguments.parcels, rounds_of(arguments))?)?,
        }
    }
    Ok(Answer::Yes)
}

fn nodes_plan(arguments: &Arguments) -> Result<intake::NodesPlan<'_>, Failure> {
    arguments.intake.nodes_plan(&arguments.pack, arguments.parcels, rounds_of(arguments))
}

fn print(report: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(report).unwrap_or_default();
    writeln!(std::io::stdout(), "{text}").map_err(Failure::output)
}

fn decide(arguments: &Arguments) -> Result<Report, Failure> {
    let rounds = rounds_of(arguments);
    let country = Country::load(&arguments.pack)?;
    let profiles = made_up::profiles(country.pack.profiles.as_slice(), arguments.profiles);
    let lists = made_up::lists(country.pack.lists.as_slice(), arguments.names);
    let facts = Facts { profiles: &profiles, lists: &lists, ..country.facts() };
    let voice = country.voice("en")?;
    let now = made_up::moment();
    let desk = Desk { facts: facts.clone(), filer: "bench".to_owned(), now };
    let lines = parcels(arguments.parcels);
    let documents: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();

    let scan = median(rounds, &documents, |document| {
        drop(black_box(serde_json::from_slice::<IgnoredAny>(document)));
    });
    let parse = median(rounds, &documents, |document| {
        drop(black_box(wire::intake::json::read(document)));
    });
    let submissions: Vec<Submission<'_>> =
        documents.iter().filter_map(|document| wire::intake::json::read(document).ok()).collect();
    let validating = median(rounds, &submissions, |submission| {
        drop(black_box(validate(submission, FilerRole::Declarant, facts.law, facts.register, now)));
    });
    let commands: Vec<clearance::Command> = submissions
        .iter()
        .filter_map(|submission| {
            lodge(validate(submission, FilerRole::Declarant, facts.law, facts.register, now).ok()?)
        })
        .collect();
    if commands.is_empty() {
        return Err(undecidable(&arguments.pack));
    }
    // Clearing takes its command for good; what copying one costs is measured and left out.
    let copying = median(rounds, &commands, |command| drop(black_box(command.clone())));
    let clearing = median(rounds, &commands, |command| {
        drop(black_box(clear(None, command.clone(), &facts, now)));
    })
    .saturating_sub(copying);
    let steps: Vec<Decided<'_>> = commands
        .iter()
        .filter_map(|command| clear(None, command.clone(), &facts, now).ok())
        .map(|step: Step| Decided::Step(Box::new(step)))
        .collect();
    let mut out = Vec::with_capacity(1 << 16);
    let mut answer_bytes = 0;
    let answering = median(rounds, &steps, |decided| {
        out.clear();
        answer::write(decided, 1, Form::Json(ForWhom::Officer), facts.law, voice, &mut out);
        answer_bytes += out.len();
    });
    let all = median(rounds, &documents, |document| {
        out.clear();
        let decided = desk.decide(read(document), 1);
        answer::write(&decided, 1, Form::Json(ForWhom::Officer), facts.law, voice, &mut out);
    });
    let mean_answer = answer_bytes / (steps.len() * rounds).max(1);
    let stages = Stages { scan, parse, validating, clearing, answering, all };
    let mut report = report(arguments, &facts, &lines, count(documents.len()), count(mean_answer), &stages);
    if let Some(dir) = &arguments.tariff {
        report.tariff = Some(tariff::measure(dir, rounds, clock::now())?);
    }
    Ok(report)
}

fn undecidable(pack: &Path) -> Failure {
    Failure::WrongUse(format!("none of the made-up parcels is one that `{}` can decide", pack.display()))
}

/// What each stage takes, in nanoseconds a declaration.
struct Stages {
    scan: u64,
    parse: u64,
    validating: u64,
    clearing: u64,
    answering: u64,
    all: u64,
}

fn report(
    arguments: &Arguments,
    facts: &Facts<'_>,
    lines: &[u8],
    declarations: u64,
    answer_bytes: u64,
    stages: &Stages,
) -> Report {
    let Stages { scan, parse, validating, clearing, answering, all } = *stages;
    Report {
        bench: "decide",
        declarations,
        rounds: rounds_of(arguments),
        profiles: facts.profiles.as_slice().len(),
        listed_names: facts.lists.as_slice().iter().map(|list| list.entries.len()).sum(),
        bytes_per_declaration: count(lines.len()) / declarations.max(1),
        floor_json_scan_ns: scan,
        parse_ns: parse,
        validate_ns: validating,
        clear_ns: clearing,
        validate_and_clear_ns: validating + clearing,
        answer_ns: answering,
        all_ns: all,
        declarations_per_second: 1_000_000_000 / all.max(1),
        answer_bytes,
        ratios: Ratios {
            parse_to_scan: ratio(parse, scan),
            validate_and_clear_to_scan: ratio(validating + clearing, scan),
            all_to_scan: ratio(all, scan),
        },
        tariff: None,
    }
}

fn rounds_of(arguments: &Arguments) -> usize {
    usize::try_from(arguments.rounds).unwrap_or(usize::MAX)
}

fn read(document: &[u8]) -> Result<Reading<'_>, Fault> {
    wire::intake::json::read(document).map(|submission| Reading { submission, lodged: None })
}

fn parcels(count: u64) -> Vec<u8> {
    let rehearsal = Rehearsal::new(1, Mix::OneItem);
    let mut lines = Vec::new();
    for parcel in rehearsal.parcels(count) {
        write_ndjson(&parcel, &mut lines);
    }
    lines
}

fn lodge(valid: Valid) -> Option<clearance::Command> {
    Some(clearance::Command::Lodge(Lodgement {
        number: clearance::identifier::Mrn::compose(26, "XA", "0000000000001").ok()?,
        consignment: "c_0000000000001".to_owned(),
        filer: Filer { organisation: "bench".to_owned(), role: FilerRole::Declarant },
        declaration: valid.declaration,
        warnings: valid.warnings,
        assessed: Some(valid.assessment),
    }))
}

/// The median over the rounds of the nanoseconds that one element takes.
fn median<T>(rounds: usize, elements: &[T], mut each: impl FnMut(&T)) -> u64 {
    let mut taken: Vec<Duration> = (0..rounds)
        .map(|_| {
            let start = clock::mark();
            elements.iter().for_each(&mut each);
            start.elapsed()
        })
        .collect();
    taken.sort_unstable();
    let middle = taken.get(rounds / 2).copied().unwrap_or_default();
    u64::try_from(middle.as_nanos()).unwrap_or(u64::MAX) / count(elements.len()).max(1)
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// A ratio with two decimals, in whole numbers.
fn ratio(of: u64, to: u64) -> String {
    let hundredths = of.saturating_mul(100) / to.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
