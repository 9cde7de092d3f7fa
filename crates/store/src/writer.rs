//! The one writer: finds and loads what a batch is about, and appends the batch in one transaction.

use crate::StoreFailure;
use crate::about::{about, set_about};
use crate::anchor::{Anchor, numbers_from, skip_lost_numbers};
use crate::batch::{Batch, FilingPart, KeyedRequest};
use crate::deadline::Deadlines;
use crate::erasure::{self, Erasing};
use crate::held::{self, Held, Opened};
use crate::index::{Ahead, Change, KeyWriter};
use crate::journal::{self, Sealed};
use crate::ledger::Ledger;
use crate::log::Log;
use crate::mark::{self, Mark};
use crate::organisation::Organisations;
use crate::outbound;
use crate::pen::{self, AtWork, Pen};
use crate::secret::Secret;
use crate::settle::{Settler, Settling, copy};
use crate::sql::{Connection, OptionalExtension, Row, Transaction, params};
use crate::tally;
use crate::turn::Turns;
use crate::views::Views;
use crate::worth::{WorthRow, Worths};
use jiff::Timestamp;
use jiff::civil::Date;
use ring::digest;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::thread;
use tariff::QuotaNumber;
use zstd::bulk::Compressor;

/// Writes batches; there is one for a database.
pub struct Writer {
    pub(crate) connection: Connection,
    secret: Secret,
    pub(crate) keys: KeyWriter,
    /// What was found for a batch before it is decided.
    ahead: RefCell<Ahead>,
    pub(crate) worths: RefCell<Worths>,
    pub(crate) next_entry: u64,
    pub(crate) next_number: u64,
    pub(crate) deadlines: Deadlines,
    pub(crate) organisations: Organisations,
    pub(crate) ledger: Ledger,
    pub(crate) log: Log,
    pub(crate) turns: Turns,
    /// None where nobody could look at it.
    anchor: Option<Anchor>,
    compressor: Compressor<'static>,
    /// What is still to be done where texts were erased.
    pub(crate) erasing: Erasing,
    /// About how many bytes were written and are not in their place yet.
    unsettled: usize,
    /// Works beside the thread that writes; none where everything must happen in one order.
    settler: Option<Settler>,
    /// Writes beside the lane, at a server.
    pub(crate) pen: Option<Pen>,
}

/// Bytes that come together before they are copied to their place.
const SETTLE_BYTES: usize = 6 << 20;
/// Bytes that may come together while others are copied, before whoever writes waits.
const BEHIND_BYTES: usize = 16 * SETTLE_BYTES;
/// Entries from which on a second thread is worth its making.
const SHARED_ENTRIES: usize = 256;

/// Holds a database at one moment, with what was found ahead.
pub struct Reading<'w> {
    _moment: Option<Transaction<'w>>,
    ahead: &'w RefCell<Ahead>,
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        // It was for this batch; nobody asks for it again.
        self.ahead.take();
    }
}

impl Writer {
    /// With a settler, and at a server, work is shared with a second thread; without, everything happens in one order.
    pub(crate) fn new(
        connection: Connection,
        secret: Secret,
        keys: KeyWriter,
        settler: Option<Settler>,
        anchor: Option<Anchor>,
        erasing: Erasing,
    ) -> Result<Writer, StoreFailure> {
        let last = journal::last_batch(&connection)?;
        let (next_entry, next_number) =
            last.map_or((1, 1), |batch| (batch.first + batch.entries, batch.next));
        let log = Log::load(&connection)?;
        if let Some(anchor) = &anchor {
            anchor.check(&connection, log.size())?;
            skip_lost_numbers(&connection, anchor.lost_numbers(log.size())?)?;
        }
        let next_number = next_number.max(numbers_from(&connection)?);
        let worths = Worths::load(&connection)?;
        let deadlines = Deadlines::load(&connection)?;
        let organisations = Organisations::load(&connection)?;
        let ledger = Ledger::load(&connection)?;
        let pen = connection.shared().map(|shared| Pen::start(shared, secret.clone())).transpose()?;
        let mut writer = Writer {
            connection,
            secret,
            keys,
            ahead: RefCell::default(),
            worths: RefCell::new(worths),
            next_entry,
            next_number,
            deadlines,
            organisations,
            ledger,
            log,
            turns: Turns::default(),
            anchor,
            compressor: journal::compressor()?,
            erasing,
            unsettled: 0,
            settler,
            pen,
        };
        writer.begin_turns()?;
        Ok(writer)
    }

