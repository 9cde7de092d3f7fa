//! `cocket screen`: names against watch lists, offline, by the code that screens parties.

mod hashed;

use crate::failure::{Answer, Failure};
use risk::EntryKind;
use risk::screening::{Aligned, Match, Screen};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use wire::listed::{ListFlaw, ListedName, doubts, listed_names};

/// Arguments of `cocket screen`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A list: CSV with `id,name,kind`, a CSV of OFAC (sdn, alt, add), or the XML of the United Nations. Several may be given.
    #[arg(long, value_name = "FILE", required_unless_present = "hashed", num_args = 1..)]
    list: Vec<PathBuf>,
    /// A list made by `--hash-to`: it says whether a name is on it, and nothing else. Several may be given.
    #[arg(long, value_name = "FILE", conflicts_with = "list", num_args = 1..)]
    hashed: Vec<PathBuf>,
    /// Write the lists as one hashed list, which does not show its names, and look for nothing.
    #[arg(long, value_name = "FILE", requires = "list", conflicts_with_all = ["file", "name"])]
    hash_to: Option<PathBuf>,
    /// The salt of the hashed list; made up where nothing is said.
    #[arg(long, value_name = "TEXT", requires = "hash_to")]
    salt: Option<String>,
    /// How many times the hash of each name goes over its mebibyte.
    #[arg(long, value_name = "N", requires = "hash_to", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=hashed::MOST_PASSES))]
    passes: u32,
    /// The names to look for, CSV with `id,name,kind`; `-` for standard input.
    #[arg(long, value_name = "NAMES.csv", conflicts_with = "name")]
    file: Option<PathBuf>,
    /// What the name is: person, organisation, vessel, address, url or identifier.
    #[arg(long, default_value = "person", value_parser = kind)]
    kind: EntryKind,
    /// The lowest score that is shown, above 0 and below 1.
    #[arg(long, default_value = "0.5", value_parser = floor)]
    floor: u32,
    /// One JSON object a name.
    #[arg(long)]
    json: bool,
    /// The name to look for.
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

fn kind(text: &str) -> Result<EntryKind, String> {
    let kinds: Vec<&str> = EntryKind::ALL.iter().map(|kind| kind.as_str()).collect();
    EntryKind::from_name(text).ok_or_else(|| format!("there are {}", kinds.join(", ")))
}

/// A score in millionths.
fn floor(text: &str) -> Result<u32, String> {
    let wrong = || "a number above 0 and below 1, such as 0.5".to_owned();
    let number = quantity::Decimal::parse(text).map_err(|_| wrong())?;
    u32::try_from(number.micro()).ok().filter(|floor| (1..1_000_000).contains(floor)).ok_or_else(wrong)
}

/// A name of a list, with the list.
struct Entry {
    list: usize,
    named: ListedName,
}

/// What is asked about.
struct Asked {
    id: String,
    name: String,
    kind: EntryKind,
}

#[derive(Serialize)]
struct Answered<'a> {
    id: &'a str,
    query: &'a str,
    matches: Vec<Matched<'a>>,
}

#[derive(Serialize)]
struct Matched<'a> {
    list: &'a str,
    id: &'a str,
    name: &'a str,
    kind: &'static str,
    score: serde_json::Number,
    evidence: Evidence<'a>,
}

/// What speaks for a match and what against it.
#[derive(Serialize)]
struct Evidence<'a> {
    aligned: Vec<AlignedText<'a>>,
    only_asked: &'a [String],
    only_listed: &'a [String],
    as_a_whole: bool,
}

#[derive(Serialize)]
struct AlignedText<'a> {
    asked: &'a str,
    listed: &'a str,
    likeness: &'static str,
    bits: u32,
}

impl Arguments {
    /// The lists, and the name: the last word where it stands after the lists.
    fn files_and_name(&self) -> Result<(&[PathBuf], Option<String>), Failure> {
        let files = if self.hashed.is_empty() { &self.list } else { &self.hashed };
        match (files.as_slice(), &self.name, &self.file) {
            (files, Some(name), _) => Ok((files, Some(name.clone()))),
            (files, None, Some(_)) => Ok((files, None)),
            ([files @ .., name], None, None) if !files.is_empty() => {
                Ok((files, Some(name.to_string_lossy().into_owned())))
            }
            _ => Err(Failure::WrongUse("name what to look for, or a file of names with --file".to_owned())),
        }
    }
}

/// Looks for every name.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    if let Some(to) = &arguments.hash_to {
        let (lists, entries) = read_lists(&arguments.list)?;
        return hashed::write(to, &lists, &entries, arguments.salt.as_deref(), arguments.passes);
    }
    let (files, name) = arguments.files_and_name()?;
    if !arguments.hashed.is_empty() {
        return hashed::look(files, &asked(arguments, name)?, arguments.json);
    }
    let (lists, entries) = read_lists(files)?;
    let screen = Screen::new(entries.iter().map(|entry| (entry.named.kind, entry.named.name.as_str())));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for asked in asked(arguments, name)? {
        let found = screen.search(asked.kind, &asked.name, arguments.floor);
        let found = best_of_each(&found, &entries);
        let matches: Vec<Matched<'_>> = found
            .iter()
            .filter_map(|found| Some(matched(found, entries.get(place(found))?, &lists)))
            .collect();
        let answered = Answered { id: &asked.id, query: &asked.name, matches };
        match arguments.json {
            true => {
                let line = serde_json::to_string(&answered).unwrap_or_default();
                writeln!(out, "{line}").map_err(Failure::output)?;
            }
            false => write_words(&mut out, &answered)?,
        }
    }
    out.flush().map_err(Failure::output)?;
    Ok(Answer::Yes)
}

