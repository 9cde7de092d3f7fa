//! Writes what is decided of a large batch at a server while the rest of it is still decided.
//!
//! ```text
//!   lane   decide ── decide ───────── decide ───────── views, keys ── commit
//!                  │ piece          │ piece          │ piece        ▲
//!   pen            └─► seal, write ─┴─► seal, write ─┴─► … ─────────┘
//! ```
//!
//! Both ask the same session, within one transaction: what is read meanwhile is read in it, too, and nothing is there
//! before its commit. An embedded database has one thread that writes.

use crate::StoreFailure;
use crate::batch::{Batch, NewEntry};
use crate::held::Held;
use crate::journal::{self, BLOCK_ENTRIES};
use crate::secret::Secret;
use crate::sql::{Bulk, Connection, params};
use crate::writer::Writer;
use jiff::Timestamp;
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use zstd::bulk::Compressor;

/// Entries that are worth a piece: enough for few statements, few enough for much to be written when the last is
/// decided. Whole blocks.
const PIECE: usize = 4 * BLOCK_ENTRIES;

/// The columns that say where a consignment stands.
const CONSIGNMENT: [&str; 7] = ["number", "entry", "day", "value", "body", "first_day", "released"];
/// What is done where it stood elsewhere before.
const OR_CHANGED: &str = "ON CONFLICT (number) DO UPDATE SET entry = excluded.entry, day = excluded.day, \
                          value = excluded.value, body = excluded.body, first_day = excluded.first_day, \
                          released = excluded.released";

/// The thread that writes beside the lane, in the lane's session.
pub(crate) struct Pen {
    orders: Option<Sender<Order>>,
    ended: Receiver<Result<(), StoreFailure>>,
    /// Why the last batch that was undone failed here.
    failed: RefCell<Option<StoreFailure>>,
    thread: Option<JoinHandle<()>>,
}

enum Order {
    Write(Piece),
    /// All of a batch is there: it is waited for.
    End,
}

/// Entries of a batch, one after the other, and consignments as they are after them.
struct Piece {
    first: u64,
    /// Each with its salts.
    entries: Vec<(Vec<u8>, Vec<u8>)>,
    /// Those that have no row yet.
    new: Vec<Arc<Held>>,
    /// Those that have one, perhaps from an earlier piece.
    changed: Vec<Arc<Held>>,
}

/// A pen that may be at work: it has put it down when this is gone, so that nothing is written after a transaction that
/// is undone.
pub(crate) struct AtWork<'p>(Option<&'p Pen>);

impl Pen {
    pub(crate) fn start(connection: Connection, secret: Secret) -> Result<Pen, StoreFailure> {
        let (orders, ordered) = channel();
        let (ending, ended) = channel();
        let mut compressor = journal::compressor()?;
        let work = move || {
            let mut written = Ok(());
            for order in ordered {
                match order {
                    Order::Write(piece) if written.is_ok() => {
                        written = piece.write(&connection, &secret, &mut compressor);
                    }
                    Order::Write(_) => {}
                    Order::End => {
                        if ending.send(std::mem::replace(&mut written, Ok(()))).is_err() {
                            return;
                        }
                    }
                }
            }
        };
        let thread = thread::Builder::new().name("pen".to_owned()).spawn(work);
        let thread = Some(thread.map_err(|_| gone())?);
        Ok(Pen { orders: Some(orders), ended, failed: RefCell::default(), thread })
    }

    fn order(&self, order: Order) -> Result<(), StoreFailure> {
        self.orders.as_ref().and_then(|orders| orders.send(order).ok()).ok_or_else(gone)
    }

    /// Waits until all it was given is written.
    fn end(&self) -> Result<(), StoreFailure> {
        self.order(Order::End)?;
        self.ended.recv().map_err(|_| gone())?
    }

    /// Why a batch failed: where the lane's statements only failed because one of these had, that is why.
    pub(crate) fn cause(&self, failure: StoreFailure) -> StoreFailure {
        match self.failed.take() {
            Some(failed) if failure.only_follows() && !failed.only_follows() => failed,
            _ => failure,
        }
    }
}

