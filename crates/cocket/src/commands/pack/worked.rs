//! Running a pack's worked examples: the law, executable.

use crate::country::Country;
use crate::desk::{Decided, Desk, Line};
use crate::failure::{Answer, Failure};
use clearance::identifier::TrackingNumber;
use clearance::{
    AddedUp, ArrivalReport, Case, Command, Drawn, Facts, Fault, FaultCode, Ground, PaymentRecord,
    ReturnReport, ReturnedGoods, Severity, Step, Submission, clear,
};
use jiff::{SignedDuration, Timestamp};
use pack::{Example, Expect, Returned};
use quantity::{Decimal, Money};
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Write;
use tariff::{Aggregate, QuotaNumber, QuotaPeriod};
use wire::intake::Reading;

/// One example with what differs from it.
#[derive(Serialize)]
struct Tried<'a> {
    file: &'a str,
    row: u64,
    name: &'a str,
    law: &'a str,
    differences: Vec<String>,
}

/// Tries every example. The answer is no if one of them is not as the pack says, or there is none.
pub(super) fn test(country: &Country, json: bool) -> Result<Answer, Failure> {
    let mut out = std::io::stdout().lock();
    let mut failed = 0_usize;
    let mut total = 0_usize;
    for file in &country.pack.examples {
        for example in &file.examples {
            let differences = try_one(country, example, &example.declaration(&file.base));
            total += 1;
            failed += usize::from(!differences.is_empty());
            let tried = Tried {
                file: &file.file,
                row: example.row,
                name: &example.name,
                law: &example.law,
                differences,
            };
            if json {
                let line = serde_json::to_string(&tried).unwrap_or_default();
                writeln!(out, "{line}").map_err(Failure::output)?;
            } else if !tried.differences.is_empty() {
                writeln!(out, "{}:{} {} [{}]", tried.file, tried.row, tried.name, tried.law)
                    .map_err(Failure::output)?;
                for difference in &tried.differences {
                    writeln!(out, "    {difference}").map_err(Failure::output)?;
                }
            }
        }
    }
    let published = published(country);
    let of_them =
        if published > 0 { format!(" ({published} of {total} are published)") } else { String::new() };
    eprintln!("{} worked examples hold, {failed} do not{of_them}", total - failed);
    Ok(Answer::yes_if(failed == 0 && total > 0))
}

/// How many examples somebody else has published.
fn published(country: &Country) -> usize {
    country
        .pack
        .examples
        .iter()
        .flat_map(|file| &file.examples)
        .filter(|example| example.source.is_some())
        .count()
}

/// The answer to an example by the law of a pack; why there is none, in words.
pub(super) fn answered(
    country: &Country,
    example: &Example,
    declaration: &serde_json::Value,
) -> Result<Decided<'static>, String> {
    let bytes = declaration.to_string();
    let facts = Facts { register: &example.register, ..country.facts() };
    let desk = Desk { facts, filer: "filer".to_owned(), now: example.now };
    let reading = wire::intake::json::read(bytes.as_bytes());
    let mut line = desk.read(reading.map(|submission| Reading { submission, lodged: None }), 1);
    if let Line::Taken(taken) = &mut line {
        taken.trace.activity.added_up = added_up(country, example)?;
        taken.trace.activity.drawn = drawn(country, example)?;
    }
    Ok(match desk.settle(line, Submission::default) {
        Decided::Step(step) => match &example.returned {
            None => Decided::Step(step),
            Some(returned) => Decided::Step(Box::new(sent_back(&desk, *step, returned)?)),
        },
        Decided::Faults { faults, .. } => Decided::Faults { submission: Box::default(), faults },
    })
}

