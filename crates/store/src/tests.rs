//! Views over a real database: whatever happens to consignments, they are what a recount makes.

mod accounts;
mod ahead;
mod by_day;
mod lost;
mod naive;
mod partitions;
mod pen;
mod worth;

use crate::row::tests::played::{self, Stage};
use crate::*;
use clearance::{Case, Fault, FaultCode, FigureKind, Ground, Phase, State, TimeBucket};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use naive::Naive;
use quantity::Decimal;
use rehearsal::{Mix, OwnServer};
use rusqlite::Connection;
use serde_bytes::Bytes;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use tariff::{LawRef, QuotaNumber, QuotaPeriod};

/// Cases in every state, of several filers: those of the golden cases, and parcels.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut cases: Vec<Case> = played::golden().into_iter().map(|(_, case)| case).collect();
    cases.extend(Stage::examplia().rehearsed(3, Mix::Ordinary, 100));
    // Examplia has no quotas, so that some are drawn on here.
    let number = QuotaNumber::parse("09.0007").unwrap();
    for (place, case) in cases.iter_mut().enumerate().filter(|(place, _)| place % 3 == 0) {
        let period = QuotaPeriod { number, opened: date(if place % 2 == 0 { 2026 } else { 2027 }, 1, 1) };
        let (quantity, left, unit) = (Decimal::ONE, Decimal::HUNDRED, "KGM".to_owned());
        let law = LawRef::new("s.2");
        case.assessment.grounds.push(Ground::QuotaDrawn { line: 1, period, quantity, left, unit, law });
    }
    cases
});

/// The server of the databases that are at one.
static SERVER: LazyLock<OwnServer> = LazyLock::new(|| OwnServer::start().unwrap());

/// Numbers from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// A database of its own, removed when the test ends.
pub(crate) struct Desk {
    dir: PathBuf,
    store: Option<Store>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.store = None;
        let _ = fs::remove_dir_all(&self.dir);
    }
}

impl Desk {
    fn open(name: &str) -> Desk {
        let dir = Desk::folder(name);
        let store = Some(open(&dir, Purpose::Sandbox).unwrap());
        Desk { dir, store }
    }

    /// The same at a server.
    pub(crate) fn at_server(name: &str) -> Desk {
        let dir = Desk::folder(&format!("{name}-at-server"));
        name_server(&dir, &SERVER.database().unwrap()).unwrap();
        let store = Some(open(&dir, Purpose::Sandbox).unwrap());
        Desk { dir, store }
    }

    /// One of each kind.
    fn both(name: &str) -> [Desk; 2] {
        [Desk::open(name), Desk::at_server(name)]
    }

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("cocket-store-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        dir
    }

    fn writer(&mut self) -> &mut Writer {
        &mut self.store.as_mut().unwrap().writer
    }

    fn reader(&self) -> Reader {
        self.store.as_ref().unwrap().readers.reader().unwrap()
    }

    /// A connection of its own to the database at a server.
    pub(crate) fn connection(&self) -> sql::Connection {
        let url = fs::read_to_string(self.dir.join("database")).unwrap();
        sql::Connection::Postgres(Arc::new(sql::Place::parse(url.trim()).unwrap().connect().unwrap()))
    }

    /// What makes readers, and the folder of the node.
    pub(crate) fn readers(&self) -> (Readers, PathBuf) {
        (self.store.as_ref().unwrap().readers.clone(), self.dir.clone())
    }

    pub(crate) fn again(&mut self) {
        self.store = None;
        self.store = Some(open(&self.dir, Purpose::Sandbox).unwrap());
    }

    /// Appends steps of consignments, some perhaps twice, and documents that went back.
    fn append(&mut self, steps: Vec<(u64, Case)>, sent_back: Vec<SentBack>, naive: &mut Naive) {
        let mut batch = self.batch(steps, sent_back, naive);
        self.writer().append(&mut batch).unwrap();
    }

