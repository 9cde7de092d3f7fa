//! A rate as lawyers write it: percentages and amounts per unit, added, with a least and a most.
//!
//! ```text
//! rate = sum { ("MIN" | "MAX") sum }        MIN: at least that much, MAX: at most; from left to right
//! sum  = ["-"] term { ("+" | "-") term }    below nothing is nothing
//! term = "free" | NUMBER "%" ["inside"] | AMOUNT CURRENCY "/" [NUMBER] UNIT
//! ```

use quantity::{Amount, Currency, Decimal, LocalValue, Rate, words};
use std::fmt;
use std::sync::Arc;

/// A rate of duty or tax.
///
/// ```
/// # use tariff::Formula;
/// # use quantity::Currency;
/// let eur = |code: &str| Currency::new(code, 2);
/// for text in ["12 %", "12 % + 3.50 EUR / 100 KGM MIN 5 %", "60 % - 20.00 USD / consignment"] {
///     assert_eq!(Formula::parse(text, eur).unwrap().to_string(), text);
/// }
/// assert!(Formula::parse("free", eur).unwrap().is_free());
/// assert!(Formula::parse("12", eur).is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum Formula {
    /// A percentage of the value, as nearly all are.
    AdValorem(Rate),
    /// Anything else.
    Compound(Arc<Compound>),
}

/// Terms with their bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compound {
    sum: Vec<Term>,
    bounds: Vec<(Limit, Vec<Term>)>,
}

/// Which way a bound holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    Least,
    Most,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    is_taken_off: bool,
    what: Part,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Percent(Rate),
    Inside(Rate),
    Specific(Specific),
}

/// An amount for each so many of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specific {
    /// The amount.
    pub amount: Amount,
    /// For so many.
    pub each: Decimal,
    /// Of this.
    pub per: Per,
}

/// What amounts are counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Per {
    /// Something of the consignment as a whole.
    Whole(Whole),
    /// A unit of UN/ECE Recommendation 20 in which the goods item is measured.
    Unit(Box<str>),
}

words! {
    /// What an amount may be counted by but units of goods.
    Whole {
        /// Once for the consignment.
        Consignment = "consignment",
        /// Once for each different subheading in the consignment.
        Subheading = "subheading",
        /// Once for each goods item.
        Line = "line",
        /// For each kilogram of the consignment's gross mass.
        GrossKg = "gross_kg",
    }
}

/// Why a text is no rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormulaFlaw {
    /// It is not written as rates are.
    Malformed,
    /// A currency that nobody knows.
    UnknownCurrency,
    /// An amount for none of something, or a tax that would be all of its price.
    Impossible,
}

/// The most terms of a rate.
const MOST_TERMS: usize = 24;

impl Formula {
    /// Nothing is charged.
    pub const FREE: Formula = Formula::AdValorem(Rate::FREE);

    /// Reads a rate; the caller knows the currencies. Whether a unit is known is the caller's to ask.
    pub fn parse(text: &str, currency: impl Fn(&str) -> Option<Currency>) -> Result<Formula, FormulaFlaw> {
        if let Some(rate) = Rate::parse(text) {
            return Ok(Formula::AdValorem(rate));
        }
        let spaced = text.replace('%', " % ").replace('/', " / ");
        let mut words = spaced.split_whitespace().peekable();
        let mut terms = 0;
        let mut sum = |words: &mut std::iter::Peekable<std::str::SplitWhitespace<'_>>| {
            let mut sum = Vec::new();
            let mut is_taken_off = words.next_if_eq(&"-").is_some();
            loop {
                terms += 1;
                let what = part(words, &currency).filter_flaw(terms <= MOST_TERMS)?;
                sum.push(Term { is_taken_off, what });
                is_taken_off = match words.peek() {
                    Some(&"+") => false,
                    Some(&"-") => true,
                    _ => return Ok(sum),
                };
                words.next();
            }
        };
        let mut compound = Compound { sum: sum(&mut words)?, bounds: Vec::new() };
        while let Some(word) = words.next() {
            let limit = match word {
                "MIN" => Limit::Least,
                "MAX" => Limit::Most,
                _ => return Err(FormulaFlaw::Malformed),
            };
            compound.bounds.push((limit, sum(&mut words)?));
        }
        Ok(Formula::Compound(Arc::new(compound)))
    }

    /// Whether it never charges anything.
    pub fn is_free(&self) -> bool {
        *self == Formula::FREE
    }

    /// The percentage that stands first, by which rates are put in order; none counts as nothing.
    pub fn headline(&self) -> Rate {
        match self {
            Formula::AdValorem(rate) => *rate,
            Formula::Compound(compound) => match compound.sum.first().map(|term| &term.what) {
                Some(Part::Percent(rate) | Part::Inside(rate)) => *rate,
                Some(Part::Specific(_)) | None => Rate::FREE,
            },
        }
    }

    /// Every amount per unit in it.
    pub fn specifics(&self) -> impl Iterator<Item = &Specific> {
        let compound = match self {
            Formula::AdValorem(_) => None,
            Formula::Compound(compound) => Some(compound),
        };
        compound.into_iter().flat_map(|compound| compound.terms()).filter_map(|term| match &term.what {
            Part::Specific(specific) => Some(specific),
            Part::Percent(_) | Part::Inside(_) => None,
        })
    }

    /// What it makes of a base, exact, with what amounts per unit come to. `None` beyond the range of values.
    pub fn of<E>(
        &self,
        base: LocalValue,
        specific: &mut dyn FnMut(&Specific) -> Result<LocalValue, E>,
    ) -> Result<Option<LocalValue>, E> {
        match self {
            Formula::AdValorem(rate) => Ok(base.percent(*rate)),
            Formula::Compound(compound) => compound.of(base, specific),
        }
    }
}

