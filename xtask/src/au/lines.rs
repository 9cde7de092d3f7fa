//! Schedule 3: the lines of the tariff with the rates that stand beside them.

use super::copy::{self, Line};
use super::rate::{self, Stage};
use super::{Duty, FIRST_DAY, Inherited, STATUS, Tables};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

const LAW: &str = "Customs Tariff Act 1995 Sch 3";

/// Marks that are the code of one country. Which countries the others hold, the copy does not say: its schedule 1
/// has lost its parts.
const COUNTRIES: [&str; 5] = ["CA", "MY", "NZ", "PG", "SG"];

/// The longest text of a line; what is longer ends with `…`.
const DESCRIPTION_LENGTH: usize = 60;

/// Statistical units as printed with their codes of UN/ECE Recommendation 20. Others are left out.
const UNITS: [(&str, &str); 13] = [
    ("No", "C62"),
    ("kg", "KGM"),
    ("t", "TNE"),
    ("g", "GRM"),
    ("L", "LTR"),
    ("L al", "LPA"),
    ("L al and L", "LPA"),
    ("m", "MTR"),
    ("sm", "MTK"),
    ("cu", "MTQ"),
    ("Pr", "PR"),
    ("MC", "CTM"),
    ("TH", "MIL"),
];

/// The general rates of a code, each once however often it is in force.
pub(super) type Generals = BTreeMap<String, BTreeSet<String>>;

/// Adds the lines with their parents and rates; gives the general rates that could be read.
pub(super) fn add(lines: &[Line], inherited: &Inherited, tables: &mut Tables) -> Generals {
    let mut by_code: BTreeMap<String, Vec<&Line>> = BTreeMap::new();
    for line in lines {
        match copy::digits(&line.reference_number) {
            Some(code) => by_code.entry(code).or_default().push(line),
            None if line.duty_rate.is_empty() => {}
            None => tables.leave_out(&line.reference_number, "no line of eight digits", &line.duty_rate),
        }
    }
    add_commodities(&by_code, inherited, &headings(lines), tables);
    let mut generals = Generals::new();
    for (code, rows) in &by_code {
        if let Some(stages) = stages(rows, tables) {
            let general = generals.entry(code.clone()).or_default();
            add_rates(code, rows, &stages, tables, general);
        }
    }
    generals
}

/// What subheadings that have lines under them are called.
fn headings(lines: &[Line]) -> BTreeMap<String, String> {
    let subheadings = lines.iter().filter(|line| line.reference_number.split('.').map(str::len).eq([4, 2]));
    subheadings.map(|line| (line.reference_number.replace('.', ""), description(&line.description))).collect()
}

/// Adds every line, and those of its chapters and subheadings that would not be there on the first day.
fn add_commodities(
    by_code: &BTreeMap<String, Vec<&Line>>,
    inherited: &Inherited,
    headings: &BTreeMap<String, String>,
    tables: &mut Tables,
) {
    let mut commodities: BTreeMap<String, (String, &str)> = BTreeMap::new();
    for (code, rows) in by_code {
        let parents = [2, 6].map(|length| code.chars().take(length).collect::<String>());
        for parent in parents {
            if !inherited.on_first_day.contains(&parent) {
                let named = inherited.chapters.get(&parent).or_else(|| headings.get(&parent));
                commodities.insert(parent.clone(), (named.cloned().unwrap_or_default(), ""));
            }
        }
        if let Some(first) = rows.first() {
            commodities.insert(code.clone(), (description(&first.description), unit(&first.unit)));
        }
    }
    tables.commodities.extend(commodities.into_iter().map(|(code, (description, unit))| {
        let from = FIRST_DAY.to_string();
        [&code, &description, unit, &from, "", LAW, STATUS].map(str::to_owned)
    }));
}

/// The stages of the one rate that the rows of a line have. Statistical parts have none of their own.
fn stages(rows: &[&Line], tables: &mut Tables) -> Option<Vec<Stage>> {
    let place = &rows.first()?.reference_number;
    let texts: BTreeSet<&str> =
        rows.iter().map(|row| row.duty_rate.as_str()).filter(|text| !text.is_empty()).collect();
    let all = || texts.iter().copied().collect::<Vec<_>>().join(" | ");
    match (texts.first(), texts.len()) {
        (Some(text), 1) => match rate::read(text) {
            Ok(stages) => return Some(stages),
            Err(unread) => tables.leave_out(place, unread, text),
        },
        (None, _) => tables.leave_out(place, "without a rate", ""),
        (Some(_), _) => tables.leave_out(place, "with rates that differ", &all()),
    }
    None
}

/// Adds the duties of a line, and the preferences that are lower for one country.
fn add_rates(
    code: &str,
    rows: &[&Line],
    stages: &[Stage],
    tables: &mut Tables,
    general: &mut BTreeSet<String>,
) {
    let mut others: BTreeSet<&str> = BTreeSet::new();
    for (stage, from, to) in in_force(stages) {
        tables.duty(&Duty { code, origin: "*", rate: &stage.general, from, to, law: LAW });
        general.insert(stage.general.clone());
        for (mark, rate) in &stage.marked {
            if !COUNTRIES.contains(&mark.as_str()) {
                others.insert(mark);
            } else if *rate != stage.general {
                tables.duty(&Duty { code, origin: mark, rate, from, to, law: LAW });
            }
        }
    }
    if let Some(row) = rows.iter().find(|row| !others.is_empty() && !row.duty_rate.is_empty()) {
        let marks = others.into_iter().collect::<Vec<_>>().join("/");
        let why = format!("with a preference for {marks}, whose countries the copy does not tell");
        tables.leave_out(&row.reference_number, why, &row.duty_rate);
    }
}

