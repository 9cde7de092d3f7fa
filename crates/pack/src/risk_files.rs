//! `risk/`: officers' profiles and watch lists.

use crate::cell::{Codes, all, parse_date, parse_number};
use crate::dated::{Entry, Table};
use crate::finding::Finding;
use crate::inherit::Source;
use crate::names::{Names, listed, nearest};
use crate::procedures::{channels, stages, words};
use crate::table::{Row, Shape};
use clearance::AuthorisationKind;
use jiff::civil::Date;
use quantity::Decimal;
use risk::{
    Action, Criteria, Criterion, CriterionFlaw, EntryKind, Expression, Field, FieldKind, ListEntry, Period,
    Profile, SoughtNames, Test,
};
use std::collections::BTreeSet;
use tariff::{CommodityCode, Dated, Nature};

/// What profiles may name.
pub(crate) struct Known<'t> {
    pub(crate) codes: &'t Codes,
    pub(crate) countries: &'t Names,
    pub(crate) currencies: &'t Names,
    pub(crate) offices: &'t Names,
    pub(crate) lists: &'t Names,
    pub(crate) agencies: &'t Names,
}

pub(crate) const PROFILES: Shape = Shape::toml(
    "risk/profiles/*.toml",
    "profile",
    &["id", "title", "owner", "action", "purpose", "reason", "public_reason"],
    &["weight", "share", "expression", "[criteria]"],
);
const CRITERIA: Shape = Shape {
    path: PROFILES.path,
    array: "criteria",
    beside: "",
    columns: &["field"],
    optional: &[
        "in",
        "not_in",
        "starts_with",
        "contains",
        RESEMBLES,
        "from",
        "above",
        "to",
        "below",
        "present",
        NAME_FLOOR,
    ],
    is_dated: false,
};
const RESEMBLES: &str = "resembles";
/// How like a name must be: no test, but a part of one.
const NAME_FLOOR: &str = "floor_per_mille";

/// Reads the profiles: those of one name are about different days.
pub(crate) fn profiles(source: &Source, known: &Known<'_>) -> Table<String, Profile> {
    source.table(&PROFILES, "profile", "id", |row| profile(row, known))
}

/// Reads one profile, by its id.
pub(crate) fn profile(row: &Row<'_>, known: &Known<'_>) -> Option<(String, Profile)> {
    let id = row.text("id");
    let [title, owner, purpose, reason, public_reason] =
        ["title", "owner", "purpose", "reason", "public_reason"].map(|key| row.text(key));
    owner.iter().for_each(|owner| check_owner(row, owner, known.agencies));
    let action = action(row, owner.as_deref());
    let period = period(row);
    let share = share(row);
    let criteria = criteria(row, known);
    let expression = expression(row);
    let id = id?;
    let profile = Profile {
        id: id.clone(),
        title: title?,
        owner: owner?,
        action: action?,
        purpose: purpose?,
        reason: reason?,
        public_reason: public_reason?,
        law: row.optional_text("law")?,
        period: period?,
        share_per_million: share?,
        criteria: criteria?,
        expression: expression?,
    };
    Some((id, profile))
}

/// Tells of an owner that is nobody. It keeps a pack from stating the law, and no trial from running.
fn check_owner(row: &Row<'_>, owner: &str, agencies: &Names) {
    const CUSTOMS: &str = Profile::CUSTOMS;
    if owner == CUSTOMS || agencies.allow(owner) {
        return;
    }
    let reason = format!("`{owner}` is neither `{CUSTOMS}` nor an agency");
    let finding = Finding::error("unknown_reference", reason);
    row.tell(
        "owner",
        finding.fix(match nearest(owner, agencies.iter().chain([CUSTOMS])) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add it to {}", agencies.file),
        }),
    );
}

