//! Returns of vendors over a real database: in the order of everything else, and replay looks at their lines.

use super::*;
use crate::lane::{RequestKey, ReturnTold, VendorFiling};
use rusqlite::Connection;
use store::{DeclaredNumber, NewVendorReturn, VendorLine, VendorReturn};

impl Desk {
    fn filing_of(&self, amounts: &[i64], key: Option<RequestKey>) -> VendorFiling {
        let currency = self.lane.country().law().tariff.exchange.local();
        let filed = VendorReturn {
            entry: 0,
            scheme: "vendor".to_owned(),
            number: "XAV0000001".to_owned(),
            period: "2026-02".to_owned(),
            organisation: "vendor".to_owned(),
            received: self.now(),
            currency,
            lines: u64::try_from(amounts.len()).unwrap(),
            total: amounts.iter().sum(),
        };
        let line = |(line, amount): (u64, &i64)| {
            let about = DeclaredNumber::Tracking(format!("PARCEL{line}"));
            VendorLine { line, about, amount: *amount }
        };
        let lines: Vec<VendorLine> = (1..).zip(amounts).map(line).collect();
        let sealed = NewVendorReturn::seal(&self.secret, filed, &lines).unwrap();
        let actor = Actor { organisation: "vendor".to_owned(), role: "filer", credential: 1 };
        let party = Some("owner".to_owned());
        VendorFiling { actor, at: self.now(), party, sealed, document: [7; 32], key }
    }

    /// Everything that replay finds wrong.
    fn differing(&self) -> Vec<String> {
        let reader = self.readers.reader().unwrap();
        let key = SigningKey::from_seed(&self.signing).unwrap().verifying_key();
        let replayed = Replay::new(&reader, key, self.origin.clone()).all(|_| {}).unwrap();
        replayed.differences.into_iter().map(|difference| difference.replayed).collect()
    }
}

#[test]
fn a_return_is_kept_with_its_entry_and_replay_looks_at_its_lines() {
    let mut desk = Desk::open("vendors");
    desk.lodge("post", Some(POST), None);
    // Of several parts.
    let amounts: Vec<i64> = (0..10_000).map(|amount| amount - 100).collect();
    let ReturnTold::Kept { entry, receipt } =
        desk.lane.keep_vendor_return(desk.filing_of(&amounts, None)).unwrap()
    else {
        panic!("it is kept")
    };
    assert!(receipt.is_some());
    desk.lodge("shop", Some(THIRD), None);
    desk.replays();
    let reader = desk.readers.reader().unwrap();
    let kept = reader.vendor_lines(entry).unwrap();
    assert_eq!(kept.iter().map(|line| line.amount).collect::<Vec<_>>(), amounts);
    assert_eq!(reader.vendor_return(entry).unwrap().unwrap().total, amounts.iter().sum::<i64>());

    let key = RequestKey { hash: 9, fingerprint: [1; 16] };
    let again = || Some(key);
    assert!(matches!(
        desk.lane.keep_vendor_return(desk.filing_of(&[1], again())).unwrap(),
        ReturnTold::Kept { .. }
    ));
    assert!(matches!(
        desk.lane.keep_vendor_return(desk.filing_of(&[1], again())).unwrap(),
        ReturnTold::Known(_)
    ));
    let other = Some(RequestKey { fingerprint: [2; 16], ..key });
    assert!(matches!(
        desk.lane.keep_vendor_return(desk.filing_of(&[1], other)).unwrap(),
        ReturnTold::KeyUsed
    ));
    assert_eq!(reader.vendor_returns_of("vendor", "XAV0000001").unwrap().len(), 2);

    let spoil = |sql: &str, told: &str| {
        let connection = Connection::open(desk.dir.join("cocket.db")).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN").unwrap();
        for table in ["vendor_return", "vendor_return_lines"] {
            connection
                .execute_batch(&format!("CREATE TEMP TABLE kept_{table} AS SELECT * FROM {table}"))
                .unwrap();
        }
        assert!(connection.execute(sql, []).unwrap() > 0, "{sql}");
        connection.execute_batch("COMMIT").unwrap();
        let found = desk.differing();
        assert!(found.iter().any(|found| found.contains(told)), "{sql}: {found:?}");
        for table in ["vendor_return", "vendor_return_lines"] {
            connection
                .execute_batch(&format!(
                    "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM temp.kept_{table}"
                ))
                .unwrap();
        }
        assert_eq!(desk.differing(), Vec::<String>::new());
    };
    spoil("UPDATE vendor_return SET total = total + 1", "another one");
    spoil("UPDATE vendor_return SET period = '2026-01'", "another one");
    spoil("DELETE FROM vendor_return WHERE lines = 1", "not there");
    spoil("DELETE FROM vendor_return_lines WHERE part = 2", "are others");
    spoil(
        "INSERT INTO vendor_return SELECT 1, scheme, number, period, organisation, received, currency, minor_units, \
         lines, total FROM vendor_return WHERE lines = 1",
        "no entry",
    );
}
