//! A rule that an officer makes outside the pack: the text of one profile, read and checked as if it were in the pack.

use crate::archive::Archive;
use crate::cell::Codes;
use crate::finding::{Finding, Findings, Severity};
use crate::folder;
use crate::names::Names;
use crate::risk_files::{self, Known, PROFILES};
use crate::{Pack, load_archive, table};
use jiff::civil::Date;
use risk::{FlawKind, FlawSeverity, Profile};
use serde_json::Value;
use std::collections::BTreeMap;

/// The most bytes that the text of one rule may have.
pub const RULE_LIMIT: usize = 64 << 10;

/// A rule that was read, with what is worth knowing about it.
#[derive(Clone, Debug)]
pub struct ReadRule {
    /// The profile.
    pub profile: Profile,
    /// Warnings.
    pub notes: Vec<Finding>,
}

/// Reads the text of one rule, whatever the pack knows: it was checked when it was taken in, and what a later pack
/// no longer knows never holds.
///
/// # Errors
/// Everything for which it cannot be read.
pub fn read_rule(file: &str, text: &[u8]) -> Result<ReadRule, Vec<Finding>> {
    let findings = Findings::default();
    let profile = one_profile(file, text, &findings);
    let found = findings.take();
    let is_refused = found.iter().any(|finding| finding.severity == Severity::Error);
    match profile {
        Some(profile) if !is_refused => Ok(ReadRule { profile, notes: found }),
        _ => Err(found),
    }
}

fn one_profile(file: &str, text: &[u8], findings: &Findings) -> Option<Profile> {
    if text.len() > RULE_LIMIT {
        findings
            .add(Finding::error("too_large", format!("a rule has at most {RULE_LIMIT} bytes")).file(file));
        return None;
    }
    let text = folder::text(text).map_err(|finding| findings.add((*finding).file(file))).ok()?;
    let anything = |what| {
        let mut names = Names::new(what, "");
        names.mark_incomplete();
        names
    };
    let (codes, names) = (Codes::of(std::iter::empty()), anything("name"));
    let known = Known {
        codes: &codes,
        countries: &names,
        currencies: &names,
        offices: &names,
        lists: &names,
        agencies: &names,
    };
    let mut read = Vec::new();
    let mut rows = 0_usize;
    let is_read = table::read(file, text, &PROFILES, findings, |row| {
        rows += 1;
        let _ = row.dating();
        read.extend(risk_files::profile(row, &known).map(|(_, profile)| profile));
    });
    if is_read.is_ok() && rows != 1 {
        let reason = format!("the file holds {rows} profiles; a rule is one");
        let finding = Finding::error("not_one_rule", reason).file(file).row(1);
        findings.add(finding.fix("write one `[[profile]]` into each file"));
    }
    read.pop()
}

/// Everything that is to be said about texts of rules under a pack, by file and line: what would keep a pack with
/// them from being used, and what somebody should look at. `active` are the rules that count already, under the
/// names of their versions. Names of files must differ.
pub fn lint_rules(
    archive: &Archive,
    pack: &Pack,
    active: &[Profile],
    files: &[(String, Vec<u8>)],
    today: Date,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut first_of: BTreeMap<String, &str> = BTreeMap::new();
    let mut sound = Vec::new();
    for (file, text) in files {
        match read_rule(file, text) {
            Err(found) => findings.extend(found),
            Ok(read) => {
                findings.extend(read.notes);
                findings.extend(id_taken(&read.profile, file, text, pack, &mut first_of));
                findings.extend(days_over(&read.profile, file, text, today));
                findings.extend(takes_the_place(&read.profile, file, text, active));
                sound.push((file, text, read.profile));
            }
        }
    }
    findings.extend(beside_others(&sound, pack, active, today));
    // Under the pack each is read once more, beside what it may name.
    for (file, text, _) in &sound {
        findings.extend(under_pack(archive, file, text));
    }
    findings.sort_by(|one, other| {
        let place = |of: &Finding| (of.file.clone(), of.row, of.column.clone(), of.severity, of.code);
        place(one).cmp(&place(other))
    });
    findings.dedup();
    findings
}

