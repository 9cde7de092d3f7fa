//! Whether rules found anything: by what examinations of their hits have shown.

use super::{book, print};
use crate::commands::each_consignment;
use crate::commands::ended::{Ended, ended};
use crate::commands::share::{Interval, Millionths};
use crate::failure::{Answer, Failure};
use clearance::{Case, Ground, State};
use risk::version_name;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Arguments of `cocket rule scorecard`.
#[derive(clap::Args)]
pub(super) struct Asked {
    /// Where the data is.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// One rule, with or without a version, or a profile of the pack; all of them where unsaid.
    id: Option<String>,
}

/// Examinations from which on a share says something.
const ENOUGH: u64 = 30;
/// Below this share at best a rule is retired, where nothing else was examined to compare it with: 2 %.
const HARDLY: Millionths = Millionths(20_000);

/// What became of consignments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Results {
    hits: u64,
    with_finding: u64,
    without_finding: u64,
    let_go: u64,
}

/// What is said of a rule in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Advice {
    word: &'static str,
    because: &'static str,
}

impl Results {
    fn count(&mut self, ended: Ended) {
        self.hits += 1;
        match ended {
            Ended::Found => self.with_finding += 1,
            Ended::Conforms => self.without_finding += 1,
            Ended::LetGo => self.let_go += 1,
            Ended::Open => {}
        }
    }

    fn examined(self) -> u64 {
        self.with_finding + self.without_finding
    }

    fn less(self, other: Results) -> Results {
        Results {
            hits: self.hits - other.hits,
            with_finding: self.with_finding - other.with_finding,
            without_finding: self.without_finding - other.without_finding,
            let_go: self.let_go - other.let_go,
        }
    }
}

/// What is to be done with a rule: the rule for rules, as the guide says it.
fn advice(own: Results, others: Results) -> Advice {
    let found = |results: Results| {
        Interval::of(results.with_finding, results.examined()).filter(|_| results.examined() >= ENOUGH)
    };
    let Some(Interval { least, most, .. }) = found(own) else {
        return Advice { word: "keep", because: "too few of its hits were examined to say more" };
    };
    match found(others).map(|others| others.share) {
        None if most < HARDLY => Advice { word: "retire", because: "it finds hardly anything" },
        None => Advice { word: "keep", because: "too little else was examined to compare it with" },
        Some(other) if most < other => {
            Advice { word: "retire", because: "it finds less than other examinations do" }
        }
        Some(other) if least > other => {
            Advice { word: "keep", because: "it finds more than other examinations do" }
        }
        Some(_) => Advice { word: "tune", because: "it finds no more than other examinations do" },
    }
}

/// What all examinations, those chosen by lot, and those of each rule have shown.
#[derive(Default)]
struct Scores {
    all: Results,
    drawn: Results,
    /// By name, and whether it was only tried.
    by_rule: BTreeMap<(String, bool), Results>,
}

impl Scores {
    /// Whether enough was drawn by lot to compare with.
    fn is_sampled(&self) -> bool {
        self.drawn.examined() >= ENOUGH
    }

    fn count(&mut self, case: &Case) {
        // What another case stands for is counted there.
        if matches!(case.state, State::Joined { .. } | State::Invalidated { .. }) {
            return;
        }
        let ended = ended(case);
        self.all.count(ended);
        for ground in &case.findings {
            let name = match ground {
                Ground::ProfileHit { profile, .. } => (profile.clone(), false),
                Ground::ShadowHit { profile, .. } => (profile.clone(), true),
                Ground::Signalled { signal, .. } => (format!("signal {}", signal.as_str()), false),
                Ground::ControlSample { .. } => {
                    self.drawn.count(ended);
                    continue;
                }
                _ => continue,
            };
            self.by_rule.entry(name).or_default().count(ended);
        }
    }
}

