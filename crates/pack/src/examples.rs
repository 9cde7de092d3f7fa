//! `tests/`: worked examples, each a declaration with the answer that the law requires.

use crate::finding::Finding;
use crate::inherit::Source;
use crate::manifest::Kind;
use crate::names::{listed, nearest};
use crate::register::register;
use clearance::{Category, Condition, FaultCode, Outcome, Phase, Register, Severity};
use jiff::Timestamp;
use quantity::{Decimal, words};
use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::{Options, Spanned};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tariff::ChargeKind;

/// The examples of one file.
#[derive(Clone, Debug)]
pub struct ExampleFile {
    /// The file, from the pack's directory.
    pub file: String,
    /// The declaration that each example is laid over.
    pub base: Value,
    /// The examples, in order.
    pub examples: Vec<Example>,
}

/// One worked example.
#[derive(Clone, Debug)]
pub struct Example {
    /// The line it begins on.
    pub row: u64,
    /// What it shows.
    pub name: String,
    /// The law it shows.
    pub law: String,
    /// When it is declared.
    pub now: Timestamp,
    /// The register that it is decided by; empty where the file has none.
    pub register: Arc<Register>,
    /// How the declaration differs from the file's base.
    pub declare: Value,
    /// Who says so: whoever published the example; `None` where it was computed from the law.
    pub source: Option<String>,
    /// What the consignee has used of aggregated reliefs before, by relief, as text in the relief's currency.
    pub already: BTreeMap<String, String>,
    /// What others have drawn of tariff quotas before, by order number, in the quota's unit.
    pub drawn: BTreeMap<String, String>,
    /// What goes back after the goods were released and all was paid; then the answer is that after it.
    pub returned: Option<Returned>,
    /// The answer.
    pub expect: Expect,
}

/// Goods that go back in an example.
#[derive(Clone, Debug)]
pub struct Returned {
    /// How many days after the release they leave.
    pub after_days: u32,
    /// How many days after the release it was asked for; when they leave, where that is not said.
    pub asked_after_days: Option<u32>,
    /// What they are like.
    pub condition: Condition,
    /// How much of each line; all where nothing is said.
    pub goods: Vec<(u32, Decimal)>,
}

/// The answer that an example expects; what is `None` is not asked about.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// What becomes of the goods.
    pub outcome: Option<Outcome>,
    /// The state in one word.
    pub phase: Option<Phase>,
    /// The category of the consignment.
    pub category: Option<Category>,
    /// What is payable, as text in the pack's currency: `22.50`.
    pub payable: Option<String>,
    /// What is due by line and kind: `1 duty`.
    pub charges: Option<BTreeMap<String, String>>,
    /// What is given back by line and kind, by customs or by whoever has collected it: `1 duty`.
    pub given_back: Option<BTreeMap<String, String>>,
    /// The customs value, as text in the pack's currency.
    pub customs_value: Option<String>,
    /// Codes of grounds that must be there.
    pub grounds: Option<Vec<String>>,
    /// Exactly the codes of faults that are errors.
    pub faults: Option<Vec<FaultCode>>,
    /// Codes of warnings that must be there.
    pub warnings: Option<Vec<FaultCode>>,
}

impl Example {
    /// The whole declaration: objects are merged, lists replaced, and `null` removes a field.
    pub fn declaration(&self, base: &Value) -> Value {
        let mut whole = base.clone();
        if !self.declare.is_null() {
            lay_over(&mut whole, &self.declare);
        }
        whole
    }
}

fn lay_over(base: &mut Value, over: &Value) {
    let Value::Object(members) = over else {
        base.clone_from(over);
        return;
    };
    if !base.is_object() {
        *base = Value::Object(serde_json::Map::new());
    }
    let Some(object) = base.as_object_mut() else { return };
    for (name, value) in members {
        if value.is_null() {
            object.remove(name);
        } else {
            lay_over(object.entry(name).or_insert(Value::Null), value);
        }
    }
}

