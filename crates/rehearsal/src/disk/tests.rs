//! SQLite on a failing disk keeps what it acknowledged, and loses it where it was told not to sync.

use super::{Disk, Fault};
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi, params};
use std::collections::BTreeMap;

const DURABLE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
const WITHOUT_SYNCS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;";
/// Not the store's way, but SQLite's journal has nonces as well.
const JOURNAL: &str = "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL;";
const TRANSACTIONS: u32 = 200;
const ROWS: u32 = 4;

/// A connection as the store opens it; checkpoints come often, so that crashes fall into them.
fn open(disk: &Disk, mode: &str) -> rusqlite::Result<Connection> {
    let vfs = disk.mount().unwrap();
    let connection = Connection::open_with_flags_and_vfs("store.db", OpenFlags::default(), vfs.as_str())?;
    connection.execute_batch(&format!(
        "PRAGMA locking_mode = EXCLUSIVE; {mode} PRAGMA wal_autocheckpoint = 60;
         CREATE TABLE IF NOT EXISTS step (
             number INTEGER PRIMARY KEY, batch INTEGER NOT NULL, key TEXT NOT NULL UNIQUE, body BLOB NOT NULL
         ) STRICT;"
    ))?;
    Ok(connection)
}

/// The rows are made from their numbers: another run writes the same.
fn insert(connection: &mut Connection, batch: u32) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    for row in 0..ROWS {
        let number = batch * ROWS + row;
        let key = format!("{:08x}", number.wrapping_mul(2_654_435_761));
        let body = vec![u8::try_from(number % 251).unwrap(); 200 + (number as usize * 37) % 900];
        transaction.execute("INSERT INTO step VALUES (?, ?, ?, ?)", params![number, batch, key, body])?;
    }
    transaction.commit()
}

/// Writes batches until something fails or all are there, and gives the first one not acknowledged.
fn run(disk: &Disk, mode: &str, first: u32) -> u32 {
    let Ok(mut connection) = open(disk, mode) else { return first };
    (first..TRANSACTIONS).find(|&batch| insert(&mut connection, batch).is_err()).unwrap_or(TRANSACTIONS)
}

/// How many whole batches are there; an error when one is half there or missing before another.
fn batches(connection: &Connection) -> Result<u32, String> {
    let told = |error: rusqlite::Error| error.to_string();
    let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(told)?;
    if check != "ok" {
        return Err(check);
    }
    let mut statement =
        connection.prepare("SELECT batch, count(*) FROM step GROUP BY batch ORDER BY batch").map_err(told)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(told)?;
    let rows: Vec<(u32, u32)> = rows.collect::<Result<_, _>>().map_err(told)?;
    for (place, &(batch, count)) in rows.iter().enumerate() {
        if batch as usize != place || count != ROWS {
            return Err(format!("batch {batch} has {count} rows at place {place}"));
        }
    }
    Ok(u32::try_from(rows.len()).unwrap())
}

/// What is wrong after a reboot, if anything.
fn broken(disk: &Disk, mode: &str, acknowledged: u32) -> Option<String> {
    let connection = match open(disk, mode) {
        Ok(connection) => connection,
        Err(error) => return Some(error.to_string()),
    };
    match batches(&connection) {
        Ok(there) if there == acknowledged || there == acknowledged + 1 => None,
        Ok(there) => Some(format!("{acknowledged} batches were acknowledged and {there} are there")),
        Err(what) => Some(what),
    }
}

fn image(disk: &Disk) -> BTreeMap<String, Vec<u8>> {
    disk.files().into_iter().map(|name| (name.clone(), disk.bytes(&name).unwrap())).collect()
}

/// Every write and every sync of a whole run, or every `n`th when there are too many.
fn crash_points(mode: &str) -> Vec<Fault> {
    let disk = Disk::new(1);
    assert_eq!(run(&disk, mode, 0), TRANSACTIONS);
    let sampled = |count: u64| (1..=count).step_by(usize::try_from(count / 400).unwrap().max(1));
    let writes = sampled(disk.writes()).map(Fault::CrashAtWrite);
    let points = writes.chain(sampled(disk.syncs()).map(Fault::CrashAtSync)).collect::<Vec<_>>();
    println!("{mode} {} writes, {} syncs, {} points", disk.writes(), disk.syncs(), points.len());
    points
}

