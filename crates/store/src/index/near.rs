//! Runs of a database at a server, copied to the node's own disk.
//!
//! A declaration wants three pages of keys or so, as random as hashes are, which is twelve kilobytes from the server and
//! most of what the server does once much is stored. A run never changes: each node reads it once, in order, and looks
//! into its own copy from then on. A copy has no name in its folder, so that it goes with the run, or with the program,
//! however that ends, and is never taken for one of another history.

use super::run::{PAGE_BYTES, Run, each_stored_page};
use super::{Held, Index, half_written};
use crate::StoreFailure;
use crate::place::{Place, failed};
use crate::room::free_bytes;
use crate::sql::Connection;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread;
use std::time::Duration;

/// Bytes of the disk that stay free.
const RESERVE: u64 = 1 << 30;
/// Pages that are asked for at once.
const AT_ONCE: usize = 500;
/// How often it is looked for runs that are not copied yet.
const LOOK: Duration = Duration::from_secs(1);
/// How long at most, where it has failed again and again.
const MOST: Duration = Duration::from_mins(2);
/// What a copy is called before its name is taken away.
const NAME: &str = "keys-copy";

/// The copy of a run.
pub(super) struct Near {
    pub(super) file: File,
    pub(super) bytes: u64,
}

/// What came of copying a run.
pub(super) enum Copied {
    /// Its copy.
    Whole(Near),
    /// The program ends.
    NotNow,
    /// It went meanwhile, or its pages are not as they are written today.
    Never,
}

impl Near {
    /// Copies a run into a file.
    pub(super) fn copy(
        connection: &Connection,
        run: &Run,
        mut file: File,
        goes_on: impl Fn() -> bool,
    ) -> Result<Copied, StoreFailure> {
        let (mut bytes, mut is_whole) = (0, true);
        let pages: Vec<usize> = (0..run.pages()).collect();
        for pages in pages.chunks(AT_ONCE) {
            if !goes_on() {
                return Ok(Copied::NotNow);
            }
            let mut bodies = Vec::with_capacity(AT_ONCE * PAGE_BYTES);
            let given = each_stored_page(connection, run, pages, |page, body| {
                let is_full = body.len() == PAGE_BYTES || page + 1 == run.pages();
                is_whole = is_whole && is_full && body.len() <= PAGE_BYTES && run.begins(page, body);
                bodies.extend_from_slice(body);
            })?;
            if !is_whole || given < pages.len() {
                return Ok(Copied::Never);
            }
            bytes += bodies.len() as u64;
            file.write_all(&bodies).map_err(failed(Path::new(NAME)))?;
        }
        // What a disk does not keep is noticed here, and not by reading something else later.
        file.sync_data().map_err(failed(Path::new(NAME)))?;
        Ok(Copied::Whole(Near { file, bytes }))
    }

    /// The bytes of a page, read into a buffer.
    pub(super) fn page<'b>(
        &self,
        page: usize,
        buffer: &'b mut [u8; PAGE_BYTES],
    ) -> Result<&'b [u8], StoreFailure> {
        let from = (page * PAGE_BYTES) as u64;
        let length = usize::try_from(self.bytes.saturating_sub(from)).unwrap_or(PAGE_BYTES);
        let body = buffer.get_mut(..length.min(PAGE_BYTES)).unwrap_or_default();
        self.file.read_exact_at(body, from).map_err(failed(Path::new(NAME)))?;
        Ok(body)
    }
}

/// A file of which nothing is left once nobody has it open. One whose name was not taken away, because the program was
/// killed in between, is used again.
fn nameless(path: &Path) -> std::io::Result<File> {
    let file =
        OpenOptions::new().read(true).write(true).create(true).truncate(true).mode(0o600).open(path)?;
    fs::remove_file(path)?;
    Ok(file)
}

/// Copies the runs of a database at a server, on a thread of its own that ends soon after this is dropped.
pub(crate) struct Copier {
    _goes_on: Sender<()>,
}

impl Copier {
    /// Copies runs that there are and those that come, into a folder.
    pub(crate) fn start(index: Index, place: Place, dir: PathBuf) -> Result<Copier, StoreFailure> {
        let (goes_on, ends) = channel();
        let path = dir.clone();
        let work = move || {
            let (mut wait, mut told) = (LOOK, String::new());
            while ends.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                // Until it is copied, a run is asked for at the server.
                match index.copy_runs(|| place.reading(), (&dir, RESERVE), &ends) {
                    Ok(()) => (wait, told) = (LOOK, String::new()),
                    Err(failure) => {
                        wait = (wait * 2).min(MOST);
                        let failure = failure.to_string();
                        if failure != told {
                            eprintln!("cocket: keys are not copied from the server: {failure}");
                            told = failure;
                        }
                    }
                }
            }
        };
        thread::Builder::new().name("copier".to_owned()).spawn(work).map_err(failed(&path))?;
        Ok(Copier { _goes_on: goes_on })
    }
}

impl Index {
    /// How many pages of keys are asked for at a server each time, because their run has no copy.
    pub(crate) fn pages_afar(&self) -> usize {
        let pages =
            |held: &Held| held.runs.iter().filter(|run| run.near().is_none()).map(|run| run.pages()).sum();
        self.held.read().map_or(0, |held| pages(&held))
    }

    /// Copies the runs that have no copy yet, one after the other, where so many bytes of the disk stay free.
    pub(super) fn copy_runs(
        &self,
        connect: impl Fn() -> Result<Connection, StoreFailure>,
        (dir, reserve): (&Path, u64),
        ends: &Receiver<()>,
    ) -> Result<(), StoreFailure> {
        let runs = self.held.read().map_err(|_| half_written())?.runs.clone();
        let afar: Vec<Arc<Run>> = runs.into_iter().filter(|run| !run.was_copied()).collect();
        let mut connection = None;
        let goes_on = || ends.try_recv() == Err(TryRecvError::Empty);
        for run in afar {
            let wanted = reserve.saturating_add((run.pages() * PAGE_BYTES) as u64);
            if free_bytes(dir).map_err(failed(dir))? < wanted {
                continue;
            }
            let path = dir.join(NAME);
            let file = nameless(&path).map_err(failed(&path))?;
            let connection = match &connection {
                Some(connection) => connection,
                None => connection.insert(connect()?),
            };
            match Near::copy(connection, &run, file, goes_on)? {
                Copied::Whole(near) => run.come_near(Some(near)),
                Copied::Never => run.come_near(None),
                Copied::NotNow => {}
            }
        }
        Ok(())
    }
}
