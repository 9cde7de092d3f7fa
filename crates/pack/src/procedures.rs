//! `procedures/`: categories, data requirements, offices, identifiers, schemes, collection, vague terms.

use crate::cell::parse_number;
use crate::dated::{Table, pieces};
use crate::finding::Finding;
use crate::inherit::Source;
use crate::table::{Row, Shape};
use clearance::identifier::{Check, Pattern};
use clearance::{
    AccountKind, Category, ChartAccount, Collection, CollectionScheme, Collector, Condition, CountedFrom,
    Debtor, DefermentTerms, DocumentField, Field, FilerRole, HeaderField, IdentifierScheme, ItemField, Level,
    Named, Office, PeriodLength, PostClearanceAct, PostClearanceTerms, Requirement, ReturnKey, ReturnRule,
    Stage, TokenRule,
};
use quantity::Currency;
use risk::signals::Assurance;
use tariff::{Basis, Channel, ChargeKind, Dated, DatedTable, Nature, ReliefUnit, Timeline};

/// The names of a closed list with what they stand for.
pub(crate) fn words<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<(&'static str, T)> {
    all.iter().map(|value| (name(*value), *value)).collect()
}

pub(crate) fn channels() -> Vec<(&'static str, Channel)> {
    words(Channel::ALL, Channel::as_str)
}

pub(crate) fn stages() -> Vec<(&'static str, Stage)> {
    words(Stage::ALL, Stage::as_str)
}

pub(crate) fn charges() -> Vec<(&'static str, ChargeKind)> {
    words(ChargeKind::ALL, ChargeKind::as_str)
}

fn category_names() -> Vec<(&'static str, Category)> {
    ["1", "2", "3", "4"].into_iter().zip(Category::ALL.iter().copied()).collect()
}

pub(crate) fn categories(source: &Source) -> Table<u8, Named> {
    const SHAPE: Shape = Shape::csv("procedures/categories.csv", &["category", "name:"]);
    source.table(&SHAPE, "category", "category", |row| {
        let category = row.word("category", &category_names())?;
        Some((category.number(), Named { name: row.by_language("name") }))
    })
}

pub(crate) fn offices(source: &Source) -> Table<String, Office> {
    const SHAPE: Shape =
        Shape::csv("procedures/offices.csv", &["office", "name:"]).perhaps(&["examinations_a_day"]);
    source.table(&SHAPE, "office", "office", |row| {
        let examinations_a_day = match row.optional_text("examinations_a_day") {
            None => None,
            Some(_) => Some(row.number("examinations_a_day")?),
        };
        Some((row.text("office")?, Office { name: row.by_language("name"), examinations_a_day }))
    })
}

pub(crate) fn vague_terms(source: &Source) -> Table<String, Named> {
    const SHAPE: Shape = Shape::csv("procedures/vague-terms.csv", &["term", "advice:"]);
    source.table(&SHAPE, "term", "term", |row| {
        let term = row.value("term", "malformed_term", "words in small letters", |text| {
            (text == text.to_lowercase()).then(|| text.to_owned())
        });
        Some((term?, Named { name: row.by_language("advice") }))
    })
}

/// What a data requirement is about; `None` stands for any.
pub(crate) type RequirementKey = (Option<FilerRole>, Option<Stage>, Option<Channel>, Option<Category>, Field);

pub(crate) fn requirements(source: &Source) -> Table<RequirementKey, Requirement> {
    const SHAPE: Shape =
        Shape::csv("procedures/data-requirements.csv", &["stage", "channel", "category", "field", "level"])
            .perhaps(&["role"]);
    const LEVELS: [(&str, Level); 3] =
        [("required", Level::Required), ("advised", Level::Advised), ("optional", Level::Optional)];
    let (stages, channels, categories) = (stages(), channels(), category_names());
    let roles = words(FilerRole::ALL, FilerRole::as_str);
    source.table(&SHAPE, "data requirement", "field", |row| {
        let role = match row.optional_text("role") {
            None => Some(None),
            Some(_) => row.word_or_any("role", &roles),
        };
        let stage = row.word_or_any("stage", &stages);
        let channel = row.word_or_any("channel", &channels);
        let category = row.word_or_any("category", &categories);
        let field = field(row);
        let level = row.word("level", &LEVELS);
        let (role, stage, channel, category, field) = (role?, stage?, channel?, category?, field?);
        Some((
            (role, stage, channel, category, field),
            Requirement { role, stage, channel, category, field, level: level? },
        ))
    })
}

