//! Steps in the life of a rule, and the rulebook as it stands.

use super::lint::{Packed, finding_json, findings_text};
use super::{print, read};
use crate::clock;
use crate::failure::{Answer, Failure};
use risk::{Mark, RuleState, RuleVersion, Rulebook, parse_version_name, version_name};
use serde_json::{Value, json};
use service::{NotStepped, RuleStep, Stepped, rule_json};
use std::path::PathBuf;
use store::Rulebooks;

/// Arguments of `cocket rule propose`.
#[derive(clap::Args)]
pub(super) struct Proposed {
    #[command(flatten)]
    place: Place,
    /// Who writes it.
    #[arg(long = "as", value_name = "NAME")]
    by: String,
    /// The rule: TOML with one `[[profile]]`; `-` for standard input.
    file: PathBuf,
}

/// Arguments of the other steps.
#[derive(clap::Args)]
pub(super) struct Step {
    #[command(flatten)]
    place: Place,
    /// Who does it.
    #[arg(long = "as", value_name = "NAME")]
    by: String,
    /// The version: `XA-R-0007@2`.
    #[arg(value_name = "ID@VERSION")]
    of: String,
    /// Why it is taken out.
    #[arg(long, default_value = "")]
    reason: String,
}

/// Where the rulebook is, and the pack that rules are checked against.
#[derive(clap::Args)]
pub(super) struct Place {
    /// Where the data is.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// The country pack to check against, instead of the one that was decided by last.
    #[arg(long, value_name = "DIR")]
    pack: Option<PathBuf>,
}

