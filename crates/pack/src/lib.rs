//! Country packs: a directory of TOML and CSV in, the law, the profiles and the watch lists out.
//!
//! `docs/guide/pack.md` is the layout. [`load`] reads a country's pack with all it inherits; [`validate`]
//! reads any pack, also one such as `world` that is no country's. Both tell every fault of every file at
//! once. An [`Archive`] is the same pack as one value, to be kept with what was decided by it and loaded
//! again without the directory. A pack is read, never run, and nothing in it is believed before it has been
//! parsed: sizes, depths and numbers of files are limited, and symbolic links are not followed.
//!
//! ```no_run
//! # use std::path::Path;
//! match pack::load(Path::new("packs/examplia")) {
//!     Ok(loaded) => println!("{}", pack::show(&loaded.pack, jiff::civil::date(2026, 3, 2))),
//!     Err(findings) => findings.iter().for_each(|finding| eprintln!("{finding}")),
//! }
//! ```

mod archive;
mod cell;
mod checks;
mod contradictions;
mod controls;
mod dated;
mod diff;
mod directory;
mod examples;
mod finding;
mod folder;
mod gaps;
mod in_words;
mod inherit;
mod law;
mod manifest;
mod names;
mod parameters;
mod procedures;
mod register;
mod retention;
mod risk_files;
mod rule;
mod rulebook;
mod show;
mod signal_files;
mod signs;
mod sources;
mod table;
mod tariff_files;
mod texts;
mod thresholds;
mod world;

pub use archive::{Archive, ArchiveFlaw};
pub use diff::{Change, diff};
pub use examples::{Example, ExampleFile, Expect, Returned};
pub use finding::{Finding, Severity};
pub use manifest::{Kind, Manifest};
pub use register::{register, register_csv};
pub use rule::{RULE_LIMIT, ReadRule, lint_rules, read_rule, rule_of_json};
pub use rulebook::{RulebookUnread, Rules, rulebook, rulebook_bytes};
pub use show::{Ruling, Show, show};
pub use sources::{Provenance, Status};

use clearance::{Law, Requirement};
use directory::{Gathered, Missed};
use folder::Files;
use inherit::Source;
use jiff::civil::Date;
use law::Tables;
use risk::signals::undervaluation::Prices;
use risk::{Profiles, WatchLists};
use std::collections::BTreeMap;
use std::path::Path;
use tariff::{Dated, DatedTable};

/// A country's pack, ready for clearance.
#[derive(Clone, Debug)]
pub struct Pack {
    /// What `pack.toml` says.
    pub manifest: Manifest,
    /// The law.
    pub law: Law,
    /// Officers' profiles.
    pub profiles: Profiles,
    /// Watch lists.
    pub lists: WatchLists,
    /// What goods usually cost.
    pub prices: Prices,
    /// Fluent messages by language, inherited ones first. Where a message comes twice, the last one counts
    /// (`FluentBundle::add_resource_overriding`).
    pub texts: BTreeMap<String, String>,
    /// The pack's own worked examples.
    pub examples: Vec<ExampleFile>,
    /// The parameters as they are written, with their law.
    pub parameters: DatedTable<&'static str, String>,
    /// The data requirements row by row.
    pub requirements: Vec<Dated<Requirement>>,
    /// Where the pack's own files come from.
    pub sources: Vec<Provenance>,
    /// The rows that nobody has checked against the official text, inherited ones included.
    pub unverified: Vec<Unverified>,
    /// [`Archive::hash`] of the files it was made of, by which a decision names the pack.
    pub hash: [u8; 32],
}

/// A row marked `unverified`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unverified {
    /// The file, from the pack's directory.
    pub file: String,
    /// The line.
    pub row: u64,
}

/// A pack that was read, with what is worth knowing about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The pack.
    pub pack: Pack,
    /// Warnings and infos, by file and line.
    pub notes: Vec<Finding>,
}

/// Reads a country's pack.
///
/// # Errors
/// Everything that was found, errors, warnings and infos, by file and line, if there is any error.
pub fn load(dir: &Path) -> Result<Loaded, Vec<Finding>> {
    // As `load_archive(&Archive::read(dir)?)`, but what is wrong with the files is told also where some of
    // them could not be read.
    load_known(dir, None)
}

/// Reads a country's pack as it was known on a day: rows that were made public later are left out.
///
/// # Errors
/// As those of [`load`].
pub fn load_known(dir: &Path, known: Option<Date>) -> Result<Loaded, Vec<Finding>> {
    let Gathered { packs, missed } = directory::gather(dir);
    loaded(&packs, missed, known)
}

/// Reads a country's pack from its archive, as [`load`] does from its directory.
///
/// # Errors
/// As those of [`load`].
pub fn load_archive(archive: &Archive) -> Result<Loaded, Vec<Finding>> {
    loaded(archive.packs(), archive.missed(), None)
}

/// A country's pack from its files and those of its ancestors.
fn loaded(packs: &[Files], missed: Missed, known: Option<Date>) -> Result<Loaded, Vec<Finding>> {
    let source = Source::of(packs, missed, known)?;
    if source.heir.manifest.country.is_none() {
        source.findings.add(law::no_country());
    }
    let read = Read::all(&source);
    let made = if source.findings.refuse() { None } else { read.tables.into_law(&source) };
    let notes = source.findings.take();
    let Some(made) = made else { return Err(notes) };
    let mut unverified: Vec<Unverified> =
        made.unverified.into_iter().map(|(file, row)| Unverified { file, row }).collect();
    unverified.sort_unstable();
    let pack = Pack {
        manifest: source.heir.manifest,
        law: made.law,
        profiles: made.profiles,
        lists: made.lists,
        prices: made.prices,
        texts: read.texts,
        examples: read.examples,
        parameters: made.parameters,
        requirements: made.requirements,
        sources: read.sources,
        unverified,
        hash: archive::hash(packs),
    };
    Ok(Loaded { pack, notes })
}

/// Reads any pack, a country's or not, and gives everything that was found, by file and line.
pub fn validate(dir: &Path) -> Vec<Finding> {
    let Gathered { packs, missed } = directory::gather(dir);
    match Source::of(&packs, missed, None) {
        Ok(source) => {
            Read::all(&source);
            source.findings.take()
        }
        Err(findings) => findings,
    }
}

/// Everything that the files of a pack say.
struct Read {
    tables: Tables,
    texts: BTreeMap<String, String>,
    examples: Vec<ExampleFile>,
    sources: Vec<Provenance>,
}

impl Read {
    /// Reads and checks every file.
    fn all(source: &Source) -> Read {
        let tables = Tables::read(source);
        tables.check(source);
        let texts = texts::read(source);
        let profiles = tables.profiles.iter();
        let reasons =
            profiles.map(|(_, entry)| (entry.row.value.public_reason.as_str(), &*entry.file, entry.line));
        texts::check_public_reasons(source, &texts, reasons);
        let examples = examples::read(source);
        let sources = sources::read(source);
        source.tell_untranslated();
        Read { tables, texts, examples, sources }
    }
}
