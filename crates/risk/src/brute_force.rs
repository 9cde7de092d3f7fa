//! The index answers as asking every profile would.

use crate::screening::Screen;
use crate::*;
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::prelude::*;
use quantity::Decimal;

/// What is said in one field, owned.
#[derive(Clone, Debug)]
enum Said {
    Text(String),
    Number(Decimal),
    Code(String),
    Names(Vec<&'static str>),
}

type Row = Vec<(Field, Said)>;

const DAY: Date = date(2026, 3, 2);
const HEADER: [Field; 9] = [
    Field::Channel,
    Field::ConsignorName,
    Field::ConsigneeEmail,
    Field::OrderUrl,
    Field::PaymentPayer,
    Field::ConsigneePostcode,
    Field::ValueLocal,
    Field::Packages,
    Field::ListedOn,
];
const ITEM: [Field; 5] =
    [Field::CommodityCode, Field::Origin, Field::Description, Field::Quantity, Field::ItemValueLocal];

proptest! {
    // `PROPTEST_CASES=10000` asks about a hundred thousand declarations; flawed criteria are drawn again as often as it
    // takes.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(500),
        max_local_rejects: u32::MAX,
        ..ProptestConfig::default()
    })]
    #[test]
    fn indexed_is_brute_force(
        mut profiles in vec(profile(), 0..25),
        parcels in vec((row(&HEADER), vec(row(&ITEM), 0..4)), 1..20),
    ) {
        for (place, profile) in profiles.iter_mut().enumerate() {
            profile.id.push_str(&place.to_string());
        }
        let index = Profiles::new(profiles.iter().rev().cloned().collect());
        let flaws = lint(&profiles, DAY);
        for (header, items) in &parcels {
            let hit = check(&profiles, &index, header, items)?;
            check_flaws(&flaws, &hit)?;
        }
    }
}