/// Arguments of `cocket rule list`.
#[derive(clap::Args)]
pub(super) struct Listed {
    /// Where the data is.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

/// Arguments of `cocket rule show`.
#[derive(clap::Args)]
pub(super) struct Shown {
    /// Where the data is.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// The rule: `XA-R-0007`.
    id: String,
}

/// Writes a rule down. The answer is no if it has faults or says nothing new.
pub(super) fn propose(asked: &Proposed, as_json: bool) -> Result<Answer, Failure> {
    let step =
        RuleStep::Propose { file: asked.file.to_string_lossy().into_owned(), text: read(&asked.file)? };
    make(&asked.place, &asked.by, None, &step, as_json)
}

/// Lets a draft be tried.
pub(super) fn shadow(asked: &Step, as_json: bool) -> Result<Answer, Failure> {
    one_step(asked, &RuleStep::Shadow, as_json)
}

/// Approves a version. The answer is no where whoever asks wrote it.
pub(super) fn activate(asked: &Step, as_json: bool) -> Result<Answer, Failure> {
    one_step(asked, &RuleStep::Activate, as_json)
}

/// Takes a version out.
pub(super) fn retire(asked: &Step, as_json: bool) -> Result<Answer, Failure> {
    one_step(asked, &RuleStep::Retire { reason: asked.reason.clone() }, as_json)
}

fn one_step(asked: &Step, step: &RuleStep, as_json: bool) -> Result<Answer, Failure> {
    let version = parse_version_name(&asked.of).ok_or_else(|| {
        Failure::WrongUse(format!("`{}` names no version of a rule, such as `XA-R-0007@2`", asked.of))
    })?;
    make(&asked.place, &asked.by, Some(version), step, as_json)
}

/// Makes a step and keeps it, beside a server that may be running.
fn make(
    place: &Place,
    by: &str,
    of: Option<(&str, u32)>,
    step: &RuleStep,
    as_json: bool,
) -> Result<Answer, Failure> {
    let packed = Packed::of(place.pack.as_deref(), Some(&place.data))?;
    let mut rulebooks = Rulebooks::open(&place.data).map_err(crate::commands::stored)?;
    let fact = rulebooks.current().map_err(crate::commands::stored)?;
    let made_from = fact.as_ref().map(|fact| fact.id);
    let book = fact.as_ref().map_or(Ok(Rulebook::default()), |fact| parsed(&fact.body))?;
    let mark = Mark { by: by.trim().to_owned(), at: clock::now_to_the_millisecond() };
    let made = packed.bench().step(&book, of, step, mark);
    let made = match made {
        Ok(stepped) if stepped.keep_beside(&mut rulebooks, made_from).map_err(crate::commands::stored)? => {
            Ok(stepped)
        }
        Ok(_) => Err(NotStepped::Overtaken),
        Err(not) => Err(not),
    };
    match made {
        Ok(stepped) => {
            tell(&stepped, as_json)?;
            Ok(Answer::Yes)
        }
        Err(not) => refuse(&not, as_json),
    }
}

fn tell(stepped: &Stepped, as_json: bool) -> Result<(), Failure> {
    let Stepped { rulebook, id, version, notes } = stepped;
    eprint!("{}", findings_text(notes));
    let kept = rulebook.version(id, *version);
    let json = kept.map_or(Value::Null, |kept| rule_json(id, *version, kept));
    print(as_json, &json, &stepped.label())
}

/// Says why nothing was changed.
fn refuse(not: &NotStepped, as_json: bool) -> Result<Answer, Failure> {
    let (code, reason, findings) = match not {
        NotStepped::Refused(refusal) => (refusal.code(), refusal.reason(), &[][..]),
        NotStepped::Faulty(findings) => {
            let refusal = risk::RuleRefusal::Faulty;
            (refusal.code(), refusal.reason(), findings.as_slice())
        }
        NotStepped::Overtaken => {
            ("overtaken", "somebody else changed the rulebook meanwhile: ask again".to_owned(), &[][..])
        }
    };
    eprint!("{}", findings_text(findings));
    eprintln!("cocket: {reason}");
    if as_json {
        let findings: Vec<Value> = findings.iter().map(finding_json).collect();
        print(true, &json!({ "refused": code, "reason": reason, "findings": findings }), "")?;
    }
    Ok(Answer::No)
}

pub(super) fn parsed(bytes: &[u8]) -> Result<Rulebook, Failure> {
    pack::rulebook(bytes).map_err(|unread| Failure::World {
        what: "the database".to_owned(),
        source: std::io::Error::other(unread.to_string()),
    })
}

/// The rulebook of a database; an empty one before the first rule.
pub(super) fn current(data: &std::path::Path) -> Result<Rulebook, Failure> {
    let rulebooks = Rulebooks::open(data).map_err(crate::commands::stored)?;
    match rulebooks.current().map_err(crate::commands::stored)? {
        Some(fact) => parsed(&fact.body),
        None => Ok(Rulebook::default()),
    }
}

/// Shows every version of every rule.
pub(super) fn list(asked: &Listed, as_json: bool) -> Result<Answer, Failure> {
    let book = current(&asked.data)?;
    let json: Vec<Value> =
        book.versions().map(|(id, number, version)| rule_json(id, number, version)).collect();
    let mut text = String::new();
    for (id, number, version) in book.versions() {
        let read = pack::read_rule(id, version.text.as_bytes()).ok();
        let until = read.as_ref().map_or_else(String::new, |read| read.profile.period.to().to_string());
        let title = read.map_or_else(String::new, |read| read.profile.title);
        let state = version.state().as_str();
        let by = last_by(version);
        text.push_str(&format!("{:<16} {state:<8} until {until}  {by}  {title}\n", version_name(id, number)));
    }
    if text.is_empty() && !as_json {
        eprintln!("there is no rule yet");
        return Ok(Answer::Yes);
    }
    print(as_json, &Value::Array(json), &text)?;
    Ok(Answer::Yes)
}

/// Who brought a version where it stands.
fn last_by(version: &RuleVersion) -> String {
    let (what, mark) = match (&version.retired, &version.approved, &version.shadowed) {
        (Some(retired), _, _) => ("retired", &retired.mark),
        (None, Some(approved), _) => ("approved", approved),
        (None, None, Some(shadowed)) => ("tried", shadowed),
        (None, None, None) => ("written", &version.proposed),
    };
    format!("{what} by {}", mark.by)
}

/// Shows a rule. The answer is no if there is none of this name.
pub(super) fn show(asked: &Shown, as_json: bool) -> Result<Answer, Failure> {
    let book = current(&asked.data)?;
    let versions: Vec<(u32, &RuleVersion)> = (1..).zip(book.rule(&asked.id)).collect();
    if versions.is_empty() {
        eprintln!("cocket: there is no rule `{}`", asked.id);
        return Ok(Answer::No);
    }
    let json: Vec<Value> =
        versions.iter().map(|(number, version)| rule_json(&asked.id, *number, version)).collect();
    let mut text = String::new();
    for (number, version) in &versions {
        text.push_str(&format!("# {} {}\n", version_name(&asked.id, *number), version.state().as_str()));
        let mut mark = |what: &str, mark: &Mark, why: &str| {
            text.push_str(&format!("# {what} by {} on {}{why}\n", mark.by, mark.at));
        };
        mark("written", &version.proposed, "");
        version.shadowed.iter().for_each(|shadowed| mark("tried", shadowed, ""));
        version.approved.iter().for_each(|approved| mark("approved", approved, ""));
        if let Some(retired) = &version.retired {
            let why = if retired.reason.is_empty() { String::new() } else { format!(": {}", retired.reason) };
            mark("retired", &retired.mark, &why);
        }
        text.push_str(&format!("\n{}\n\n", version.text.trim_end()));
    }
    print(as_json, &Value::Array(json), &text)?;
    Ok(Answer::Yes)
}

/// The versions of a rulebook that are active, or of one rule the last one.
pub(super) fn wanted<'b>(book: &'b Rulebook, name: &str) -> Option<(String, u32, &'b RuleVersion)> {
    if let Some((id, number)) = parse_version_name(name) {
        return Some((id.to_owned(), number, book.version(id, number)?));
    }
    let versions = book.rule(name);
    let place = versions.iter().rposition(|version| version.state() == RuleState::Active);
    let place = place.or(versions.len().checked_sub(1))?;
    Some((name.to_owned(), u32::try_from(place + 1).ok()?, versions.get(place)?))
}