words! {
    /// Whether somebody published an example, or it was computed from the law.
    Basis {
        /// It was published.
        Published = "published",
        /// It was computed.
        Computed = "computed",
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    #[serde(default)]
    base: Value,
    register: Option<String>,
    examples: Vec<Spanned<Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleText {
    name: String,
    law: String,
    now: String,
    #[serde(default)]
    declare: Value,
    basis: Option<String>,
    source: Option<String>,
    #[serde(default)]
    already: BTreeMap<String, String>,
    #[serde(default)]
    drawn: BTreeMap<String, String>,
    returned: Option<ReturnedText>,
    expect: ExpectText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReturnedText {
    after_days: u32,
    asked_after_days: Option<u32>,
    condition: Option<String>,
    #[serde(default)]
    goods: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectText {
    outcome: Option<String>,
    phase: Option<String>,
    category: Option<u8>,
    payable: Option<String>,
    charges: Option<BTreeMap<String, String>>,
    given_back: Option<BTreeMap<String, String>>,
    customs_value: Option<String>,
    grounds: Option<Vec<String>>,
    faults: Option<Vec<String>>,
    warnings: Option<Vec<String>>,
}

impl ExpectText {
    /// Whether any answer would do. Only `faults: []` says something: that there are none.
    fn is_nothing(&self) -> bool {
        let lists = [&self.grounds, &self.warnings];
        let words = [&self.outcome, &self.phase, &self.payable, &self.customs_value];
        lists.iter().all(|list| list.as_ref().is_none_or(Vec::is_empty))
            && words.iter().all(|word| word.is_none())
            && [&self.charges, &self.given_back]
                .iter()
                .all(|sums| sums.as_ref().is_none_or(BTreeMap::is_empty))
            && self.category.is_none()
            && self.faults.is_none()
    }
}

const PATH: &str = "tests/*.yaml";

/// The limits of a file of examples: nobody writes deeper or more by hand, and aliases cannot swell it.
fn limits() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: 32,
            flow_nesting_limit: 32,
            max_documents: 1,
            max_anchors: 100,
            max_aliases: 1_000,
            max_merge_keys: 0,
            max_recorded_anchor_events: 100_000,
            max_recorded_anchor_bytes: 1024 * 1024,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 100_000,
            max_replay_stack_depth: 8,
            max_alias_expansions_per_anchor: 1_000,
        },
        // `NO` is Norway, and `010619` a code.
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    }
}

/// Reads the pack's own examples; an ancestor's are about the ancestor's law.
pub(crate) fn read(source: &Source) -> Vec<ExampleFile> {
    let folder = &source.heir.folder;
    let mut files = Vec::new();
    let mut has_any = folder.is_broken(PATH);
    for (path, text) in folder.matching(PATH) {
        match read_file(source, path, text) {
            Some((file, written)) => {
                has_any |= written > 0;
                files.push(file);
            }
            None => has_any = true,
        }
    }
    if !has_any {
        tell_of_none(source);
    }
    files
}

/// A country's pack without an example: nobody has shown that it says what the law says.
fn tell_of_none(source: &Source) {
    let reason = "the pack has no worked example";
    let finding = match (source.heir.manifest.country, source.heir.manifest.kind) {
        (None, _) => return,
        (_, Kind::Law) => Finding::error("no_examples", reason),
        (_, Kind::Sample | Kind::Fictional) => Finding::warning("no_examples", reason),
    };
    source.findings.add(finding.file(PATH).fix("write the examples of the law's own guidance there"));
}

/// The examples of one file that are whole, and how many are written in it.
fn read_file(source: &Source, path: &str, text: &str) -> Option<(ExampleFile, usize)> {
    let tell = |finding: Finding| source.findings.add(finding.file(path));
    let file: FileText = match serde_saphyr::from_str_with_options(text, limits()) {
        Ok(file) => file,
        Err(error) => {
            let reason = format!("this cannot be read as examples: {}", one_line(&error.to_string()));
            let finding = Finding::error("malformed_yaml", reason);
            tell(match error.location() {
                Some(location) => finding.row(location.line()),
                None => finding,
            });
            return None;
        }
    };
    let register = match file.register.map(|text| register(text.as_bytes())) {
        None => Arc::default(),
        Some(Ok(register)) => Arc::new(register),
        Some(Err(findings)) => {
            for finding in findings {
                let line = finding.row.map_or_else(String::new, |row| format!(" in its line {row}"));
                let reason = format!("the register has a fault{line}: {}", finding.reason);
                tell(Finding { row: None, reason, ..finding });
            }
            return None;
        }
    };
    let mut names = BTreeSet::new();
    let written = file.examples.len();
    let mut examples = Vec::with_capacity(written);
    for spanned in file.examples {
        let row = spanned.defined.line();
        let reader = Reader { row, register: &register, tell: &tell };
        if let Some(example) = reader.example(spanned.value) {
            if !names.insert(example.name.clone()) {
                let reason = format!("there are two examples `{}`", example.name);
                tell(Finding::warning("duplicate_key", reason).row(row).column("name"));
            }
            examples.push(example);
        }
    }
    Some((ExampleFile { file: path.to_owned(), base: file.base, examples }, written))
}

/// Reads one example and tells of all its faults.
struct Reader<'r> {
    row: u64,
    register: &'r Arc<Register>,
    tell: &'r dyn Fn(Finding),
}