    fn batch(&mut self, steps: Vec<(u64, Case)>, sent_back: Vec<SentBack>, naive: &mut Naive) -> Batch {
        let at = "2026-03-01T09:00:00Z".parse().unwrap();
        let writer = self.writer();
        let mut consignments: Vec<Held> = Vec::new();
        let mut entries = Vec::new();
        for (number, case) in steps {
            let place = consignments.iter().position(|held| held.number == number);
            let before =
                place.map(|place| consignments.remove(place)).or_else(|| writer.load(number).unwrap());
            let clear = row::encode_case(&case).unwrap();
            entries.push(NewEntry {
                bytes: vec![0],
                salts: Vec::new(),
                concerns: Vec::new(),
                sent_back: None,
            });
            let accepted = case.filings.iter().next().unwrap().accepted;
            let mut held = Held::after(before, number, writer.next_entry(), case, clear);
            held.first_day = accepted.as_second() / 86_400;
            naive.put(&held);
            consignments.push(held);
        }
        // Entries that cannot be read stand for those that are looked at by nobody here.
        entries.iter_mut().for_each(|entry| entry.bytes = entry_of(at, None));
        for sent_back in sent_back {
            naive.send_back(&sent_back);
            let bytes = entry_of(at, Some(&sent_back));
            entries.push(NewEntry {
                bytes,
                salts: Vec::new(),
                concerns: Vec::new(),
                sent_back: Some(sent_back),
            });
        }
        Batch {
            on_account: Vec::new(),
            at,
            day: at.as_second() / 86_400,
            setting: setting(writer),
            entries,
            written: 0,
            consignments: consignments.into_iter().map(Arc::new).collect(),
            deadlines: Vec::new(),
            keys: Vec::new(),
            next_number: 1,
            root: [0; 32],
            signature: [0; 64],
            parts: Vec::new(),
            vendor_returns: Vec::new(),
            erased: Vec::new(),
            marks: Vec::new(),
            requests: Vec::new(),
            scans: Vec::new(),
        }
    }

    fn agrees(&self, naive: &Naive) {
        let reader = self.reader();
        assert_eq!(reader.differing_views().unwrap(), Vec::<String>::new());
        assert_eq!(naive::differing(naive::tallies(&self.dir), &naive.tallies()), []);
        for organisation in naive.organisations() {
            let counts = reader.standing_counts(&organisation).unwrap();
            assert_eq!(counts, naive.standing_counts(&organisation), "{organisation}");
            for phase in Phase::ALL {
                let mut all = Vec::new();
                // Page by page, of any size.
                loop {
                    let page = reader.standing(&organisation, *phase, all.last().copied(), 3).unwrap();
                    all.extend(&page);
                    if page.len() < 3 {
                        break;
                    }
                }
                assert_eq!(all, naive.standing(&organisation, *phase), "{organisation} {phase:?}");
            }
        }
    }
}

/// The setting that batches are decided by.
fn setting(writer: &mut Writer) -> i64 {
    let fact = writer.keep_fact("pack", [1; 32], "pack", &[]).unwrap();
    writer
        .keep_setting(&Setting { pack: fact, register: fact, rulebook: 0, engine: "test".to_owned() })
        .unwrap()
}

fn entry_of(at: Timestamp, sent_back: Option<&SentBack>) -> Vec<u8> {
    let faults = sent_back.map_or(&[][..], |sent_back| &sent_back.faults);
    let faults: Vec<Fault> = faults.iter().map(|code| Fault::new(*code, "/x")).collect();
    let faults = row::encode_faults(&faults).unwrap();
    let document = Document { submission: &[], personal: vec![(1, Bytes::new(&[]))], commitment: [0; 32] };
    let what = match sent_back {
        Some(_) => {
            What::Returned { reference: "r", role: "carrier", is_unread: false, document, faults: &faults }
        }
        None => What::Commanded { command: &[] },
    };
    let organisation = sent_back.map_or("customs", |sent_back| &sent_back.organisation);
    Entry {
        consignment: 1,
        previous: 0,
        at: at.as_microsecond(),
        actor: Actor { organisation, role: "carrier", credential: 1 },
        what,
        running: Running::default(),
        result: None,
        concerns: Vec::new(),
        added_up: Vec::new(),
        drawn: Vec::new(),
        background: None,
        deferred: Vec::new(),
        tokens: None,
    }
    .encode()
    .unwrap()
}