/// The text of a rule from JSON of the same shape: one profile, its criteria under `criteria`.
///
/// # Errors
/// The pointer to what no profile can say: a list of something else than texts, or an object within it.
pub fn rule_of_json(profile: &Value) -> Result<String, String> {
    let members = profile.as_object().ok_or_else(String::new)?;
    let mut text = String::from("[[profile]]\n");
    write_members(&mut text, members.iter().filter(|(name, _)| *name != "criteria"), "")?;
    let criteria = members.get("criteria").map_or(Ok(&[][..]), |criteria| {
        criteria.as_array().map(Vec::as_slice).ok_or_else(|| "/criteria".to_owned())
    })?;
    for (place, criterion) in criteria.iter().enumerate() {
        let pointer = format!("/criteria/{place}");
        let members = criterion.as_object().ok_or_else(|| pointer.clone())?;
        text.push_str("[[profile.criteria]]\n");
        write_members(&mut text, members.iter(), &pointer)?;
    }
    Ok(text)
}

fn write_members<'v>(
    text: &mut String,
    members: impl Iterator<Item = (&'v String, &'v Value)>,
    within: &str,
) -> Result<(), String> {
    for (name, value) in members.filter(|(_, value)| !value.is_null()) {
        let pointer = || format!("{within}/{name}");
        let value = match value {
            Value::Array(values) => {
                let values: Option<Vec<String>> = values.iter().map(scalar).collect();
                format!("[{}]", values.ok_or_else(pointer)?.join(", "))
            }
            value => scalar(value).ok_or_else(pointer)?,
        };
        text.push_str(&format!("{} = {value}\n", quoted(name)));
    }
    Ok(())
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(quoted(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A text as TOML writes it: as JSON does, and with the one sign escaped that JSON lets stand.
fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string().replace('\u{7f}', "\\u007f")
}

/// That a rule goes by the id of a profile of the pack, or of another file.
fn id_taken<'f>(
    profile: &Profile,
    file: &'f str,
    text: &[u8],
    pack: &Pack,
    first_of: &mut BTreeMap<String, &'f str>,
) -> Option<Finding> {
    let id = &profile.id;
    let place = |finding: Finding| finding.file(file).row(line_of(text, "id")).column("id");
    if !risk::is_rule_name(id) {
        let reason = format!("`{id}` is no id of a rule");
        let finding = Finding::error("malformed_id", reason);
        return Some(place(finding).fix("write 2 to 40 letters, digits and `-`, such as `XA-R-0007`"));
    }
    if pack.profiles.as_slice().iter().any(|known| known.id == *id) {
        let reason = format!("the pack has a profile `{id}`");
        return Some(place(Finding::error("id_taken", reason)).fix("give the rule an id of its own"));
    }
    let first = first_of.insert(id.clone(), file)?;
    let reason = format!("`{first}` has a rule `{id}` too");
    Some(place(Finding::error("id_taken", reason)).fix("give each rule an id of its own"))
}

/// That the last day of a rule is over.
fn days_over(profile: &Profile, file: &str, text: &[u8], today: Date) -> Option<Finding> {
    let last = profile.period.to();
    let reason = format!("the last day of the rule, {last}, is over");
    let finding =
        Finding::error("expired", reason).file(file).row(line_of(text, "valid_to")).column("valid_to");
    (last < today).then(|| finding.fix("give it a later last day, or leave it retired"))
}

/// That a version of the rule is active, which this one would end.
fn takes_the_place(profile: &Profile, file: &str, text: &[u8], active: &[Profile]) -> Option<Finding> {
    let of = |known: &&Profile| risk::parse_version_name(&known.id).is_some_and(|(id, _)| id == profile.id);
    let known = active.iter().find(of)?;
    let reason = format!("`{}` is active; this would take its place", known.id);
    Some(Finding::info("next_version", reason).file(file).row(line_of(text, "id")).column("id"))
}

/// What is wrong with rules by themselves, and beside each other and the profiles that count already: nothing meets
/// them, everything does, another does the same.
fn beside_others(
    sound: &[(&String, &Vec<u8>, Profile)],
    pack: &Pack,
    active: &[Profile],
    today: Date,
) -> Vec<Finding> {
    let is_followed = |known: &&Profile| {
        let id = risk::parse_version_name(&known.id).map(|(id, _)| id);
        !sound.iter().any(|(_, _, rule)| id.as_ref().is_some_and(|id| *id == rule.id))
    };
    let mut profiles: Vec<Profile> = sound.iter().map(|(_, _, rule)| rule.clone()).collect();
    profiles.extend(pack.profiles.as_slice().iter().chain(active.iter().filter(is_followed)).cloned());
    let flaws = risk::lint(&profiles, today).into_iter();
    let own = flaws.filter(|flaw| !matches!(flaw.kind, FlawKind::Expired { .. }));
    own.filter_map(|flaw| {
        let (file, text, _) = sound.get(flaw.place)?;
        let (code, reason) = (flaw.kind.code(), flaw.to_string());
        let finding = match flaw.severity() {
            FlawSeverity::Error => Finding::error(code, reason),
            FlawSeverity::Warning => Finding::warning(code, reason),
        };
        // Criteria are counted from 1, and each names its field.
        let row = flaw.criterion.and_then(|place| nth_line_of(text, "field", place)).unwrap_or(1);
        Some(finding.file(file.as_str()).row(row))
    })
    .collect()
}

/// The line on which a key stands for the so-manieth time, from 1.
fn nth_line_of(text: &[u8], key: &str, place: usize) -> Option<u64> {
    lines_of(text, key).nth(place.checked_sub(1)?)
}

/// The line on which a key stands first.
fn line_of(text: &[u8], key: &str) -> u64 {
    lines_of(text, key).next().unwrap_or(1)
}

/// The lines on which a key stands.
fn lines_of<'t>(text: &'t [u8], key: &'t str) -> impl Iterator<Item = u64> + 't {
    let is_it = move |line: &[u8]| {
        line.trim_ascii_start()
            .strip_prefix(key.as_bytes())
            .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"="))
    };
    text.split(|byte| *byte == b'\n').zip(1..).filter(move |(line, _)| is_it(line)).map(|(_, number)| number)
}

