//! Golden cases: each folder of `cases/` is a consignment's life, readable by an officer.
//!
//! `README.md` says what the case shows, `facts.toml` which pack and moment it plays in, and what other
//! consignments tell. Then either
//! `declaration.json` and `steps.json`, commands in order, or `input.*`, a file as filers send it; commands may have
//! a `register.csv` and a `rulebook.json` that they are cleared by. `expected.json` holds the answers. `BLESS=1 cargo test -p cocket golden` writes them anew; read the difference before you keep it.

use clearance::{
    Activity, Amendment, Answer, Background, Case, Command, Correction, Facts, JoinedInto, Joining,
    Lodgement, Proposal, Register, Signature, clear, validate,
};
use jiff::Timestamp;
use pack::Pack;
use quantity::Decimal;
use risk::Profiles;
use risk::signals::history::History;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::OnceLock;
use wire::{CommandText, Decision, FilerText, Reader, Texts, Voice};

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactsFile {
    /// The name of the pack, a folder of `packs/`.
    pack: String,
    /// When the first step happens, or the file is assessed.
    now: Option<Timestamp>,
    /// The day `input.*` is assessed as of.
    as_of: Option<String>,
    /// Who reads the answers: `officer` (the default) or `filer`.
    reader: Option<String>,
    /// What the consignment draws: 0 is always in the control sample.
    lot: Option<u64>,
    /// What other consignments tell.
    #[serde(default)]
    background: BackgroundText,
    /// What stands on the statements of parties for everything else, in the pack's currency.
    #[serde(default)]
    deferred: BTreeMap<String, String>,
}

/// What other consignments tell; sums are in the pack's currency.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct BackgroundText {
    to_the_person: Vec<String>,
    of_the_sale: Vec<String>,
    ordered: Option<String>,
    paid: Option<String>,
    findings: u32,
    no_findings: u32,
    repeated: u32,
    /// The weight from which goods are examined at the office.
    threshold: Option<u32>,
}

impl BackgroundText {
    fn read(&self) -> Background {
        let sum = |text: &String| Decimal::parse(text).unwrap();
        Background {
            to_the_person: self.to_the_person.iter().map(sum).collect(),
            of_the_sale: self.of_the_sale.iter().map(sum).collect(),
            ordered: self.ordered.as_ref().map(sum),
            paid: self.paid.as_ref().map(sum),
            history: History { findings: self.findings, no_findings: self.no_findings },
            repeated: self.repeated,
        }
    }
}