/// What lint says of profiles is true of what they hit.
fn check_flaws(flaws: &[Flaw], hit: &[String]) -> Result<(), TestCaseError> {
    for flaw in flaws {
        match &flaw.kind {
            FlawKind::Contradiction { .. } => prop_assert!(!hit.contains(&flaw.profile), "{}", flaw),
            FlawKind::Duplicate { of: other } | FlawKind::Needless { beside: other } => {
                prop_assert!(!hit.contains(&flaw.profile) || hit.contains(other), "{}", flaw);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Asks the index and every profile; the names of those that hold.
fn check(
    profiles: &[Profile],
    index: &Profiles,
    header: &Row,
    items: &[Row],
) -> Result<Vec<String>, TestCaseError> {
    let names: Vec<&str> = header
        .iter()
        .flat_map(|(_, said)| match said {
            Said::Names(names) => names.clone(),
            _ => vec![],
        })
        .collect();
    let mut observed = Observed::new();
    header.iter().for_each(|(field, said)| observed.set(*field, value(said, &names)));
    for item in items {
        observed.push_item();
        item.iter().for_each(|(field, said)| observed.set(*field, value(said, &names)));
    }
    let expected: Vec<(String, Vec<usize>)> =
        profiles.iter().filter_map(|profile| brute_force(profile, header, items)).collect();
    let hits = index.matches(&observed, DAY);
    let found: Vec<(String, Vec<usize>)> =
        hits.iter().map(|hit| (hit.profile.id.clone(), hit.lines.clone())).collect();
    prop_assert_eq!(found, sorted(expected));
    for hit in &hits {
        let asked: Vec<Field> = hit.profile.criteria.as_slice().iter().map(Criterion::field).collect();
        let in_expression = hit.profile.expression.iter().flat_map(|one| one.fields().to_vec());
        let unreckoned = Shown::Text("division by zero".to_owned());
        let said = hit.met.iter().filter(|met| met.value != unreckoned);
        let fields: Vec<Field> = said.map(|met| met.field).collect();
        prop_assert_eq!(fields, asked.into_iter().chain(in_expression).collect::<Vec<_>>());
        for met in &hit.met {
            let may_be_repeated =
                matches!(met.value, Shown::Withheld | Shown::Absent | Shown::LikeName { .. });
            prop_assert!(may_be_repeated || !met.field.is_personal());
        }
    }
    Ok(hits.iter().map(|hit| hit.profile.id.clone()).collect())
}

/// Expressions, and the same in code: each over the header and the items.
type InCode = fn(&Row, &[Row]) -> bool;
const EXPRESSIONS: [(&str, InCode); 6] = [
    ("value_local + packages > 0.000003", |header, _| {
        micro(header, Field::ValueLocal).zip(micro(header, Field::Packages)).is_some_and(|(a, b)| a + b > 3)
    }),
    ("any(goods_items.quantity * 2 < goods_items.value_local)", |_, items| {
        items.iter().any(|item| {
            let pair = micro(item, Field::Quantity).zip(micro(item, Field::ItemValueLocal));
            pair.is_some_and(|(quantity, value)| 2 * quantity < value)
        })
    }),
    ("sum(goods_items.value_local) >= value_local", |header, items| {
        let sum: Option<i64> = items.iter().map(|item| micro(item, Field::ItemValueLocal)).sum();
        sum.zip(micro(header, Field::ValueLocal)).is_some_and(|(sum, value)| sum >= value)
    }),
    ("payment.payer != consignor.name", |header, _| {
        let one = said_text(header, Field::PaymentPayer);
        one.zip(said_text(header, Field::ConsignorName)).is_some_and(|(one, other)| one != other)
    }),
    ("count(goods_items.origin in ['a', 'aa']) = 1 or not present(packages)", |header, items| {
        let origins = items.iter().filter_map(|item| said_text(item, Field::Origin));
        origins.filter(|origin| ["a", "aa"].contains(&origin.as_str())).count() == 1
            || micro(header, Field::Packages).is_none()
    }),
    ("listed_on not in ['sellers'] and not (packages > value_local / packages)", |header, _| {
        let listed = header.iter().rev().find_map(|(_, said)| match said {
            Said::Names(names) => Some(names.iter().any(|name| normalise(name) == "sellers")),
            _ => None,
        });
        match (micro(header, Field::Packages), micro(header, Field::ValueLocal)) {
            // What cannot be reckoned holds, unless it is not asked.
            (Some(0), Some(_)) => listed != Some(true),
            (Some(packages), Some(value)) => {
                listed == Some(false) && packages * packages <= 1_000_000 * value
            }
            _ => false,
        }
    }),
];

fn micro(row: &Row, field: Field) -> Option<i64> {
    row.iter().rev().find(|(one, _)| *one == field).and_then(|(_, said)| match said {
        Said::Number(number) => Some(number.micro()),
        _ => None,
    })
}

fn said_text(row: &Row, field: Field) -> Option<String> {
    row.iter().rev().find(|(one, _)| *one == field).and_then(|(_, said)| match said {
        Said::Text(text) => Some(normalise(text)).filter(|text| !text.is_empty()),
        _ => None,
    })
}

fn brute_force(profile: &Profile, header: &Row, items: &[Row]) -> Option<(String, Vec<usize>)> {
    let (of_items, of_header): (Vec<&Criterion>, Vec<&Criterion>) =
        profile.criteria.as_slice().iter().partition(|criterion| criterion.field().is_item());
    let all = |criteria: &[&Criterion], row: &Row| criteria.iter().all(|criterion| holds(criterion, row));
    let lines: Vec<usize> =
        (0..items.len()).filter(|line| !of_items.is_empty() && all(&of_items, &items[*line])).collect();
    let held =
        profile.period.covers(DAY) && all(&of_header, header) && (of_items.is_empty() || !lines.is_empty());
    let in_code = profile.expression.as_ref().map(|expression| {
        EXPRESSIONS.iter().find(|(text, _)| *text == expression.as_str()).unwrap().1(header, items)
    });
    let held = held && in_code != Some(false);
    held.then(|| (profile.id.clone(), lines))
}

fn holds(criterion: &Criterion, row: &Row) -> bool {
    let field = criterion.field();
    let said = row.iter().rev().find(|(one, _)| *one == field).map(|(_, said)| said);
    let spelled = |text: &str| match field.kind() {
        FieldKind::Mark | FieldKind::Code => normalise(text).replace(' ', ""),
        _ => normalise(text),
    };
    let texts: Vec<String> = match said {
        Some(Said::Text(text) | Said::Code(text)) => {
            vec![spelled(text)].into_iter().filter(|text| !text.is_empty()).collect()
        }
        Some(Said::Names(names)) => names.iter().map(|name| spelled(name)).collect(),
        Some(Said::Number(_)) | None => vec![],
    };
    let number = match said {
        Some(Said::Number(number)) => Some(*number),
        _ => None,
    };
    let any = |sought: &[String], fits: fn(&str, &str) -> bool| {
        texts.iter().any(|text| sought.iter().any(|one| fits(text, &spelled(one))))
    };
    let whole = if field.kind() == FieldKind::Code {
        |text: &str, start: &str| text.starts_with(start)
    } else {
        |text: &str, one: &str| text == one
    };
    criterion.tests().iter().all(|test| match test {
        Test::In(sought) => any(sought, whole),
        Test::NotIn(sought) => {
            (!texts.is_empty() || matches!(said, Some(Said::Names(_)))) && !any(sought, whole)
        }
        Test::StartsWith(sought) => any(sought, |text, start| text.starts_with(start)),
        Test::Contains(sought) => {
            any(sought, |text, words| format!(" {text} ").contains(&format!(" {words} ")))
        }
        Test::Resembles(sought) => match said {
            Some(Said::Text(text)) if !texts.is_empty() => is_like(text, sought),
            _ => false,
        },
        Test::From(bound) => number.is_some_and(|number| number >= *bound),
        Test::Above(bound) => number.is_some_and(|number| number > *bound),
        Test::To(bound) => number.is_some_and(|number| number <= *bound),
        Test::Below(bound) => number.is_some_and(|number| number < *bound),
        Test::Present(wanted) => (number.is_some() || !texts.is_empty()) == *wanted,
    })
}

/// Whether a name is one of others in its normal form, or screening them says that it is like one.
fn is_like(text: &str, sought: &SoughtNames) -> bool {
    let names = || sought.names().iter().map(String::as_str);
    let screen = Screen::new(names().map(|name| (EntryKind::Person, name)));
    let floor = sought.floor_per_mille() * 1_000;
    names().any(|name| normalise(name) == normalise(text))
        || !screen.search(EntryKind::Person, text, floor).is_empty()
}

fn sorted(mut hits: Vec<(String, Vec<usize>)>) -> Vec<(String, Vec<usize>)> {
    hits.sort();
    hits
}

fn value<'a>(said: &'a Said, names: &'a [&'a str]) -> Value<'a> {
    match said {
        Said::Text(text) => Value::Text(text),
        Said::Number(number) => Value::Number(*number),
        Said::Code(text) => {
            Value::Digits { digits: text.parse().unwrap(), length: text.len().try_into().unwrap() }
        }
        Said::Names(_) => Value::Names(names),
    }
}

/// Few names in many spellings.
fn name() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(vec![
        "Bright",
        "bright",
        "Brigth",
        "Shop",
        "Shopp",
        "Trading",
        "Tradin",
        "Ltd",
        "Quorvane",
        "Kworvain",
        "Кворвейн",
        "24",
        "25",
    ]);
    vec(word, 1..4).prop_map(|words| words.join(" "))
}

