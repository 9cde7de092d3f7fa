//! The schedules of agreements: what goods bear that are proven to come from a partner, where that is certain.
//!
//! The copy keeps one row of each line, so of rates that fall year by year only the first stage is left. What does
//! not fall is the amount that stands for excise; it is taken where every schedule of a single partner has the same.

use super::copy::{self, AgreementLine};
use super::lines::Generals;
use super::{Duty, FIRST_DAY, STATUS, Tables, rate};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};

/// The group of all partners.
const GROUP: &str = "agreement-partners";
const LAW: &str = "Customs Tariff Act 1995 Sch 4A to 7, 9 to 13, 15 and 16";

struct Agreement {
    schedule: &'static str,
    name: &'static str,
    partner: &'static str,
    begins: Date,
}

/// Agreements with one partner. Those in force before the pack begin with it; the days of the others are the
/// earliest that their schedules name, but those of Indonesia and Hong Kong, which name none.
const AGREEMENTS: [Agreement; 14] = [
    agreement("4A", "SAFTA", "SG", FIRST_DAY),
    agreement("5", "AUSFTA", "US", FIRST_DAY),
    agreement("6", "TAFTA", "TH", FIRST_DAY),
    agreement("6A", "PAFTA", "PE", date(2020, 2, 11)),
    agreement("7", "ACI-FTA", "CL", FIRST_DAY),
    agreement("9", "MAFTA", "MY", FIRST_DAY),
    agreement("9A", "IA-CEPA", "ID", date(2020, 7, 5)),
    agreement("10", "KAFTA", "KR", FIRST_DAY),
    agreement("10A", "AI-ECTA", "IN", date(2022, 12, 29)),
    agreement("11", "JAEPA", "JP", FIRST_DAY),
    agreement("12", "ChAFTA", "CN", FIRST_DAY),
    agreement("13", "A-HKFTA", "HK", date(2020, 1, 17)),
    agreement("15", "A-UKFTA", "GB", date(2023, 5, 31)),
    agreement("16", "UAE-CEPA", "AE", date(2025, 10, 1)),
];

const fn agreement(
    schedule: &'static str,
    name: &'static str,
    partner: &'static str,
    begins: Date,
) -> Agreement {
    Agreement { schedule, name, partner, begins }
}

/// Adds the preferences on which all schedules agree, and the group of partners that they are for.
pub(super) fn add(
    schedules: &BTreeMap<String, Vec<AgreementLine>>,
    generals: &Generals,
    tables: &mut Tables,
) {
    let mut by_code: BTreeMap<String, Vec<Row<'_>>> = BTreeMap::new();
    for (schedule, lines) in schedules {
        let is_of_one_partner =
            AGREEMENTS.iter().any(|known| schedule.strip_prefix("Schedule ") == Some(known.schedule));
        for line in lines {
            let place = format!("{schedule} {}", line.hs_code);
            match copy::digits(&line.hs_code) {
                Some(code) if is_of_one_partner => {
                    by_code.entry(code).or_default().push(Row { place, text: &line.duty_rate });
                }
                _ => tables.leave_out(&place, "of no agreement with a single partner", &line.duty_rate),
            }
        }
    }
    for (code, rows) in &by_code {
        match common_rate(code, rows, generals) {
            // A preference that is the general rate says nothing.
            Ok(rate) if generals.get(code).is_some_and(|general| general.iter().eq([&rate])) => {}
            Ok(rate) => {
                tables.duty(&Duty { code, origin: GROUP, rate: &rate, from: FIRST_DAY, to: None, law: LAW });
            }
            Err(why) => rows.iter().for_each(|row| tables.leave_out(&row.place, why, row.text)),
        }
    }
    tables.groups.extend(AGREEMENTS.iter().map(|agreement| {
        let law = format!("Customs Tariff Act 1995 Sch {} ({})", agreement.schedule, agreement.name);
        [GROUP, agreement.partner, &agreement.begins.to_string(), "", &law, STATUS].map(str::to_owned)
    }));
}