/// Turns a condition that is not met into a flaw.
trait FilterFlaw: Sized {
    fn filter_flaw(self, holds: bool) -> Self;
}

impl<T> FilterFlaw for Result<T, FormulaFlaw> {
    fn filter_flaw(self, holds: bool) -> Self {
        if holds { self } else { Err(FormulaFlaw::Malformed) }
    }
}

/// Reads a term without its sign.
fn part(
    words: &mut std::iter::Peekable<std::str::SplitWhitespace<'_>>,
    currency: &impl Fn(&str) -> Option<Currency>,
) -> Result<Part, FormulaFlaw> {
    let mut word = || words.next().ok_or(FormulaFlaw::Malformed);
    let first = word()?;
    if first == "free" {
        return Ok(Part::Percent(Rate::FREE));
    }
    let number = positive(first)?;
    let second = word()?;
    if second == "%" {
        let rate = Rate::from_percent(number).ok_or(FormulaFlaw::Malformed)?;
        if words.next_if_eq(&"inside").is_none() {
            return Ok(Part::Percent(rate));
        }
        let is_possible = LocalValue::ZERO.percent_inside(rate).is_some();
        return if is_possible { Ok(Part::Inside(rate)) } else { Err(FormulaFlaw::Impossible) };
    }
    let is_code = second.len() == 3 && second.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_code || word()? != "/" {
        return Err(FormulaFlaw::Malformed);
    }
    let currency = currency(second).ok_or(FormulaFlaw::UnknownCurrency)?;
    let (each, unit) = match word()? {
        text if text.starts_with(|first: char| first.is_ascii_digit()) => (positive(text)?, word()?),
        unit => (Decimal::ONE, unit),
    };
    if each.is_zero() {
        return Err(FormulaFlaw::Impossible);
    }
    let per = Whole::from_name(unit).map_or_else(|| Per::Unit(unit.into()), Per::Whole);
    Ok(Part::Specific(Specific { amount: Amount { value: number, currency }, each, per }))
}

fn positive(text: &str) -> Result<Decimal, FormulaFlaw> {
    Decimal::parse(text).ok().filter(|number| !number.is_negative()).ok_or(FormulaFlaw::Malformed)
}

impl Compound {
    fn terms(&self) -> impl Iterator<Item = &Term> {
        self.sum.iter().chain(self.bounds.iter().flat_map(|(_, sum)| sum))
    }

    fn of<E>(
        &self,
        base: LocalValue,
        specific: &mut dyn FnMut(&Specific) -> Result<LocalValue, E>,
    ) -> Result<Option<LocalValue>, E> {
        let Some(mut amount) = reckon(&self.sum, base, specific)? else { return Ok(None) };
        for (limit, bound) in &self.bounds {
            let Some(bound) = reckon(bound, base, specific)? else { return Ok(None) };
            amount = match limit {
                Limit::Least => amount.max(bound),
                Limit::Most => amount.min(bound),
            };
        }
        Ok(Some(amount))
    }
}

/// The sum of terms, nothing where it is below nothing.
fn reckon<E>(
    terms: &[Term],
    base: LocalValue,
    specific: &mut dyn FnMut(&Specific) -> Result<LocalValue, E>,
) -> Result<Option<LocalValue>, E> {
    let mut sum = Some(LocalValue::ZERO);
    for Term { is_taken_off, what } in terms {
        let amount = match what {
            Part::Percent(rate) => base.percent(*rate),
            Part::Inside(rate) => base.percent_inside(*rate),
            Part::Specific(amount) => Some(specific(amount)?),
        };
        sum = sum.zip(amount).and_then(|(sum, amount)| match is_taken_off {
            false => sum.checked_add(amount),
            true => sum.checked_sub(amount),
        });
    }
    Ok(sum.map(|sum| sum.max(LocalValue::ZERO)))
}

