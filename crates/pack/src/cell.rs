//! Cells as values: the one place where a cell that is wrong becomes a finding with its fix.
//!
//! Every reader gives `None` for a cell that is wrong and has told so. A row asks for all its cells before
//! it gives up, so that all its faults are found at once.

use crate::finding::Finding;
use crate::names::{Names, listed, nearest};
use crate::table::Row;
use jiff::civil::Date;
use quantity::{Currency, Decimal, ExchangeRate, Money, Rate};
use std::collections::{BTreeMap, HashSet};
use tariff::{CommodityCode, Country, Formula, FormulaFlaw, LawRef, Origin, Per, Validity};

/// When a row is in force, under which law, and whether somebody checked it.
#[derive(Debug)]
pub(crate) struct Dating {
    pub(crate) validity: Validity,
    pub(crate) law: LawRef,
    pub(crate) is_unverified: bool,
    /// When it was made public; `None` where it was always known.
    pub(crate) published: Option<Date>,
}

impl Row<'_> {
    /// A text that must be there.
    pub(crate) fn text(&self, column: &str) -> Option<String> {
        let text = self.cell(column)?.into_owned();
        if text.is_empty() {
            self.tell(column, Finding::error("missing", format!("`{column}` is empty")));
            return None;
        }
        Some(text)
    }

    /// A text that may be left out.
    pub(crate) fn optional_text(&self, column: &str) -> Option<String> {
        self.cell(column).filter(|text| !text.is_empty()).map(|text| text.into_owned())
    }

    /// A value that must be there; `form` says how it is written.
    pub(crate) fn value<T>(
        &self,
        column: &str,
        code: &'static str,
        form: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(column)?;
        let value = parse(&text);
        if value.is_none() {
            self.tell_malformed(column, code, &text, form);
        }
        value
    }

    /// Tells that a text is not what it should be; `form` says how it is written.
    pub(crate) fn tell_malformed(&self, column: &str, code: &'static str, text: &str, form: &str) {
        let what = code.strip_prefix("malformed_").unwrap_or("value").replace('_', " ");
        let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let reason = format!("`{}` is not {article} {what}", shortened(text));
        self.tell(column, Finding::error(code, reason).fix(format!("write {form}")));
    }

    /// A word of a closed list.
    pub(crate) fn word<T: Copy>(&self, column: &str, words: &[(&'static str, T)]) -> Option<T> {
        self.one_of(column, &self.text(column)?, words)
    }

    /// Words of a closed list; none if the cell is empty.
    pub(crate) fn words<T: Copy>(&self, column: &str, words: &[(&'static str, T)]) -> Option<Vec<T>> {
        all(self.list(column).iter().map(|text| self.one_of(column, text, words)))
    }

    /// A word of a closed list, or `*` for any of them.
    pub(crate) fn word_or_any<T: Copy>(
        &self,
        column: &str,
        words: &[(&'static str, T)],
    ) -> Option<Option<T>> {
        match self.text(column)?.as_str() {
            "*" => Some(None),
            text => self.one_of(column, text, words).map(Some),
        }
    }

    fn one_of<T: Copy>(&self, column: &str, text: &str, words: &[(&'static str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            self.tell_unknown(column, text, "word", words.iter().map(|(word, _)| *word));
        }
        found
    }

    /// Whether a text is a name that other rows define, and a finding if not.
    pub(crate) fn is_named(&self, column: &str, text: &str, names: &Names) -> bool {
        let known = names.allow(text);
        if !known {
            let reason = format!("{} does not know the {} `{}`", names.file, names.what, shortened(text));
            let fix = match nearest(text, names.iter()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add it to {}", names.file),
            };
            self.tell(column, Finding::error("unknown_reference", reason).fix(fix));
        }
        known
    }

    pub(crate) fn tell_unknown<'n>(
        &self,
        column: &str,
        text: &str,
        what: &str,
        known: impl Iterator<Item = &'n str> + Clone,
    ) {
        let fix = match nearest(text, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write {}", listed(known)),
        };
        let reason = format!("`{}` is not a {what} that may stand here", shortened(text));
        self.tell(column, Finding::error("unknown_reference", reason).fix(fix));
    }

    /// The code of a commodity.
    pub(crate) fn code(&self, column: &str) -> Option<CommodityCode> {
        self.value(column, "malformed_code", CODE_FORM, parse_code)
    }

    /// The beginning of commodity codes, or `*` for all, with a warning if it fits no commodity.
    pub(crate) fn goods(&self, column: &str, codes: &Codes) -> Option<CommodityCode> {
        self.one_of_goods(column, &self.text(column)?, codes)
    }

    /// Beginnings of commodity codes.
    pub(crate) fn goods_list(&self, column: &str, codes: &Codes) -> Option<Vec<CommodityCode>> {
        all(self.list(column).iter().map(|text| self.one_of_goods(column, text, codes)))
    }

    fn one_of_goods(&self, column: &str, text: &str, codes: &Codes) -> Option<CommodityCode> {
        if text == "*" {
            return Some(CommodityCode::ANY);
        }
        let Some(code) = parse_code(text) else {
            self.tell_malformed(column, "malformed_code", text, CODE_FORM);
            return None;
        };
        self.warn_of_strange_goods(column, code, codes);
        Some(code)
    }

    /// A warning if no commodity begins with a code.
    pub(crate) fn warn_of_strange_goods(&self, column: &str, code: CommodityCode, codes: &Codes) {
        if !codes.begin_with(code) {
            let reason = format!("no commodity code begins with `{code}`");
            self.tell(
                column,
                Finding::warning("unknown_commodity", reason)
                    .fix("correct the code, or add it to tariff/commodities.csv"),
            );
        }
    }

    /// The origin of goods: a group, a country or `*`.
    pub(crate) fn origin(&self, column: &str, groups: &Names, countries: &Names) -> Option<Origin> {
        self.one_origin(column, self.text(column)?, groups, countries)
    }

    /// Groups of countries, or countries.
    pub(crate) fn origins(&self, column: &str, groups: &Names, countries: &Names) -> Option<Vec<Origin>> {
        all(self.list(column).into_iter().map(|text| self.one_origin(column, text, groups, countries)))
    }

    fn one_origin(&self, column: &str, text: String, groups: &Names, countries: &Names) -> Option<Origin> {
        match Country::parse(&text) {
            _ if text == "*" => Some(Origin::Any),
            _ if groups.contain(&text) => Some(Origin::Group(text)),
            Some(country) if countries.allow(&text) => Some(Origin::Country(country)),
            None if groups.allow(&text) => Some(Origin::Group(text)),
            _ => {
                self.tell_unknown(column, &text, "group or country", groups.iter());
                None
            }
        }
    }

    /// A country that the pack knows.
    pub(crate) fn country(&self, column: &str, countries: &Names) -> Option<Country> {
        let country = self.value(column, "malformed_country", COUNTRY_FORM, Country::parse)?;
        self.is_named(column, country.as_str(), countries).then_some(country)
    }

    /// Countries that the pack knows.
    pub(crate) fn countries(&self, column: &str, countries: &Names) -> Option<Vec<Country>> {
        all(self.list(column).iter().map(|text| match Country::parse(text) {
            Some(country) => self.is_named(column, text, countries).then_some(country),
            None => {
                self.tell_malformed(column, "malformed_country", text, COUNTRY_FORM);
                None
            }
        }))
    }

    /// A currency that the pack knows.
    pub(crate) fn currency(&self, column: &str, currencies: &Currencies<'_>) -> Option<Currency> {
        let code = self.currency_code(column)?;
        if !self.is_named(column, &code, currencies.names) {
            return None;
        }
        currencies.by_code.get(code.as_str()).copied()
    }

    /// Three capital letters.
    pub(crate) fn currency_code(&self, column: &str) -> Option<String> {
        self.value(column, "malformed_currency", "three capital letters, such as `EUR`", |text| {
            Currency::new(text, 0).map(|currency| currency.code().to_owned())
        })
    }

    /// A decimal number that is not negative.
    pub(crate) fn amount(&self, column: &str) -> Option<Decimal> {
        self.value(column, "malformed_amount", AMOUNT_FORM, parse_amount)
    }

    /// An amount in the pack's currency.
    pub(crate) fn money(&self, column: &str, currency: Option<Currency>) -> Option<Money> {
        let amount = self.amount(column)?;
        let money = money_of(amount, currency?);
        if money.is_none() {
            let reason = format!("`{amount}` has more decimals than the pack's currency");
            self.tell(column, Finding::error("malformed_amount", reason));
        }
        money
    }

    /// A rate of duty or tax.
    pub(crate) fn formula(
        &self,
        column: &str,
        currencies: &Currencies<'_>,
        units: &Names,
    ) -> Option<Formula> {
        let text = self.text(column)?;
        let find = |code: &str| currencies.by_code.get(code).copied();
        let formula = match Formula::parse(&text, find) {
            Ok(formula) => formula,
            Err(flaw) => {
                self.tell_no_formula(column, &text, flaw, currencies);
                return None;
            }
        };
        let is_known = |per: &Per| match per {
            Per::Whole(_) => true,
            Per::Unit(unit) => self.is_named(column, unit, units),
        };
        let unknown = formula.specifics().filter(|specific| !is_known(&specific.per)).count();
        (unknown == 0).then_some(formula)
    }

    fn tell_no_formula(&self, column: &str, text: &str, flaw: FormulaFlaw, currencies: &Currencies<'_>) {
        const FORM: &str =
            "a percentage such as `12 %`, `free`, or amounts such as `12 % + 3.50 EUR / 100 KGM`";
        match flaw {
            FormulaFlaw::Malformed => self.tell_malformed(column, "malformed_rate", text, FORM),
            FormulaFlaw::UnknownCurrency => {
                let reason = format!(
                    "`{}` names a currency that {} does not know",
                    shortened(text),
                    currencies.names.file
                );
                self.tell(
                    column,
                    Finding::error("unknown_reference", reason).fix("correct it, or add it there"),
                );
            }
            FormulaFlaw::Impossible => {
                let reason = format!("`{}` divides by nothing", shortened(text));
                let fix =
                    "an amount is for more than none of a unit, and a tax inside its price is below 100 %";
                self.tell(column, Finding::error("impossible_rate", reason).fix(fix));
            }
        }
    }

    /// A percentage.
    pub(crate) fn rate(&self, column: &str) -> Option<Rate> {
        self.value(column, "malformed_rate", "a percentage such as `70 %`", Rate::parse)
    }

    /// A rate of exchange.
    pub(crate) fn exchange_rate(&self, column: &str) -> Option<ExchangeRate> {
        self.value(column, "malformed_exchange_rate", EXCHANGE_FORM, ExchangeRate::parse)
    }

    /// A whole number.
    pub(crate) fn number(&self, column: &str) -> Option<u32> {
        self.value(column, "malformed_number", "a whole number", parse_number)
    }

    /// `yes` or `no`.
    pub(crate) fn yes_or_no(&self, column: &str) -> Option<bool> {
        self.word(column, &[("yes", true), ("no", false)])
    }

    /// A day.
    pub(crate) fn date(&self, column: &str) -> Option<Date> {
        self.value(column, "malformed_date", "the day as `2026-03-02`", parse_date)
    }

    /// When the row is in force and under which law.
    pub(crate) fn dating(&self) -> Option<Dating> {
        let from = self.date("valid_from");
        let to = match self.optional_text("valid_to") {
            None => Some(None),
            Some(_) => self.date("valid_to").map(Some),
        };
        let status = match self.optional_text("status") {
            None => Some(false),
            Some(text) => self.one_of("status", &text, &STATUSES),
        };
        let published = match self.optional_text("published") {
            None => Some(None),
            Some(_) => self.date("published").map(Some),
        };
        let law = self.cell("law").filter(|law| {
            if law.is_empty() {
                let finding = Finding::error("missing_law", "the row has no law");
                self.tell(
                    "law",
                    finding.fix(
                        "cite the article as an officer would; in a pack that is no country's, the standard",
                    ),
                );
            }
            !law.is_empty()
        });
        let validity = Validity { from: from?, to: to? };
        if let Some(to) = validity.to.filter(|to| *to < validity.from) {
            let reason = format!("the last day {to} is before the first day {}", validity.from);
            self.tell(
                "valid_to",
                Finding::error("ends_before_start", reason).fix("exchange or correct the days"),
            );
            return None;
        }
        Some(Dating { validity, law: LawRef::new(&law?), is_unverified: status?, published: published? })
    }
}

const STATUSES: [(&str, bool); 3] = [("verified", false), ("unverified", true), ("fictional", false)];
const CODE_FORM: &str = "two to twelve digits without spaces, such as `610910`";
const COUNTRY_FORM: &str = "two capital letters, such as `CN`";
const EXCHANGE_FORM: &str = "units of the pack's currency for one unit, such as `0.92`, to eight decimals";
pub(crate) const AMOUNT_FORM: &str = "a number with a point, such as `150.00`";

/// Currencies by code, with the names they are known by.
#[derive(Debug)]
pub(crate) struct Currencies<'t> {
    pub(crate) by_code: BTreeMap<String, Currency>,
    pub(crate) names: &'t Names,
}

/// Every beginning of every commodity code.
#[derive(Debug, Default)]
pub(crate) struct Codes(HashSet<CommodityCode>);

impl Codes {
    pub(crate) fn of(codes: impl Iterator<Item = CommodityCode>) -> Codes {
        let mut beginnings = HashSet::new();
        for code in codes {
            let lengths = (1..=code.length()).rev();
            // Once a beginning is known, all shorter ones are.
            lengths
                .map(|length| code.prefix(length))
                .take_while(|start| beginnings.insert(*start))
                .for_each(drop);
        }
        Codes(beginnings)
    }

    /// Whether some commodity begins with a code, or nothing is known of commodities.
    fn begin_with(&self, code: CommodityCode) -> bool {
        self.0.is_empty() || self.0.contains(&code)
    }
}

/// All values, or none if one is missing: but each has been asked for.
pub(crate) fn all<T>(values: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let values: Vec<Option<T>> = values.collect();
    values.into_iter().collect()
}

/// A long text as far as it may stand in a sentence.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn parse_code(text: &str) -> Option<CommodityCode> {
    CommodityCode::parse(text).filter(|code| code.length() >= 2 && !text.contains(' '))
}

pub(crate) fn parse_amount(text: &str) -> Option<Decimal> {
    Decimal::parse(text).ok().filter(|amount| !amount.is_negative())
}

pub(crate) fn parse_number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A day as `2026-03-02`, and in no other of the ways that ISO 8601 has.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    is_plain.then(|| text.parse().ok()).flatten()
}

/// An amount in whole minor units, if it is one.
pub(crate) fn money_of(amount: Decimal, currency: Currency) -> Option<Money> {
    let micro_per_minor = 1_000_000 / currency.minor_per_unit();
    (amount.micro() % micro_per_minor == 0).then(|| Money::new(amount.micro() / micro_per_minor, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_in_one_way() {
        assert!(parse_date("2026-03-02").is_some());
        for text in ["2026-3-2", "20260302", "2026-02-30", "02.03.2026", "2026-W10-1", "2026-03-02T00:00", ""]
        {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn an_amount_is_whole_minor_units_or_none() {
        let minor = |text, units| {
            let money = money_of(Decimal::parse(text).unwrap(), Currency::new("EXD", units).unwrap());
            money.map(Money::minor)
        };
        assert_eq!(minor("150.00", 2), Some(15_000));
        assert_eq!(minor("150.005", 2), None);
        assert_eq!(minor("150", 0), Some(150));
        assert_eq!(minor("150.0001", 4), Some(1_500_001));
    }

    #[test]
    fn every_beginning_of_a_code_is_known() {
        let codes = Codes::of(["610910", "61091010"].into_iter().filter_map(parse_code));
        for (text, expected) in [("61", true), ("6109", true), ("61091010", true), ("62", false)] {
            assert_eq!(codes.begin_with(parse_code(text).unwrap()), expected, "{text}");
        }
        assert_eq!(parse_code("61 09"), None);
        assert_eq!(parse_code("6"), None);
        assert!(parse_code("6109.10").is_some());
    }
}