/// One step: a command with who, when and what.
#[derive(Deserialize)]
struct StepText {
    now: Option<Timestamp>,
    command: String,
    filer: Option<FilerText>,
    /// Laid over `declaration.json`: objects merged, lists replaced, `null` removes.
    changes: Option<Value>,
    /// Which consignment it is about, where there are two: `A`, if it does not say, or `B`.
    consignment: Option<String>,
    /// What stands on the statements of parties from this step on.
    deferred: Option<BTreeMap<String, String>>,
    /// Everything else belongs to the command.
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[test]
fn golden_cases_are_answered_as_written() {
    let mut wrong = Vec::new();
    for dir in case_dirs() {
        let name = dir.file_name().unwrap().to_string_lossy().into_owned();
        assert!(dir.join("README.md").is_file(), "{name} says nothing about itself in README.md");
        let answers = play(&dir);
        let text = serde_json::to_string_pretty(&answers).unwrap() + "\n";
        let expected = dir.join("expected.json");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &text).unwrap();
        } else if fs::read_to_string(&expected).ok().as_ref() != Some(&text) {
            wrong.push(format!("{name}: the answers are now\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Every folder of `cases/`, in order.
pub(crate) fn case_dirs() -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> = fs::read_dir(root().join("cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    dirs.sort();
    assert!(!dirs.is_empty(), "there are no golden cases");
    dirs
}

/// The answers of a case, one a step or one a declaration of its input.
pub(crate) fn play(dir: &Path) -> Vec<Value> {
    let facts: FactsFile = toml::from_str(&fs::read_to_string(dir.join("facts.toml")).unwrap()).unwrap();
    match input_of(dir) {
        Some(input) => {
            assert!(!dir.join(REGISTER).exists(), "{}: a file is assessed without a register", dir.display());
            assess(dir, &facts, &input)
        }
        None => steps(dir, &facts),
    }
}

const REGISTER: &str = "register.csv";

/// The register beside a case; most cases play where none is kept.
fn register_of(dir: &Path) -> Register {
    let path = dir.join(REGISTER);
    if !path.exists() {
        return Register::default();
    }
    pack::register(&fs::read(&path).unwrap()).unwrap_or_else(|findings| {
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        panic!("{}: {}", path.display(), findings.join("\n"));
    })
}

/// The profiles that are asked and those that are tried: the pack's, and with them those of the rulebook beside a case.
fn rules_of(dir: &Path, pack: &Pack) -> (Profiles, Profiles) {
    let path = dir.join("rulebook.json");
    let rules = match path.exists() {
        true => pack::Rules::of(&pack::rulebook(&fs::read(&path).unwrap()).unwrap()).unwrap(),
        false => pack::Rules::default(),
    };
    let active = pack.profiles.as_slice().iter().cloned().chain(rules.active);
    (Profiles::new(active.collect()), Profiles::new(rules.shadow))
}

fn input_of(dir: &Path) -> Option<PathBuf> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_stem().is_some_and(|stem| stem == "input"))
}

/// The program's own answers to a file.
fn assess(dir: &Path, facts: &FactsFile, input: &Path) -> Vec<Value> {
    let mut command = process::Command::new(env!("CARGO_BIN_EXE_cocket"));
    command.args(["assess", "--json", "--pack"]).arg(root().join("packs").join(&facts.pack));
    if let Some(day) = &facts.as_of {
        command.args(["--as-of", day]);
    }
    if facts.reader.as_deref() == Some("filer") {
        command.arg("--as-filer");
    }
    let map = dir.join("map.toml");
    if map.is_file() {
        command.arg("--map").arg(map);
    }
    let output = command.arg(input).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!said.is_empty(), "{}: {}", dir.display(), String::from_utf8_lossy(&output.stderr));
    said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A pack of `packs/`, loaded once.
pub(crate) fn pack_named(name: &str) -> &'static (Pack, Texts) {
    static PACKS: OnceLock<std::sync::Mutex<BTreeMap<String, &'static (Pack, Texts)>>> = OnceLock::new();
    let mut packs = PACKS.get_or_init(Default::default).lock().unwrap();
    packs.entry(name.to_owned()).or_insert_with(|| {
        let loaded = pack::load(&root().join("packs").join(name)).unwrap_or_else(|findings| {
            let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
            panic!("{name}: {}", findings.join("\n"));
        });
        let (texts, flaws) = Texts::new(&loaded.pack.texts);
        assert_eq!(flaws, []);
        Box::leak(Box::new((loaded.pack, texts)))
    })
}

/// Sums of the pack's currency by party, in its minor units.
fn on_statements(sums: &BTreeMap<String, String>) -> Vec<(String, i64)> {
    let cents = |sum: &str| Decimal::parse(sum).unwrap().micro() / 10_000;
    sums.iter().map(|(party, sum)| (party.clone(), cents(sum))).collect()
}

fn steps(dir: &Path, facts_file: &FactsFile) -> Vec<Value> {
    let (pack, texts) = pack_named(&facts_file.pack);
    let register = register_of(dir);
    let (profiles, shadow) = rules_of(dir, pack);
    let mut play = Play {
        facts: Facts {
            law: &pack.law,
            profiles: &profiles,
            shadow: &shadow,
            lists: &pack.lists,
            register: &register,
            prices: &pack.prices,
            activity: Activity {
                background: facts_file.background.read(),
                threshold: facts_file.background.threshold,
                deferred: on_statements(&facts_file.deferred),
                ..Activity::NONE
            },
            lot: facts_file.lot,
            unlisted: None,
        },
        voice: texts.voice("en").unwrap(),
        reader: if facts_file.reader.as_deref() == Some("filer") { Reader::Filer } else { Reader::Officer },
        declaration: read_json(&dir.join("declaration.json")),
    };
    let steps: Vec<StepText> = serde_json::from_value(read_json(&dir.join("steps.json"))).unwrap();
    let mut cases = Cases::new();
    let mut now = facts_file.now.expect("facts.toml names the moment");
    let mut lodged = 0;
    let mut answers = Vec::new();
    for step in &steps {
        now = step.now.unwrap_or(now);
        lodged += u32::from(step.command == "lodge");
        if let Some(deferred) = &step.deferred {
            play.facts.activity.deferred = on_statements(deferred);
        }
        answers.push(play.step(&mut cases, step, lodged, now));
    }
    answers
}

fn read_json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What stays the same from step to step.
struct Play<'a> {
    facts: Facts<'a>,
    voice: &'a Voice,
    reader: Reader,
    declaration: Value,
}

/// The consignments of a case by their ids.
type Cases = BTreeMap<String, Case>;

/// The id of the consignment that steps call by a letter.
fn consignment_of(letter: Option<&str>) -> String {
    let place = "AB".find(letter.unwrap_or("A")).expect("consignments are called A and B");
    format!("c_{:013}", place + 1)
}

impl Play<'_> {
    /// Plays one step and gives its answer.
    fn step(&self, cases: &mut Cases, step: &StepText, lodged: u32, now: Timestamp) -> Value {
        let consignment = consignment_of(step.consignment.as_deref());
        let command = match step.command.as_str() {
            "lodge" | "amend" | "correct" => match self.with_declaration(step, lodged, now) {
                Ok(command) => command,
                Err(answer) => return answer,
            },
            "join" | "join_into" => joining(cases, step),
            _ => {
                let mut members: serde_json::Map<String, Value> = step.rest.clone().into_iter().collect();
                members.insert("command".to_owned(), json!(step.command));
                if let Some(filer) = &step.filer {
                    let said = json!({ "organisation": filer.organisation, "role": filer.role });
                    members.insert("filer".to_owned(), said);
                }
                // Who proposes and who signs is not theirs to say: the service knows it.
                let who = members.remove("by").map(|by| by.as_str().unwrap().to_owned());
                let text: CommandText = serde_json::from_value(Value::Object(members)).unwrap();
                let mut command = text.read(self.facts.law.tariff.exchange.local()).unwrap();
                if let Command::Propose(Proposal { by, .. }) | Command::Sign(Signature { by, .. }) =
                    &mut command
                {
                    *by = who.expect("who proposes or signs");
                }
                command
            }
        };
        let case = cases.get(&consignment);
        let others = cases.iter().filter(|(other, _)| **other != consignment);
        let spent = others.filter_map(|(_, case)| case.redeems()).collect();
        let activity = Activity { spent, ..self.facts.activity.clone() };
        let facts = Facts { activity, ..self.facts.clone() };
        let again = clear(case, command.clone(), &facts, now);
        let first = clear(case, command, &facts, now);
        assert_eq!(first, again, "the same facts give the same step");
        match first {
            Err(refusal) => json!({ "refusal": {
                "code": refusal.code(), "message": refusal.to_string(), "may_retry": refusal.may_retry(),
            }}),
            Ok(step) => {
                let mut said =
                    serde_json::to_value(Decision::of_step(&step, self.reader, self.voice)).unwrap();
                if step.answer == Answer::Repeated {
                    said["repeated"] = json!(true);
                }
                cases.insert(consignment, step.case);
                said
            }
        }
    }

