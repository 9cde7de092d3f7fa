//! A rule in words.

use super::lint::Packed;
use super::{book, print, read};
use crate::failure::{Answer, Failure};
use risk::{Action, Criterion, Expression, Profile, Test};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Arguments of `cocket rule explain`.
#[derive(clap::Args)]
pub(super) struct Asked {
    /// The country pack, for profiles of the pack.
    #[arg(long, value_name = "DIR")]
    pack: Option<PathBuf>,
    /// The database, for rules of its rulebook.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A file, or the id of a profile of the pack, of a rule, or of a version of it: `XA-R-0007@2`.
    #[arg(value_name = "ID|FILE")]
    what: String,
}

/// Explains. The answer is no if there is no such rule.
pub(super) fn run(asked: &Asked, as_json: bool) -> Result<Answer, Failure> {
    let Some(profile) = find(asked.pack.as_deref(), asked.data.as_deref(), &asked.what)? else {
        eprintln!("cocket: there is no file, profile or rule `{}`", asked.what);
        return Ok(Answer::No);
    };
    let criteria: Vec<Value> = profile.criteria.as_slice().iter().map(criterion_json).collect();
    let json = json!({
        "id": profile.id,
        "title": profile.title,
        "owner": profile.owner,
        "action": profile.action.as_str(),
        "asks_for": action(profile.action),
        "purpose": profile.purpose,
        "law": profile.law,
        "valid_from": profile.period.from().to_string(),
        "valid_to": profile.period.to().to_string(),
        "share": Shown(profile.share_per_million).to_string(),
        "criteria": criteria,
        "expression": profile.expression.as_ref().map(Expression::as_str),
    });
    print(as_json, &json, &text(&profile))?;
    Ok(Answer::Yes)
}

/// A rule by a file's path, or by its name in a rulebook or a pack.
pub(super) fn find(pack: Option<&Path>, data: Option<&Path>, what: &str) -> Result<Option<Profile>, Failure> {
    let path = Path::new(what);
    if what == "-" || path.is_file() {
        let read = pack::read_rule(what, &read(path)?);
        return read.map(|read| Some(read.profile)).map_err(|findings| faulty(what, &findings));
    }
    if let Some(data) = data
        && let Some((id, number, version)) = book::wanted(&book::current(data)?, what)
    {
        let name = risk::version_name(&id, number);
        let read = pack::read_rule(&name, version.text.as_bytes());
        return read
            .map(|read| Some(Profile { id: name.clone(), ..read.profile }))
            .map_err(|findings| faulty(&name, &findings));
    }
    if pack.is_none() && data.is_none() {
        return Err(Failure::WrongUse(format!(
            "there is no file `{what}`; name the pack or the database that has such a rule"
        )));
    }
    let packed = Packed::of(pack, data)?;
    Ok(packed.pack.profiles.as_slice().iter().find(|profile| profile.id == what).cloned())
}

pub(super) fn faulty(what: &str, findings: &[pack::Finding]) -> Failure {
    let findings: Vec<String> = findings.iter().map(|finding| format!("  {finding}")).collect();
    Failure::WrongUse(format!("`{what}` is no rule:\n{}", findings.join("\n")))
}

fn text(profile: &Profile) -> String {
    let mut text = format!("{}  {}\n\n", profile.id, profile.title);
    let period = &profile.period;
    text.push_str(&format!("  Owner      {}, for {}\n", profile.owner, profile.purpose));
    text.push_str(&format!("  Asks       {}\n", action(profile.action)));
    text.push_str(&format!("  Because    {}\n", profile.reason));
    text.push_str(&format!("  Stands on  {}\n", profile.law));
    text.push_str(&format!("  Looks      from {} until {}\n", period.from(), period.to()));
    if profile.share_per_million < 1_000_000 {
        text.push_str(&format!(
            "  Selects    {} % of what it hits, by lot\n",
            Shown(profile.share_per_million)
        ));
    }
    let (items, header): (Vec<&Criterion>, Vec<&Criterion>) =
        profile.criteria.as_slice().iter().partition(|criterion| criterion.field().is_item());
    if !header.is_empty() {
        text.push_str("\nIt holds for a consignment of which all of this is true:\n");
        header.iter().for_each(|criterion| text.push_str(&format!("  - {}\n", words(criterion))));
    }
    if !items.is_empty() {
        let start = if header.is_empty() { "It holds for a consignment with" } else { "and which has" };
        text.push_str(&format!("\n{start} one and the same goods item of which all of this is true:\n"));
        items.iter().for_each(|criterion| text.push_str(&format!("  - {}\n", words(criterion))));
    }
    if let Some(expression) = &profile.expression {
        text.push_str(&format!(
            "\nand of the whole consignment this must be true:\n  {}\n",
            expression.as_str()
        ));
    }
    text
}

/// A share of a million as percent, with two decimals at most.
struct Shown(u32);

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 % 10_000 / 100 {
            0 => write!(f, "{}", self.0 / 10_000),
            rest => write!(f, "{}.{rest:02}", self.0 / 10_000),
        }
    }
}

/// What an action asks for.
fn action(action: Action) -> String {
    match action {
        Action::Examine => "to examine the goods".to_owned(),
        Action::HoldDocuments => "to hold the goods until documents are there".to_owned(),
        Action::RequestInformation => "the filer for information, before loading".to_owned(),
        Action::RequestScreening => "for screening as high-risk cargo, before loading".to_owned(),
        Action::DoNotLoad => "not to load the goods".to_owned(),
        Action::Refer => "its owner, an agency, to say whether the goods may enter".to_owned(),
        Action::AddWeight(weight) => {
            format!("for nothing by itself; adds {weight} to the weight of the risk")
        }
    }
}

fn criterion_json(criterion: &Criterion) -> Value {
    json!({
        "field": criterion.field().as_str(),
        "of_one_item": criterion.field().is_item(),
        "words": words(criterion),
    })
}

/// A criterion in words: `goods_items.commodity_code (the commodity code) begins with 8806 or 880730`.
fn words(criterion: &Criterion) -> String {
    let tests: Vec<String> = criterion.tests().iter().map(test).collect();
    format!("{} {}", criterion.field().as_str(), tests.join(", and "))
}

fn test(test: &Test) -> String {
    match test {
        Test::In(texts) => format!("is {}", either(texts)),
        Test::NotIn(texts) => format!("is said and is not {}", either(texts)),
        Test::StartsWith(texts) => format!("begins with {}", either(texts)),
        Test::Contains(texts) => format!("has the words {} in it", either(texts)),
        Test::Resembles(names) => format!(
            "is, or is like with a score of 0.{:03} or more, {}",
            names.floor_per_mille(),
            either(&numbered(names.names()))
        ),
        Test::From(number) => format!("is {number} or more"),
        Test::Above(number) => format!("is more than {number}"),
        Test::To(number) => format!("is {number} or less"),
        Test::Below(number) => format!("is less than {number}"),
        Test::Present(true) => "is said".to_owned(),
        Test::Present(false) => "is not said".to_owned(),
    }
}

/// Names with their places, by which hits name them.
fn numbered(names: &[String]) -> Vec<String> {
    (1..).zip(names).map(|(place, name)| format!("#{place} {name}")).collect()
}

fn either(texts: &[String]) -> String {
    match texts.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}
