//! The return of a vendor for the month before: what its parcels used its number for, with the slips of a return that
//! somebody made from orders.

use clearance::{AccountName, Period, day_number};
use evidence::content_hash;
use jiff::Timestamp;
use service::lane::{Actor, Lane, VendorFiling};
use std::collections::BTreeMap;
use store::{DeclaredNumber, NewVendorReturn, Reader, StoreFailure, VendorLine, VendorReturn};

/// Of so many parcels one is forgotten, and one declared a dollar too low.
const SLIPS: usize = 12;
/// Lines of the account that are read.
const MOST: usize = 100_000;

/// Declares what was collected under a number in the month before a moment.
pub(super) fn declare_collected(
    lane: &mut Lane,
    reader: &Reader,
    (organisation, scheme, number): (&str, &str, &str),
    at: Timestamp,
) -> Result<(), StoreFailure> {
    let law = lane.country().law();
    let currency = law.tariff.exchange.local();
    let found = law.procedures.schemes.on(scheme, law.day_of(at));
    let Some(length) = found.and_then(|found| found.value.period) else { return Ok(()) };
    let period = length.holding(law.day_of(at)).before();
    let lines = lines(reader, (scheme, number), period)?;
    let filed = VendorReturn {
        entry: 0,
        scheme: scheme.to_owned(),
        number: number.to_owned(),
        period: period.to_string(),
        organisation: organisation.to_owned(),
        received: at,
        currency,
        lines: u64::try_from(lines.len()).unwrap_or_default(),
        total: lines.iter().map(|line| line.amount).sum(),
    };
    let sealed = NewVendorReturn::seal(reader.secret(), filed, &lines)?;
    let actor = Actor { organisation: organisation.to_owned(), role: "filer", credential: 0 };
    let document = *content_hash(number.as_bytes()).as_bytes();
    let party = Some(organisation.to_owned());
    lane.keep_vendor_return(VendorFiling { actor, at, party, sealed, document, key: None }).map(drop)
}

/// What the account of the number says parcel by parcel, but for the slips.
fn lines(
    reader: &Reader,
    (scheme, number): (&str, &str),
    period: Period,
) -> Result<Vec<VendorLine>, StoreFailure> {
    let name = AccountName::Vendor { scheme: scheme.to_owned(), number: number.to_owned() };
    let mut used: BTreeMap<u64, i64> = BTreeMap::new();
    for account in reader.ledger_accounts()?.iter().filter(|account| account.name == name) {
        let days = (day_number(period.from), day_number(period.to()));
        for line in reader.ledger_lines(account.id, days, None, MOST)? {
            *used.entry(line.consignment).or_default() += line.amount;
        }
    }
    let mut lines = Vec::new();
    for (place, (consignment, amount)) in used.into_iter().enumerate() {
        let amount = match place % SLIPS {
            3 => continue,
            7 => amount - 100,
            _ => amount,
        };
        let held = reader.load(consignment)?.filter(|_| amount > 0);
        let number = held.and_then(|held| held.case.filings.governing().declaration.tracking_number);
        if let Some(number) = number {
            let line = u64::try_from(lines.len()).unwrap_or_default() + 2;
            let about = DeclaredNumber::Tracking(number.as_str().to_owned());
            lines.push(VendorLine { line, about, amount });
        }
    }
    Ok(lines)
}