fn action(row: &Row<'_>, owner: Option<&str>) -> Option<Action> {
    const ACTIONS: [(&str, Action); 7] = [
        ("examine", Action::Examine),
        ("hold_documents", Action::HoldDocuments),
        ("request_information", Action::RequestInformation),
        ("request_screening", Action::RequestScreening),
        ("do_not_load", Action::DoNotLoad),
        ("add_weight", Action::AddWeight(0)),
        ("refer", Action::Refer),
    ];
    let weight = if row.has("weight") { row.number("weight") } else { Some(0) };
    let action = row.word("action", &ACTIONS)?;
    if action == Action::Refer && owner == Some(Profile::CUSTOMS) {
        let finding = Finding::error("refers_to_nobody", "customs does not refer to itself");
        row.tell("action", finding.fix("name the agency as `owner`, or let customs `examine`"));
        return None;
    }
    if let Action::AddWeight(_) = action {
        if weight == Some(0) {
            row.tell(
                "weight",
                Finding::warning("weight_of_nothing", "the profile adds nothing").fix("give it a weight"),
            );
        }
        return Some(Action::AddWeight(weight?));
    }
    weight.map(|_| action)
}

/// Which share of its hits a profile selects, in millionths: all where nothing is said.
fn share(row: &Row<'_>) -> Option<u32> {
    const HUNDREDTH: i64 = 10_000;
    if !row.has("share") {
        return Some(Profile::EVERY_HIT);
    }
    row.value("share", "malformed_share", "a percentage above 0 up to 100, with up to two decimals", |text| {
        let micro = Decimal::parse(text).ok()?.micro();
        let hundredths = micro.checked_div(HUNDREDTH).filter(|_| micro % HUNDREDTH == 0)?;
        u32::try_from(hundredths).ok().filter(|share| (1..=10_000).contains(share)).map(|share| share * 100)
    })
}

/// The expression of a profile; the outer `None` for one that cannot be read, which has been told.
fn expression(row: &Row<'_>) -> Option<Option<Expression>> {
    if !row.has("expression") {
        return Some(None);
    }
    match Expression::parse(&row.text("expression")?) {
        Ok(expression) => Some(Some(expression)),
        Err(flaw) => {
            row.tell("expression", Finding::error("flawed_expression", flaw.to_string()));
            None
        }
    }
}

/// Warns of profiles that contradict themselves, hit everything or nothing, or do what others do anyway. A
/// pack keeps those that have expired, so that what they decided can be decided again.
pub(crate) fn lint(source: &Source, table: &Table<String, Profile>) {
    let entries: Vec<&Entry<Profile>> = table.iter().map(|(_, entry)| entry).collect();
    let profiles: Vec<Profile> = entries.iter().map(|entry| entry.row.value.clone()).collect();
    for flaw in risk::lint(&profiles, Date::MIN) {
        let Some(entry) = entries.get(flaw.place) else { continue };
        let finding = Finding::warning(flaw.kind.code(), flaw.to_string());
        source.findings.add(finding.file(&*entry.file).row(entry.line));
    }
}

/// The days on which a profile is active. A row without its last day is refused: a profile always expires.
fn period(row: &Row<'_>) -> Option<Period> {
    let Some(to) = row.optional_text("valid_to") else {
        let finding = Finding::error("missing_expiry", "the profile never expires");
        row.tell("valid_to", finding.fix("give it the last day on which it is active"));
        return None;
    };
    Period::new(parse_date(&row.optional_text("valid_from")?)?, parse_date(&to)?)
}

fn criteria(row: &Row<'_>, known: &Known<'_>) -> Option<Criteria> {
    let rows = row.nested("criteria", &CRITERIA);
    if rows.is_empty() {
        let finding = Finding::error("missing", "the profile has no criteria and would hit every parcel");
        row.tell("criteria", finding.fix("add a `[[profile.criteria]]`"));
        return None;
    }
    Criteria::new(all(rows.iter().map(|row| criterion(row, known)))?)
}