    /// For what only reads.
    pub(crate) fn reads(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub(crate) fn log(&mut self) -> &mut Log {
        &mut self.log
    }

    /// Keeps a checkpoint apart from the database.
    pub(crate) fn keep_anchor(&self, note: &str) -> Result<(), StoreFailure> {
        self.anchor.as_ref().map_or(Ok(()), |anchor| anchor.keep(note))
    }

    /// While it is held, an embedded database is read at one moment: its locks are taken once, and not for each
    /// question. At a server the turn is what keeps others from writing. What runs have under these keys, as far as it was
    /// not found ahead, is found at once; so is what those consignments are worth. Of what is in no run yet that is
    /// known: this node wrote it, or caught up with whoever did.
    pub fn reading(&self, keys: Vec<u64>, ahead: Ahead) -> Result<Reading<'_>, StoreFailure> {
        let moment = if self.connection.has_others() { None } else { Some(self.connection.moment()?) };
        let ahead = self.keys.index().complete(&self.connection, ahead, keys)?;
        self.worths.borrow_mut().look_up(&self.connection, ahead.numbers())?;
        self.ahead.replace(ahead);
        Ok(Reading { _moment: moment, ahead: &self.ahead })
    }

    /// The number that the next entry gets.
    pub fn next_entry(&self) -> u64 {
        self.next_entry
    }

    /// The number that the next declaration gets.
    pub fn next_number(&self) -> u64 {
        self.next_number
    }

    /// Seals and hashes as this database does.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The consignments under a key, the newest first, at most so many.
    pub fn find(&self, key: u64, most: usize) -> Result<Vec<u64>, StoreFailure> {
        self.keys.index().find_given(&self.connection, &self.ahead.borrow(), key, most)
    }

    /// A consignment by its number.
    pub fn load(&self, number: u64) -> Result<Option<Held>, StoreFailure> {
        load(&self.connection, &self.secret, number)
    }

    /// The day and value of a consignment, without opening it.
    pub fn worth(&self, number: u64) -> Result<Option<(Option<i64>, i64)>, StoreFailure> {
        let known = self.worths.borrow().get(number);
        if known.is_some() {
            return Ok(known);
        }
        let mut statement =
            self.connection.prepare_cached("SELECT day, value FROM consignment WHERE number = ?1")?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let worth = statement.query_row([number.cast_signed()], read).optional()?;
        if let Some(worth) = worth {
            self.worths.borrow_mut().set(number, worth);
        }
        Ok(worth)
    }

    /// What was drawn of a quota in each of its periods, in millionths of its unit.
    pub fn drawn(&self, quota: QuotaNumber) -> Result<Vec<(Date, i64)>, StoreFailure> {
        tally::drawn(&self.connection, quota)
    }

    /// Takes consignments for which a deadline passed, the longest ago first. It may have moved since: whoever
    /// passes it looks. What was taken is given again when the database is opened again.
    pub fn take_overdue(&mut self, now: Timestamp, most: usize) -> Result<Vec<u64>, StoreFailure> {
        self.deadlines.take(&self.connection, now, most)
    }

    /// Forgets deadlines of past days that were taken and passed.
    pub fn forget_deadlines(&self, now: Timestamp) -> Result<(), StoreFailure> {
        self.deadlines.forget(&self.connection, now)
    }

    /// The answer given to a request with this key, if there was one.
    pub fn request(&self, key: u64) -> Result<Option<([u8; 16], String)>, StoreFailure> {
        let number = self.find(key, 1)?.pop();
        number.map_or(Ok(None), |number| request(&self.connection, number))
    }

    /// Appends a batch, durable when this returns. After a failure nothing of it is kept.
    pub fn append(&mut self, batch: &mut Batch) -> Result<(), StoreFailure> {
        let first = self.next_entry;
        let (change, worth) = match self.write(first, batch) {
            Ok(written) => written,
            Err(failure) => {
                return Err(self.not_kept(failure));
            }
        };
        self.deadlines.committed(&batch.deadlines);
        if change.begins_run() {
            self.deadlines.bundled();
        }
        self.keys.committed(change)?;
        self.worths.get_mut().committed(worth, &batch.consignments);
        self.next_entry = first + u64::try_from(batch.entries.len()).unwrap_or_default();
        self.next_number = batch.next_number;
        self.unsettled += batch.entries.iter().map(|entry| 4 * entry.bytes.len()).sum::<usize>();
        self.unsettled += batch.marks.iter().map(Mark::bytes).sum::<usize>();
        Ok(())
    }