/// What becomes of a case once its goods are here, paid, released, and go back; why that cannot be, in words.
fn sent_back(desk: &Desk<'_>, step: Step, returned: &Returned) -> Result<Step, String> {
    let released = desk.now;
    let after = |days: u32| {
        let later = released.checked_add(SignedDuration::from_hours(24 * i64::from(days)));
        later.map_err(|_| format!("returned: {days} days are too many"))
    };
    let take = |step: Step, command: Command, at: Timestamp| {
        clear(Some(&step.case), command, &desk.facts, at).map_err(|refusal| format!("returned: {refusal}"))
    };
    let owed = step.case.assessment.payable;
    let mut step = step;
    if owed.minor() > 0 {
        let payment = PaymentRecord { amount: owed, reference: "example".to_owned() };
        step = take(step, Command::RecordPayment(payment), released)?;
    }
    if step.case.arrived.is_none() {
        let declared = step.case.filings.governing().declaration.transport.office.clone();
        let office = declared.or_else(|| desk.facts.law.procedures.offices.keys().next().cloned());
        let office = office.ok_or("returned: there is no office where the goods could arrive")?;
        step = take(step, Command::Arrive(ArrivalReport { office, arrived: released }), released)?;
    }
    let left = after(returned.after_days)?;
    let number = TrackingNumber::parse("RETURNED00001").map_err(|flaw| flaw.to_string())?;
    let goods = returned.goods.iter();
    let report = ReturnReport {
        goods: goods.map(|(line, much)| ReturnedGoods { line: *line, quantity: Some(*much) }).collect(),
        condition: returned.condition,
        asked: Some(after(returned.asked_after_days.unwrap_or(returned.after_days))?),
        ..ReturnReport::of_all(number)
    };
    take(step, Command::Return(report), left)
}

fn try_one(country: &Country, example: &Example, declaration: &serde_json::Value) -> Vec<String> {
    let decided = match answered(country, example, declaration) {
        Ok(decided) => decided,
        Err(reason) => return vec![reason],
    };
    let mut differences = Differences(Vec::new());
    differences.between(
        "outcome",
        example.expect.outcome.map(|it| it.as_str()),
        Some(decided.outcome().as_str()),
    );
    let (faults, step) = match &decided {
        Decided::Step(step) => (step.case.filings.governing().warnings.as_slice(), Some(step.as_ref())),
        Decided::Faults { faults, .. } => (faults.as_slice(), None),
    };
    differences.faults(&example.expect, faults);
    match step {
        Some(step) => differences.step(&example.expect, step),
        None => differences.nothing_decided(&example.expect),
    }
    differences.0
}

/// What the consignee has used before, as the example says; what is wrong with it, in words.
fn added_up(country: &Country, example: &Example) -> Result<AddedUp, String> {
    let mut sums = [Decimal::ZERO; Aggregate::ALL.len()];
    for (name, amount) in &example.already {
        let law = country.law();
        let day = law.day_of(example.now);
        let (currency, over) = law
            .tariff
            .reliefs
            .iter()
            .filter(|relief| relief.value.id == *name && relief.validity.covers(day))
            .find_map(|relief| Some((relief.value.amount.currency, relief.value.aggregation?.over)))
            .ok_or_else(|| format!("already: there is no relief `{name}` that adds up"))?;
        let amount = Decimal::parse(amount).map_err(|_| format!("already: `{amount}` is not a number"))?;
        let rate = law.tariff.exchange.on(currency, day);
        let amount = rate
            .and_then(|rate| rate.convert(amount).to_decimal())
            .ok_or_else(|| format!("already: no rate of exchange for {currency} on {day}"))?;
        for (of, sum) in Aggregate::ALL.iter().zip(&mut sums) {
            if *of == over {
                *sum = amount;
            }
        }
    }
    Ok(AddedUp::of_sums(sums))
}

/// What others have drawn of quotas before, as the example says; what is wrong with it, in words.
fn drawn(country: &Country, example: &Example) -> Result<Drawn, String> {
    let mut drawn = Drawn::NOTHING;
    let law = country.law();
    for (name, quantity) in &example.drawn {
        let number = QuotaNumber::parse(name).ok_or_else(|| format!("drawn: `{name}` is no quota"))?;
        let open = law.tariff.quotas.on(&number, law.day_of(example.now));
        let open = open.ok_or_else(|| format!("drawn: there is no quota `{name}` on that day"))?;
        let quantity =
            Decimal::parse(quantity).map_err(|_| format!("drawn: `{quantity}` is not a number"))?;
        drawn.add(QuotaPeriod { number, opened: open.validity.from }, quantity);
    }
    Ok(drawn)
}