/// Batches of anything that may happen, in which consignments go from any state to any other.
fn play(desk: &mut Desk, naive: &mut Naive, seed: u64, batches: usize) {
    let mut chance = Chance(seed);
    for _ in 0..batches {
        let steps = (0..1 + chance.below(30))
            .map(|_| (u64::try_from(1 + chance.below(60)).unwrap(), CASES[chance.below(CASES.len())].clone()))
            .collect();
        let sent_back = (0..chance.below(3))
            .map(|_| SentBack {
                day: 20_513,
                organisation: ["post", "broker"][chance.below(2)].to_owned(),
                faults: vec![FaultCode::Missing, FaultCode::ALL[chance.below(20)], FaultCode::Missing],
            })
            .collect();
        desk.append(steps, sent_back, naive);
    }
}

#[test]
fn views_are_what_a_recount_makes() {
    let mut kinds = BTreeSet::new();
    for seed in 1..=4 {
        let name = format!("recount-{seed}");
        let mut desk = if seed % 2 == 0 { Desk::at_server(&name) } else { Desk::open(&name) };
        let mut naive = Naive::default();
        for round in 0..4 {
            play(&mut desk, &mut naive, 10 * seed + round, 10);
            desk.agrees(&naive);
            desk.again();
        }
        desk.agrees(&naive);
        kinds.extend(naive.kinds());
    }
    assert_eq!(kinds.len(), FigureKind::ALL.len(), "{kinds:?}");
}

#[test]
fn a_joined_case_counts_in_the_one_that_stands_for_it() {
    for mut desk in Desk::both("joined") {
        let mut naive = Naive::default();
        let joined = CASES.iter().find(|case| case.joined_into().is_some()).unwrap().clone();
        let before = CASES
            .iter()
            .find(|case| case.consignment == joined.consignment && case.phase() != Phase::Invalidated);
        let two = CASES.iter().find(|case| case.filings.iter().count() == 2).unwrap().clone();
        desk.append(vec![(1, before.unwrap().clone()), (2, before.unwrap().clone())], Vec::new(), &mut naive);
        desk.agrees(&naive);
        desk.append(vec![(1, joined), (2, two)], Vec::new(), &mut naive);
        desk.agrees(&naive);
        let declared = desk.reader().tallies(FigureKind::Declared, i64::MIN, i64::MAX).unwrap();
        assert_eq!(declared.iter().map(|tally| tally.value).sum::<i64>(), 2);
        let standing = desk.reader().tallies(FigureKind::Standing, i64::MIN, i64::MAX).unwrap();
        assert_eq!(standing.len(), 1);
    }
}

#[test]
fn what_is_paid_later_was_let_go_before() {
    for mut desk in Desk::both("paid") {
        let mut naive = Naive::default();
        let mut case = CASES.iter().find(|case| matches!(case.state, State::Cleared { .. })).unwrap().clone();
        let accepted = case.filings.iter().next().unwrap().accepted;
        let later = |minutes: i64| accepted.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        case.state = State::Released { at: later(50) };
        desk.append(vec![(1, case.clone())], Vec::new(), &mut naive);
        case.state = State::Cleared { at: later(50_000) };
        desk.append(vec![(1, case)], Vec::new(), &mut naive);
        desk.again();
        let after = desk.reader().tallies(FigureKind::ReleasedAfter, i64::MIN, i64::MAX).unwrap();
        let [Tally { figure: clearance::Figure::ReleasedAfter { time, .. }, value: 1, .. }] =
            after.as_slice()
        else {
            panic!("{after:?}")
        };
        assert_eq!(*time, TimeBucket::of_minutes(50));
        desk.agrees(&naive);
    }
}

#[test]
fn figures_of_one_filer_are_its_own() {
    for mut desk in Desk::both("own") {
        let mut naive = Naive::default();
        let sent_back = |day: i64, organisation: &str| SentBack {
            day,
            organisation: organisation.to_owned(),
            faults: vec![FaultCode::Missing],
        };
        let all = vec![
            sent_back(20_513, "post"),
            sent_back(20_514, "post"),
            sent_back(20_514, "post office"),
            sent_back(20_514, "post\toffice"),
            sent_back(20_520, "post"),
        ];
        desk.append(Vec::new(), all, &mut naive);
        let reader = desk.reader();
        let of = |from, to| -> Vec<(i64, i64)> {
            let tallies = reader.tallies_of("post", FigureKind::Faulted, from, to).unwrap();
            tallies.iter().map(|tally| (tally.day, tally.value)).collect()
        };
        assert_eq!(of(20_513, 20_514), [(20_513, 1), (20_514, 1)]);
        assert_eq!(of(20_514, 20_600), [(20_514, 1), (20_520, 1)]);
        assert_eq!(reader.tallies(FigureKind::Returned, 20_514, 20_519).unwrap().len(), 3);
        assert!(reader.tallies(FigureKind::Returned, 20_515, 20_519).unwrap().is_empty());
    }
}