fn field(row: &Row<'_>) -> Option<Field> {
    let text = row.text("field")?;
    let field = Field::from_name(&text);
    if field.is_none() {
        let items = ItemField::ALL.iter().map(|field| format!("goods_items.*.{}", field.as_str()));
        let documents = DocumentField::ALL.iter().map(|field| format!("documents.*.{}", field.as_str()));
        let known: Vec<String> = HeaderField::ALL
            .iter()
            .map(|field| field.as_str().to_owned())
            .chain(items)
            .chain(documents)
            .collect();
        row.tell_unknown("field", &text, "field", known.iter().map(String::as_str));
    }
    field
}

pub(crate) fn identifiers(source: &Source) -> Table<String, IdentifierScheme> {
    const SHAPE: Shape =
        Shape::csv("procedures/identifiers.csv", &["scheme", "check", "pattern"]).perhaps(&["assurance"]);
    let checks = words(Check::ALL, Check::name);
    source.table(&SHAPE, "scheme of identifiers", "scheme", |row| {
        let scheme = row.text("scheme");
        let check = row.word("check", &checks);
        let pattern = row.cell("pattern")?;
        if check.is_some_and(|check| check != Check::Pattern) && !pattern.is_empty() {
            let reason = "the algorithm has its own form, and a number must fit this one too";
            row.tell("pattern", Finding::warning("needless_pattern", reason).fix("leave the cell empty"));
        }
        let pattern = Pattern::parse(&pattern);
        let assurance = match row.optional_text("assurance") {
            None => None,
            Some(_) => Some(row.word("assurance", &words(Assurance::ALL, Assurance::as_str))?),
        };
        Some((scheme?, IdentifierScheme { pattern, check: check?, assurance }))
    })
}

pub(crate) fn schemes(source: &Source, local: Option<Currency>) -> Table<String, CollectionScheme> {
    const SHAPE: Shape = Shape::csv(
        "procedures/schemes.csv",
        &["scheme", "collects", "collector", "pattern", "cap", "cap_basis"],
    )
    .perhaps(&["cap_unit", "period", "token"]);
    let periods = words(PeriodLength::ALL, PeriodLength::as_str);
    source.table(&SHAPE, "scheme of collection", "scheme", |row| {
        // Accounts are named by it, with a stroke behind.
        let scheme = row.value("scheme", "malformed_scheme", "a name without a stroke", |text| {
            (!text.contains('/')).then(|| text.to_owned())
        });
        // One that collects nothing only opens regimes of its own.
        let collects = row.words("collects", &charges());
        let collector = row.word("collector", &[("vendor", ())]);
        let pattern = Pattern::parse(&row.cell("pattern")?);
        let cap = row.money("cap", local);
        let cap_basis = row.word("cap_basis", &words(Basis::ALL, Basis::as_str));
        let cap_unit = match row.optional_text("cap_unit") {
            None => Some(ReliefUnit::Consignment),
            Some(_) => row.word("cap_unit", &words(ReliefUnit::ALL, ReliefUnit::as_str)),
        };
        let period = match row.optional_text("period") {
            None => None,
            Some(_) => Some(row.word("period", &periods)?),
        };
        let token = match row.optional_text("token") {
            None => Some(TokenRule::Accepted),
            Some(_) => row.word("token", &words(TokenRule::ALL, TokenRule::as_str)),
        };
        collector?;
        let (cap, cap_basis, cap_unit) = (cap?, cap_basis?, cap_unit?);
        let (collects, token) = (collects?, token?);
        Some((scheme?, CollectionScheme { collects, pattern, cap, cap_unit, cap_basis, period, token }))
    })
}