/// Crashes at each point, some of them in the closing of the connection, and tells what was broken after the reboot.
fn crash_everywhere(mode: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (seed, fault) in (0..).zip(crash_points(mode)) {
        let disk = Disk::new(seed);
        disk.plan(fault);
        let acknowledged = run(&disk, mode, 0);
        assert!(disk.is_down(), "{fault:?} did not come");
        let rebooted = disk.reboot();
        match broken(&rebooted, mode, acknowledged) {
            Some(what) => found.push(format!("{fault:?}: {what}")),
            None => goes_on(&rebooted, mode),
        }
    }
    println!("{mode} {} broken", found.len());
    found
}

fn goes_on(disk: &Disk, mode: &str) {
    let mut connection = open(disk, mode).unwrap();
    insert(&mut connection, TRANSACTIONS + 1).unwrap();
}

#[test]
fn after_a_crash_everything_acknowledged_is_there_and_nothing_by_half() {
    assert_eq!(crash_everywhere(DURABLE), Vec::<String>::new());
}

#[test]
fn a_journal_keeps_as_much_as_a_log() {
    assert_eq!(crash_everywhere(JOURNAL), Vec::<String>::new());
}

#[test]
fn without_syncs_the_same_crashes_lose_what_was_acknowledged() {
    let found = crash_everywhere(WITHOUT_SYNCS);
    let lost = found.iter().filter(|what| what.contains("were acknowledged")).count();
    println!("{lost} lost, {} damaged", found.len() - lost);
    assert!(lost > 20, "the disk is too kind: {found:?}");
    assert!(found.len() > lost, "nothing was ever torn");
}

#[test]
fn one_crash_after_another_keeps_everything() {
    for seed in 0..20 {
        let (mut disk, mut kept, mut crashes) = (Disk::new(seed), 0, 0);
        while kept < TRANSACTIONS {
            disk.plan(Fault::CrashAtWrite(3 + (seed + crashes * 7) % 90));
            let acknowledged = run(&disk, DURABLE, kept);
            crashes += 1;
            disk = disk.reboot();
            assert_eq!(broken(&disk, DURABLE, acknowledged), None, "seed {seed}, crash {crashes}");
            kept = batches(&open(&disk, DURABLE).unwrap()).unwrap();
        }
        assert!(crashes > 10);
    }
}

#[test]
fn on_a_full_disk_a_transaction_fails_and_goes_through_when_there_is_room() {
    let mut failed = 0;
    for at in (1..400).step_by(3) {
        let disk = Disk::new(at);
        let mut connection = open(&disk, DURABLE).unwrap();
        disk.plan(Fault::FullAtWrite(at));
        for batch in 0..60 {
            if let Err(error) = insert(&mut connection, batch) {
                assert_eq!(error.sqlite_error_code(), Some(ErrorCode::DiskFull), "{error}");
                assert_eq!(batches(&connection), Ok(batch));
                failed += 1;
                disk.make_room();
                insert(&mut connection, batch).unwrap();
            }
        }
        drop(connection);
        assert_eq!(broken(&disk.reboot(), DURABLE, 60), None);
    }
    println!("{failed} transactions failed on a full disk");
    assert!(failed > 100);
}

#[test]
fn a_commit_whose_sync_fails_is_refused_and_costs_no_other() {
    let (mut refused, mut in_checkpoint) = (0, 0);
    for at in 1..=80 {
        let disk = Disk::new(at);
        let mut connection = open(&disk, DURABLE).unwrap();
        disk.plan(Fault::FailSync(at));
        let mut batch = 0;
        while batch < 70 {
            let error = insert(&mut connection, batch).err();
            if let Some(rusqlite::Error::SqliteFailure(error, _)) = error {
                assert_eq!(error.extended_code, ffi::SQLITE_IOERR_FSYNC);
                // The power goes here in half of the runs; in the others it goes on, as a store should not.
                refused += 1;
                if at % 2 == 0 {
                    break;
                }
            } else {
                assert_eq!(error, None);
                batch += 1;
            }
        }
        in_checkpoint += u32::from(batch == 70 && at % 2 == 0);
        let rebooted = disk.reboot();
        assert_eq!(broken(&rebooted, DURABLE, batch), None, "sync {at}");
    }
    println!("{refused} commits refused, {in_checkpoint} syncs failed in a checkpoint");
    assert!(refused > 50);
}