/// Few words in many spellings, so that much is met.
fn text() -> impl Strategy<Value = String> {
    vec(prop_oneof!["[abAB]{1,2}", "[aá]{1,2}", "[ -]{1,2}", Just("深".to_owned())], 0..6)
        .prop_map(|parts| parts.concat())
}

fn number() -> impl Strategy<Value = Decimal> {
    (0_i64..6).prop_map(|micro| Decimal::from_micro(micro).unwrap())
}

fn list_name() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("denied"), Just("sellers"), Just("Denied")]
}

fn said(field: Field) -> BoxedStrategy<Said> {
    match field.kind() {
        FieldKind::Text if field.kind_of_name().is_some() => {
            prop_oneof![text(), name()].prop_map(Said::Text).boxed()
        }
        FieldKind::Text | FieldKind::Mark => text().prop_map(Said::Text).boxed(),
        FieldKind::Code => "0?[12]{1,5}".prop_map(Said::Code).boxed(),
        FieldKind::Number => number().prop_map(Said::Number).boxed(),
        FieldKind::Names => vec(list_name(), 0..3).prop_map(Said::Names).boxed(),
    }
}

fn row(fields: &'static [Field]) -> impl Strategy<Value = Row> {
    let cell =
        |field: Field| proptest::option::weighted(0.8, said(field).prop_map(move |said| (field, said)));
    fields
        .iter()
        .map(|field| cell(*field))
        .collect::<Vec<_>>()
        .prop_map(|row| row.into_iter().flatten().collect())
}