#[test]
fn what_filers_must_do_is_on_a_list_of_theirs_in_either_order() {
    for mut desk in Desk::both("lists") {
        let mut naive = Naive::default();
        let waits: Vec<Case> = CASES.iter().filter(|case| case.gates().is_some()).cloned().collect();
        desk.append((1..).zip(waits).collect(), Vec::new(), &mut naive);
        let reader = desk.reader();
        let lists: Vec<(String, u64)> = reader.worklists().unwrap();
        assert!(lists.iter().filter(|(list, _)| list.starts_with("filer/")).count() > 1, "{lists:?}");
        for (list, count) in lists {
            let due = pages(|after| reader.worklist(&list, after, 2).unwrap());
            let weight = pages(|after| reader.worklist_by_weight(&list, after, 2).unwrap());
            assert_eq!(
                (due.len(), reader.worklist_count(&list).unwrap()),
                (usize::try_from(count).unwrap(), count)
            );
            assert!(due.is_sorted_by_key(|row| (row.due, -row.weight)));
            assert!(weight.is_sorted_by_key(|row| (-row.weight, row.due)));
            assert_eq!(reader.worklist_in(&list, Order::Weight, 3).unwrap(), weight[..weight.len().min(3)]);
            let rows = |rows: &[Listed]| {
                let mut rows: Vec<_> =
                    rows.iter().map(|row| (row.consignment, row.control.clone())).collect();
                rows.sort_unstable();
                rows
            };
            assert_eq!(rows(&due), rows(&weight));
            let (mut walked, mut place) = (Vec::new(), Some((i64::MIN, i64::MIN, 0)));
            while let Some(after) = place {
                let (numbers, next) = desk.writer().waiting_for(&list, after, 2).unwrap();
                walked.extend(numbers);
                place = next;
            }
            let mut once: Vec<u64> = due.iter().map(|row| row.consignment).collect();
            once.dedup();
            assert_eq!(walked, once);
        }
    }
}

fn pages(page: impl Fn(Option<&After>) -> Vec<Listed>) -> Vec<Listed> {
    let mut all: Vec<Listed> = Vec::new();
    loop {
        let after = all.last().map(|row| After {
            due: row.due,
            weight: row.weight,
            consignment: row.consignment,
            control: row.control.clone(),
        });
        let more = page(after.as_ref());
        if more.is_empty() {
            return all;
        }
        all.extend(more);
    }
}

/// Takes everything away that layouts 2 to 12 brought.
const BACK_TO_1: &str = "
    DROP TABLE worth;
    DROP TABLE frozen_out; DROP TABLE document; DROP TABLE certificate; DROP TABLE access; DROP TABLE access_by;
    DROP TABLE legal_hold; DROP INDEX request_subject;
    DROP TABLE log_leaf; DROP TABLE log_node; DROP TABLE checkpoint;
    DROP TABLE account_entry;
    PRAGMA foreign_keys = OFF;
    DROP TABLE outbound_scan; DROP TABLE vendor_return_lines; DROP TABLE vendor_return;
    DROP TABLE ledger_lines; DROP TABLE ledger_day; DROP TABLE ledger_account;
    CREATE TABLE before AS SELECT id, pack, register, engine FROM setting; DROP TABLE setting;
    CREATE TABLE setting (id INTEGER PRIMARY KEY, pack INTEGER NOT NULL REFERENCES fact (id),
        register INTEGER NOT NULL REFERENCES fact (id), engine TEXT NOT NULL, UNIQUE (pack, register, engine));
    INSERT INTO setting SELECT * FROM before; DROP TABLE before; PRAGMA foreign_keys = ON;
    DROP INDEX filing_batch_organisation; DROP INDEX waiting_weight; DROP TABLE session; DROP TABLE account;
    DROP TABLE standing; DROP TABLE tally; DROP TABLE organisation; DELETE FROM waiting WHERE list LIKE 'filer/%' OR list = 'leaving';
    ALTER TABLE key_run DROP COLUMN level; DROP TABLE key_page; DROP TABLE key_filter;
    CREATE TABLE key_page (run INTEGER NOT NULL, page INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (run, page));
    ALTER TABLE consignment DROP COLUMN first_day; ALTER TABLE consignment DROP COLUMN released;
    PRAGMA user_version = 1;";

