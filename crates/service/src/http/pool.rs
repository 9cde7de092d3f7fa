//! Readers of the store for whoever asks, a bounded number of them: a server lends no more sessions than it has.

use std::sync::{Condvar, Mutex, PoisonError};
use store::{Reader, Readers, StoreFailure};

/// Readers at most.
const MOST: usize = 24;

/// Readers, made as they are needed.
pub(crate) struct Pool {
    readers: Readers,
    held: Mutex<Held>,
    back: Condvar,
}

#[derive(Default)]
struct Held {
    /// Those that nobody uses now.
    idle: Vec<Reader>,
    /// How many there are in all.
    count: usize,
}

impl Pool {
    pub(crate) fn new(readers: Readers) -> Pool {
        Pool { readers, held: Mutex::default(), back: Condvar::new() }
    }

    /// What makes the readers.
    pub(crate) fn readers(&self) -> &Readers {
        &self.readers
    }

    /// Reads with one of them, once one is free.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Reader) -> Result<T, StoreFailure>,
    ) -> Result<T, StoreFailure> {
        let lent = Lent { pool: self, reader: self.take()? };
        let done =
            lent.reader.as_ref().map_or(Err(StoreFailure::Corrupt("a reader that is not there")), work);
        match done {
            // The others have lost it as well.
            Err(StoreFailure::Database(_)) => self.forget_idle(),
            _ => lent.give_back(),
        }
        done
    }

    fn take(&self) -> Result<Option<Reader>, StoreFailure> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        while held.idle.is_empty() && held.count >= MOST {
            held = self.back.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        if let Some(reader) = held.idle.pop() {
            return Ok(Some(reader));
        }
        held.count += 1;
        drop(held);
        let made = self.readers.reader();
        if made.is_err() {
            self.lost();
        }
        made.map(Some)
    }

    fn forget_idle(&self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.count -= held.idle.len();
        let idle = std::mem::take(&mut held.idle);
        drop(held);
        drop(idle);
        self.back.notify_all();
    }

    /// One is there no more: another can be made.
    fn lost(&self) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).count -= 1;
        self.back.notify_one();
    }
}

/// A reader until it is given back. One that is not has lost its database, or whoever read with it has panicked.
struct Lent<'p> {
    pool: &'p Pool,
    reader: Option<Reader>,
}

impl Lent<'_> {
    fn give_back(mut self) {
        if let Some(reader) = self.reader.take() {
            self.pool.held.lock().unwrap_or_else(PoisonError::into_inner).idle.push(reader);
            self.pool.back.notify_one();
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if self.reader.take().is_some() {
            self.pool.lost();
        }
    }
}