fn profile() -> impl Strategy<Value = Profile> {
    let period = prop_oneof![
        4 => Just(Period::new(DAY, DAY).unwrap()),
        1 => Just(Period::new(date(2027, 1, 1), Date::MAX).unwrap()),
    ];
    let expression =
        proptest::option::weighted(0.3, proptest::sample::select(EXPRESSIONS.map(|one| one.0).to_vec()));
    let all = ("[a-z]{3}", period, 0..=Profile::EVERY_HIT, vec(criterion(), 1..4), expression);
    all.prop_map(|(id, period, share_per_million, criteria, expression)| Profile {
        id,
        title: String::new(),
        owner: String::new(),
        action: Action::Examine,
        purpose: String::new(),
        reason: String::new(),
        public_reason: String::new(),
        law: String::new(),
        period,
        share_per_million,
        criteria: Criteria::new(criteria).unwrap(),
        expression: expression.map(|text| Expression::parse(text).unwrap()),
    })
}

fn criterion() -> impl Strategy<Value = Criterion> {
    let field = proptest::sample::select([HEADER.as_slice(), ITEM.as_slice()].concat());
    field
        .prop_flat_map(|field| vec(test(field), 1..3).prop_map(move |tests| Criterion::new(field, tests)))
        .prop_filter_map("flawed", Result::ok)
}

fn test(field: Field) -> BoxedStrategy<Test> {
    let texts = || match field.kind() {
        FieldKind::Code => vec("0?[12]{1,3}", 1..3).boxed(),
        FieldKind::Names => vec(list_name().prop_map(str::to_owned), 1..3).boxed(),
        _ => vec(text(), 1..3).boxed(),
    };
    let present = any::<bool>().prop_map(Test::Present);
    match field.kind() {
        FieldKind::Text if field.kind_of_name().is_some() => prop_oneof![
            2 => vec(prop_oneof![text(), name()], 1..3).prop_map(Test::In),
            1 => texts().prop_map(Test::NotIn),
            1 => texts().prop_map(Test::StartsWith),
            1 => texts().prop_map(Test::Contains),
            4 => sought_names(field).prop_map(Test::Resembles),
            1 => present,
        ]
        .boxed(),
        FieldKind::Number => prop_oneof![
            number().prop_map(Test::From),
            number().prop_map(Test::Above),
            number().prop_map(Test::To),
            number().prop_map(Test::Below),
            present,
        ]
        .boxed(),
        _ => prop_oneof![
            4 => texts().prop_map(Test::In),
            1 => texts().prop_map(Test::NotIn),
            3 => texts().prop_map(Test::StartsWith),
            3 => texts().prop_map(Test::Contains),
            1 => present,
        ]
        .boxed(),
    }
}

fn sought_names(field: Field) -> impl Strategy<Value = SoughtNames> {
    let floor = prop_oneof![Just(300), Just(SoughtNames::USUAL_FLOOR), SoughtNames::FLOORS];
    let all = (vec(prop_oneof![1 => text(), 4 => name()], 1..5), floor);
    all.prop_filter_map("flawed", move |(names, floor)| SoughtNames::new(field, names, floor).ok())
}
