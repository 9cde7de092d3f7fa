//! The lines of an account of the ledger on a page: what was posted, day by day, with the way to each parcel.

use crate::http::Role;
use crate::http::statements::amount;
use crate::lane::consignment_id;
use crate::pages::frame::Frame;
use crate::pages::person::Person;
use clearance::{AccountName, Period, day_number, day_of_number};
use quantity::Currency;
use store::{LedgerLine, LinePlace, Reader, StoreFailure};

/// Lines of a page.
const ROWS: usize = 50;

/// A line, as it is shown.
pub(super) struct Line {
    pub(super) day: String,
    pub(super) consignment: String,
    pub(super) address: Option<String>,
    pub(super) what: String,
    pub(super) amount: String,
}

/// Where consignments are for a person.
pub(super) fn consignments(person: &Person) -> Option<&'static str> {
    if person.caller.is_customs() {
        return Some("/control/");
    }
    let is_filer = person.caller.is(Role::Filer) || person.caller.is(Role::Carrier);
    is_filer.then_some("/trade/consignments/")
}

/// One more line than is shown.
pub(super) fn lines(
    reader: &Reader,
    name: &AccountName<String>,
    period: Period,
    after: Option<LinePlace>,
) -> Result<Vec<LedgerLine>, StoreFailure> {
    let account = reader.ledger_accounts()?.into_iter().find(|account| account.name == *name);
    let days = (day_number(period.from), day_number(period.to()));
    account.map_or(Ok(Vec::new()), |account| reader.ledger_lines(account.id, days, after, ROWS + 1))
}

/// Leaves the lines of one page; where the next begins, if there is one.
pub(super) fn cut(lines: &mut Vec<LedgerLine>) -> Option<String> {
    let has_more = lines.len() > ROWS;
    lines.truncate(ROWS);
    lines.last().filter(|_| has_more).map(|line| line.place.to_string())
}

impl Line {
    /// A line; `way` leads to the pages of consignments.
    pub(super) fn of(f: &Frame, line: &LedgerLine, way: Option<&str>, currency: Currency) -> Line {
        let what = match &line.other {
            AccountName::Revenue { kind } | AccountName::Collected { kind } => f.word("kind", kind.as_str()),
            AccountName::Received => {
                f.word("page-statement-entry", if line.amount < 0 { "payment" } else { "reversal" })
            }
            AccountName::Interest => f.word("page-statement-entry", "interest"),
            AccountName::Called { .. } => f.word("page-statement-entry", "call"),
            AccountName::WrittenOff => f.word("page-statement-entry", "write_off"),
            other => other.to_string(),
        };
        let is_of_one = line.consignment != 0;
        let consignment = if is_of_one { consignment_id(line.consignment) } else { String::new() };
        Line {
            day: f.day(day_of_number(line.place.day)),
            address: way.filter(|_| is_of_one).map(|way| f.to(way, &consignment)),
            consignment,
            what,
            amount: amount(line.amount, currency),
        }
    }
}
