//! Cases as the program makes them: parcels of a rehearsal, and the steps of the golden cases.

use clearance::{
    Activity, Amendment, Case, Command, Correction, Facts, Filer, FilerRole, JoinedInto, Joining, Lodgement,
    Proposal, Register, Signature, clear, validate,
};
use jiff::Timestamp;
use pack::Pack;
use rehearsal::{Mix, Rehearsal, write_ndjson};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A country, and the moment things happen at.
pub(crate) struct Stage {
    pack: Pack,
    now: Timestamp,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Stage {
    pub(crate) fn examplia() -> Stage {
        let pack = pack::load(&root().join("packs/examplia")).expect("the pack is sound").pack;
        Stage { pack, now: "2026-03-02T09:00:00.123456789Z".parse().unwrap() }
    }

    fn facts(&self) -> Facts<'_> {
        let Pack { law, profiles, lists, prices, .. } = &self.pack;
        let (register, shadow, activity) = (Register::empty(), risk::Profiles::none(), Activity::NONE);
        Facts { law, profiles, shadow, lists, register, prices, activity, lot: None, unlisted: None }
    }

    /// The cases of those parcels that can be decided.
    pub(crate) fn rehearsed(&self, seed: u64, mix: Mix, count: u64) -> Vec<Case> {
        let lines = parcels(seed, mix, count);
        lines.iter().enumerate().filter_map(|(place, line)| self.decided(place, line)).collect()
    }

    fn decided(&self, place: usize, line: &[u8]) -> Option<Case> {
        let submission = wire::intake::json::read(line).ok()?;
        let valid =
            validate(&submission, FilerRole::Carrier, &self.pack.law, Register::empty(), self.now).ok()?;
        let lodgement = Lodgement {
            number: super::made::number(place),
            consignment: format!("c_{place:013}"),
            filer: Filer { organisation: "carrier-one".to_owned(), role: FilerRole::Carrier },
            declaration: valid.declaration,
            warnings: valid.warnings,
            assessed: None,
        };
        Some(clear(None, Command::Lodge(lodgement), &self.facts(), self.now).ok()?.case)
    }
}

/// Parcels of a rehearsal as the lines of JSON that are sent.
pub(crate) fn parcels(seed: u64, mix: Mix, count: u64) -> Vec<Vec<u8>> {
    let rehearsal = Rehearsal::new(seed, mix);
    let line = |parcel| {
        let mut line = Vec::new();
        write_ndjson(&parcel, &mut line);
        line
    };
    rehearsal.parcels(count).map(line).collect()
}

/// Every command of the golden cases that was taken, with the case after it.
pub(crate) fn golden() -> Vec<(Command, Case)> {
    let mut stage = Stage::examplia();
    let mut played = Vec::new();
    let mut dirs: Vec<PathBuf> =
        fs::read_dir(root().join("cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    dirs.sort();
    for dir in dirs.iter().filter(|dir| dir.join("steps.json").is_file()) {
        let facts = fs::read_to_string(dir.join("facts.toml")).unwrap();
        if !facts.contains("\"examplia\"") {
            continue;
        }
        let now = facts.lines().find_map(|line| line.strip_prefix("now = ")).unwrap();
        stage.now = now.trim_matches('"').parse().unwrap();
        stage.play(dir, &mut played);
    }
    played
}

impl Stage {
    fn play(&mut self, dir: &Path, played: &mut Vec<(Command, Case)>) {
        let declaration = read_json(&dir.join("declaration.json"));
        let mut cases: BTreeMap<String, Case> = BTreeMap::new();
        let mut lodged = 0;
        for step in read_json(&dir.join("steps.json")).as_array().unwrap() {
            if let Some(now) = step.get("now").and_then(Value::as_str) {
                self.now = now.parse().unwrap();
            }
            lodged += usize::from(step["command"] == "lodge");
            let consignment = consignment_of(&step["consignment"]);
            let command = match joining(&cases, step) {
                Some(command) => command,
                None => match self.command(&declaration, step, lodged) {
                    Some(command) => command,
                    None => continue,
                },
            };
            if let Ok(step) = clear(cases.get(&consignment), command.clone(), &self.facts(), self.now) {
                played.push((command, step.case.clone()));
                cases.insert(consignment, step.case);
            }
        }
    }

    /// The command of a step, if it is a valid one.
    fn command(&self, declaration: &Value, step: &Value, lodged: usize) -> Option<Command> {
        let name = step["command"].as_str().unwrap();
        if !matches!(name, "lodge" | "amend" | "correct") {
            let mut members = step.clone();
            members
                .as_object_mut()
                .unwrap()
                .retain(|name, _| !matches!(name.as_str(), "now" | "consignment" | "deferred" | "by"));
            let text: wire::CommandText = serde_json::from_value(members).unwrap();
            let mut command = text.read(self.pack.law.tariff.exchange.local()).unwrap();
            if let Command::Propose(Proposal { by, .. }) | Command::Sign(Signature { by, .. }) = &mut command
            {
                *by = step["by"].as_str().unwrap().to_owned();
            }
            return Some(command);
        }
        let mut declaration = declaration.clone();
        lay_over(&mut declaration, step.get("changes").unwrap_or(&json!({})));
        let bytes = declaration.to_string();
        let submission = wire::intake::json::read(bytes.as_bytes()).ok()?;
        let filer: wire::FilerText = serde_json::from_value(step["filer"].clone()).unwrap();
        let filer = filer.read().unwrap();
        let valid = validate(&submission, filer.role, &self.pack.law, Register::empty(), self.now).ok()?;
        let clearance::Valid { declaration, warnings, .. } = valid;
        Some(if name == "lodge" {
            let (number, consignment) = (super::made::number(lodged), consignment_of(&step["consignment"]));
            Command::Lodge(Lodgement { number, consignment, filer, declaration, warnings, assessed: None })
        } else {
            let number = step["declaration"].as_str().unwrap();
            let number = clearance::identifier::Mrn::parse(number).unwrap();
            if name == "correct" {
                let (reason, is_wilful) =
                    (step["reason"].as_str().unwrap().to_owned(), step["wilful"] == true);
                return Some(Command::Correct(Correction {
                    number,
                    declaration,
                    warnings,
                    reason,
                    is_wilful,
                }));
            }
            Command::Amend(Amendment { number, filer, declaration, warnings })
        })
    }
}

/// The id of the consignment that a step calls by a letter: `A`, if it does not say, or `B`.
fn consignment_of(letter: &Value) -> String {
    format!("c_{:013}", "AB".find(letter.as_str().unwrap_or("A")).unwrap() + 1)
}

/// Joining, which takes another case of those that were played.
fn joining(cases: &BTreeMap<String, Case>, step: &Value) -> Option<Command> {
    let reason = step["reason"].as_str().unwrap_or_default().to_owned();
    let other = || consignment_of(&step["other"]);
    match step["command"].as_str().unwrap() {
        "join" => Some(Command::Join(Joining { other: Box::new(cases[&other()].clone()), reason })),
        "join_into" => Some(Command::JoinInto(JoinedInto { consignment: other(), reason })),
        _ => None,
    }
}

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn lay_over(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (name, value) in over {
                match value {
                    Value::Null => drop(base.remove(name)),
                    _ => lay_over(base.entry(name.clone()).or_insert(Value::Null), value),
                }
            }
        }
        (base, over) => *base = over.clone(),
    }
}
