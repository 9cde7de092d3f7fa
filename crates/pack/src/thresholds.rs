//! `thresholds.toml`: low-value regimes, and sums that are too small to be collected.

use crate::cell::parse_amount;
use crate::dated::Table;
use crate::finding::Finding;
use crate::inherit::Source;
use crate::names::Names;
use crate::parameters::VALUE_BASIS;
use crate::procedures::{channels, charges, words};
use crate::table::{Row, Shape};
use crate::tariff_files::Known;
use quantity::{Amount, Rate};
use tariff::{
    Aggregate, Aggregation, Basis, Bound, Nature, Relief, ReliefUnit, Shape as ReliefShape, Traffic,
    Treatment, Waiver,
};

const SHAPE: Shape = Shape::toml(
    "thresholds.toml",
    "relief",
    &["id", "relieves", "amount", "currency", "basis", "unit", "bound", "shape"],
    &[
        "above",
        "rate",
        "collected",
        "aggregate",
        "aggregate_amount",
        "schemes",
        "not_schemes",
        "origins",
        "not_origins",
        "yields_to_preference",
        "only_codes",
        "channels",
        "natures",
        "dispatched_from",
        "except_codes",
    ],
)
.beside("waiver");

const WAIVERS: Shape = Shape::toml(
    "thresholds.toml",
    "waiver",
    &["id", "waives", "amount", "currency", "bound"],
    &["channels", "natures", "dispatched_from"],
)
.beside("relief");

const AMOUNT: &str = "the number in quotation marks: `\"150.00\"`";

pub(crate) fn read(source: &Source, known: &Known<'_>, schemes: &Names) -> Table<String, Relief> {
    let charges = charges();
    source.table(&SHAPE, "relief", "id", |row| {
        let id = row.text("id");
        let relieves = row.text("relieves").and_then(|_| row.words("relieves", &charges));
        let amount = amount(row, known);
        let basis = row.word("basis", &words(Basis::ALL, Basis::as_str));
        let unit = row.word("unit", &words(ReliefUnit::ALL, ReliefUnit::as_str));
        let bound = row.word("bound", &words(Bound::ALL, Bound::as_str));
        let shape = row.word("shape", &words(ReliefShape::ALL, ReliefShape::as_str));
        let above = perhaps(row, "above", |row| row.value("above", "malformed_amount", AMOUNT, parse_amount));
        let treatment = treatment(row, known);
        let aggregation = aggregation(row);
        let traffic = traffic(row, known);
        let named = |column: &str| {
            let names: Vec<String> = row.list(column);
            names.iter().all(|name| row.is_named(column, name, schemes)).then_some(names)
        };
        let (under, not_under) = (named("schemes"), named("not_schemes"));
        let origins = row.origins("origins", known.groups, known.countries);
        let not_origins = row.origins("not_origins", known.groups, known.countries);
        let yields = perhaps(row, "yields_to_preference", |row| {
            row.word("yields_to_preference", &[("true", true), ("false", false)])
        });
        let only_codes = row.goods_list("only_codes", known.codes);
        let except_codes = row.goods_list("except_codes", known.codes);
        let id = id?;
        let relief = Relief {
            id: id.clone(),
            relieves: relieves?,
            amount: amount?,
            basis: basis?,
            unit: unit?,
            bound: bound?,
            shape: shape?,
            above: above?,
            treatment: treatment?,
            aggregation: aggregation?,
            traffic: traffic?,
            schemes: under?,
            not_schemes: not_under?,
            origins: origins?,
            not_origins: not_origins?,
            yields_to_preference: yields?.unwrap_or(false),
            only_codes: only_codes?,
            except_codes: except_codes?,
        };
        is_sound(row, &relief).then_some((id, relief))
    })
}

pub(crate) fn waivers(source: &Source, known: &Known<'_>) -> Table<String, Waiver> {
    let charges = charges();
    source.table(&WAIVERS, "waiver", "id", |row| {
        let id = row.text("id");
        let waives = row.text("waives").and_then(|_| row.words("waives", &charges));
        let amount = amount(row, known);
        let bound = row.word("bound", &words(Bound::ALL, Bound::as_str));
        let traffic = traffic(row, known);
        let id = id?;
        let waiver =
            Waiver { id: id.clone(), waives: waives?, amount: amount?, bound: bound?, traffic: traffic? };
        Some((id, waiver))
    })
}

/// A value that may be left out: `None` where it is there and wrong.
fn perhaps<T>(row: &Row<'_>, column: &str, read: impl FnOnce(&Row<'_>) -> Option<T>) -> Option<Option<T>> {
    match row.optional_text(column) {
        None => Some(None),
        Some(_) => read(row).map(Some),
    }
}

fn amount(row: &Row<'_>, known: &Known<'_>) -> Option<Amount> {
    let value = row.value("amount", "malformed_amount", AMOUNT, parse_amount);
    let currency = row.currency("currency", known.currencies);
    Some(Amount { value: value?, currency: currency? })
}

