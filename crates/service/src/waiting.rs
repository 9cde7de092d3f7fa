//! Files that were kept to be decided later: one after the other, on a thread of its own.

use crate::behind::let_others_first;
use crate::http::{Problem, Role, Shared};
use crate::intake::{Broken, File, take_in};
use crate::lane::{Actor, Undone};
use clearance::{Filer, FilerRole};
use std::io::{self, Read};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;
use store::{FilingBatch, StoreFailure, Writer};

/// How often it is looked whether a file waits.
const LOOK: Duration = Duration::from_millis(200);

/// Decides files that wait until nothing is taken in any more. What was begun before the program ended goes on
/// after the last line that was decided.
pub fn decide_waiting(shared: &Shared) {
    let_others_first();
    let now = (shared.clock)();
    if let Err(problem) = errand(shared, move |writer| writer.forget_torn_batches(now)) {
        eprintln!("cocket: files that came in part are not forgotten: {}", problem.title());
    }
    while !shared.queue.is_closed() {
        if !shared.queue.is_on_duty() {
            thread::sleep(LOOK);
            continue;
        }
        for batch in shared.read_here(|reader| reader.unfinished_batches()).unwrap_or_default() {
            let number = batch.number;
            if let Err(problem) = decide(shared, batch) {
                if shared.queue.is_closed() {
                    return;
                }
                eprintln!("cocket: file {number} waits on: {}", problem.title());
            }
        }
        thread::sleep(LOOK);
    }
}

/// Decides a file to its end, or as far as it can be read. After a failure it is tried again.
fn decide(shared: &Shared, batch: FilingBatch) -> Result<(), Problem> {
    let number = batch.number;
    let after = shared.read_here(|reader| reader.last_line(number))?;
    let file = File {
        batch: number,
        name: &batch.format,
        actor: Actor {
            role: Role::from_name(&batch.acting).map_or("none", Role::as_str),
            organisation: batch.organisation.clone(),
            credential: batch.credential,
        },
        filer: Filer {
            role: FilerRole::from_name(&batch.role).unwrap_or(FilerRole::Declarant),
            organisation: batch.organisation.clone(),
        },
        after,
        at_once: 1,
    };
    match take_in(shared, &file, Parts { shared, batch: number, part: 0, rest: io::Cursor::default() }) {
        Ok(()) => {
            let now = (shared.clock)();
            errand(shared, move |writer| writer.finish_filing_batch(number, now, None))
        }
        Err(Broken::Unreadable(wrong)) => {
            let flaw = serde_json::to_string(&wrong).unwrap_or_default();
            errand(shared, move |writer| writer.break_off_filing_batch(number, &flaw))
        }
        // All of it is here: where it cannot be read, the store failed.
        Err(broken @ (Broken::Torn | Broken::Undone(_))) => Err(broken.into()),
    }
}

/// Waits until an errand to the store is done.
fn errand<T: Send + 'static>(
    shared: &Shared,
    work: impl FnOnce(&mut Writer) -> Result<T, StoreFailure> + Send + 'static,
) -> Result<T, Problem> {
    let (sender, done) = sync_channel(1);
    let errand = Box::new(move |lane: Result<&mut crate::lane::Lane, Undone>| {
        let _ = sender.send(match lane {
            Ok(lane) => work(lane.writer()).map_err(crate::http::failed),
            Err(undone) => Err(crate::http::undone(undone)),
        });
    });
    shared.queue.errand(errand).map_err(crate::http::undone)?;
    done.recv().map_err(|_| crate::http::undone(Undone::Stopped))?
}

/// The parts of a file, joined again.
struct Parts<'a> {
    shared: &'a Shared,
    batch: u64,
    part: u64,
    rest: io::Cursor<Vec<u8>>,
}

impl Read for Parts<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let length = self.rest.read(buffer)?;
            if length > 0 || buffer.is_empty() {
                return Ok(length);
            }
            let (batch, part) = (self.batch, self.part);
            let waiting = self.shared.read_here(|reader| reader.waiting(batch, part));
            let Some(waiting) = waiting.map_err(|_| io::Error::from(io::ErrorKind::Other))? else {
                return Ok(0);
            };
            self.rest = io::Cursor::new(waiting.body);
            self.part += 1;
        }
    }
}
