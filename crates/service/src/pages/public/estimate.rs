//! What will it cost: three steps, all in the address, so that the answer can be sent on.

use super::distance::{Distance, distances};
use super::typed::{TwoWays, amount};
use crate::pages::frame::Frame;
use crate::pages::goods::{Candidate, find};
use crate::pages::shown::page;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use clearance::{Activity, Assessment, Fault, FaultCode, quote};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use tariff::CommodityCode;
use wire::{AmountText, EstimateText, ground_in_words};

/// The question, as far as it is asked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Question {
    goods: String,
    from: String,
    code: String,
    value: String,
    currency: String,
    freight: String,
    quantity: String,
    /// In which unit the quantity is, where the law counts the goods by another than pieces.
    unit: String,
    /// In kilograms, where the law asks for it.
    mass: String,
    nature: String,
    as_of: String,
}

/// The most signs of a field that are looked at.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "estimate/goods.html")]
struct Goods {
    f: Frame,
    q: Question,
    countries: Vec<Choice>,
    /// What is missing or unknown, by field.
    wrong: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "estimate/value.html")]
struct Value {
    f: Frame,
    q: Question,
    candidates: Vec<Candidate>,
    currencies: Vec<Choice>,
    /// What the unit of the quantity is called, if it is not pieces.
    unit: Option<String>,
    asks_mass: bool,
    wrong: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "estimate/sum.html")]
struct Sum {
    f: Frame,
    q: Question,
    goods: String,
    assessment: Assessment,
    grounds: Vec<String>,
    distances: Vec<Distance>,
    link: String,
}

/// One of several.
pub(in crate::pages) struct Choice {
    pub(in crate::pages) code: String,
    pub(in crate::pages) name: String,
    pub(in crate::pages) is_chosen: bool,
}

/// The step that the question has come to.
pub(in crate::pages) async fn show(
    f: Frame,
    uri: axum::http::Uri,
    Query(question): Query<Question>,
) -> Response {
    let q = question.trimmed();
    let is_sent = uri.query().is_some_and(|query| query.contains("goods=") || query.contains("from="));
    let countries = countries(&f, &q);
    let has_country = countries.iter().any(|country| country.is_chosen);
    let has_goods = !(q.goods.is_empty() && q.code.is_empty());
    if !has_country || !has_goods {
        // Whoever comes for the first time has done nothing wrong.
        let asked = [("goods", has_goods), ("from", has_country)].into_iter();
        let wrong = asked.filter(|(_, is_there)| is_sent && !is_there).map(|(field, _)| missing(&f, field));
        let wrong = wrong.collect();
        return page(&Goods { f, q, countries, wrong });
    }
    if q.code.is_empty() || q.value.is_empty() {
        let wrong = q.unanswered(&f);
        return value(f, q, wrong);
    }
    let text = match q.text(&f) {
        Ok(text) => text,
        Err(wrong) => return value(f, q, wrong),
    };
    let shared = f.shared();
    let (law, register) = (shared.country.law(), shared.registered());
    let facts = shared.country.facts(&register.register, Activity::NONE);
    match quote(&text.submission(), law, facts.register, f.start_of(text.as_of)) {
        Ok(assessment) => sum(f, q, &text, assessment),
        Err(faults) => {
            let wrong = told(&f, &faults);
            value(f, measured_as(q, &faults), wrong)
        }
    }
}

/// The question with the unit that the law asks the goods to be measured in.
fn measured_as(mut q: Question, faults: &[Fault]) -> Question {
    let needed = faults.iter().find(|fault| {
        fault.code == FaultCode::QuantityNeeded && EstimateText::pointer(&fault.pointer) != MASS
    });
    if let Some((_, unit)) = needed.and_then(|it| it.details.iter().find(|(name, _)| *name == "unit")) {
        q.unit.clone_from(unit);
    }
    q
}

/// Where the question says what the goods weigh.
const MASS: &str = "/mass_kg";

fn value(f: Frame, q: Question, wrong: Vec<(String, String)>) -> Response {
    let day = f.today();
    let asks_mass = !q.mass.is_empty() || wrong.iter().any(|(field, _)| field == "mass");
    let unit = f.unit(&q.unit, day).map(str::to_owned);
    let words = if q.code.is_empty() { &q.goods } else { &q.code };
    let candidates = find(&f.shared().country, day, f.language(), words);
    let local = f.shared().country.law().tariff.exchange.local();
    let mut codes: Vec<String> =
        f.shared().country.law().tariff.exchange.rows().map(|(currency, _)| currency.to_string()).collect();
    codes.push(local.to_string());
    codes.sort();
    codes.dedup();
    let wanted = if q.currency.is_empty() { "USD" } else { &q.currency };
    let choice = |code: String| Choice { is_chosen: code == wanted, name: code.clone(), code };
    let currencies = codes.into_iter().map(choice).collect();
    page(&Value { f, q, candidates, currencies, unit, asks_mass, wrong })
}