struct Row<'t> {
    place: String,
    text: &'t str,
}

/// The amount that all schedules have for a code, or why there is none.
fn common_rate(code: &str, rows: &[Row<'_>], generals: &Generals) -> Result<String, &'static str> {
    if rows.iter().any(|row| row.text.contains('%')) {
        return Err("of a percentage, of which the copy may keep the first stage only");
    }
    if !generals.contains_key(code) {
        return Err("of a line whose general rate is not read");
    }
    let rates: BTreeSet<Option<String>> = rows.iter().map(|row| amount(row.text)).collect();
    match rates.first() {
        Some(Some(rate)) if rates.len() == 1 && rows.len() == AGREEMENTS.len() => Ok(rate.clone()),
        _ => Err("on which the schedules do not agree, or not written as rates are"),
    }
}

/// A rate that names neither days nor origins.
fn amount(text: &str) -> Option<String> {
    let stages = rate::read(text).ok()?;
    match stages.as_slice() {
        [stage] if stage.from.is_none() && stage.marked.is_empty() => Some(stage.general.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All schedules with one line and rate, but for what is changed.
    fn schedules(rate: &str, change: impl Fn(&mut BTreeMap<String, Vec<AgreementLine>>)) -> Tables {
        let line = || AgreementLine { hs_code: "2204.10.29".to_owned(), duty_rate: rate.to_owned() };
        let mut schedules: BTreeMap<_, _> =
            AGREEMENTS.iter().map(|known| (format!("Schedule {}", known.schedule), vec![line()])).collect();
        change(&mut schedules);
        let general = ["85 AUD / KGM".to_owned()];
        let mut tables = Tables::default();
        add(&schedules, &[("22041029".to_owned(), general.into())].into(), &mut tables);
        tables
    }

    fn check(tables: &Tables, rates: &[&str], left_out: usize) {
        let told: Vec<_> =
            tables.duties.iter().map(|[code, group, _, rate, ..]| format!("{code} {group} {rate}")).collect();
        assert_eq!(
            (told.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), tables.left_out.len()),
            (rates, left_out)
        );
    }

    const TAKEN: &str = "22041029 agreement-partners 107.99 AUD / LPA";

    #[test]
    fn what_all_schedules_have_is_taken() {
        let tables = schedules("$107.99 /L of alcohol", |_| {});
        check(&tables, &[TAKEN], 0);
        assert_eq!(tables.groups.len(), AGREEMENTS.len());
    }

    #[test]
    fn what_one_schedule_lacks_or_has_otherwise_is_not() {
        check(&schedules("$107.99/L of alcohol", |all| drop(all.remove("Schedule 9"))), &[], 13);
        let other = |rate: &'static str| {
            schedules("$107.99/L of alcohol", move |all| {
                all.entry("Schedule 9".to_owned()).or_default()[0].duty_rate = rate.to_owned();
            })
        };
        check(&other("$107.990/L of alcohol"), &[TAKEN], 0);
        for rate in ["$100/L of alcohol", "$107.99/L", "", "4%", "From 1 May 2020: $107.99/L of alcohol"] {
            check(&other(rate), &[], 14);
        }
    }

    #[test]
    fn percentages_and_amounts_of_blends_stay_out() {
        for rate in ["4%", "From 30 December 2018: 5%", "$0.526/L of gasoline", ""] {
            check(&schedules(rate, |_| {}), &[], 14);
        }
    }

    #[test]
    fn the_general_rate_is_no_preference() {
        check(&schedules("$85/kg", |_| {}), &[], 0);
    }

    #[test]
    fn agreements_of_several_partners_stay_out() {
        let tables = schedules("$107.99/L of alcohol", |all| {
            let line = AgreementLine {
                hs_code: "2204.10.29".to_owned(),
                duty_rate: "$107.99/L of alcohol".to_owned(),
            };
            all.insert("Schedule 14".to_owned(), vec![line]);
        });
        check(&tables, &[TAKEN], 1);
    }
}
