//! Reading the lines of a return: each with everything that is wrong with it, none kept unless all are right.

use crate::http::Wrong;
use clearance::identifier::canonical;
use quantity::Currency;
use std::collections::HashMap;
use store::{DeclaredNumber, VendorLine};
use wire::VendorLineText;

/// The most lines of a return.
const MOST: usize = 1_000_000;
/// The most flaws that are told at once.
const TOLD: usize = 100;
/// The most signs of a number.
const LONGEST: usize = 100;

/// The lines of a return under way.
pub(super) struct Lines {
    currency: Currency,
    pub(super) lines: Vec<VendorLine>,
    pub(super) total: i64,
    pub(super) wrong: Vec<Wrong>,
    /// On which line each number stands.
    places: HashMap<DeclaredNumber, u64>,
}

impl Lines {
    pub(super) fn new(currency: Currency) -> Lines {
        Lines { currency, lines: Vec::new(), total: 0, wrong: Vec::new(), places: HashMap::new() }
    }

    /// Takes a line; whether more are wanted.
    pub(super) fn take(&mut self, line: u64, row: Result<VendorLineText, String>) -> bool {
        if self.lines.len() >= MOST {
            self.tell(line, "", "too_many_lines", format!("a return has {MOST} lines at most"), None);
            return false;
        }
        match row {
            Err(reason) => self.tell(line, "", "unreadable", reason, None),
            Ok(text) => {
                let (about, amount) = (self.about(line, &text), self.amount(line, &text));
                if let (Some(about), Some(amount)) = (about, amount) {
                    self.keep(line, about, amount);
                }
            }
        }
        self.wrong.len() < TOLD
    }

    fn keep(&mut self, line: u64, about: DeclaredNumber, amount: i64) {
        if let Some(first) = self.places.get(&spelled(&about)) {
            let reason = format!("line {first} is about the same, and each is declared once");
            return self.tell(line, "", "duplicate_line", reason, Some("add the amounts up in one line"));
        }
        self.places.insert(spelled(&about), line);
        match self.total.checked_add(amount) {
            Some(total) => self.total = total,
            None => self.tell(line, "/tax_amount", "out_of_range", "the sum is too large".to_owned(), None),
        }
        self.lines.push(VendorLine { line, about, amount });
    }

    /// What a line is about: a parcel, or an order of a market place.
    fn about(&mut self, line: u64, text: &VendorLineText) -> Option<DeclaredNumber> {
        let said = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let (tracking, order, place) =
            (said(&text.tracking_number), said(&text.order_number), said(&text.market_place));
        let is_long =
            |text: &Option<String>| text.as_ref().is_some_and(|text| text.chars().count() > LONGEST);
        if [&tracking, &order, &place].into_iter().any(is_long) {
            self.tell(line, "", "too_long", format!("a number has {LONGEST} signs at most"), None);
            return None;
        }
        match (tracking, order, place) {
            (Some(tracking), None, None) => Some(DeclaredNumber::Tracking(tracking)),
            (None, Some(number), Some(market_place)) => Some(DeclaredNumber::Order { market_place, number }),
            (None, Some(_), None) => {
                let reason = "every shop has an order 1001: say whose".to_owned();
                self.tell(line, "/market_place", "missing", reason, Some("the number of the market place"));
                None
            }
            (Some(_), ..) => {
                let reason = "a line is about a parcel or about an order".to_owned();
                self.tell(
                    line,
                    "",
                    "two_numbers",
                    reason,
                    Some("leave out the order or the tracking number"),
                );
                None
            }
            (None, None, _) => {
                let reason = "a line names a tracking number, or an order and its market place".to_owned();
                self.tell(line, "", "missing", reason, None);
                None
            }
        }
    }

    fn amount(&mut self, line: u64, text: &VendorLineText) -> Option<i64> {
        let (code, currency) = (text.currency.trim(), self.currency);
        if code != currency.code() {
            let reason = format!("taxes are declared in {}", currency.code());
            self.tell(line, "/currency", "other_currency", reason, Some("convert the amount"));
            return None;
        }
        match wire::money(text.tax_amount.trim(), code, currency) {
            Ok(amount) => Some(amount.minor()),
            Err(flaw) => {
                let reason = format!("expected here: {}", flaw.expected);
                self.tell(line, "/tax_amount", "malformed_amount", reason, None);
                None
            }
        }
    }

    fn tell(&mut self, line: u64, member: &str, code: &'static str, message: String, fix: Option<&str>) {
        let (pointer, fix) = (format!("/lines/{line}{member}"), fix.map(str::to_owned));
        self.wrong.push(Wrong { code: code.into(), pointer, message, fix });
    }
}

/// A number in one spelling, by which two lines are about the same.
fn spelled(about: &DeclaredNumber) -> DeclaredNumber {
    match about {
        DeclaredNumber::Tracking(text) => DeclaredNumber::Tracking(canonical(text).into_owned()),
        DeclaredNumber::Order { market_place, number } => DeclaredNumber::Order {
            market_place: canonical(market_place).into_owned(),
            number: number.clone(),
        },
    }
}