impl Reader<'_> {
    fn tell(&self, column: &str, finding: Finding) {
        (self.tell)(finding.row(self.row).column(column));
    }

    fn example(&self, value: Value) -> Option<Example> {
        let text: ExampleText = match serde_json::from_value(value) {
            Ok(text) => text,
            Err(error) => {
                let reason = format!("the example cannot be read: {}", one_line(&error.to_string()));
                (self.tell)(Finding::error("malformed_example", reason).row(self.row));
                return None;
            }
        };
        if text.law.trim().is_empty() {
            self.tell("law", Finding::error("missing_law", "the example has no law"));
        }
        let now = text.now.parse().ok();
        if now.is_none() {
            let reason = format!("`{}` is not a moment", text.now);
            self.tell(
                "now",
                Finding::error("malformed_date", reason).fix("write it as `2026-03-01T09:00:00Z`"),
            );
        }
        let basis = self.word("basis", text.basis, &[Basis::Published, Basis::Computed], Basis::as_str)?;
        let source = match (basis.unwrap_or(Basis::Computed), text.source) {
            (Basis::Published, None) => {
                let finding = Finding::error("missing", "a published example names its source");
                self.tell(
                    "source",
                    finding.fix("say who published it and where, or write `basis: computed`"),
                );
                return None;
            }
            (_, source) => source,
        };
        let expect = self.expect(text.expect);
        let returned = text.returned.map(|text| self.returned(text));
        Some(Example {
            row: self.row,
            name: text.name,
            law: text.law,
            now: now?,
            register: Arc::clone(self.register),
            declare: text.declare,
            source,
            already: text.already,
            drawn: text.drawn,
            returned: match returned {
                None => None,
                Some(returned) => Some(returned?),
            },
            expect: expect?,
        })
    }

    fn returned(&self, text: ReturnedText) -> Option<Returned> {
        let condition = self.word("condition", text.condition, Condition::ALL, Condition::as_str)?;
        let mut goods = Vec::with_capacity(text.goods.len());
        for (line, quantity) in text.goods {
            let read = line.parse().ok().zip(Decimal::parse(&quantity).ok());
            if read.is_none() {
                let reason = format!("`{line}: {quantity}` is not a line and how much of it");
                let finding = Finding::error("unknown_reference", reason);
                self.tell("returned", finding.fix("write it as `\"1\": \"2\"`"));
            }
            goods.push(read?);
        }
        Some(Returned {
            after_days: text.after_days,
            asked_after_days: text.asked_after_days,
            condition: condition.unwrap_or(Condition::Unchanged),
            goods,
        })
    }

    fn expect(&self, text: ExpectText) -> Option<Expect> {
        if text.is_nothing() {
            let finding = Finding::error("expects_nothing", "an example that expects nothing proves nothing");
            self.tell("expect", finding.fix("write at least its `outcome`"));
        }
        let outcome = self.word("outcome", text.outcome, Outcome::ALL, Outcome::as_str);
        let phase = self.word("phase", text.phase, PHASES, Phase::as_str);
        let category = match text.category {
            None => Some(None),
            Some(number) => {
                let category = Category::from_number(number);
                if category.is_none() {
                    let reason = format!("`{number}` is not a category");
                    self.tell(
                        "category",
                        Finding::error("unknown_reference", reason).fix("write 1, 2, 3 or 4"),
                    );
                }
                category.map(Some)
            }
        };
        for (column, sums) in [("charges", &text.charges), ("given_back", &text.given_back)] {
            for key in sums.iter().flat_map(BTreeMap::keys).filter(|key| !is_charge(key)) {
                let reason = format!("`{key}` is not a line and a charge");
                self.tell(column, Finding::error("unknown_reference", reason).fix("write it as `1 duty`"));
            }
        }
        let faults = self.faults("faults", text.faults, Severity::Error);
        let warnings = self.faults("warnings", text.warnings, Severity::Warning);
        Some(Expect {
            outcome: outcome?,
            phase: phase?,
            category: category?,
            payable: text.payable,
            charges: text.charges,
            given_back: text.given_back,
            customs_value: text.customs_value,
            grounds: text.grounds,
            faults: faults?,
            warnings: warnings?,
        })
    }

    /// A word of a closed list, or nothing.
    fn word<T: Copy>(
        &self,
        key: &str,
        text: Option<String>,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<Option<T>> {
        let Some(text) = text else { return Some(None) };
        let found = all.iter().copied().find(|value| name(*value) == text);
        if found.is_none() {
            let names = || all.iter().map(|value| name(*value));
            let fix = match nearest(&text, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write {}", listed(names())),
            };
            let reason = format!("no {key} is called `{text}`");
            self.tell(key, Finding::error("unknown_reference", reason).fix(fix));
        }
        found.map(Some)
    }

    /// Codes of faults of one severity.
    fn faults(
        &self,
        key: &str,
        texts: Option<Vec<String>>,
        severity: Severity,
    ) -> Option<Option<Vec<FaultCode>>> {
        let codes: Vec<FaultCode> =
            FaultCode::ALL.iter().copied().filter(|code| code.severity() == severity).collect();
        let Some(texts) = texts else { return Some(None) };
        let found: Vec<_> =
            texts.into_iter().map(|text| self.word(key, Some(text), &codes, FaultCode::as_str)).collect();
        found.into_iter().collect::<Option<Option<Vec<FaultCode>>>>()
    }
}

