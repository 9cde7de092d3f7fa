//! What views should hold, counted again from every consignment in the plainest way.

use crate::place::Place;
use crate::{Held, SentBack};
use clearance::{Case, Filing, Ground, Outcome, Phase, Stage, State, TimeBucket};
use jiff::Timestamp;
use quantity::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every consignment as it is, when it was let go, and what went back.
#[derive(Default)]
pub(super) struct Naive {
    cases: BTreeMap<u64, (Case, Option<Timestamp>)>,
    sent_back: Vec<SentBack>,
}

/// Whether a declaration stands whose goods may come to stay.
fn is_imported(case: &Case) -> bool {
    let governing = case.filings.governing();
    governing.declaration.stage != Stage::PreLoading
        && !governing.is_invalid
        && (!matches!(case.phase(), Phase::Refused | Phase::Invalidated | Phase::Returned)
            || matches!(case.state, State::Returned { .. }) && !case.returns.is_empty())
}

/// What is drawn on for a line, less the share of what went back and was restored.
fn still_drawn(case: &Case, line: u32, quantity: i64) -> i64 {
    let item = case.filings.governing().declaration.items.iter().find(|item| item.line == line);
    let all = item.and_then(|item| item.quantity).unwrap_or(Decimal::ONE).micro();
    let goods = case.returns.iter().flat_map(|gone| &gone.goods);
    let back: i64 = goods
        .filter(|goods| goods.line == line && goods.is_restored)
        .map(|goods| goods.quantity.micro())
        .sum();
    let shares = quantity::share(quantity, &[back, all - back]);
    shares[1]
}

/// Figures by day, name and key.
pub(super) type Figures = BTreeMap<(i64, String, String), i64>;

impl Naive {
    pub(super) fn put(&mut self, held: &Held) {
        let before = self.cases.get(&held.number).and_then(|(_, released)| *released);
        let released = before.or_else(|| since(&held.case));
        self.cases.insert(held.number, (held.case.clone(), released));
    }

    pub(super) fn send_back(&mut self, sent_back: &SentBack) {
        self.sent_back.push(sent_back.clone());
    }

    /// Nobody remembers what the case itself does not tell.
    pub(super) fn forget_releases(&mut self) {
        self.cases.values_mut().for_each(|(case, released)| *released = since(case));
    }

    fn standing_cases(&self) -> impl Iterator<Item = (u64, &Case, Option<Timestamp>)> {
        let all = self.cases.iter().map(|(number, (case, released))| (*number, case, *released));
        all.filter(|(_, case, _)| !matches!(case.state, State::Joined { .. }))
    }