pub(crate) fn accounts(source: &Source) -> Table<String, ChartAccount> {
    const SHAPE: Shape = Shape::csv("procedures/accounts.csv", &["account", "code", "name:"]);
    const FORM: &str = "a kind of account such as `received`, or one with its charge: `revenue/vat`";
    source.table(&SHAPE, "account", "account", |row| {
        let account = row.value("account", "unknown_account", FORM, |text| {
            let is_known = match text.split_once('/') {
                Some(("revenue" | "collected", charge)) => ChargeKind::from_name(charge).is_some(),
                Some(_) => false,
                None => AccountKind::from_name(text).is_some(),
            };
            is_known.then(|| text.to_owned())
        });
        let code = row.text("code");
        Some((account?, ChartAccount { code: code?, name: row.by_language("name") }))
    })
}

pub(crate) fn deferment(source: &Source) -> Table<(), DefermentTerms> {
    const SHAPE: Shape = Shape::csv(
        "procedures/deferment.csv",
        &["period", "due_days", "late_interest", "alert_percent", "call_days"],
    );
    let lengths = words(PeriodLength::ALL, PeriodLength::as_str);
    source.table(&SHAPE, "row of deferred payment", "period", |row| {
        let period = row.word("period", &lengths);
        let due_days = row.number("due_days");
        let late_interest = row.rate("late_interest");
        let alert_percent =
            row.value("alert_percent", "malformed_number", "a whole number up to 100", |text| {
                parse_number(text).filter(|percent| *percent <= 100)
            });
        let call_days = row.number("call_days");
        let (period, due_days, late_interest) = (period?, due_days?, late_interest?);
        let (alert_percent, call_days) = (alert_percent?, call_days?);
        Some(((), DefermentTerms { period, due_days, late_interest, alert_percent, call_days }))
    })
}

/// What a row of collection is about; `None` stands for any.
pub(crate) type CollectionKey = (Option<Channel>, Option<ChargeKind>);

pub(crate) fn collection(source: &Source) -> Table<CollectionKey, Collection> {
    const SHAPE: Shape = Shape::csv(
        "procedures/collection.csv",
        &["channel", "charge", "debtor", "collector", "release_waits"],
    );
    let debtors = words(&[Debtor::Consignee, Debtor::Declarant, Debtor::Carrier], Debtor::as_str);
    let collectors = words(&[Collector::Customs, Collector::Carrier], Collector::as_str);
    let (channels, charges) = (channels(), charges());
    source.table(&SHAPE, "row of collection", "channel", |row| {
        let channel = row.word_or_any("channel", &channels);
        let charge = row.word_or_any("charge", &charges);
        let debtor = row.word("debtor", &debtors);
        let collector = row.word("collector", &collectors);
        let release_waits = row.yes_or_no("release_waits");
        let collection = Collection { debtor: debtor?, collector: collector?, release_waits: release_waits? };
        Some(((channel?, charge?), collection))
    })
}

pub(crate) fn returns(source: &Source) -> Table<ReturnKey, ReturnRule> {
    const SHAPE: Shape = Shape::csv(
        "procedures/returns.csv",
        &["channel", "nature", "condition", "charge", "counted_from", "within_days", "restores"],
    )
    .perhaps(&["ask_within_days"]);
    let (channels, charges) = (channels(), charges());
    let natures = words(Nature::ALL, Nature::as_str);
    let conditions = words(Condition::ALL, Condition::as_str);
    let counted = words(CountedFrom::ALL, CountedFrom::as_str);
    source.table(&SHAPE, "rule of returns", "condition", |row| {
        let channel = row.word_or_any("channel", &channels);
        let nature = row.word_or_any("nature", &natures);
        let condition = row.word("condition", &conditions);
        let charge = row.word_or_any("charge", &charges);
        let counted_from = row.word("counted_from", &counted);
        let within_days = row.number("within_days");
        let ask_within_days = match row.optional_text("ask_within_days") {
            None => Some(None),
            Some(_) => row.number("ask_within_days").map(Some),
        };
        let restores = row.yes_or_no("restores");
        let rule = ReturnRule {
            counted_from: counted_from?,
            within_days: within_days?,
            ask_within_days: ask_within_days?,
            restores: restores?,
        };
        Some(((channel?, nature?, condition?, charge?), rule))
    })
}