fn sum(f: Frame, q: Question, text: &EstimateText, assessment: Assessment) -> Response {
    let grounds = assessment.grounds.iter().map(|ground| ground_in_words(ground, f.voice())).collect();
    let law = f.shared().country.law();
    let goods = CommodityCode::parse(&q.code)
        .and_then(|code| law.tariff.nomenclature.description(code, assessment.day, f.language()))
        .unwrap_or(&q.goods)
        .to_owned();
    let distances = distances(&assessment, law, text);
    let link = f.href(&q.address(assessment.day));
    page(&Sum { f, q, goods, assessment, grounds, distances, link })
}

/// Faults with the fields of the form that they are about, each once: what a form says in one field may stand in
/// several of a declaration.
fn told(f: &Frame, faults: &[Fault]) -> Vec<(String, String)> {
    let mut told = Vec::new();
    for fault in faults {
        let field = match EstimateText::pointer(&fault.pointer) {
            "/value/amount" => "value",
            "/value/currency" => "currency",
            MASS => "mass",
            other => other.trim_start_matches('/'),
        };
        let one = (field.to_owned(), format!("{} {}", f.voice().fault(fault), f.voice().fix(fault)));
        if !told.contains(&one) {
            told.push(one);
        }
    }
    told
}

/// What is said about a field that has no answer.
fn missing(f: &Frame, field: &str) -> (String, String) {
    (field.to_owned(), f.say(&format!("page-estimate-missing-{field}")))
}

/// The countries of the day by name, and those without a name by code.
fn countries(f: &Frame, q: &Question) -> Vec<Choice> {
    let law = f.shared().country.law();
    let day = q.as_of().unwrap_or_else(|| f.today());
    let mut all: Vec<Choice> = law
        .procedures
        .countries
        .rows()
        .filter(|(country, row)| row.validity.covers(day) && **country != law.country)
        .map(|(country, row)| Choice {
            is_chosen: country.as_str() == q.from,
            code: country.to_string(),
            name: f.name_in(&row.value.name).unwrap_or(country.as_str()).to_owned(),
        })
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

impl Question {
    fn trimmed(self) -> Question {
        let trim = |text: String| text.trim().chars().take(MOST).collect::<String>();
        let Question { goods, from, code, value, currency, freight, quantity, unit, mass, nature, as_of } =
            self;
        Question {
            goods: trim(goods),
            from: trim(from).to_uppercase(),
            code: trim(code).chars().filter(|sign| !matches!(sign, ' ' | '.')).collect(),
            value: trim(value),
            currency: trim(currency).to_uppercase(),
            freight: trim(freight),
            quantity: trim(quantity),
            unit: trim(unit).to_uppercase(),
            mass: trim(mass),
            nature: trim(nature),
            as_of: trim(as_of),
        }
    }

    /// What of the second step was sent and left empty.
    fn unanswered(&self, f: &Frame) -> Vec<(String, String)> {
        if self.value.is_empty() && self.code.is_empty() && self.currency.is_empty() {
            return Vec::new();
        }
        [("code", &self.code), ("value", &self.value)]
            .into_iter()
            .filter(|(_, text)| text.is_empty())
            .map(|(field, _)| missing(f, field))
            .collect()
    }

    fn as_of(&self) -> Option<Date> {
        self.as_of.parse().ok()
    }

    /// The question as the law is asked it; where an amount can be read in two ways, what is said about it.
    fn text(&self, f: &Frame) -> Result<EstimateText, Vec<(String, String)>> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let two_ways = |field: &str, typed: &str| {
            (field.to_owned(), f.say_with("page-estimate-two-ways", "found", typed))
        };
        let typed = [
            ("value", &self.value),
            ("freight", &self.freight),
            ("quantity", &self.quantity),
            ("mass", &self.mass),
        ];
        let wrong: Vec<_> = typed
            .into_iter()
            .filter(|(_, typed)| amount(typed) == Err(TwoWays))
            .map(|(field, typed)| two_ways(field, typed))
            .collect();
        let [Ok(value), Ok(freight), Ok(quantity), Ok(mass)] = typed.map(|(_, typed)| amount(typed)) else {
            return Err(wrong);
        };
        Ok(EstimateText {
            from: self.from.clone(),
            code: some(&self.code),
            value: AmountText {
                amount: value.into_owned(),
                currency: some(&self.currency).unwrap_or_else(|| "USD".to_owned()),
            },
            freight: some(&freight),
            quantity: some(&quantity),
            unit: some(&self.unit),
            mass_kg: some(&mass),
            nature: some(&self.nature),
            description: some(&self.goods),
            as_of: self.as_of(),
            ..EstimateText::default()
        })
    }

    /// The address of the answer, with the day it was given for.
    fn address(&self, day: Date) -> String {
        let day = day.to_string();
        let pairs: BTreeMap<&str, &str> = [
            ("goods", &self.goods),
            ("from", &self.from),
            ("code", &self.code),
            ("value", &self.value),
            ("currency", &self.currency),
            ("freight", &self.freight),
            ("quantity", &self.quantity),
            ("unit", &self.unit),
            ("mass", &self.mass),
            ("nature", &self.nature),
            ("as_of", &day),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name, text.as_str()))
        .collect();
        let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
        format!("/estimate?{query}")
    }
}