/// What the pack would say if the rule stood in it.
fn under_pack(archive: &Archive, file: &str, text: &[u8]) -> Vec<Finding> {
    let (with_rule, path) = archive.with_profile(text);
    let found = load_archive(&with_rule).map_or_else(|found| found, |loaded| loaded.notes);
    // A rule is no file of the pack: who wrote it is in the rulebook. What is wrong beside others is told by itself.
    const TOLD: [&str; 6] = [
        "no_source",
        "contradictory_criteria",
        "never_met",
        "selects_everything",
        "duplicate_profile",
        "needless_profile",
    ];
    let is_told = |code: &str| TOLD.contains(&code);
    let own = found.into_iter().filter(|finding| finding.file == path && !is_told(finding.code));
    own.map(|finding| Finding { file: file.to_owned(), ..finding }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::path::Path;

    const RULE: &str = r#"
[[profile]]
id = "XA-R-0007"
title = "Watches at prices of toys"
owner = "customs"
action = "examine"
purpose = "trade marks"
reason = "watches below 5 EXD"
public_reason = "routine_control"
law = "XA Trade Marks Act s.80"
valid_from = 2026-01-01
valid_to = 2026-12-31
[[profile.criteria]]
field = "goods_items.commodity_code"
starts_with = ["9102"]
"#;

    fn lint(files: &[(&str, &str)], active: &[Profile]) -> Vec<String> {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/examplia");
        let archive = Archive::read(&dir).unwrap();
        let pack = load_archive(&archive).unwrap().pack;
        let files: Vec<(String, Vec<u8>)> =
            files.iter().map(|(file, text)| ((*file).to_owned(), text.as_bytes().to_vec())).collect();
        let found = lint_rules(&archive, &pack, active, &files, date(2026, 3, 2));
        found
            .iter()
            .map(|finding| format!("{} {} {finding}", finding.severity.as_str(), finding.code))
            .collect()
    }

    #[test]
    fn a_sound_rule_is_found_nothing_about() {
        assert_eq!(lint(&[("a.toml", RULE)], &[]), [""; 0]);
        let mut active = read_rule("a.toml", RULE.as_bytes()).unwrap().profile;
        active.id = "XA-R-0007@1".to_owned();
        let found = lint(&[("a.toml", RULE)], &[active]);
        assert_eq!(
            found,
            ["info next_version a.toml:3 id: `XA-R-0007@1` is active; this would take its place"]
        );
    }

    #[test]
    fn bad_rules_are_told_what_is_wrong_where_and_what_to_do() {
        for (from, to, code, place) in [
            ("valid_to = 2026-12-31\n", "", "missing_expiry", "a.toml:2 valid_to: "),
            ("2026-12-31", "2026-03-01", "expired", "a.toml:12 valid_to: "),
            ("XA-R-0007", "XA-P-020", "id_taken", "a.toml:3 id: "),
            ("XA-R-0007", "XA R 7", "malformed_id", "a.toml:3 id: "),
            ("\"customs\"", "\"costums\"", "unknown_reference", "a.toml:5 owner: "),
            ("routine_control", "routin_control", "unknown_reference", "a.toml:2 public_reason: "),
            ("starts_with", "start_with", "unknown_column", "a.toml:15 start_with: "),
            ("starts_with = [\"9102\"]", "below = \"5\"", "flawed_criterion", "a.toml:14 field: "),
            ("commodity_code", "commodity_kode", "unknown_reference", "a.toml:14 field: "),
            ("starts_with = [\"9102\"]", "starts_with = []", "missing", "a.toml:15 starts_with: "),
            ("action = \"examine\"", "action = \"look\"", "unknown_reference", "a.toml:6 action: "),
            ("[[profile]]", "[[profil]]", "unknown_column", "a.toml:2 profil: "),
            ("title = \"W", "title = W", "malformed_toml", "a.toml:4: "),
            ("valid_from = 2026-01-01", "valid_from = 2027-01-01", "ends_before_start", "a.toml:12 "),
            ("[[profile]]", "[[profile]]\nid = \"a\"\n[[profile]]", "not_one_rule", "a.toml:1: "),
            ("9102", "9999", "unknown_commodity", "a.toml:15 starts_with: "),
        ] {
            assert!(RULE.contains(from), "{from}");
            let found = lint(&[("a.toml", &RULE.replacen(from, to, 1))], &[]);
            let is_it = |found: &String| found.contains(&format!(" {code}")) && found.contains(place);
            assert!(found.iter().any(is_it), "{to}: {found:#?}");
        }
        let of_no_names = RULE.replacen("starts_with = [\"9102\"]", "resembles = [\"Temu\"]", 1);
        let found = lint(&[("a.toml", &of_no_names)], &[]);
        assert_eq!(
            found,
            [
                "error flawed_criterion a.toml:15 resembles: `goods_items.commodity_code` holds no names, and `resembles` \
                asks about names; fix: ask about one of `consignor.name`, `consignor.address`, `consignee.name`, \
                `consignee.address`, `seller.name`, `payment.provider`, `payment.payer` or `transport.conveyance`"
            ]
        );
        let found = lint(&[("a.toml", RULE), ("b.toml", RULE)], &[]);
        assert!(found.iter().any(|found| found.starts_with("error id_taken b.toml:3")), "{found:#?}");
        assert!(read_rule("a", &vec![b'#'; RULE_LIMIT + 1]).is_err());
    }

    #[test]
    fn a_rule_in_json_is_the_same_rule() {
        let profile = serde_json::json!({
            "id": "XA-R-0007", "title": "Watches \"at\" \u{7f}", "owner": "customs", "action": "add_weight",
            "weight": 20, "purpose": "p", "reason": "r", "public_reason": "routine_control", "law": "l",
            "valid_from": "2026-01-01", "valid_to": "2026-12-31", "status": null,
            "criteria": [
                { "field": "goods_items.commodity_code", "starts_with": ["9102", "9101"] },
                { "field": "goods_items.unit_value_local", "below": "5.00" },
                { "field": "seller.url", "present": false },
                { "field": "seller.name", "resembles": ["Temu", "Best Shop 24"], "floor_per_mille": 700 },
            ],
        });
        let text = rule_of_json(&profile).unwrap().replace("\\u007f", "");
        let profile = read_rule("a", text.as_bytes()).unwrap().profile;
        let names = vec!["Temu".to_owned(), "Best Shop 24".to_owned()];
        let names = risk::SoughtNames::new(risk::Field::SellerName, names, 700).unwrap();
        let criteria = profile.criteria.as_slice();
        assert_eq!((criteria.len(), profile.title.as_str()), (4, "Watches \"at\""));
        assert_eq!(criteria[3].tests(), [risk::Test::Resembles(names)]);
        assert_eq!(profile.action, risk::Action::AddWeight(20));
        for (wrong, pointer) in [
            (serde_json::json!([]), ""),
            (serde_json::json!({ "criteria": {} }), "/criteria"),
            (serde_json::json!({ "criteria": [{ "in": [[]] }] }), "/criteria/0/in"),
            (serde_json::json!({ "title": {} }), "/title"),
        ] {
            assert_eq!(rule_of_json(&wrong), Err(pointer.to_owned()));
        }
    }
}