impl Drop for Pen {
    /// It has let go of the session when this returns.
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl<'p> AtWork<'p> {
    pub(crate) fn of(pen: Option<&'p Pen>) -> AtWork<'p> {
        AtWork(pen)
    }

    /// Waits until all is written.
    pub(crate) fn end(mut self) -> Result<(), StoreFailure> {
        self.0.take().map_or(Ok(()), Pen::end)
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        if let Some(pen) = self.0.take() {
            pen.failed.replace(pen.end().err());
        }
    }
}

impl Piece {
    fn write(
        self,
        connection: &Connection,
        secret: &Secret,
        compressor: &mut Compressor<'static>,
    ) -> Result<(), StoreFailure> {
        let entries: Vec<&[u8]> = self.entries.iter().map(|(bytes, _)| bytes.as_slice()).collect();
        journal::write(connection, &journal::seal(secret, compressor, self.first, &entries)?)?;
        let salts = self.entries.iter().map(|(_, salts)| salts.as_slice());
        write_salts(connection, (self.first..).zip(salts))?;
        for (mut rows, all) in
            [(consignments(connection)?, &self.new), (changed_consignments(connection)?, &self.changed)]
        {
            for held in all {
                add_consignment(&mut rows, &held.encode(secret)?, held)?;
            }
            rows.write()?;
        }
        Ok(())
    }
}

impl Writer {
    /// How many of so many entries that are decided should be given to be written now; none where that waits for the
    /// end of the batch.
    pub fn worth_writing(&self, decided: usize) -> usize {
        if self.pen.is_none() || decided < PIECE { 0 } else { decided - decided % BLOCK_ENTRIES }
    }

    /// Begins to write entries of a batch from a number on, with consignments that have no row yet. They are there with
    /// the batch, or not at all; where there will be no batch, [`undo`](Writer::undo) says so.
    ///
    /// Errors: where it cannot begin. What fails after is told by [`append`](Writer::append).
    pub fn write_piece(
        &self,
        first: u64,
        entries: &mut [NewEntry],
        new: Vec<Arc<Held>>,
    ) -> Result<(), StoreFailure> {
        self.write_beside(first, entries, (new, Vec::new()))
    }

    fn write_beside(
        &self,
        first: u64,
        entries: &mut [NewEntry],
        (new, changed): (Vec<Arc<Held>>, Vec<Arc<Held>>),
    ) -> Result<(), StoreFailure> {
        let pen = self.pen.as_ref().ok_or_else(gone)?;
        if !self.connection.is_in_transaction() {
            self.connection.begin_open()?;
        }
        let content =
            |entry: &mut NewEntry| (std::mem::take(&mut entry.bytes), std::mem::take(&mut entry.salts));
        let entries = entries.iter_mut().map(content).collect();
        pen.order(Order::Write(Piece { first, entries, new, changed }))
    }

    /// Nothing is kept of what was given to be written of a batch that could not be decided. Gives why.
    pub fn undo(&mut self, failure: StoreFailure) -> StoreFailure {
        if self.has_begun() {
            let undone = self.connection.begun();
            drop(AtWork::of(self.pen.as_ref()));
            drop(undone);
        }
        self.not_kept(failure)
    }

    /// Whether something was given to be written of a batch that is not committed.
    pub(crate) fn has_begun(&self) -> bool {
        self.pen.is_some() && self.connection.is_in_transaction()
    }

    /// Gives the pen what it has not of a batch, where there is one and the batch is large. It comes after what it has:
    /// a row that is written anew stands already.
    pub(crate) fn write_rest(&self, first: u64, batch: &mut Batch) -> Result<(), StoreFailure> {
        if batch.written == 0 && self.worth_writing(batch.entries.len()) == 0 {
            return Ok(());
        }
        let unwritten = batch.consignments.iter_mut().filter(|held| !held.is_written());
        let rows = unwritten.map(|held| (held.is_new(), Held::to_be_written(held)));
        let (new, changed): (Vec<_>, Vec<_>) = rows.partition(|(is_new, _)| *is_new);
        let only_rows = |rows: Vec<(bool, Arc<Held>)>| rows.into_iter().map(|(_, held)| held).collect();
        let rest = batch.entries.get_mut(batch.written..).unwrap_or_default();
        let from = first + u64::try_from(batch.written).unwrap_or_default();
        self.write_beside(from, rest, (only_rows(new), only_rows(changed)))?;
        batch.written = batch.entries.len();
        Ok(())
    }
}

/// Writes the salts of entries that have some.
pub(crate) fn write_salts<'s>(
    connection: &Connection,
    salts: impl Iterator<Item = (u64, &'s [u8])>,
) -> Result<(), StoreFailure> {
    let mut rows = connection.inserting("sealing", &["entry", "salts"], "")?;
    for (number, salts) in salts.filter(|(_, salts)| !salts.is_empty()) {
        rows.add(params![number.cast_signed(), salts])?;
    }
    Ok(rows.write()?)
}

/// Rows of consignments that have none yet.
pub(crate) fn consignments(connection: &Connection) -> Result<Bulk<'_>, StoreFailure> {
    Ok(connection.inserting("consignment", &CONSIGNMENT, "")?)
}

/// Rows of consignments that may have one.
pub(crate) fn changed_consignments(connection: &Connection) -> Result<Bulk<'_>, StoreFailure> {
    Ok(connection.inserting("consignment", &CONSIGNMENT, OR_CHANGED)?)
}

pub(crate) fn add_consignment(rows: &mut Bulk<'_>, body: &[u8], held: &Held) -> Result<(), StoreFailure> {
    Ok(rows.add(params![
        held.number.cast_signed(),
        held.entry.cast_signed(),
        held.day,
        held.value,
        body,
        held.first_day,
        held.released.map(Timestamp::as_microsecond)
    ])?)
}

fn gone() -> StoreFailure {
    StoreFailure::Corrupt("the thread that writes beside the lane, which has ended")
}