#[test]
fn what_a_failed_sync_lost_is_lost_although_a_later_one_succeeds() {
    let disk = Disk::new(3);
    let mut state = disk.state();
    let id = state.open("plain", true, super::nonces::Nonces::None).unwrap();
    state.write(id, 0, b"first").unwrap();
    state.sync(id).unwrap();
    state.plan(Fault::FailSync(1));
    state.write(id, 0, b"other").unwrap();
    assert!(state.sync(id).is_err());
    assert_eq!(state.bytes("plain"), Some(&b"other"[..]));
    state.sync(id).unwrap();
    assert_eq!(state.after_power_loss().bytes("plain"), Some(&b"first"[..]));
}

#[test]
fn a_read_that_fails_is_told_and_passes() {
    let disk = Disk::new(5);
    assert_eq!(run(&disk, DURABLE, 0), TRANSACTIONS);
    let disk = disk.reboot();
    let connection = open(&disk, DURABLE).unwrap();
    disk.plan(Fault::FailRead(3));
    let sum = || connection.query_row("SELECT sum(length(body)) FROM step", [], |row| row.get::<_, u32>(0));
    let Err(rusqlite::Error::SqliteFailure(error, _)) = sum() else { panic!("the read did not fail") };
    assert_eq!(error.extended_code, ffi::SQLITE_IOERR_READ);
    sum().unwrap();
    assert_eq!(batches(&connection), Ok(TRANSACTIONS));
}

/// What survived a crash, and what survived another after going on from there.
fn two_crashes(seed: u64, mode: &str, fault: Fault) -> [BTreeMap<String, Vec<u8>>; 2] {
    let disk = Disk::new(seed);
    disk.plan(fault);
    let acknowledged = run(&disk, mode, 0);
    let rebooted = disk.reboot();
    let survived = image(&rebooted);
    assert!(survived == image(&disk.reboot()), "asked twice it is not the same");
    rebooted.plan(Fault::CrashAtWrite(40));
    run(&rebooted, mode, acknowledged + 1);
    [survived, image(&rebooted.reboot())]
}

#[test]
fn the_same_seed_gives_the_same_image() {
    for mode in [DURABLE, JOURNAL, WITHOUT_SYNCS] {
        let setting_up = (1..20).map(Fault::CrashAtWrite);
        let later = crash_points(mode).into_iter().step_by(16);
        let mut different = 0;
        for (seed, fault) in (0..).zip(setting_up.chain(later)) {
            let first = two_crashes(seed, mode, fault);
            assert!(first == two_crashes(seed, mode, fault), "{mode} {fault:?} under seed {seed}");
            different += u32::from(first != two_crashes(seed + 1_000, mode, fault));
        }
        assert!(different > 20, "chance does not come from the seed");
    }
}

#[test]
fn a_second_connection_waits_for_the_first() {
    let disk = Disk::new(9);
    let first = open(&disk, DURABLE).unwrap();
    let error = open(&disk, DURABLE).unwrap_err();
    assert_eq!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy));
    drop(first);
    open(&disk, DURABLE).unwrap();
}

#[test]
fn the_names_of_disks_that_are_gone_are_used_again() {
    let names: Vec<_> = (0..50).map(|seed| Disk::new(seed).mount().unwrap()).collect();
    let kept = Disk::new(1);
    assert_eq!(kept.mount().unwrap(), kept.clone().mount().unwrap());
    assert_ne!(kept.mount().unwrap(), Disk::new(1).mount().unwrap());
    // Other tests have disks at the same time.
    assert!(names.iter().collect::<std::collections::BTreeSet<_>>().len() < 40);
}