impl Per {
    /// The word or code as packs write it.
    pub fn as_str(&self) -> &str {
        match self {
            Per::Whole(whole) => whole.as_str(),
            Per::Unit(unit) => unit,
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Formula::AdValorem(rate) => write!(f, "{rate}"),
            Formula::Compound(compound) => {
                write_sum(f, &compound.sum)?;
                for (limit, sum) in &compound.bounds {
                    f.write_str(if *limit == Limit::Least { " MIN " } else { " MAX " })?;
                    write_sum(f, sum)?;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Debug for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn write_sum(f: &mut fmt::Formatter<'_>, sum: &[Term]) -> fmt::Result {
    for (place, Term { is_taken_off, what }) in sum.iter().enumerate() {
        f.write_str(match (place, is_taken_off) {
            (0, false) => "",
            (0, true) => "- ",
            (_, false) => " + ",
            (_, true) => " - ",
        })?;
        match what {
            Part::Percent(rate) if *rate == Rate::FREE => f.write_str("free")?,
            Part::Percent(rate) => write!(f, "{rate}")?,
            Part::Inside(rate) => write!(f, "{rate} inside")?,
            Part::Specific(Specific { amount, each, per }) if *each == Decimal::ONE => {
                write!(f, "{amount} / {}", per.as_str())?;
            }
            Part::Specific(Specific { amount, each, per }) => {
                write!(f, "{amount} / {each} {}", per.as_str())?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use quantity::{ExchangeRate, Rounding, RoundingMode};

    fn formula(text: &str) -> Result<Formula, FormulaFlaw> {
        Formula::parse(text, |code| if code == "XXX" { None } else { Currency::new(code, 2) })
    }

    /// What a rate makes of a base where every amount per unit is counted so many times.
    fn of(text: &str, base: &str, times: &str) -> String {
        let value = |text: &str| ExchangeRate::PAR.convert(Decimal::parse(text).unwrap());
        let times = Decimal::parse(times).unwrap();
        let found = formula(text).unwrap().of(value(base), &mut |specific: &Specific| {
            value(&specific.amount.value.to_string()).per(times, specific.each).ok_or(())
        });
        let cent = Rounding::new(RoundingMode::HalfUp, 1).unwrap();
        found.unwrap().unwrap().round(cent, Currency::new("EXD", 2).unwrap()).unwrap().number().to_string()
    }

    #[test]
    fn rates_come_to_what_they_say() {
        for (text, base, times, expected) in [
            ("12 %", "25.70", "0", "3.08"),
            ("12 % + 2.00 EUR / KGM", "100", "1.5", "15.00"),
            ("3.50 EUR / 100 KGM", "100", "250", "8.75"),
            ("10 % MIN 2.00 EUR / KGM MAX 20 %", "100", "1", "10.00"),
            ("10 % MIN 2.00 EUR / KGM MAX 20 %", "100", "7", "14.00"),
            ("10 % MIN 2.00 EUR / KGM MAX 20 %", "100", "70", "20.00"),
            ("60 % - 20.00 USD / consignment", "100", "1", "40.00"),
            ("60 % - 20.00 USD / consignment", "10", "1", "0.00"),
            ("17 % inside", "60", "0", "12.29"),
            ("- 5 % + 20 %", "10", "0", "1.50"),
        ] {
            assert_eq!(of(text, base, times), expected, "{text} of {base}");
        }
    }

    #[test]
    fn what_is_no_rate() {
        for text in [
            "",
            "12",
            "%",
            "12 % +",
            "+ 12 %",
            "12 % 13 %",
            "-12 %",
            "12 % MIN",
            "MIN 12 %",
            "1 EUR",
            "1 EUR /",
            "1 EUR / 100",
            "1 eur / KGM",
            "1 % outside",
            "free free",
            "1e3 %",
            "٣ %",
        ] {
            assert_eq!(formula(text), Err(FormulaFlaw::Malformed), "{text:?}");
        }
        assert_eq!(formula("1 XXX / KGM"), Err(FormulaFlaw::UnknownCurrency));
        assert_eq!(formula("1 EUR / 0 KGM"), Err(FormulaFlaw::Impossible));
        assert_eq!(formula("100 % inside"), Err(FormulaFlaw::Impossible));
        assert_eq!(formula(&vec!["1 %"; 25].join(" + ")), Err(FormulaFlaw::Malformed));
        assert_eq!(formula(&vec!["1 %"; 24].join(" + ")).unwrap().specifics().count(), 0);
    }
}