fn read_lists(paths: &[PathBuf]) -> Result<(Vec<String>, Vec<Entry>), Failure> {
    let (mut lists, mut entries) = (Vec::new(), Vec::new());
    for (list, path) in paths.iter().enumerate() {
        let bytes = fs::read(path).map_err(Failure::file(path))?;
        let names = listed_names(&bytes)
            .map_err(|flaw| Failure::WrongUse(format!("the list `{}`: {flaw}", path.display())))?;
        warn(path, &doubts(&names));
        entries.extend(names.into_iter().map(|named| Entry { list, named }));
        lists.push(path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()));
    }
    Ok((lists, entries))
}

/// The most warnings about one list that are written out.
const MOST_WARNINGS: usize = 20;

fn warn(path: &Path, doubts: &[ListFlaw]) {
    for doubt in doubts.iter().take(MOST_WARNINGS) {
        eprintln!("warning: the list `{}`: {doubt}", path.display());
    }
    if let Some(more) = doubts.len().checked_sub(MOST_WARNINGS).filter(|more| *more > 0) {
        eprintln!("warning: the list `{}`: {more} more such rows", path.display());
    }
}

/// What is asked about: one name, or those of a file.
fn asked(arguments: &Arguments, name: Option<String>) -> Result<Vec<Asked>, Failure> {
    if let Some(name) = name {
        return Ok(vec![Asked { id: "1".to_owned(), name, kind: arguments.kind }]);
    }
    let path = arguments.file.as_deref().unwrap_or(Path::new("-"));
    let mut bytes = Vec::new();
    let reading = Failure::file(path);
    match path.to_str() {
        Some("-") => drop(std::io::stdin().lock().read_to_end(&mut bytes).map_err(reading)?),
        _ => bytes = fs::read(path).map_err(reading)?,
    }
    let names = listed_names(&bytes)
        .map_err(|flaw| Failure::WrongUse(format!("the names `{}`: {flaw}", path.display())))?;
    Ok(names.into_iter().map(|ListedName { id, name, kind, .. }| Asked { id, name, kind }).collect())
}

fn place(found: &Match) -> usize {
    usize::try_from(found.place).unwrap_or(usize::MAX)
}

/// Of an entry with several names the surest.
fn best_of_each<'f>(found: &'f [Match], entries: &[Entry]) -> Vec<&'f Match> {
    let mut seen = BTreeSet::new();
    let is_first = |found: &&Match| {
        entries.get(place(found)).is_some_and(|entry| seen.insert((entry.list, entry.named.id.clone())))
    };
    found.iter().filter(is_first).collect()
}

fn matched<'a>(found: &'a Match, entry: &'a Entry, lists: &'a [String]) -> Matched<'a> {
    let evidence = &found.evidence;
    let text = |aligned: &'a Aligned| AlignedText {
        asked: &aligned.asked,
        listed: &aligned.listed,
        likeness: aligned.likeness.as_str(),
        bits: aligned.bits,
    };
    Matched {
        list: lists.get(entry.list).map(String::as_str).unwrap_or_default(),
        id: &entry.named.id,
        name: &entry.named.name,
        kind: entry.named.kind.as_str(),
        score: score_text(found.score).parse().unwrap_or_else(|_| 0.into()),
        evidence: Evidence {
            aligned: evidence.aligned.iter().map(text).collect(),
            only_asked: &evidence.only_asked,
            only_listed: &evidence.only_listed,
            as_a_whole: evidence.as_a_whole,
        },
    }
}

/// Millionths as a decimal number.
fn score_text(score: u32) -> String {
    format!("0.{score:06}")
}

/// Without signs that a terminal would obey or that turn around what is read.
fn printable(text: &str) -> String {
    let turns = |char: char| matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    text.chars().filter(|char| !char.is_control() && !turns(*char)).collect()
}

fn write_words(out: &mut impl Write, answered: &Answered<'_>) -> Result<(), Failure> {
    let mut say = |text: String| writeln!(out, "{}", printable(&text)).map_err(Failure::output);
    if answered.matches.is_empty() {
        return say(format!("{}: no listed name is like it", answered.query));
    }
    say(format!("{}:", answered.query))?;
    for found in &answered.matches {
        say(format!("  {}  {}  {} {}", found.score, found.name, found.list, found.id))?;
        let agree: Vec<String> = found
            .evidence
            .aligned
            .iter()
            .map(|it| match it.asked == it.listed {
                true => format!("{} ({} bits)", it.asked, it.bits),
                false => format!("{} ~ {} ({}, {} bits)", it.asked, it.listed, it.likeness, it.bits),
            })
            .collect();
        if !agree.is_empty() {
            say(format!("      agree: {}", agree.join(", ")))?;
        }
        if found.evidence.as_a_whole {
            say("      the names sound alike as a whole".to_owned())?;
        }
        for (whose, words) in
            [("only asked", found.evidence.only_asked), ("only listed", found.evidence.only_listed)]
        {
            if !words.is_empty() {
                say(format!("      {whose}: {}", words.join(", ")))?;
            }
        }
    }
    Ok(())
}