    /// Lodging or amending: the declaration is read and validated first, and goes back if it has faults.
    fn with_declaration(&self, step: &StepText, lodged: u32, now: Timestamp) -> Result<Command, Value> {
        let mut declaration = self.declaration.clone();
        if let Some(changes) = &step.changes {
            lay_over(&mut declaration, changes);
        }
        let bytes = declaration.to_string();
        let submission = wire::intake::json::read(bytes.as_bytes()).unwrap();
        let filer = step.filer.as_ref().expect("lodging and amending name the filer").read().unwrap();
        let Facts { law, register, .. } = self.facts;
        let valid = validate(&submission, filer.role, law, register, now).map_err(|faults| {
            serde_json::to_value(Decision::of_faults(&submission, &faults, law, self.voice)).unwrap()
        })?;
        let clearance::Valid { declaration, warnings, .. } = valid;
        Ok(if step.command == "lodge" {
            let number = number_of(lodged, self.facts.law.country.as_str());
            let consignment = consignment_of(step.consignment.as_deref());
            Command::Lodge(Lodgement { number, consignment, filer, declaration, warnings, assessed: None })
        } else {
            let number =
                step.rest.get("declaration").and_then(Value::as_str).expect("amending names a declaration");
            let number = clearance::identifier::Mrn::parse(number).unwrap();
            if step.command == "correct" {
                let reason = step.rest["reason"].as_str().unwrap().to_owned();
                let is_wilful = step.rest.contains_key("wilful");
                return Ok(Command::Correct(Correction { number, declaration, warnings, reason, is_wilful }));
            }
            Command::Amend(Amendment { number, filer, declaration, warnings })
        })
    }
}

/// Joining one consignment to another: said to the one that stays, and to the one that goes.
fn joining(cases: &Cases, step: &StepText) -> Command {
    let text = |name: &str| step.rest.get(name).and_then(Value::as_str).expect(name);
    let (other, reason) = (consignment_of(Some(text("other"))), text("reason").to_owned());
    match step.command.as_str() {
        "join" => Command::Join(Joining { other: Box::new(cases[&other].clone()), reason }),
        _ => Command::JoinInto(JoinedInto { consignment: other, reason }),
    }
}

/// The number of the declaration lodged first, second and so on.
fn number_of(lodged: u32, country: &str) -> clearance::identifier::Mrn {
    clearance::identifier::Mrn::compose(26, country, &format!("{lodged:013}")).unwrap()
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