#[test]
fn a_database_of_layout_1_is_brought_up_with_its_views() {
    let mut desk = Desk::open("earlier");
    let mut naive = Naive::default();
    play(&mut desk, &mut naive, 5, 40);
    desk.store = None;
    let place = desk.dir.join("cocket.db");
    let connection = Connection::open(&place).unwrap();
    connection.execute_batch(BACK_TO_1).unwrap();
    let layout_1 = Connection::open_in_memory().unwrap();
    layout_1.execute_batch(include_str!("schema.sql")).unwrap();
    assert_eq!(tables(&connection), tables(&layout_1));
    drop(connection);
    let older = open_for_reading(&desk.dir).err().unwrap();
    assert!(matches!(older, StoreFailure::Older { found: 1, known: 12 }), "{older}");

    desk.again();
    // What layout 1 did not keep: a release before the moment of the state.
    naive.forget_releases();
    desk.agrees(&naive);
    let copy = Connection::open(desk.dir.join("before-layout-12.db")).unwrap();
    assert_eq!(tables(&copy), tables(&layout_1));
    play(&mut desk, &mut naive, 6, 10);
    desk.agrees(&naive);
    let opened = Connection::open(&place).unwrap();
    assert_eq!(opened.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).unwrap(), 12);
    // Batches find their settings again, and what was decided before was decided by no rulebook.
    let count = |sql: &str| opened.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(
        count("SELECT count(*) FROM journal LEFT JOIN setting ON id = setting WHERE rulebook IS NOT 0"),
        0
    );
}

/// Takes away what layouts 7 to 12 brought.
const BACK_TO_6: &str = "
    DROP TABLE worth;
    DROP TABLE frozen_out; DROP TABLE document; DROP TABLE certificate; DROP TABLE access; DROP TABLE access_by;
    DROP TABLE legal_hold; DROP INDEX request_subject;
    DROP TABLE log_leaf; DROP TABLE log_node; DROP TABLE checkpoint;
    DROP TABLE outbound_scan; DROP TABLE vendor_return_lines; DROP TABLE vendor_return;
    CREATE TEMP TABLE collected AS
        SELECT id FROM ledger_account WHERE name LIKE 'vendor/%' OR name LIKE 'collected/%';
    DELETE FROM ledger_lines WHERE account IN (SELECT id FROM collected);
    DELETE FROM ledger_day WHERE account IN (SELECT id FROM collected);
    DELETE FROM ledger_account WHERE id IN (SELECT id FROM collected);
    PRAGMA user_version = 6;";

#[test]
fn a_database_of_layout_6_gets_the_accounts_of_vendors_and_keeps_the_days_of_the_others() {
    let mut desk = Desk::open("vendors");
    let mut naive = Naive::default();
    play(&mut desk, &mut naive, 9, 40);
    let accounts = |desk: &Desk| desk.reader().ledger_accounts().unwrap();
    let days = |desk: &Desk| {
        let reader = desk.reader();
        let others = reader.ledger_accounts().unwrap().into_iter();
        let others = others.filter(|account| !account.name.is_collected_at_sale());
        others
            .map(|account| {
                let days = reader.ledger_days(account.id, i64::MIN, i64::MAX).unwrap();
                (account.name.to_string(), account.currency, days)
            })
            .collect::<Vec<_>>()
    };
    let (before, others) = (accounts(&desk), days(&desk));
    assert!(before.iter().any(|account| account.name.scheme_number().is_some() && account.sums.debits > 0));
    desk.store = None;
    Connection::open(desk.dir.join("cocket.db")).unwrap().execute_batch(BACK_TO_6).unwrap();
    desk.again();
    desk.agrees(&naive);
    // What moved there and back has the same balance and fewer movements.
    let stands = |accounts: &[LedgerAccount]| {
        let stand =
            accounts.iter().filter(|account| account.sums.balance() != 0 || account.sums.expected() != 0);
        stand
            .map(|account| (account.name.to_string(), account.sums.balance(), account.sums.expected()))
            .collect::<Vec<_>>()
    };
    assert_eq!(stands(&accounts(&desk)), stands(&before));
    assert_eq!(days(&desk), others);
    play(&mut desk, &mut naive, 10, 10);
    desk.agrees(&naive);
}

