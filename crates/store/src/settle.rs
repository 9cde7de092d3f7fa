//! Copying what was written ahead to its place in the database.
//!
//! A thread of its own does it, so that nobody who waits for a commit waits for it too. While it copies, more is
//! written ahead; only whoever writes can copy that last bit and so let the log begin anew, and it is little.

use crate::StoreFailure;
use crate::sql::Connection;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::{self, JoinHandle};

/// The thread that copies, with a connection of its own.
pub(crate) struct Settler {
    orders: Option<SyncSender<()>>,
    ended: Receiver<Result<(), StoreFailure>>,
    is_at_work: bool,
    thread: Option<JoinHandle<()>>,
}

/// What the thread is doing.
pub(crate) enum Settling {
    /// Nothing; it waits to be told.
    Rests,
    /// It copies.
    Goes,
    /// It is through since it was asked last.
    Ended,
}

impl Settler {
    pub(crate) fn start(connection: Connection) -> Result<Settler, StoreFailure> {
        let (orders, ordered) = sync_channel(1);
        let (ending, ended) = sync_channel(1);
        let work = move || {
            for () in ordered {
                if ending.send(copy(&connection)).is_err() {
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("settler".to_owned()).spawn(work);
        let thread = Some(thread.map_err(|_| gone())?);
        Ok(Settler { orders: Some(orders), ended, is_at_work: false, thread })
    }

    /// Begins to copy.
    pub(crate) fn begin(&mut self) -> Result<(), StoreFailure> {
        self.is_at_work = true;
        self.orders.as_ref().and_then(|orders| orders.send(()).ok()).ok_or_else(gone)
    }

    /// What it is doing. A failure of what it did must not go unseen.
    pub(crate) fn look(&mut self) -> Result<Settling, StoreFailure> {
        if !self.is_at_work {
            return Ok(Settling::Rests);
        }
        match self.ended.try_recv() {
            Err(TryRecvError::Empty) => Ok(Settling::Goes),
            Err(TryRecvError::Disconnected) => Err(gone()),
            Ok(ended) => self.end(ended),
        }
    }

    /// Waits until it is through.
    pub(crate) fn wait(&mut self) -> Result<Settling, StoreFailure> {
        let ended = self.ended.recv().map_err(|_| gone())?;
        self.end(ended)
    }

    fn end(&mut self, ended: Result<(), StoreFailure>) -> Result<Settling, StoreFailure> {
        self.is_at_work = false;
        ended.map(|()| Settling::Ended)
    }
}

impl Drop for Settler {
    /// Its connection is closed when this returns.
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Copies all that was written when it begins, as far as no reader needs what is there.
pub(crate) fn copy(connection: &Connection) -> Result<(), StoreFailure> {
    connection
        .sqlite()
        .map_or(Ok(()), |sqlite| Ok(sqlite.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?))
}

fn gone() -> StoreFailure {
    StoreFailure::Corrupt("the thread that settles what is written, which has ended")
}
