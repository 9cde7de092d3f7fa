//! Every fault of rules, before anybody is looked at by them.

use super::{book, print, read_all};
use crate::clock;
use crate::failure::{Answer, Failure};
use pack::{Archive, Finding, Pack, Severity};
use risk::Rulebook;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Arguments of `cocket rule lint`.
#[derive(clap::Args)]
pub(super) struct Asked {
    /// The country pack.
    #[arg(long, value_name = "DIR", required_unless_present = "data")]
    pack: Option<PathBuf>,
    /// The database whose rules count already.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Rules, one a file: TOML with one `[[profile]]`.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

/// A pack with its files, and the day.
pub(super) struct Packed {
    archive: Archive,
    pub(super) pack: Pack,
    pub(super) today: jiff::civil::Date,
}

impl Packed {
    /// The pack of a folder, or the one that a database was decided by last.
    pub(super) fn of(dir: Option<&Path>, data: Option<&Path>) -> Result<Packed, Failure> {
        let archive = match (dir, data) {
            (Some(dir), _) => {
                if !dir.exists() {
                    return Err(Failure::WrongUse(format!(
                        "there is no country pack at `{}`",
                        dir.display()
                    )));
                }
                Archive::read(dir).map_err(|findings| crate::country::refused(dir, &findings))?
            }
            (None, Some(data)) => kept(data)?,
            (None, None) => return Err(Failure::WrongUse("name the pack with `--pack`".to_owned())),
        };
        let place = dir.unwrap_or(Path::new("the database"));
        let loaded =
            pack::load_archive(&archive).map_err(|findings| crate::country::refused(place, &findings))?;
        let today = loaded.pack.law.day_of(clock::now());
        Ok(Packed { archive, pack: loaded.pack, today })
    }

    /// What rules are checked against.
    pub(super) fn bench(&self) -> service::Bench<'_> {
        service::Bench { archive: &self.archive, pack: &self.pack, today: self.today }
    }
}

/// The pack that a database was decided by last.
fn kept(data: &Path) -> Result<Archive, Failure> {
    let (reader, _) = store::open_for_reading(data).map_err(crate::commands::stored)?;
    let setting = reader.last_setting().map_err(crate::commands::stored)?;
    let fact = setting.map(|(_, setting)| reader.fact(setting.pack)).transpose();
    let fact = fact.map_err(crate::commands::stored)?.flatten().ok_or_else(|| {
        Failure::WrongUse("nothing was served from the database yet: name the pack with `--pack`".to_owned())
    })?;
    Archive::from_bytes(&fact.body).map_err(|flaw| Failure::World {
        what: "the database".to_owned(),
        source: std::io::Error::other(flaw.to_string()),
    })
}

/// Lints. The answer is no if anything keeps a rule from being used.
pub(super) fn run(asked: &Asked, as_json: bool) -> Result<Answer, Failure> {
    let packed = Packed::of(asked.pack.as_deref(), asked.data.as_deref())?;
    let rulebook = asked.data.as_deref().map_or(Ok(Rulebook::default()), book::current)?;
    let files = read_all(&asked.files)?;
    let findings = packed.bench().lint(&rulebook, &files);
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let json: Vec<Value> = findings.iter().map(finding_json).collect();
    let summary = match errors {
        0 => format!("{} rules, no faults", files.len()),
        1 => format!("{} rules, 1 fault", files.len()),
        _ => format!("{} rules, {errors} faults", files.len()),
    };
    print(
        as_json,
        &json!({ "rules": files.len(), "errors": errors, "findings": json }),
        &format!("{}{summary}", findings_text(&findings)),
    )?;
    Ok(Answer::yes_if(errors == 0))
}

pub(super) fn findings_text(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{} {finding}\n", finding.severity.as_str())).collect()
}

pub(super) fn finding_json(finding: &Finding) -> Value {
    serde_json::to_value(finding).unwrap_or_default()
}