/// What was given back of a charge named as `1 duty`, by customs or by whoever has collected it.
fn given_back(case: &Case, name: &str) -> Option<Money> {
    let mut sums = case.events.iter().filter_map(|event| match event {
        Ground::GivenBack { line, kind, amount, .. }
        | Ground::GivenBackByVendor { line, kind, amount, .. } => {
            (format!("{line} {}", kind.as_str()) == name).then_some(*amount)
        }
        _ => None,
    });
    let first = sums.next()?;
    sums.try_fold(first, |sum, amount| sum.checked_add(amount))
}

/// What is other than expected, in words.
struct Differences(Vec<String>);

impl Differences {
    /// Notes a difference between what is expected, if anything is, and what is there.
    fn between<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, expected: Option<T>, found: Option<T>) {
        if expected.is_some() && expected != found {
            self.0.push(
                format!("{what}: expected {expected:?}, found {found:?}")
                    .replace("Some(", "")
                    .replace(')', ""),
            );
        }
    }

    fn step(&mut self, expect: &Expect, step: &Step) {
        let case = &step.case;
        let assessment = &case.assessment;
        self.between("phase", expect.phase, Some(case.phase()));
        self.between("category", expect.category.map(|it| it.number()), Some(assessment.category.number()));
        self.between("payable", expect.payable.clone(), Some(assessment.payable.number().to_string()));
        self.between(
            "customs_value",
            expect.customs_value.clone(),
            Some(assessment.customs_value.number().to_string()),
        );
        for (name, due) in expect.charges.iter().flatten() {
            let found = assessment.lines.iter().find_map(|line| {
                let of_line = |kind: &str| *name == format!("{} {kind}", line.line);
                let mut dues = line
                    .charges
                    .iter()
                    .filter(|charge| of_line(charge.kind.as_str()))
                    .map(|charge| charge.due);
                let first = dues.next()?;
                dues.try_fold(first, |sum, due| sum.checked_add(due)).map(|due| due.number().to_string())
            });
            self.between(&format!("charge {name}"), Some(due.clone()), found);
        }
        for (name, sum) in expect.given_back.iter().flatten() {
            let found = given_back(case, name).map(|sum| sum.number().to_string());
            self.between(&format!("given back {name}"), Some(sum.clone()), found);
        }
        let found: BTreeSet<&str> = case.grounds().map(|ground| ground.code()).collect();
        for ground in expect.grounds.iter().flatten() {
            if !found.contains(ground.as_str()) {
                self.0.push(format!("ground {ground} is not there; there are {found:?}"));
            }
        }
    }

    /// A declaration that goes back has no sum and no grounds.
    fn nothing_decided(&mut self, expect: &Expect) {
        let asks = expect.payable.is_some() || expect.category.is_some() || expect.charges.is_some();
        let asks = asks || expect.given_back.is_some();
        if asks || expect.grounds.is_some() || expect.phase.is_some() || expect.customs_value.is_some() {
            self.0.push("the declaration goes back, so nothing was decided".to_owned());
        }
    }

    fn faults(&mut self, expect: &Expect, faults: &[Fault]) {
        let of = |severity: Severity| -> BTreeSet<FaultCode> {
            faults.iter().map(|fault| fault.code).filter(|code| code.severity() == severity).collect()
        };
        let names = |codes: &BTreeSet<FaultCode>| -> Vec<&'static str> {
            codes.iter().map(|code| code.as_str()).collect()
        };
        let errors = of(Severity::Error);
        let expected: Option<BTreeSet<FaultCode>> =
            expect.faults.as_ref().map(|codes| codes.iter().copied().collect());
        match expected {
            Some(expected) => self.between("faults", Some(names(&expected)), Some(names(&errors))),
            None if !errors.is_empty() => {
                self.0.push(format!("faults that were not expected: {:?}", names(&errors)))
            }
            None => {}
        }
        let warnings = of(Severity::Warning);
        for warning in expect.warnings.iter().flatten().filter(|code| !warnings.contains(code)) {
            self.0.push(format!(
                "warning {} is not there; there are {:?}",
                warning.as_str(),
                names(&warnings)
            ));
        }
    }
}
