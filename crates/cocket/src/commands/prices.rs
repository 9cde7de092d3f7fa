//! `cocket prices`: what sellers declare for goods, as `risk/prices.csv` of a pack, from a file of declarations.

use super::{Asked, open, progress};
use crate::crew::{self, Work};
use crate::desk::Desk;
use crate::failure::{Answer, Failure};
use clearance::{KeyKind, declared_prices};
use jiff::ToSpan;
use jiff::civil::Date;
use quantity::Decimal;
use risk::Period;
use risk::signals::undervaluation::{Peers, Prices};
use wire::intake::{Intake, Reader};

/// Arguments of `cocket prices`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// The first day on which declarations are compared with these prices; today if it is not said.
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// For how many days.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=3_660))]
    days: i64,
    /// The law on which comparing them stands.
    #[arg(long, value_name = "TEXT")]
    law: String,
}

/// What one declaration says of prices: among which peers, by which seller, how much.
type Said = (Peers, u64, Decimal);

/// Writes the prices. The answer is no if there are too few sellers of anything.
pub(crate) fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let asked = &arguments.asked;
    let country = asked.country()?;
    let desk = asked.desk(&country)?;
    let Intake { blocks, reader } = open(&asked.file, asked.map.as_deref())?;
    let progress = progress();
    let mut said: Vec<Said> = Vec::new();
    let read = |work: Work| Ok([(work.place, read(&reader, &desk, &work))].into_iter());
    crew::run(crew::workers(), blocks, read, |more: Vec<Said>| {
        progress.inc(u64::try_from(more.len()).unwrap_or_default());
        said.extend(more);
        Ok(())
    })?;
    progress.finish_and_clear();
    let from = arguments.from.unwrap_or_else(|| country.law().day_of(desk.now));
    let to = from.checked_add(arguments.days.days()).ok();
    let period = to.and_then(|to| Period::new(from, to));
    let period = period.ok_or_else(|| Failure::WrongUse("there is no such day".to_owned()))?;
    let prices = Prices::made_of(said, period);
    write(&prices, &arguments.law).map_err(Failure::output)?;
    Ok(Answer::yes_if(prices.iter().next().is_some()))
}

/// What the declarations of a block say. One that goes back says nothing.
fn read(reader: &Reader, desk: &Desk<'_>, work: &Work) -> Vec<Said> {
    let law = desk.facts.law;
    let mut said = Vec::new();
    for (number, document) in (work.first_number..).zip(work.block.documents()) {
        let Ok(reading) = reader.read(&document) else { continue };
        let Ok(lodged) = desk.lodged(&reading) else { continue };
        let Ok(taken) = desk.take(&reading.submission, number, lodged) else { continue };
        let (declaration, keys) = (&taken.valid.declaration, taken.trace.keys);
        let seller = keys.seller.or(keys.consignor).or_else(|| {
            let name = declaration.seller.name.as_deref().or(declaration.consignor.name.as_deref())?;
            Some(Desk::hash(KeyKind::Seller, &[&risk::normalise(name)]))
        });
        let day = law.day_of(lodged);
        let rate = declaration.value.and_then(|value| law.tariff.exchange.on(value.currency, day));
        let (Some(seller), Some(rate)) = (seller, rate) else { continue };
        let is_piece =
            |unit: &str| law.procedures.units.on(unit, day).is_some_and(|unit| unit.value.is_piece);
        let each = declared_prices(declaration, rate, is_piece).into_iter();
        said.extend(each.map(|(peers, value)| (peers, seller, value)));
    }
    said
}

fn write(prices: &Prices, law: &str) -> std::io::Result<()> {
    let mut output = csv::Writer::from_writer(std::io::stdout().lock());
    output.write_record([
        "subheading",
        "origin",
        "per",
        "sellers",
        "lower_quartile",
        "median",
        "valid_from",
        "valid_to",
        "law",
    ])?;
    for (peers, period, price) in prices.iter() {
        let subheading = format!("{:06}", peers.subheading);
        let (sellers, from, to) =
            (price.sellers.to_string(), period.from().to_string(), period.to().to_string());
        let (lower, median) = (cents(price.lower_quartile), cents(price.median));
        output.write_record([
            subheading.as_bytes(),
            &peers.origin,
            peers.per.as_str().as_bytes(),
            sellers.as_bytes(),
            lower.as_bytes(),
            median.as_bytes(),
            from.as_bytes(),
            to.as_bytes(),
            law.as_bytes(),
        ])?;
    }
    output.flush()
}

/// A price without what is less than a hundredth.
fn cents(price: Decimal) -> String {
    const CENT: i64 = 10_000;
    Decimal::from_micro(price.micro() / CENT * CENT).unwrap_or(price).text(2)
}