/// The tables and columns of a database.
fn tables(connection: &Connection) -> Vec<(String, String)> {
    let sql = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c \
               WHERE m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.name";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn other_keys_change_nothing() {
    let mut desk = Desk::open("keys");
    let mut naive = Naive::default();
    play(&mut desk, &mut naive, 7, 3);
    desk.store = None;
    let place = desk.dir.join("cocket.db");
    Connection::open(&place).unwrap().execute_batch(BACK_TO_1).unwrap();
    let keys = desk.dir.join("keys/master.key");
    let right = fs::read(&keys).unwrap();
    fs::write(&keys, [1; 32]).unwrap();
    let failure = open(&desk.dir, Purpose::Sandbox).err().unwrap();
    assert!(matches!(failure, StoreFailure::OtherKeys(_)), "{failure}");
    fs::write(&keys, right).unwrap();
    let failure = open(&desk.dir, Purpose::Real).err().unwrap();
    assert!(matches!(failure, StoreFailure::OtherUse { .. }), "{failure}");
    assert!(!desk.dir.join("before-layout-12.db").exists());
    desk.again();
    assert!(desk.reader().differing_views().unwrap().is_empty());
}

#[test]
fn a_sum_beyond_all_bounds_stays_at_the_bound() {
    let mut desk = Desk::open("bound");
    let mut naive = Naive::default();
    let case = CASES.iter().find(|case| case.assessment.customs_value.minor() > 0).unwrap();
    desk.append(vec![(1, case.clone())], Vec::new(), &mut naive);
    let connection = Connection::open(desk.dir.join("cocket.db")).unwrap();
    let most = "UPDATE tally SET value = 9223372036854775807 WHERE name = 'customs_value'";
    assert_eq!(connection.execute(most, []).unwrap(), 1);
    desk.append(vec![(2, case.clone())], Vec::new(), &mut naive);
    let sums = desk.reader().tallies(FigureKind::CustomsValue, i64::MIN, i64::MAX).unwrap();
    assert_eq!(sums.iter().map(|tally| tally.value).collect::<Vec<_>>(), [i64::MAX]);
}

#[test]
fn a_view_that_is_wrong_is_noticed() {
    let mut desk = Desk::open("wrong");
    let mut naive = Naive::default();
    play(&mut desk, &mut naive, 8, 5);
    let place = desk.dir.join("cocket.db");
    let spoil = |sql: &str, told: &str| {
        let connection = Connection::open(&place).unwrap();
        connection
            .execute_batch(&format!(
                "PRAGMA foreign_keys = OFF; BEGIN; CREATE TEMP TABLE kept AS SELECT * FROM {told}; {sql};"
            ))
            .unwrap();
        assert!(connection.changes() > 0, "{sql}");
        connection.execute_batch("COMMIT").unwrap();
        let found = desk.reader().differing_views().unwrap();
        assert!(!found.is_empty(), "{sql}");
        connection
            .execute_batch(&format!("DELETE FROM {told}; INSERT INTO {told} SELECT * FROM kept;"))
            .unwrap();
        assert!(desk.reader().differing_views().unwrap().is_empty());
    };
    spoil("UPDATE tally SET value = value + 1 WHERE name = 'charged'", "tally");
    spoil("UPDATE tally SET value = value + 1 WHERE name = 'returned'", "tally");
    spoil("UPDATE standing SET number = 1000 + number", "standing");
    spoil("DELETE FROM standing WHERE number = (SELECT max(number) FROM standing)", "standing");
    spoil("UPDATE waiting SET list = list || '-'", "waiting");
    spoil("UPDATE ledger_account SET reserved_debits = reserved_debits + 1", "ledger_account");
    spoil("UPDATE ledger_account SET debits = debits + 1, credits = credits + 1", "ledger_account");
    spoil("UPDATE ledger_account SET name = name || 's' WHERE name LIKE 'receivable%'", "ledger_account");
    spoil("UPDATE ledger_day SET credits = credits + 1", "ledger_day");
    spoil("DELETE FROM ledger_lines WHERE first = (SELECT max(first) FROM ledger_lines)", "ledger_lines");
}