/// What customs may do about a debt after release.
pub(crate) fn post_clearance(
    source: &Source,
    local: Option<Currency>,
) -> Table<PostClearanceAct, PostClearanceTerms> {
    const SHAPE: Shape = Shape::csv("procedures/post-clearance.csv", &["act"]).perhaps(&[
        "within_years",
        "wilful_within_years",
        "least",
        "second_signature_above",
        "due_days",
        "rate",
    ]);
    use PostClearanceAct::{AdditionalAssessment, Interest};
    let acts = words(PostClearanceAct::ALL, PostClearanceAct::as_str);
    source.table(&SHAPE, "act after release", "act", |row| {
        let act = row.word("act", &acts)?;
        let has = |column: &str| row.optional_text(column).is_some();
        let number = |column: &str| if has(column) { row.number(column).map(Some) } else { Some(None) };
        let money = |column: &str| if has(column) { row.money(column, local).map(Some) } else { Some(None) };
        let (within_years, wilful_within_years) = (number("within_years"), number("wilful_within_years"));
        let (least, second_signature_above) = (money("least"), money("second_signature_above"));
        let is_due = act == AdditionalAssessment;
        let due_days = if is_due || has("due_days") { row.number("due_days") } else { Some(0) };
        let rate = if act == Interest || has("rate") { row.rate("rate").map(Some) } else { Some(None) };
        let terms = PostClearanceTerms {
            within_years: within_years?,
            wilful_within_years: wilful_within_years?,
            least: least?,
            second_signature_above: second_signature_above?,
            due_days: due_days?,
            rate: rate?,
        };
        Some((act, terms))
    })
}

/// Who owes and who collects for each channel and charge: on each day the row that names more of the two.
pub(crate) fn resolve_collection(
    rows: &[(CollectionKey, Dated<Collection>)],
) -> DatedTable<(Channel, ChargeKind), Collection> {
    let mut table = DatedTable::default();
    for channel in Channel::ALL.iter().copied() {
        for charge in ChargeKind::ALL.iter().copied() {
            for entry in resolve_one(rows, channel, charge).entries() {
                let added = table.insert((channel, charge), entry.clone());
                debug_assert!(added.is_ok(), "pieces of time do not meet");
            }
        }
    }
    table
}

fn resolve_one(
    rows: &[(CollectionKey, Dated<Collection>)],
    channel: Channel,
    charge: ChargeKind,
) -> Timeline<Collection> {
    let fitting: Vec<_> = rows
        .iter()
        .filter(|((of, kind), _)| of.is_none_or(|of| of == channel) && kind.is_none_or(|kind| kind == charge))
        .map(|((of, kind), row)| (usize::from(of.is_some()) + usize::from(kind.is_some()), row))
        .collect();
    let mut timeline = Timeline::default();
    for piece in pieces(fitting.iter().map(|(_, row)| row.validity)) {
        let in_force = fitting.iter().filter(|(_, row)| row.validity.covers(piece.from));
        if let Some((_, row)) = in_force.max_by_key(|(closeness, _)| *closeness) {
            let entry = Dated { validity: piece, law: row.law.clone(), value: row.value };
            let added = timeline.insert(entry);
            debug_assert!(added.is_ok(), "pieces of time do not meet");
        }
    }
    timeline
}