    /// Brings what is in memory back to what is kept where a batch is not. Gives why it is not.
    pub(crate) fn not_kept(&mut self, failure: StoreFailure) -> StoreFailure {
        let failure = self.pen.iter().fold(failure, |failure, pen| pen.cause(failure));
        match (failure, self.reload()) {
            // The lane goes on after a full disk, and only if memory has what is kept.
            (StoreFailure::Full, Err(_)) => StoreFailure::Corrupt("what was kept, once the disk was full"),
            (failure, _) => failure,
        }
    }

    fn reload(&mut self) -> Result<(), StoreFailure> {
        // Deadlines that were taken for it have not passed, and organisations it named have no number.
        self.deadlines = Deadlines::load(&self.connection)?;
        self.organisations = Organisations::load(&self.connection)?;
        self.ledger = Ledger::load(&self.connection)?;
        self.keys.reload(&self.connection)
    }

    fn write(&mut self, first: u64, batch: &mut Batch) -> Result<(Change, WorthRow), StoreFailure> {
        let rest = self.write_rest(first, batch);
        let has_begun = self.has_begun();
        let transaction = if has_begun { self.connection.begun() } else { self.connection.transaction()? };
        let pen = AtWork::of(self.pen.as_ref().filter(|_| has_begun));
        rest?;
        let is_shared = self.settler.is_some() && batch.entries.len() >= SHARED_ENTRIES;
        let (blocks, bodies) = seal((&self.secret, &mut self.compressor), first, batch, is_shared)?;
        write_journal(&transaction, &blocks, first, batch)?;
        for entered in &batch.on_account {
            entered.write(&transaction, &mut self.organisations, &mut self.ledger)?;
        }
        let mut views = Views::new(&transaction, &mut self.organisations, Some(&mut self.ledger))?;
        let mut new = pen::consignments(&transaction)?;
        let mut known = pen::changed_consignments(&transaction)?;
        for (held, body) in batch.unwritten().zip(bodies) {
            pen::add_consignment(if held.is_new() { &mut new } else { &mut known }, &body, held)?;
        }
        batch.consignments.iter().try_for_each(|held| views.write(held, batch.day))?;
        new.write()?;
        known.write()?;
        let worth = self.worths.get_mut().write(&transaction, first, batch)?;
        batch
            .entries
            .iter()
            .filter_map(|entry| entry.sent_back.as_ref())
            .try_for_each(|sent_back| views.send_back(sent_back))?;
        views.end(first.cast_signed())?;
        write_parts(&transaction, &batch.parts)?;
        batch.vendor_returns.iter().try_for_each(|filed| filed.write(&transaction))?;
        let mut keys = std::mem::take(&mut batch.keys);
        write_requests(&transaction, &batch.requests, &mut keys)?;
        outbound::write(&transaction, &batch.scans)?;
        mark::write(&transaction, &batch.marks)?;
        let erased = erasure::write(&transaction, &self.secret, &batch.erased)?;
        let change = self.keys.insert(&transaction, keys, &Deadlines::body_of(&batch.deadlines))?;
        if change.begins_run() {
            self.deadlines.bundle(&transaction, &batch.deadlines)?;
        }
        // Before the database has it: a backup that still has the salts is told by the file.
        self.erasing.keep(&erased)?;
        self.anchor.as_mut().map_or(Ok(()), |anchor| anchor.cover(batch.next_number))?;
        pen.end()?;
        transaction.commit()?;
        Ok((change, worth))
    }

    /// Keeps requests and lines of files that were answered and came to no entry, durable when this returns.
    pub fn keep_answers(
        &mut self,
        requests: &[KeyedRequest],
        parts: &[FilingPart],
    ) -> Result<(), StoreFailure> {
        self.write_keyed(requests, |transaction| write_parts(transaction, parts))
    }

