//! `cocket estimate`: what it will cost, by the same sum as a declaration's.

use crate::clock;
use crate::country::Country;
use crate::failure::{Answer, Failure};
use clearance::{Fault, quote};
use jiff::civil::Date;
use std::io::Write;
use std::path::PathBuf;
use wire::{AmountText, EstimateText};

/// Arguments of `cocket estimate`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The country pack.
    #[arg(long, value_name = "DIR")]
    pack: PathBuf,
    /// The country the goods are sent from.
    #[arg(long, value_name = "COUNTRY")]
    from: String,
    /// The country they were made in, if it is another.
    #[arg(long, value_name = "COUNTRY")]
    origin: Option<String>,
    /// The commodity code.
    #[arg(long)]
    code: Option<String>,
    /// What the goods are worth, with the currency: `24.90USD`.
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    value: String,
    /// What carriage costs, in the same currency: `3.00USD`.
    #[arg(long, value_name = "AMOUNT")]
    freight: Option<String>,
    /// What insurance costs, in the same currency.
    #[arg(long, value_name = "AMOUNT")]
    insurance: Option<String>,
    /// How many pieces.
    #[arg(long, value_name = "N")]
    quantity: Option<String>,
    /// In which unit of UN/ECE Recommendation 20 they are counted, such as `LTR`; pieces where nothing is said.
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// What they weigh, in kilograms.
    #[arg(long, value_name = "KG")]
    mass_kg: Option<String>,
    /// `post`, `express` or `cargo`.
    #[arg(long, default_value = "post")]
    channel: String,
    /// `sale`, `gift`, `documents`, `commercial_sample`, `returned_goods` or `other`.
    #[arg(long, default_value = "sale")]
    nature: String,
    /// The tax scheme of the pack under which the tax was paid at the sale.
    #[arg(long, value_name = "SCHEME", default_value = "vendor", requires = "scheme_number")]
    scheme: String,
    /// The seller's number under that scheme.
    #[arg(long, value_name = "NUMBER")]
    scheme_number: Option<String>,
    /// A type of document that will be presented, such as a proof of origin; with its number where that counts, as that of
    /// a quota does: `quota:09.0007`.
    #[arg(long, value_name = "TYPE[:NUMBER]")]
    document: Vec<String>,
    /// As of the start of this day instead of now.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// As JSON.
    #[arg(long)]
    json: bool,
    /// The language of the words.
    #[arg(long, default_value = "en")]
    lang: String,
}

/// Shows what is owed and why. The answer is no if what was said cannot be assessed.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let country = Country::load(&arguments.pack)?;
    let voice = country.voice(&arguments.lang)?;
    let question = question(arguments)?;
    let submission = question.submission();
    let now = clock::moment(arguments.as_of, country.law())?;
    let quoted = quote(&submission, country.law(), country.facts().register, now);
    let text = match (&quoted, arguments.json) {
        (Ok(assessment), true) => wire::quote_json(assessment, country.law(), voice),
        (Ok(assessment), false) => wire::quote_in_words(assessment, voice),
        (Err(faults), true) => wire::faults_json(faults, voice),
        (Err(faults), false) => faults_by_option(faults, voice),
    };
    std::io::stdout().write_all(text.as_bytes()).map_err(Failure::output)?;
    Ok(Answer::yes_if(quoted.is_ok()))
}

/// The question as programs ask it.
fn question(arguments: &Arguments) -> Result<EstimateText, Failure> {
    let (goods, currency) = split(&arguments.value, None)?;
    let in_currency = |amount: &Option<String>| {
        amount
            .as_deref()
            .map(|text| split(text, Some(currency)).map(|(amount, _)| amount.to_owned()))
            .transpose()
    };
    Ok(EstimateText {
        from: arguments.from.clone(),
        origin: arguments.origin.clone(),
        code: arguments.code.clone(),
        value: AmountText { amount: goods.to_owned(), currency: currency.to_owned() },
        freight: in_currency(&arguments.freight)?,
        insurance: in_currency(&arguments.insurance)?,
        quantity: arguments.quantity.clone(),
        unit: arguments.unit.clone(),
        mass_kg: arguments.mass_kg.clone(),
        channel: Some(arguments.channel.clone()),
        nature: Some(arguments.nature.clone()),
        scheme: Some(arguments.scheme.clone()),
        scheme_number: arguments.scheme_number.clone(),
        documents: arguments.document.clone(),
        ..EstimateText::default()
    })
}

/// An amount and its currency: `24.90USD` or `24.90 USD`; without one, that of the goods.
fn split<'a>(text: &'a str, goods: Option<&'a str>) -> Result<(&'a str, &'a str), Failure> {
    let text = text.trim();
    let place = text.find(|sign: char| sign.is_ascii_alphabetic()).unwrap_or(text.len());
    let (amount, currency) = text.split_at_checked(place).unwrap_or((text, ""));
    match (currency, goods) {
        ("", Some(goods)) => Ok((amount.trim_end(), goods)),
        ("", None) => Err(Failure::WrongUse(format!("`{text}` names no currency; write it as 24.90USD"))),
        (currency, Some(goods)) if currency != goods => {
            Err(Failure::WrongUse(format!("`{text}` is not in {goods}, the currency of the goods")))
        }
        (currency, _) => Ok((amount.trim_end(), currency)),
    }
}

/// Faults by the option they are about.
fn faults_by_option(faults: &[Fault], voice: &wire::Voice) -> String {
    let lines = faults.iter().map(|fault| {
        let option = match fault.pointer.as_str() {
            "/consignor/address/country" => "--from",
            "/goods_items/0/origin" => "--origin",
            "/goods_items/0/commodity_code" => "--code",
            "/goods_items/0/quantity" => "--quantity",
            "/goods_items/0/unit" => "--unit",
            "/goods_items/0/net_mass_kg" | "/gross_mass_kg" => "--mass-kg",
            "/value/goods" | "/value/currency" | "/goods_items/0/value" => "--value",
            "/value/freight" => "--freight",
            "/value/insurance" => "--insurance",
            "/channel" => "--channel",
            "/nature" => "--nature",
            "/tax_scheme/scheme" => "--scheme",
            "/tax_scheme/number" => "--scheme-number",
            other => other,
        };
        format!("{option}: {} {}\n", voice.fault(fault), voice.fix(fault))
    });
    lines.collect()
}
