//! How a text of a declaration is made from the cells of a record.

use super::date::DateFormat;
use super::number;
use quantity::Decimal;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Where a text comes from and what becomes of it. `C` names a column: by its header or by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule<C> {
    pub(super) source: Source<C>,
    pub(super) change: Change,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source<C> {
    Constant(String),
    /// One column, or several with what stands between their texts.
    Columns(Vec<C>, String),
}

/// What becomes of a text, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// Stands for nothing.
    pub(super) empty: Option<String>,
    pub(super) codes: BTreeMap<String, String>,
    /// What a text becomes that `codes` does not list.
    pub(super) otherwise: Option<String>,
    /// Numbers are written as `1.234,56` or `1 234,56`.
    pub(super) decimal_comma: bool,
    pub(super) date: Option<DateFormat>,
    pub(super) multiply: Option<Decimal>,
    pub(super) decimals: Option<u32>,
    pub(super) prefix: String,
    pub(super) suffix: String,
}

impl Rule<usize> {
    /// The rule that passes on a column as it is.
    pub(super) fn column(place: usize) -> Rule<usize> {
        Rule { source: Source::Columns(vec![place], String::new()), change: Change::default() }
    }

    /// The text that the rule makes; nothing of nothing.
    pub(super) fn text<'a>(&'a self, cell: impl Fn(usize) -> &'a str) -> Option<Cow<'a, str>> {
        match &self.source {
            Source::Constant(text) => Some(Cow::Borrowed(text)),
            Source::Columns(places, joint) => {
                let cells = places.iter().map(|place| cell(*place));
                let mut text = Cow::Borrowed("");
                for cell in cells.filter(|cell| self.change.is_something(cell)) {
                    if text.is_empty() {
                        text = Cow::Borrowed(cell);
                    } else {
                        let text = text.to_mut();
                        text.push_str(joint);
                        text.push_str(cell.trim());
                    }
                }
                let text = Some(text).filter(|text| !text.is_empty())?;
                Some(self.change.apply(text)).filter(|text| !text.trim().is_empty())
            }
        }
    }
}

impl Change {
    fn is_something(&self, cell: &str) -> bool {
        let cell = cell.trim();
        !cell.is_empty() && self.empty.as_deref() != Some(cell)
    }

    /// What is not a number, or not a date, stays what it is, so that the field's own fault names it.
    fn apply<'a>(&'a self, text: Cow<'a, str>) -> Cow<'a, str> {
        let mut text = match self.codes.get(text.trim()).or(self.otherwise.as_ref()) {
            Some(code) => Cow::Borrowed(code.as_str()),
            None => text,
        };
        if self.decimal_comma
            && let Some(number) = number::with_point(text.trim())
        {
            text = Cow::Owned(number);
        }
        if let Some(date) = self.date.as_ref().and_then(|format| format.convert(text.trim())) {
            text = Cow::Owned(date);
        }
        if (self.multiply.is_some() || self.decimals.is_some())
            && let Some(number) = number::convert(text.trim(), self.multiply, self.decimals)
        {
            text = Cow::Owned(number);
        }
        if !self.prefix.is_empty() || !self.suffix.is_empty() {
            text = Cow::Owned([&self.prefix, text.trim(), &self.suffix].concat());
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: &Rule<usize>, cells: &[&str], expected: Option<&str>) {
        let text = rule.text(|place| cells[place]);
        assert_eq!(text.as_deref().map(str::trim), expected, "{cells:?}");
    }

    #[test]
    fn passes_on_what_is_there() {
        let rule = Rule::column(0);
        check(&rule, &["a"], Some("a"));
        check(&rule, &["  "], None);
        assert!(matches!(rule.text(|_| " a "), Some(Cow::Borrowed(" a "))));
    }

    #[test]
    fn changes_in_order() {
        let codes = BTreeMap::from([("50".to_owned(), "post".to_owned())]);
        let otherwise = Some("cargo".to_owned());
        let empty = Some("-".to_owned());
        let rule = |change: Change| Rule { change, ..Rule::column(0) };
        let channel = rule(Change { codes, otherwise, empty, ..Change::default() });
        check(&channel, &[" 50 "], Some("post"));
        check(&channel, &["40"], Some("cargo"));
        check(&channel, &[" - "], None);
        check(&channel, &[""], None);

        let multiply = Decimal::parse("0.001").ok();
        let mass = rule(Change { multiply, prefix: "<".into(), suffix: ">".into(), ..Change::default() });
        check(&mass, &[" 250 "], Some("<0.25>"));
        check(&mass, &["a lot"], Some("<a lot>"));
    }

    #[test]
    fn reads_european_numbers_and_dates() {
        let rule = |change: Change| Rule { change, ..Rule::column(0) };
        let multiply = Decimal::parse("0.001").ok();
        let grams = rule(Change { decimal_comma: true, multiply, decimals: Some(3), ..Change::default() });
        check(&grams, &["1.234,56"], Some("1.235"));
        check(&grams, &["a lot, or so"], Some("a lot, or so"));

        let date = DateFormat::parse("%d/%m/%Y");
        let day = rule(Change { date, suffix: "T00:00:00Z".into(), ..Change::default() });
        check(&day, &[" 02/03/2026 "], Some("2026-03-02T00:00:00Z"));
        check(&day, &["March"], Some("MarchT00:00:00Z"));
    }

    #[test]
    fn joins_what_is_there() {
        let change = Change { empty: Some("N/A".to_owned()), ..Change::default() };
        let rule = Rule { source: Source::Columns(vec![0, 1, 2], "-".to_owned()), change };
        check(&rule, &["40", "", "X"], Some("40-X"));
        check(&rule, &["", "N/A", "X"], Some("X"));
        check(&rule, &["", "", ""], None);
    }
}