/// Scores rules. The answer is no if a rule was named that there is not.
pub(super) fn run(asked: &Asked, as_json: bool) -> Result<Answer, Failure> {
    let mut scores = read(asked)?;
    for (id, number, version) in book::current(&asked.data)?.versions() {
        // A version that has hit nothing yet has a score too.
        if version.approved.is_some() {
            scores.by_rule.entry((version_name(id, number), false)).or_default();
        }
    }
    if let Some(id) = &asked.id {
        scores.by_rule.retain(|(name, _), _| name == id || name.split('@').next() == Some(id.as_str()));
        if scores.by_rule.is_empty() {
            eprintln!("cocket: no rule or profile `{id}` was ever active here");
            return Ok(Answer::No);
        }
    }
    let others = |own: &Results| match scores.is_sampled() {
        true => scores.drawn,
        false => scores.all.less(*own),
    };
    let rules: Vec<Value> =
        scores.by_rule.iter().map(|(rule, own)| json_of(rule, *own, others(own))).collect();
    let text: String = scores.by_rule.iter().map(|(rule, own)| text_of(rule, *own, others(own))).collect();
    let (compared, note) = if scores.is_sampled() { (SAMPLED, "") } else { (COMPARED, NOTE) };
    let json = json!({ "compared_with": compared, "rules": rules });
    print(as_json, &json, &format!("{text}\nCompared with {compared}{note}.\n"))?;
    Ok(Answer::Yes)
}

/// What a rule is compared with: what was drawn at random, once enough of it was examined.
const SAMPLED: &str = "the control sample, drawn by lot";
const COMPARED: &str = "all other examinations";
const NOTE: &str = ": fewer than 30 were drawn by lot, and the others were chosen for a reason too";

fn read(asked: &Asked) -> Result<Scores, Failure> {
    let (reader, _) = store::open_for_reading(&asked.data).map_err(crate::commands::stored)?;
    let mut scores = Scores::default();
    each_consignment(&reader, |held| {
        scores.count(&held.case);
        Ok(())
    })?;
    Ok(scores)
}

fn json_of((name, is_shadow): &(String, bool), own: Results, others: Results) -> Value {
    let shares = |results: Results| {
        let found = Interval::of(results.with_finding, results.examined());
        found.map(|Interval { share, least, most }| {
            json!({ "share": share.json(), "least": least.json(), "most": most.json() })
        })
    };
    let advice = advice(own, others);
    json!({
        "rule": name,
        "shadow": is_shadow,
        "hits": own.hits,
        "examined": own.examined(),
        "with_finding": own.with_finding,
        "without_finding": own.without_finding,
        "released_without_examination": own.let_go,
        "found": shares(own),
        "others_examined": others.examined(),
        "others_found": shares(others),
        "advice": if *is_shadow { Value::Null } else { json!(advice.word) },
        "because": if *is_shadow { Value::Null } else { json!(advice.because) },
    })
}

fn text_of((name, is_shadow): &(String, bool), own: Results, others: Results) -> String {
    let percent = |results: Results| match Interval::of(results.with_finding, results.examined()) {
        None => "nothing examined".to_owned(),
        Some(Interval { share, least, most }) => {
            format!("{} % ({} to {} %)", share.percent(1), least.percent(1), most.percent(1))
        }
    };
    let tried = if *is_shadow { "  (in the shadow)" } else { "" };
    let mut text = format!("{name}{tried}\n");
    let mut line = |what: &str, value: String| text.push_str(&format!("  {what:<24} {value}\n"));
    line("Hits", own.hits.to_string());
    let results = format!("{} with a finding, {} without", own.with_finding, own.without_finding);
    line("Examined", format!("{}: {results}", own.examined()));
    line("Let go unexamined", own.let_go.to_string());
    line("Found", percent(own));
    line("Others found", format!("{}, of {} examined", percent(others), others.examined()));
    if !is_shadow {
        let Advice { word, because } = advice(own, others);
        line("Advice", format!("{word}: {because}"));
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(with_finding: u64, without_finding: u64) -> Results {
        Results { hits: with_finding + without_finding, with_finding, without_finding, let_go: 0 }
    }

    #[test]
    fn what_is_to_be_done() {
        for (own, others, word) in [
            (results(0, 29), results(50, 50), "keep"),
            (results(0, 100), results(50, 50), "retire"),
            (results(60, 40), results(10, 90), "keep"),
            (results(10, 90), results(10, 90), "tune"),
            (results(1, 99), results(0, 0), "keep"),
            (results(0, 1_000), results(0, 3), "retire"),
        ] {
            assert_eq!(advice(own, others).word, word, "{own:?} {others:?}");
        }
    }
}