    /// Writes something together with the keys of the requests that asked for it, or nothing of both.
    pub(crate) fn write_keyed(
        &mut self,
        requests: &[KeyedRequest],
        write: impl FnOnce(&Transaction<'_>) -> Result<(), StoreFailure>,
    ) -> Result<(), StoreFailure> {
        let change = match self.write_with_keys(requests, write) {
            Ok(change) => change,
            Err(failure) => {
                self.keys.reload(&self.connection)?;
                return Err(failure);
            }
        };
        if change.begins_run() {
            self.deadlines.bundled();
        }
        self.keys.committed(change)
    }

    fn write_with_keys(
        &mut self,
        requests: &[KeyedRequest],
        write: impl FnOnce(&Transaction<'_>) -> Result<(), StoreFailure>,
    ) -> Result<Change, StoreFailure> {
        let transaction = self.connection.transaction()?;
        write(&transaction)?;
        let mut change = Change::default();
        if !requests.is_empty() {
            let mut keys = Vec::new();
            write_requests(&transaction, requests, &mut keys)?;
            change = self.keys.insert(&transaction, keys, &[])?;
        }
        if change.begins_run() {
            self.deadlines.bundle(&transaction, &[])?;
        }
        transaction.commit()?;
        Ok(change)
    }

    /// Writes down something that must never change.
    ///
    /// Errors: [`StoreFailure::Changed`], where it was something else before.
    pub fn claim(&mut self, name: &'static str, value: &str) -> Result<(), StoreFailure> {
        match about(&self.connection, name)? {
            None => set_about(&self.connection, name, value),
            Some(known) if known == value => Ok(()),
            Some(_) => Err(StoreFailure::Changed(name)),
        }
    }

    /// Writes down something about the database under a name.
    pub fn note(&mut self, name: &str, value: &str) -> Result<(), StoreFailure> {
        match about(&self.connection, name)? {
            Some(known) if known == value => Ok(()),
            _ => set_about(&self.connection, name, value),
        }
    }

    /// Copies what was written to its place in the database, once enough has come together. A failure must not
    /// go unseen: it may mean that the disk keeps nothing.
    pub fn tidy(&mut self) -> Result<(), StoreFailure> {
        self.finish_erasing()?;
        let Some(settler) = &mut self.settler else {
            return if self.unsettled < SETTLE_BYTES { Ok(()) } else { self.settle() };
        };
        let settling = match settler.look()? {
            Settling::Goes if self.unsettled >= BEHIND_BYTES => settler.wait()?,
            looked => looked,
        };
        match settling {
            Settling::Ended => self.settle(),
            Settling::Rests if self.unsettled >= SETTLE_BYTES => {
                self.unsettled = 0;
                settler.begin()
            }
            Settling::Rests | Settling::Goes => Ok(()),
        }
    }

    /// Copies all that was written to its place and empties what it was copied from: the database file alone is
    /// whole then.
    pub fn end(&mut self) -> Result<(), StoreFailure> {
        if let Some(sqlite) = self.connection.sqlite() {
            sqlite.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(())
    }

    /// Copies what was written to its place in the database, however little it is. The same must not go unseen.
    pub fn settle(&mut self) -> Result<(), StoreFailure> {
        self.unsettled = 0;
        copy(&self.connection)
    }

    /// Gives the database to other tables' statements.
    pub(crate) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// The first bytes of the hash of the row of a case: what replay compares.
pub fn short_hash(clear: &[u8]) -> [u8; 16] {
    digest::digest(&digest::SHA256, clear).as_ref().first_chunk::<16>().copied().unwrap_or_default()
}

/// Seals the entries that are not written in their blocks, and the rows of consignments; with a second thread, or in
/// one order.
fn seal(
    (secret, compressor): (&Secret, &mut Compressor<'static>),
    first: u64,
    batch: &Batch,
    is_shared: bool,
) -> Result<(Vec<Sealed>, Vec<Vec<u8>>), StoreFailure> {
    let entries = batch.entries.iter().skip(batch.written).map(|entry| entry.bytes.as_slice());
    let entries: Vec<&[u8]> = entries.collect();
    let mut blocks = move || journal::seal(secret, compressor, first, &entries);
    let bodies = || batch.unwritten().map(|held| held.encode(secret)).collect::<Result<_, _>>();
    if !is_shared {
        return Ok((blocks()?, bodies()?));
    }
    let (blocks, bodies) = thread::scope(|scope| {
        let beside = scope.spawn(blocks);
        let bodies = bodies();
        (beside.join(), bodies)
    });
    let blocks = blocks.map_err(|_| StoreFailure::Corrupt("entries that cannot be sealed"))?;
    Ok((blocks?, bodies?))
}

fn write_journal(
    transaction: &Transaction<'_>,
    blocks: &[Sealed],
    first: u64,
    batch: &Batch,
) -> Result<(), StoreFailure> {
    journal::write(transaction, blocks)?;
    transaction
        .prepare_cached(
            "INSERT INTO journal (first, entries, at, setting, root, signature, next) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            first.cast_signed(),
            batch.entries.len(),
            batch.at.as_microsecond(),
            batch.setting,
            batch.root,
            batch.signature,
            batch.next_number.cast_signed()
        ])?;
    let salts = batch.entries.iter().map(|entry| entry.salts.as_slice());
    pen::write_salts(transaction, (first..).zip(salts))?;
    let mut concern =
        transaction.inserting("concern", &["organisation", "first"], "ON CONFLICT DO NOTHING")?;
    let mut told: Vec<&str> = Vec::new();
    for entry in &batch.entries {
        for organisation in &entry.concerns {
            if !told.contains(&organisation.as_str()) {
                told.push(organisation);
                concern.add(params![organisation, first.cast_signed()])?;
            }
        }
    }
    Ok(concern.write()?)
}

fn write_parts(transaction: &Transaction<'_>, parts: &[FilingPart]) -> Result<(), StoreFailure> {
    let mut rows = transaction.inserting("filing_batch_part", &["batch", "line", "lines"], "")?;
    let or_else = "ON CONFLICT (batch, name) DO UPDATE SET lines = filing_batch_count.lines + excluded.lines";
    let mut counts = transaction.inserting("filing_batch_count", &["batch", "name", "lines"], or_else)?;
    for part in parts {
        let mut lines = Vec::with_capacity(part.lines.len() * 16);
        for result in &part.lines {
            lines.extend_from_slice(&result.line.to_le_bytes());
            lines.extend_from_slice(&result.entry.to_le_bytes());
        }
        rows.add(params![part.batch.cast_signed(), part.line.cast_signed(), lines])?;
        for (name, lines) in &part.counts {
            counts.add(params![part.batch.cast_signed(), name, lines.cast_signed()])?;
        }
    }
    rows.write()?;
    Ok(counts.write()?)
}

fn write_requests(
    transaction: &Transaction<'_>,
    requests: &[KeyedRequest],
    keys: &mut Vec<(u64, u64)>,
) -> Result<(), StoreFailure> {
    for request in requests {
        let sql = "INSERT INTO request (fingerprint, subject) VALUES (?1, ?2) RETURNING number";
        let row = params![request.fingerprint, request.subject];
        let number: i64 = transaction.query_row(sql, row, |row| row.get(0))?;
        keys.push((request.key, number.cast_unsigned()));
    }
    Ok(())
}

/// The answer of a request by its number.
pub(crate) fn request(
    connection: &Connection,
    number: u64,
) -> Result<Option<([u8; 16], String)>, StoreFailure> {
    let mut statement =
        connection.prepare_cached("SELECT fingerprint, subject FROM request WHERE number = ?1")?;
    Ok(statement.query_row([number.cast_signed()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

pub(crate) fn load(
    connection: &Connection,
    secret: &Secret,
    number: u64,
) -> Result<Option<Held>, StoreFailure> {
    let sql =
        "SELECT number, entry, day, value, body, first_day, released FROM consignment WHERE number = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([number.cast_signed()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let salts = |opened: &Opened| {
        let entries: Vec<u64> = opened.entries().collect();
        salts_of(connection, &entries)
    };
    held_of_row(&row, secret, salts).map(Some)
}

/// The consignment of a row, with the texts whose salts are given.
pub(crate) fn held_of_row(
    row: &Row<'_>,
    secret: &Secret,
    salts: impl FnOnce(&Opened) -> Result<BTreeMap<u64, Vec<u8>>, StoreFailure>,
) -> Result<Held, StoreFailure> {
    let read = held::ReadRow::of(row, secret)?;
    let salts = salts(&read.opened)?;
    read.held(secret, &salts)
}

/// The salts of entries that still have some.
pub(crate) fn salts_of(
    connection: &Connection,
    entries: &[u64],
) -> Result<BTreeMap<u64, Vec<u8>>, StoreFailure> {
    let mut statement = connection.prepare_cached("SELECT salts FROM sealing WHERE entry = ?1")?;
    let mut salts = BTreeMap::new();
    for entry in entries {
        let found: Option<Vec<u8>> =
            statement.query_row([entry.cast_signed()], |row| row.get(0)).optional()?;
        salts.extend(found.map(|found| (*entry, found)));
    }
    Ok(salts)
}