fn criterion(row: &Row<'_>, known: &Known<'_>) -> Option<Criterion> {
    let field = row.word("field", &words(Field::ALL, Field::as_str));
    let keys = CRITERIA.optional.iter().filter(|key| **key != NAME_FLOOR && row.has(key));
    let tests = all(keys.map(|key| match *key {
        RESEMBLES => sought_names(row, field).map(Test::Resembles),
        key => test(row, key),
    }));
    if row.has(NAME_FLOOR) && !row.has(RESEMBLES) {
        let finding = Finding::error("flawed_criterion", "`floor_per_mille` says how like names must be");
        row.tell(NAME_FLOOR, finding.fix("take it out, or name the names by `resembles`"));
    }
    let (field, tests) = (field?, tests?);
    for test in &tests {
        check_named(row, field, test, known);
    }
    match Criterion::new(field, tests) {
        Ok(criterion) => Some(criterion),
        Err(flaw) => {
            let reason = format!("{flaw} (`{}`)", field.as_str());
            row.tell("field", Finding::error("flawed_criterion", reason).fix(fitting_tests(field)));
            None
        }
    }
}

fn test(row: &Row<'_>, key: &str) -> Option<Test> {
    let number = || {
        row.value(key, "malformed_number", "a number with a point, in quotation marks", |text| {
            Decimal::parse(text).ok()
        })
    };
    Some(match key {
        "in" => Test::In(row.texts(key)),
        "not_in" => Test::NotIn(row.texts(key)),
        "starts_with" => Test::StartsWith(row.texts(key)),
        "contains" => Test::Contains(row.texts(key)),
        "from" => Test::From(number()?),
        "above" => Test::Above(number()?),
        "to" => Test::To(number()?),
        "below" => Test::Below(number()?),
        _ => Test::Present(row.word(key, &[("true", true), ("false", false)])?),
    })
}

/// The names that a value may be like, with what somebody should look at among them.
fn sought_names(row: &Row<'_>, field: Option<Field>) -> Option<SoughtNames> {
    let floor = match row.has(NAME_FLOOR) {
        false => Some(SoughtNames::USUAL_FLOOR),
        true => row.value(NAME_FLOOR, "malformed_floor", "a whole number from 300 to 999", |text| {
            parse_number(text).filter(|floor| SoughtNames::FLOORS.contains(floor))
        }),
    };
    let (field, floor) = (field?, floor?);
    match SoughtNames::new(field, row.texts(RESEMBLES), floor) {
        Ok(names) => {
            warn_of_names(row, &names);
            Some(names)
        }
        Err(flaw) => {
            let finding = Finding::error("flawed_criterion", flaw.to_string());
            let fields = Field::ALL.iter().filter(|field| field.kind_of_name().is_some());
            row.tell(
                RESEMBLES,
                match flaw {
                    CriterionFlaw::HoldsNoNames { .. } => finding
                        .fix(format!("ask about one of {}", listed(fields.map(|field| field.as_str())))),
                    _ => finding,
                },
            );
            None
        }
    }
}

fn warn_of_names(row: &Row<'_>, names: &SoughtNames) {
    for name in names.repeated() {
        let finding = Finding::warning("repeated_name", format!("`{name}` is there twice"));
        row.tell(RESEMBLES, finding.fix("take one of them out"));
    }
    for name in names.faint() {
        let reason = format!("`{name}` says too little: only the very name is found");
        row.tell(
            RESEMBLES,
            Finding::warning("faint_name", reason).fix("write more of the name, or a lower floor"),
        );
    }
}

fn fitting_tests(field: Field) -> &'static str {
    match field.kind() {
        FieldKind::Text if field.kind_of_name().is_some() => {
            "use `in`, `not_in`, `starts_with`, `contains`, `resembles` or `present`"
        }
        FieldKind::Text => "use `in`, `not_in`, `starts_with`, `contains` or `present`",
        FieldKind::Mark | FieldKind::Code => "use `in`, `not_in`, `starts_with` or `present`",
        FieldKind::Number => "use `from`, `above`, `to`, `below` or `present`",
        FieldKind::Names => "use `in`, `not_in` or `present`",
    }
}