    pub(super) fn tallies(&self) -> Figures {
        let mut figures = Figures::new();
        let mut add = |day: i64, name: &str, parts: &[&str], value: i64| {
            *figures.entry((day, name.to_owned(), parts.join("\t"))).or_default() += value;
        };
        for (_, case, released) in self.standing_cases() {
            let first = case.filings.iter().next().unwrap().accepted;
            let day = first.as_second() / 86_400;
            let category = case.assessment.category.number().to_string();
            let phase = case.phase().as_str();
            let governor = &case.filings.governing().filer.organisation;
            add(day, "standing", &[governor, &category, phase, case.outcome.as_str()], 1);
            add(day, "customs_value", &[&category, phase], case.assessment.customs_value.minor());
            if let Some(released) = released {
                let bucket = |from| TimeBucket::between(from, released).number().to_string();
                add(day, "released_after", &[&category, &bucket(first)], 1);
                if let Some(arrival) = &case.arrived {
                    add(day, "released_after_arrival", &[&category, &bucket(first.max(arrival.at))], 1);
                }
            }
            for charge in case.assessment.lines.iter().flat_map(|line| &line.charges) {
                let (kind, status) = (charge.kind.as_str(), charge.status.as_str());
                add(day, "charged", &[kind, status], charge.amount.minor());
                add(day, "outstanding", &[kind], charge.due.minor());
            }
            for ground in case.assessment.grounds.iter().filter(|_| is_imported(case)) {
                if let Ground::QuotaDrawn { line, period, quantity, .. } = ground
                    && case.line_outcome(*line) != Outcome::RefuseEntry
                {
                    let opened = period.opened.to_string();
                    add(
                        0,
                        "quota_drawn",
                        &[period.number.as_str(), &opened],
                        still_drawn(case, *line, quantity.micro()),
                    );
                }
            }
            for Filing { filer, warnings, .. } in case.filings.iter() {
                add(day, "declared", &[&filer.organisation, ""], 1);
                let codes: BTreeSet<&str> = warnings.iter().map(|warning| warning.code.as_str()).collect();
                if !codes.is_empty() {
                    add(day, "declared_with_warnings", &[&filer.organisation, ""], 1);
                }
                for code in codes {
                    add(day, "warned", &[&filer.organisation, code], 1);
                }
            }
        }
        for organisation in self.organisations() {
            for (phase, count) in self.standing_counts(&organisation) {
                add(0, "told", &[&organisation, phase.as_str()], count.cast_signed());
            }
        }
        for SentBack { day, organisation, faults } in &self.sent_back {
            add(*day, "returned", &[organisation, ""], 1);
            for code in faults.iter().map(|code| code.as_str()).collect::<BTreeSet<_>>() {
                add(*day, "faulted", &[organisation, code], 1);
            }
        }
        figures.retain(|_, value| *value != 0);
        figures
    }

    /// The names of the figures there are.
    pub(super) fn kinds(&self) -> BTreeSet<String> {
        self.tallies().into_keys().map(|(_, name, _)| name).collect()
    }

    pub(super) fn organisations(&self) -> BTreeSet<String> {
        let filings = self.cases.values().flat_map(|(case, _)| case.filings.iter());
        filings.map(|filing| filing.filer.organisation.clone()).collect()
    }

    pub(super) fn standing(&self, organisation: &str, phase: Phase) -> Vec<u64> {
        let stands = self.standing_cases().filter(|(_, case, _)| told(case, organisation) == Some(phase));
        let mut numbers: Vec<u64> = stands.map(|(number, ..)| number).collect();
        numbers.reverse();
        numbers
    }

    pub(super) fn standing_counts(&self, organisation: &str) -> Vec<(Phase, u64)> {
        let counts = Phase::ALL.iter().map(|phase| {
            (*phase, u64::try_from(self.standing(organisation, *phase).len()).unwrap_or_default())
        });
        counts.filter(|(_, count)| *count > 0).collect()
    }
}

/// What a filer is told; none if it filed nothing.
fn told(case: &Case, organisation: &str) -> Option<Phase> {
    let theirs: Vec<&Filing> =
        case.filings.iter().filter(|filing| filing.filer.organisation == organisation).collect();
    if theirs.is_empty() {
        return None;
    }
    let governing = case.filings.governing().number;
    Some(match theirs.iter().any(|filing| filing.number == governing) {
        true => case.phase(),
        false if theirs.iter().all(|filing| filing.is_invalid) => Phase::Invalidated,
        false => case.phase().told_to_others().0,
    })
}

fn since(case: &Case) -> Option<Timestamp> {
    match case.state {
        State::Released { at } | State::Cleared { at } => Some(at),
        _ => None,
    }
}

/// What there is and should not be, and the other way round.
pub(super) fn differing(found: Figures, expected: &Figures) -> Vec<((i64, String, String), i64)> {
    let mut differences = found;
    for (figure, value) in expected {
        *differences.entry(figure.clone()).or_default() -= value;
    }
    differences.retain(|_, difference| *difference != 0);
    differences.into_iter().take(20).collect()
}

/// The tallies of a database as they stand there.
pub(super) fn tallies(dir: &Path) -> Figures {
    let connection = Place::of(dir).unwrap().reading().unwrap();
    let mut statement =
        connection.prepare_cached("SELECT day, name, key, value FROM tally WHERE value <> 0").unwrap();
    let rows =
        statement.query_map((), |row| Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}