fn traffic(row: &Row<'_>, known: &Known<'_>) -> Option<Traffic> {
    let channels = row.words("channels", &channels());
    let natures = row.words("natures", &words(Nature::ALL, Nature::as_str));
    let dispatched_from = row.countries("dispatched_from", known.countries);
    Some(Traffic { channels: channels?, natures: natures?, dispatched_from: dispatched_from? })
}

fn treatment(row: &Row<'_>, known: &Known<'_>) -> Option<Treatment> {
    let rate = perhaps(row, "rate", |row| row.formula("rate", known.currencies, known.units))?;
    let collected = perhaps(row, "collected", |row| row.rate("collected"))?;
    match (rate, collected) {
        (None, None) => Some(Treatment::Free),
        (Some(rate), None) => Some(Treatment::Flat(rate)),
        (None, Some(share)) if share > Rate::WHOLE => {
            let finding = Finding::error("malformed_rate", "more than the whole cannot be collected");
            row.tell("collected", finding.fix("write a part: `70 %`"));
            None
        }
        (None, Some(share)) => Some(Treatment::Reduced(share)),
        (Some(_), Some(_)) => {
            let reason = "the charge is either taken at another rate or collected in part";
            row.tell("collected", Finding::error("conflicting_keys", reason).fix("take one of the two out"));
            None
        }
    }
}

fn aggregation(row: &Row<'_>) -> Option<Option<Aggregation>> {
    let over =
        perhaps(row, "aggregate", |row| row.word("aggregate", &words(Aggregate::ALL, Aggregate::as_str)))?;
    let amount = perhaps(row, "aggregate_amount", |row| {
        row.value("aggregate_amount", "malformed_amount", AMOUNT, parse_amount)
    })?;
    match (over, amount) {
        (Some(over), amount) => Some(Some(Aggregation { over, amount })),
        (None, None) => Some(None),
        (None, Some(_)) => {
            let reason = "a sum is named, but not of what";
            row.tell("aggregate_amount", Finding::error("conflicting_keys", reason).fix("add `aggregate`"));
            None
        }
    }
}

/// Whether the keys of a relief go together.
fn is_sound(row: &Row<'_>, relief: &Relief) -> bool {
    let mut is_sound = true;
    let mut tell = |column: &str, reason: &str, fix: &str| {
        row.tell(column, Finding::error("conflicting_keys", reason).fix(fix));
        is_sound = false;
    };
    if relief.shape == ReliefShape::Excess && !matches!(relief.treatment, Treatment::Free) {
        tell("shape", "only a whole relief can end with what exceeds it", "write `shape = \"cliff\"`");
    }
    if relief.yields_to_preference && !matches!(relief.treatment, Treatment::Flat(_)) {
        tell(
            "yields_to_preference",
            "only a flat rate can yield to a preference",
            "add `rate`, or take it out",
        );
    }
    if relief.above.is_some_and(|above| above >= relief.amount.value) {
        tell("above", "nothing is above this and within `amount`", "write a smaller number");
    }
    let sum = relief.aggregation.and_then(|aggregation| aggregation.amount);
    if sum.is_some_and(|sum| sum < relief.amount.value) {
        tell("aggregate_amount", "the sum is less than one consignment may have", "write a larger number");
    }
    if sum.is_some() && relief.shape == ReliefShape::Excess {
        tell("aggregate_amount", "what exceeds is taken of the sum of all", "take `aggregate_amount` out");
    }
    if relief.aggregation.is_some() && relief.unit.is_by_item() {
        tell("aggregate", "consignments are added up, not items", "write `unit = \"consignment\"`");
    }
    is_sound
}

/// Tells of reliefs whose basis does not go with what they are subtracted from or compared with.
pub(crate) fn check_basis(
    source: &Source,
    reliefs: &Table<String, Relief>,
    parameters: &Table<&'static str, String>,
) {
    for (_, entry) in reliefs.iter() {
        let relief = &entry.row.value;
        let basis = relief.basis.as_str();
        let tell = |reason: String, fix: String| {
            let finding = Finding::error("unfit_basis", reason).file(&*entry.file).row(entry.line);
            source.findings.add(finding.column("basis").fix(fix));
        };
        let customs_value = parameters
            .of(&VALUE_BASIS)
            .iter()
            .find(|row| row.row.validity.meets(&entry.row.validity) && row.row.value != basis);
        if let (ReliefShape::Excess, Some(row)) = (relief.shape, customs_value) {
            let is = &row.row.value;
            tell(
                format!("the amount is subtracted from the customs value, which is `{is}` and not `{basis}`"),
                format!("write `basis = \"{is}\"`, or `shape = \"cliff\"`"),
            );
        }
        if relief.unit.is_by_item() && relief.basis != Basis::Intrinsic {
            tell(
                format!("an item is measured by its own value, without carriage, and not by `{basis}`"),
                "write `basis = \"intrinsic\"`, or `unit = \"consignment\"`".to_owned(),
            );
        }
    }
}