/// Tells of names in a criterion that nothing defines: it would never hold, and nobody would notice.
fn check_named(row: &Row<'_>, field: Field, test: &Test, known: &Known<'_>) {
    let (Test::In(texts) | Test::NotIn(texts) | Test::StartsWith(texts)) = test else { return };
    let key = test.as_str();
    for text in texts {
        match field {
            Field::CommodityCode => {
                if let Some(code) = CommodityCode::parse(text) {
                    row.warn_of_strange_goods(key, code, known.codes);
                }
            }
            // What a text begins with is no name.
            _ if matches!(test, Test::StartsWith(_)) => {}
            Field::Channel => check_word(row, key, text, &channels()),
            Field::Stage => check_word(row, key, text, &stages()),
            Field::Nature => check_word(row, key, text, &words(Nature::ALL, Nature::as_str)),
            Field::Office => drop(row.is_named(key, text, known.offices)),
            Field::FilerAuthorisations => {
                check_word(row, key, text, &words(AuthorisationKind::ALL, AuthorisationKind::as_str));
            }
            Field::ListedOn | Field::Resembles => drop(row.is_named(key, text, known.lists)),
            Field::ValueCurrency => drop(row.is_named(key, text, known.currencies)),
            Field::ConsignorCountry | Field::ConsigneeCountry | Field::Origin => {
                row.is_named(key, text, known.countries);
            }
            _ => {}
        }
    }
}

fn check_word<T>(row: &Row<'_>, key: &str, text: &str, words: &[(&'static str, T)]) {
    if !words.iter().any(|(word, _)| *word == text) {
        row.tell_unknown(key, text, "word", words.iter().map(|(word, _)| *word));
    }
}

/// An entry by its list and its id.
pub(crate) type ListKey = (String, String);

pub(crate) fn lists(source: &Source) -> (Table<ListKey, (String, EntryKind)>, Names) {
    const SHAPE: Shape = Shape::csv("risk/lists/*.csv", &["id", "name", "kind"]);
    let kinds = words(EntryKind::ALL, EntryKind::as_str);
    let mut filled = BTreeSet::new();
    let table = source.table(&SHAPE, "entry", "id", |row| {
        filled.insert(list_of(&row.file).to_owned());
        let id = row.text("id");
        let name = row.value("name", "malformed_name", "a name with at least one letter or digit", |text| {
            text.contains(char::is_alphanumeric).then(|| text.to_owned())
        });
        let kind = row.word("kind", &kinds);
        Some(((list_of(&row.file).to_owned(), id?), (name?, kind?)))
    });
    let mut names = Names::new("list", SHAPE.path);
    for layer in source.layers() {
        for (path, _) in layer.folder.matching(SHAPE.path) {
            names.add(list_of(path));
            if table.is_whole && !filled.contains(list_of(path)) {
                let finding = Finding::warning("empty_list", "there is no name on this list");
                let finding = finding.file(format!("{}{path}", layer.prefix));
                source.findings.add(finding.fix("add the names, or take the list and its profiles out"));
            }
        }
        if layer.folder.is_broken(SHAPE.path) {
            names.mark_incomplete();
        }
    }
    (table, names)
}

/// The name of a list: its file's.
fn list_of(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".csv").unwrap_or(file)
}

/// An entry as screening wants it.
pub(crate) fn entry(id: String, row: Dated<(String, EntryKind)>) -> Option<ListEntry> {
    let (name, kind) = row.value;
    let period = Period::new(row.validity.from, row.validity.to.unwrap_or(Date::MAX))?;
    Some(ListEntry { id, name, kind, period, law: row.law.as_str().to_owned() })
}