const PHASES: &[Phase] = &[
    Phase::Received,
    Phase::Accepted,
    Phase::Held,
    Phase::Released,
    Phase::Cleared,
    Phase::Refused,
    Phase::Invalidated,
    Phase::Returned,
];

/// Whether a key names a line and a charge: `1 duty`.
fn is_charge(key: &str) -> bool {
    key.split_once(' ')
        .is_some_and(|(line, kind)| line.parse::<u32>().is_ok() && ChargeKind::from_name(kind).is_some())
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn objects_are_merged_lists_replaced_and_null_removes() {
        let mut whole = json!({"a": {"b": 1, "c": 2}, "list": [1, 2], "d": 4});
        lay_over(
            &mut whole,
            &json!({"a": {"b": null, "e": {"f": 1}}, "list": [3], "d": {"g": 1}, "h": null}),
        );
        assert_eq!(whole, json!({"a": {"c": 2, "e": {"f": 1}}, "list": [3], "d": {"g": 1}}));
    }

    #[test]
    fn nothing_to_declare_leaves_the_base() {
        let mut whole = json!({"a": 1});
        lay_over(&mut whole, &json!({}));
        assert_eq!(whole, json!({"a": 1}));
    }

    #[test]
    fn a_charge_is_a_line_and_a_kind() {
        for (key, expected) in
            [("1 duty", true), ("12 vat", true), ("duty", false), ("1 excise", true), ("1 toll", false)]
        {
            assert_eq!(is_charge(key), expected, "{key}");
        }
    }

    #[test]
    fn texts_that_look_like_something_else_stay_texts() {
        let text = "base: { origin: NO, code: 010619, number: 1_0, line: 1 }\nexamples: []\n";
        let file: FileText = serde_saphyr::from_str_with_options(text, limits()).unwrap();
        assert_eq!(file.base, json!({"origin": "NO", "code": "010619", "number": "1_0", "line": 1}));
    }

    #[test]
    fn a_bomb_of_aliases_is_refused() {
        let mut bomb = "base:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}, ", level - 1).repeat(10);
            bomb.push_str(&format!("  a{level}: &a{level} [{before}]\n"));
        }
        bomb.push_str("examples: []\n");
        assert!(serde_saphyr::from_str_with_options::<FileText>(&bomb, limits()).is_err());
        let deep = format!("base: {}1{}\nexamples: []\n", "[".repeat(100), "]".repeat(100));
        assert!(serde_saphyr::from_str_with_options::<FileText>(&deep, limits()).is_err());
    }
}
