//! `thresholds.toml`: low-value regimes.

use crate::cell::{Codes, Currencies, parse_amount};
use crate::dated::Table;
use crate::finding::Finding;
use crate::inherit::Source;
use crate::names::Names;
use crate::parameters::VALUE_BASIS;
use crate::procedures::{channels, charges, words};
use crate::table::Shape;
use quantity::Amount;
use tariff::{Basis, Bound, Nature, Relief, ReliefUnit, Shape as ReliefShape};

const SHAPE: Shape = Shape::toml(
    "thresholds.toml",
    "relief",
    &["id", "relieves", "amount", "currency", "basis", "unit", "bound", "shape"],
    &["channels", "natures", "dispatched_from", "except_codes"],
);

pub(crate) fn read(
    source: &Source,
    codes: &Codes,
    currencies: &Currencies<'_>,
    countries: &Names,
) -> Table<String, Relief> {
    let (charges, channels) = (charges(), channels());
    let natures = words(Nature::ALL, Nature::as_str);
    source.table(&SHAPE, "relief", "id", |row| {
        let id = row.text("id");
        let relieves = row.text("relieves").and_then(|_| row.words("relieves", &charges));
        let value = row.value(
            "amount",
            "malformed_amount",
            "the number in quotation marks: `\"150.00\"`",
            parse_amount,
        );
        let currency = row.currency("currency", currencies);
        let basis = row.word("basis", &words(Basis::ALL, Basis::as_str));
        let unit = row.word("unit", &words(ReliefUnit::ALL, ReliefUnit::as_str));
        let bound = row.word("bound", &words(Bound::ALL, Bound::as_str));
        let shape = row.word("shape", &words(ReliefShape::ALL, ReliefShape::as_str));
        let channels = row.words("channels", &channels);
        let natures = row.words("natures", &natures);
        let dispatched_from = row.countries("dispatched_from", countries);
        let except_codes = row.goods_list("except_codes", codes);
        let id = id?;
        let relief = Relief {
            id: id.clone(),
            relieves: relieves?,
            amount: Amount { value: value?, currency: currency? },
            basis: basis?,
            unit: unit?,
            bound: bound?,
            shape: shape?,
            channels: channels?,
            natures: natures?,
            dispatched_from: dispatched_from?,
            except_codes: except_codes?,
        };
        Some((id, relief))
    })
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