/// Each stage that reaches into the pack's time, with its first and last day.
fn in_force(stages: &[Stage]) -> impl Iterator<Item = (&Stage, Date, Option<Date>)> {
    stages.iter().enumerate().filter_map(|(place, stage)| {
        let next = stages.get(place + 1).and_then(|next| next.from);
        let to = next.and_then(|next| next.yesterday().ok());
        let is_over = to.is_some_and(|to| to < FIRST_DAY);
        (!is_over).then(|| (stage, stage.from.map_or(FIRST_DAY, |from| from.max(FIRST_DAY)), to))
    })
}

/// What a line is called by itself, cut between words. `Other` says nothing without the lines beside it.
fn description(printed: &str) -> String {
    let text = printed.trim_start_matches(['-', ' ']);
    if text == "Other" || text.chars().count() <= DESCRIPTION_LENGTH {
        return if text == "Other" { String::new() } else { text.to_owned() };
    }
    let mut short = String::new();
    for word in text.split(' ') {
        if short.chars().count() + word.chars().count() >= DESCRIPTION_LENGTH {
            break;
        }
        short.push_str(word);
        short.push(' ');
    }
    format!("{}…", short.trim_end_matches([' ', ',', ';']))
}

fn unit(printed: &str) -> &'static str {
    UNITS.iter().find_map(|(unit, code)| (*unit == printed).then_some(*code)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(reference: &str, description: &str, rate: &str) -> Line {
        Line {
            reference_number: reference.to_owned(),
            unit: "No".to_owned(),
            description: description.to_owned(),
            duty_rate: rate.to_owned(),
        }
    }

    /// The duties that lines come to, as `code origin rate from to`, and what is left out.
    fn check(lines: &[Line], duties: &[&str], left_out: &[&str]) {
        let mut tables = Tables::default();
        add(lines, &Inherited::default(), &mut tables);
        let told = tables.duties.iter().map(|[code, origin, _, rate, _, from, to, ..]| {
            format!("{code} {origin} {rate} {from} {to}").trim_end().to_owned()
        });
        assert_eq!(told.collect::<Vec<_>>(), duties);
        let told = tables.left_out.iter().map(|left| format!("{} {}", left.place, left.why));
        assert_eq!(told.collect::<Vec<_>>(), left_out);
    }

    #[test]
    fn a_line_that_stands_there_twice_has_one_duty() {
        let twice = || line("4202.22.00", "-- With outer surface of sheeting", "5%");
        check(&[twice(), twice()], &["42022200 * 5 % 2017-01-01"], &[]);
    }

    #[test]
    fn statistical_parts_have_the_rate_of_their_line() {
        let lines = [line("0703.20.00", "- Garlic", "Free"), line("0703.20.00", "-- Other", "")];
        check(&lines, &["07032000 * free 2017-01-01"], &[]);
    }

    #[test]
    fn stages_follow_each_other_and_those_before_the_pack_are_not_there() {
        check(
            &[line("8528.71.10", "", "10% From1January2015 5% CAFree From1July2018 Free")],
            &[
                "85287110 * 5 % 2017-01-01 2018-06-30",
                "85287110 CA free 2017-01-01 2018-06-30",
                "85287110 * free 2018-07-01",
            ],
            &[],
        );
    }

    #[test]
    fn only_marks_of_one_country_are_preferences() {
        check(
            &[line("6802.21.00", "", "5% DCS4% CAFree MY5%")],
            &["68022100 * 5 % 2017-01-01", "68022100 CA free 2017-01-01"],
            &["6802.21.00 with a preference for DCS, whose countries the copy does not tell"],
        );
    }

    #[test]
    fn nothing_is_guessed() {
        check(
            &[
                line("2401.10.00", "", "$2,445.26/kg of tobacco content"),
                line("3920.10.00", "", ""),
                line("3921.10.00", "", "5%"),
                line("3921.10.00", "", "4%"),
                line("8462.59", "", "View TCOs for 8462.59"),
                line("8462.5", "", ""),
            ],
            &[],
            &[
                "8462.59 no line of eight digits",
                "2401.10.00 counted by kilograms of tobacco content, which no declaration tells",
                "3920.10.00 without a rate",
                "3921.10.00 with rates that differ",
            ],
        );
    }

    #[test]
    fn parents_are_added_where_nobody_has_them() {
        let inherited = Inherited {
            chapters: [("42".to_owned(), "Bags".to_owned())].into(),
            on_first_day: ["420222".to_owned()].into(),
        };
        let lines = [
            line("4202.22.00", "-- Other", "5%"),
            line("4203.10", "- Apparel", ""),
            line("4203.10.10", "--- Of fur", "5%"),
        ];
        let mut tables = Tables::default();
        add(&lines, &inherited, &mut tables);
        let told = tables
            .commodities
            .iter()
            .map(|[code, description, unit, ..]| format!("{code},{description},{unit}"));
        assert_eq!(
            told.collect::<Vec<_>>(),
            ["42,Bags,", "42022200,,C62", "420310,Apparel,", "42031010,Of fur,C62"]
        );
    }

    #[test]
    fn texts_are_short_and_say_something() {
        assert_eq!(description("-- Other"), "");
        assert_eq!(description("- Garlic"), "Garlic");
        let long = "---- Goods, NSA, as follows (a) g.v.w. exceeding 3.5 t; (b) g.v.w. not exceeding 3.5 t, assembled";
        assert_eq!(description(long), "Goods, NSA, as follows (a) g.v.w. exceeding 3.5 t; (b)…");
        assert_eq!(description(&"x".repeat(60)), "x".repeat(60));
    }
}
