//! Many documents through many threads, answered in order, in constant memory.
//!
//! One thread cuts the input into blocks, as many as there are cores decide them, and this thread writes
//! what they made in the order of the input. Only so many blocks are under way at a time.

use crate::answer::{self, Form};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::tally::Tally;
use indicatif::ProgressBar;
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;
use wire::Voice;
use wire::intake::{Block, Intake, Reader};

/// A block with its place among the blocks and the number of its first document.
struct Work {
    place: u64,
    first_number: u64,
    block: Block,
}

/// What a worker made of a block.
struct Made {
    place: u64,
    output: Vec<u8>,
    tally: Tally,
}

/// What the threads tell the one that writes.
enum Told {
    Made(Made),
    Failed(io::Error),
}

/// Decides every document of the blocks and writes the decisions in their order.
pub(crate) fn run<R: Read + Send>(
    intake: Intake<R>,
    desk: &Desk<'_>,
    form: Form,
    voice: &Voice,
    output: &mut impl Write,
    progress: &ProgressBar,
) -> Result<Tally, Failure> {
    let Intake { blocks, reader } = intake;
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let under_way = 4 * workers;
    let (give_work, take_work) = sync_channel::<Work>(under_way);
    let (give_permit, take_permit) = sync_channel::<()>(under_way);
    for _ in 0..under_way {
        // There is room for each of them.
        let _ = give_permit.try_send(());
    }
    let (tell, told) = channel::<Told>();
    let take_work = Mutex::new(take_work);
    thread::scope(|scope| {
        let teller = tell.clone();
        scope.spawn(move || cut(blocks, &take_permit, &give_work, &teller));
        for _ in 0..workers {
            let (teller, take_work, reader) = (tell.clone(), &take_work, &reader);
            scope.spawn(move || decide(take_work, reader, desk, form, voice, &teller));
        }
        drop(tell);
        // Owned, so that both ends close when writing fails and every thread comes to its end.
        write_in_order(told, give_permit, output, progress)
    })
}

/// Cuts the input, as long as blocks are wanted.
fn cut<R: Read>(
    blocks: wire::intake::Blocks<R>,
    permits: &Receiver<()>,
    work: &SyncSender<Work>,
    tell: &Sender<Told>,
) {
    let mut first_number = 1;
    for (place, block) in (0..).zip(blocks) {
        let block = match block {
            Ok(block) => block,
            Err(error) => {
                let _ = tell.send(Told::Failed(error));
                return;
            }
        };
        let documents = u64::try_from(block.len()).unwrap_or(u64::MAX);
        // Either end is gone only when the writer has stopped.
        if permits.recv().is_err() || work.send(Work { place, first_number, block }).is_err() {
            return;
        }
        first_number += documents;
    }
}

fn decide(
    work: &Mutex<Receiver<Work>>,
    reader: &Reader,
    desk: &Desk<'_>,
    form: Form,
    voice: &Voice,
    tell: &Sender<Told>,
) {
    loop {
        let taken = match work.lock() {
            Ok(work) => work.recv(),
            Err(_) => return,
        };
        let Ok(Work { place, first_number, block }) = taken else { return };
        let mut made = Made { place, output: Vec::with_capacity(block.byte_len()), tally: Tally::default() };
        for (number, document) in (first_number..).zip(block.documents()) {
            let decided = desk.decide(reader.read(&document), number);
            let line = document.line;
            made.tally.count(&decided);
            answer::write(&decided, line, form, desk.facts.law, voice, &mut made.output);
        }
        if tell.send(Told::Made(made)).is_err() {
            return;
        }
    }
}

fn write_in_order(
    told: Receiver<Told>,
    permits: SyncSender<()>,
    output: &mut impl Write,
    progress: &ProgressBar,
) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let mut early: BTreeMap<u64, Made> = BTreeMap::new();
    let mut next = 0;
    let mut failed = None;
    for said in told {
        match said {
            Told::Failed(error) => failed = Some(error),
            Told::Made(made) => {
                early.insert(made.place, made);
            }
        }
        while let Some(made) = early.remove(&next) {
            output.write_all(&made.output).map_err(Failure::output)?;
            progress.inc(made.tally.total());
            tally.add(made.tally);
            next += 1;
            // Whoever feeds a pipe and waits for the answer gets it.
            output.flush().map_err(Failure::output)?;
            // The cutter has gone once the input is at its end.
            let _ = permits.try_send(());
        }
    }
    output.flush().map_err(Failure::output)?;
    match failed {
        Some(source) => Err(Failure::World { what: "the input".to_owned(), source }),
        None => Ok(tally),
    }
}
