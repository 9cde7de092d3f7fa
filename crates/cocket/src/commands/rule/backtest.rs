//! What a rule would have done: held against a file of declarations, or against what a database has decided.
//!
//! Nothing is decided again. A declaration of a file is read, checked and assessed, as its values in local currency
//! are needed, and the rule is asked together with the profiles that count, by one index.

mod file;
mod history;
mod report;
mod sums;

use super::lint::Packed;
use super::{book, print, words};
use crate::commands::simulate::bands::Bands;
use crate::failure::{Answer, Failure};
use clearance::Trial;
use jiff::civil::Date;
use risk::{Field, Period, Profile, Rulebook};
use std::path::PathBuf;
use sums::History;

/// Arguments of `cocket rule backtest`.
#[derive(clap::Args)]
pub(super) struct Asked {
    /// The country pack; without one, the pack that the database was decided by last.
    #[arg(long, value_name = "DIR", required_unless_present = "data")]
    pack: Option<PathBuf>,
    /// The database: its rules count beside the pack's profiles, and its consignments are the history, unless
    /// declarations are named.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// How the columns of a CSV become fields.
    #[arg(long, value_name = "FILE.toml")]
    map: Option<PathBuf>,
    /// Declared at the start of this day, where the file names no moment of lodging.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// The organisation that files what is in a file.
    #[arg(long, default_value = "filer")]
    filer: String,
    /// How many hits are named.
    #[arg(long, value_name = "N", default_value = "10")]
    samples: usize,
    /// The rule: a file, or its name in the database, with or without a version.
    #[arg(value_name = "RULE")]
    rule: String,
    /// Declarations: JSON, NDJSON or CSV; `-` for standard input. Each file stands by itself.
    #[arg(value_name = "DECLARATIONS")]
    declarations: Vec<PathBuf>,
}

/// The rule and the profiles that count, ready to be asked.
struct Tested {
    trial: Trial,
    /// What the rule is called among the hits.
    name: String,
    profile: Profile,
    /// Whether anything is asked about what else goes to the consignee.
    asks_for_activity: bool,
}

/// Tells what the rule would have done. The answer is no if there is nothing that it could be held against.
pub(super) fn run(asked: &Asked, as_json: bool) -> Result<Answer, Failure> {
    if asked.data.is_none() && asked.declarations.is_empty() {
        return Err(Failure::WrongUse("name declarations, or the database with `--data`".to_owned()));
    }
    let packed = Packed::of(asked.pack.as_deref(), asked.data.as_deref())?;
    let Some(profile) = words::find(None, asked.data.as_deref(), &asked.rule)? else {
        eprintln!("cocket: there is no file or rule `{}`", asked.rule);
        return Ok(Answer::No);
    };
    let rulebook = asked.data.as_deref().map_or(Ok(Rulebook::default()), book::current)?;
    let tested = Tested::of(profile, &packed, &rulebook)?;
    let bands = Bands::of(&packed.pack.law, packed.today);
    let history = History { tested: &tested, bands: &bands, samples: asked.samples };
    let sums = match (&asked.data, asked.declarations.is_empty()) {
        (Some(data), true) => history::sums(&history, &packed.pack, data)?,
        _ => file::sums(&history, &packed.pack, asked)?,
    };
    if sums.consignments == 0 {
        eprintln!("cocket: there is nothing that the rule could be held against");
        return Ok(Answer::No);
    }
    let report = report::Report { tested: &tested, pack: &packed.pack, bands: &bands, sums: &sums };
    print(as_json, &report.json(), &report.text())?;
    Ok(Answer::Yes)
}

impl Tested {
    /// The rule beside the pack's profiles and the active rules, but for an earlier version of itself. The rule
    /// looks at every day, as it is not yet in force on those that are over; the others look on their days.
    fn of(profile: Profile, packed: &Packed, rulebook: &Rulebook) -> Result<Tested, Failure> {
        let own = profile.id.split('@').next().unwrap_or_default().to_owned();
        let rules = pack::Rules::of(rulebook).map_err(|unread| Failure::WrongUse(unread.to_string()))?;
        let is_own = |id: &str| id.split('@').next() == Some(own.as_str());
        let mut profiles: Vec<Profile> = packed.pack.profiles.as_slice().to_vec();
        profiles.extend(rules.active);
        profiles.retain(|other| !is_own(&other.id));
        let name = format!("{own}@tested");
        let period = Period::new(Date::MIN, Date::MAX).unwrap_or(profile.period);
        profiles.push(Profile { id: name.clone(), period, ..profile.clone() });
        let activity = [Field::ConsigneeConsignmentsToday, Field::ConsigneeValueToday];
        let asks = |profile: &Profile| {
            profile.criteria.as_slice().iter().any(|criterion| activity.contains(&criterion.field()))
        };
        let asks_for_activity = profiles.iter().any(asks);
        Ok(Tested { trial: Trial::new(profiles), name, profile, asks_for_activity })
    }
}
