//! `parameters/`: the dated single values of the law, put together for each stretch of time in which none changes.

use crate::cell::{AMOUNT_FORM, money_of, parse_amount, parse_number};
use crate::dated::{Table, gaps, pieces};
use crate::finding::Finding;
use crate::inherit::Source;
use crate::table::Shape;
use clearance::{Parameters, Ruled, Screening, TaxPoint};
use quantity::{Amount, Currency, Decimal, Rounding, RoundingMode};
use tariff::{
    Apportionment, Basis, ChargeRounding, Dated, LawRef, RoundedOver, Timeline, Validity, Valuation,
};

/// The parameter that says what the customs value is made of.
pub(crate) const FULL_DECLARATION: &str = "full_declaration_above";
pub(crate) const VALUE_BASIS: &str = "customs_value_basis";

/// From which score on a name is like a listed one, and what that weighs.
const FLOOR: &str = "screening_floor_per_mille";
const FLOOR_WEIGHT: &str = "screening_weight";

/// Every parameter that a law needs.
pub(crate) const NAMES: [&str; 18] = [
    "tax_point",
    VALUE_BASIS,
    "apportionment",
    FULL_DECLARATION,
    "rounding_customs_value",
    "rounding_duty",
    "rounding_vat",
    "value_sum_tolerance",
    "arrival_due_days",
    "document_due_days",
    "payment_due_days",
    "examination_due_hours",
    "agency_due_hours",
    "return_due_days",
    "examine_at_weight",
    "disagreement_weight",
    "disagreement_tolerance_percent",
    "implausible_unit_mass_g",
];

/// Those that may be left out.
const PERHAPS: [&str; 12] = [
    "control_sample_per_mille",
    "rounding_additional_duty",
    "rounding_surcharge",
    "rounding_excise",
    "rounding_fee",
    "rounding_sales_tax",
    "rounding_income_tax",
    "rounding_duty_base",
    "rounding_vat_base",
    "charges_rounded_per",
    FLOOR,
    FLOOR_WEIGHT,
];

const SHAPE: Shape = Shape::toml("parameters/*.toml", "parameter", &["name", "value"], &[]);

/// Reads the parameters as they are written, each checked by itself.
pub(crate) fn read(source: &Source) -> Table<&'static str, String> {
    let local = source.heir.manifest.currency;
    source.table(&SHAPE, "parameter", "name", |row| {
        let known: Vec<(&str, &str)> = NAMES.iter().chain(&PERHAPS).map(|name| (*name, *name)).collect();
        let name = row.word("name", &known);
        let value = row.text("value");
        let (name, value) = (name?, value?);
        match Draft::default().put(name, &value, LawRef::new(""), local) {
            Ok(()) => Some((name, value)),
            Err(form) => {
                row.tell_malformed("value", "malformed_parameter", &value, form);
                None
            }
        }
    })
}

/// Tells of parameters that are never known, not yet known on the pack's first day, or no longer.
pub(crate) fn check(source: &Source, table: &Table<&'static str, String>) {
    let first = source.heir.manifest.first_day();
    let tell = |finding: Finding| source.findings.add(finding.column("name"));
    if table.of(&FLOOR).is_empty() {
        for entry in table.of(&FLOOR_WEIGHT) {
            let reason = format!("without `{FLOOR}` nothing has this weight");
            let finding =
                Finding::warning("parameter_without_use", reason).file(&*entry.file).row(entry.line);
            tell(finding.fix(format!("add `{FLOOR}`, or take the weight out")));
        }
    }
    for name in NAMES {
        let rows = table.of(&name);
        if rows.is_empty() && !table.names.allow(name) {
            let reason = format!("the parameter `{name}` is missing");
            tell(
                Finding::error("missing_parameter", reason)
                    .file(SHAPE.path)
                    .fix("add a `[[parameter]]` with it"),
            );
        }
        for (day, entry) in first.map(|first| gaps(rows, first)).into_iter().flatten() {
            let reason = format!("`{name}` has no value on {day}, so the pack cannot answer for that day");
            tell(Finding::warning("parameter_gap", reason).file(&*entry.file).row(entry.line));
        }
    }
}

/// Cuts time at every change. Days on which a parameter is not known have no entry.
pub(crate) fn timeline(rows: &[(&'static str, Dated<String>)], local: Currency) -> Timeline<Parameters> {
    let mut timeline = Timeline::default();
    for piece in pieces(rows.iter().map(|(_, row)| row.validity)) {
        if let Some(parameters) = in_force(rows, piece, local) {
            let law = parameters.tax_point.law.clone();
            let added = timeline.insert(Dated { validity: piece, law, value: parameters });
            debug_assert!(added.is_ok(), "pieces of time do not meet");
        }
    }
    timeline
}

fn in_force(rows: &[(&'static str, Dated<String>)], piece: Validity, local: Currency) -> Option<Parameters> {
    let mut draft = Draft::default();
    for (name, row) in rows.iter().filter(|(_, row)| row.validity.covers(piece.from)) {
        draft.put(name, &row.value, row.law.clone(), Some(local)).ok()?;
    }
    draft.complete()
}

/// Parameters as far as they are known.
#[derive(Default)]
struct Draft {
    tax_point: Option<Ruled<TaxPoint>>,
    basis: Option<Basis>,
    apportionment: Option<Apportionment>,
    full_declaration_above: Option<Ruled<Amount>>,
    customs_value_rounding: Option<Rounding>,
    duty_rounding: Option<Rounding>,
    vat_rounding: Option<Rounding>,
    additional_duty_rounding: Option<Rounding>,
    surcharge_rounding: Option<Rounding>,
    excise_rounding: Option<Rounding>,
    fee_rounding: Option<Rounding>,
    sales_tax_rounding: Option<Rounding>,
    income_tax_rounding: Option<Rounding>,
    duty_base_rounding: Option<Rounding>,
    vat_base_rounding: Option<Rounding>,
    rounded_over: Option<RoundedOver>,
    value_sum_tolerance: Option<Decimal>,
    arrival_due_days: Option<Ruled<u32>>,
    document_due_days: Option<Ruled<u32>>,
    payment_due_days: Option<Ruled<u32>>,
    examination_due_hours: Option<Ruled<u32>>,
    agency_due_hours: Option<Ruled<u32>>,
    return_due_days: Option<Ruled<u32>>,
    examine_at_weight: Option<Ruled<u32>>,
    control_sample_per_mille: Option<Ruled<u32>>,
    disagreement_weight: Option<Ruled<u32>>,
    disagreement_tolerance_percent: Option<u32>,
    screening_floor_per_mille: Option<u32>,
    screening_weight: Option<u32>,
    plausible_unit_mass_kg: Option<(Decimal, Decimal)>,
}

const ROUNDING_FORM: &str = "`half_up`, `half_even`, `down` or `up`, then the step: `half_up 0.01`";
const LIMIT_FORM: &str = "an amount in the pack's currency, or with another: `30.00 EUR`";
const RANGE_FORM: &str = "least and most grams: `0.1 70000`";
const WHOLE: &str = "a whole number";
/// Below this nearly every name is like another.
const LOWEST_FLOOR: u32 = 300;
const FLOOR_FORM: &str = "a whole number from 300 to 999";

impl Draft {
    /// Takes in one parameter. An error says how its value is written.
    fn put(
        &mut self,
        name: &str,
        text: &str,
        law: LawRef,
        local: Option<Currency>,
    ) -> Result<(), &'static str> {
        const POINTS: [(&str, TaxPoint); 2] =
            [("acceptance", TaxPoint::Acceptance), ("arrival", TaxPoint::Arrival)];
        const BASES: [(&str, Basis); 2] = [("cif", Basis::Cif), ("fob", Basis::Fob)];
        const OVER: [(&str, RoundedOver); 2] =
            [("line", RoundedOver::Line), ("consignment", RoundedOver::Consignment)];
        const SHARES: [(&str, Apportionment); 2] =
            [("value", Apportionment::Value), ("mass", Apportionment::Mass)];
        let number = |slot: &mut Option<Ruled<u32>>| {
            fill(slot, parse_number(text).map(|value| Ruled { value, law: law.clone() }), WHOLE)
        };
        match name {
            "tax_point" => {
                let point = named(text, &POINTS).map(|value| Ruled { value, law });
                fill(&mut self.tax_point, point, "`acceptance` or `arrival`")
            }
            VALUE_BASIS => fill(&mut self.basis, named(text, &BASES), "`cif` or `fob`"),
            "apportionment" => fill(&mut self.apportionment, named(text, &SHARES), "`value` or `mass`"),
            FULL_DECLARATION => {
                // Without the pack's currency, which has been told, no amount can be read.
                let Some(local) = local else { return Ok(()) };
                let limit = limit(text, local).map(|value| Ruled { value, law });
                fill(&mut self.full_declaration_above, limit, LIMIT_FORM)
            }
            "rounding_customs_value" => fill_rounding(&mut self.customs_value_rounding, text, local),
            "rounding_duty" => fill_rounding(&mut self.duty_rounding, text, local),
            "rounding_vat" => fill_rounding(&mut self.vat_rounding, text, local),
            "rounding_additional_duty" => fill_rounding(&mut self.additional_duty_rounding, text, local),
            "rounding_surcharge" => fill_rounding(&mut self.surcharge_rounding, text, local),
            "rounding_excise" => fill_rounding(&mut self.excise_rounding, text, local),
            "rounding_fee" => fill_rounding(&mut self.fee_rounding, text, local),
            "rounding_sales_tax" => fill_rounding(&mut self.sales_tax_rounding, text, local),
            "rounding_income_tax" => fill_rounding(&mut self.income_tax_rounding, text, local),
            "rounding_duty_base" => fill_rounding(&mut self.duty_base_rounding, text, local),
            "rounding_vat_base" => fill_rounding(&mut self.vat_base_rounding, text, local),
            "charges_rounded_per" => {
                fill(&mut self.rounded_over, named(text, &OVER), "`line` or `consignment`")
            }
            "value_sum_tolerance" => fill(&mut self.value_sum_tolerance, parse_amount(text), AMOUNT_FORM),
            "disagreement_tolerance_percent" => {
                fill(&mut self.disagreement_tolerance_percent, parse_number(text), WHOLE)
            }
            "implausible_unit_mass_g" => fill(&mut self.plausible_unit_mass_kg, mass_range(text), RANGE_FORM),
            "arrival_due_days" => number(&mut self.arrival_due_days),
            "document_due_days" => number(&mut self.document_due_days),
            "payment_due_days" => number(&mut self.payment_due_days),
            "examination_due_hours" => number(&mut self.examination_due_hours),
            "agency_due_hours" => number(&mut self.agency_due_hours),
            "return_due_days" => number(&mut self.return_due_days),
            "examine_at_weight" => number(&mut self.examine_at_weight),
            "control_sample_per_mille" => {
                let share = parse_number(text).filter(|share| *share <= 1000);
                let share = share.map(|value| Ruled { value, law: law.clone() });
                fill(&mut self.control_sample_per_mille, share, "a whole number up to 1000")
            }
            "disagreement_weight" => number(&mut self.disagreement_weight),
            FLOOR => {
                let floor = parse_number(text).filter(|floor| (LOWEST_FLOOR..1_000).contains(floor));
                fill(&mut self.screening_floor_per_mille, floor, FLOOR_FORM)
            }
            FLOOR_WEIGHT => fill(&mut self.screening_weight, parse_number(text), WHOLE),
            _ => Ok(()),
        }
    }

    /// The parameters, if all are known.
    fn complete(self) -> Option<Parameters> {
        let (duty, vat) = (self.duty_rounding?, self.vat_rounding?);
        let of = |amount: Option<Rounding>, usual: Rounding, base: Option<Rounding>| ChargeRounding {
            amount: amount.unwrap_or(usual),
            base,
        };
        // In the order of `ChargeKind`.
        let charges = [
            of(None, duty, self.duty_base_rounding),
            of(self.additional_duty_rounding, duty, self.duty_base_rounding),
            of(self.surcharge_rounding, duty, None),
            of(self.excise_rounding, duty, None),
            of(self.fee_rounding, vat, None),
            of(None, vat, self.vat_base_rounding),
            of(self.sales_tax_rounding, vat, None),
            of(self.income_tax_rounding, vat, None),
        ];
        let screening = self
            .screening_floor_per_mille
            .map(|floor_per_mille| Screening { floor_per_mille, weight: self.screening_weight.unwrap_or(0) });
        Some(Parameters {
            screening,
            tax_point: self.tax_point?,
            valuation: Valuation {
                basis: self.basis?,
                apportionment: self.apportionment?,
                customs_value_rounding: self.customs_value_rounding?,
                charges,
                rounded_over: self.rounded_over.unwrap_or(RoundedOver::Line),
            },
            full_declaration_above: self.full_declaration_above?,
            value_sum_tolerance: self.value_sum_tolerance?,
            arrival_due_days: self.arrival_due_days?,
            document_due_days: self.document_due_days?,
            payment_due_days: self.payment_due_days?,
            examination_due_hours: self.examination_due_hours?,
            agency_due_hours: self.agency_due_hours?,
            return_due_days: self.return_due_days?,
            examine_at_weight: self.examine_at_weight?,
            control_sample_per_mille: self.control_sample_per_mille,
            disagreement_weight: self.disagreement_weight?,
            disagreement_tolerance_percent: self.disagreement_tolerance_percent?,
            plausible_unit_mass_kg: self.plausible_unit_mass_kg?,
        })
    }
}

/// An amount in the pack's currency, or in another that is named: `30.00 EUR`.
fn limit(text: &str, local: Currency) -> Option<Amount> {
    match text.split_once(' ') {
        None => money_of(parse_amount(text)?, local)
            .and_then(|_| Some(Amount { value: parse_amount(text)?, currency: local })),
        Some((number, code)) => {
            Some(Amount { value: parse_amount(number)?, currency: Currency::new(code.trim(), 2)? })
        }
    }
}

fn named<T: Copy>(text: &str, words: &[(&str, T)]) -> Option<T> {
    words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
}

/// Puts a value in its place; the form in which it is written, if there is none.
fn fill<T>(slot: &mut Option<T>, value: Option<T>, form: &'static str) -> Result<(), &'static str> {
    *slot = value;
    slot.as_ref().map(|_| ()).ok_or(form)
}

fn fill_rounding(
    slot: &mut Option<Rounding>,
    text: &str,
    local: Option<Currency>,
) -> Result<(), &'static str> {
    let Some(local) = local else { return Ok(()) };
    fill(slot, rounding(text, local), ROUNDING_FORM)
}

fn rounding(text: &str, local: Currency) -> Option<Rounding> {
    let (mode, step) = text.split_once(' ')?;
    let step = money_of(parse_amount(step.trim())?, local)?;
    Rounding::new(RoundingMode::from_name(mode)?, step.minor())
}

/// `FROM TO` in grams, as kilograms.
fn mass_range(text: &str) -> Option<(Decimal, Decimal)> {
    let (least, most) = text.split_once(' ')?;
    let kilograms = |grams: &str| {
        let grams = parse_amount(grams.trim())?;
        (grams.micro() % 1000 == 0).then(|| Decimal::from_micro(grams.micro() / 1000)).flatten()
    };
    let (least, most) = (kilograms(least)?, kilograms(most)?);
    (least <= most).then_some((least, most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn exd() -> Currency {
        Currency::new("EXD", 2).unwrap()
    }

    fn complete() -> Vec<(&'static str, Dated<String>)> {
        let values = [
            "arrival",
            "cif",
            "value",
            "1000.00",
            "half_up 0.01",
            "down 1",
            "up 10",
            "0.01",
            "30",
            "15",
            "14",
            "24",
            "48",
            "30",
            "100",
            "60",
            "10",
            "0.1 70000",
        ];
        let row = |text: &str| Dated {
            validity: Validity { from: date(2020, 1, 1), to: None },
            law: LawRef::new("s.1"),
            value: text.to_owned(),
        };
        NAMES.into_iter().zip(values.map(row)).collect()
    }

    #[test]
    fn every_name_has_its_place() {
        for name in NAMES.into_iter().chain(PERHAPS) {
            assert!(Draft::default().put(name, "nonsense", LawRef::new(""), Some(exd())).is_err(), "{name}");
        }
        let timeline = timeline(&complete(), exd());
        assert_eq!(timeline.entries().len(), 1);
        let parameters = &timeline.on(date(2026, 1, 1)).unwrap().value;
        assert_eq!(parameters.plausible_unit_mass_kg.0, Decimal::parse("0.0001").unwrap());
    }

    #[test]
    fn time_is_cut_where_one_changes_and_missing_days_have_no_answer() {
        let mut rows = complete();
        let place = rows.iter().position(|(name, _)| *name == "payment_due_days").unwrap();
        rows[place].1.validity = Validity { from: date(2021, 1, 1), to: Some(date(2025, 12, 31)) };
        let later = Dated {
            validity: Validity { from: date(2026, 7, 1), to: None },
            law: LawRef::new("s.2"),
            value: "7".to_owned(),
        };
        rows.push(("payment_due_days", later));
        let timeline = timeline(&rows, exd());
        let days = |day| timeline.on(day).map(|found| found.value.payment_due_days.value);
        assert_eq!(days(date(2020, 6, 1)), None);
        assert_eq!(days(date(2021, 1, 1)), Some(14));
        assert_eq!(days(date(2026, 1, 1)), None);
        assert_eq!(days(date(2026, 7, 1)), Some(7));
    }

    #[test]
    fn screening_has_a_floor_that_means_something() {
        for (text, is_floor) in
            [("650", true), ("299", false), ("1000", false), ("0.65", false), ("-1", false)]
        {
            let put = Draft::default().put(FLOOR, text, LawRef::new(""), Some(exd()));
            assert_eq!(put.is_ok(), is_floor, "{text}");
        }
        let screening = |rows: &[(&'static str, Dated<String>)]| {
            timeline(rows, exd()).on(date(2026, 1, 1)).unwrap().value.screening
        };
        let mut rows = complete();
        assert_eq!(screening(&rows), None);
        rows.push((FLOOR, Dated { value: "650".to_owned(), ..rows[0].1.clone() }));
        assert_eq!(screening(&rows), Some(Screening { floor_per_mille: 650, weight: 0 }));
        rows.push((FLOOR_WEIGHT, Dated { value: "60".to_owned(), ..rows[0].1.clone() }));
        assert_eq!(screening(&rows), Some(Screening { floor_per_mille: 650, weight: 60 }));
    }

    #[test]
    fn roundings_are_steps_of_the_smallest_coin() {
        for (text, expected) in
            [("half_up 0.01", true), ("down 10", true), ("half_up 0.001", false), ("down", false)]
        {
            assert_eq!(rounding(text, exd()).is_some(), expected, "{text}");
        }
    }
}
