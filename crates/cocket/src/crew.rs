//! Blocks of an input through many threads: what they make of them is taken in order, with few blocks under way.
//!
//! One thread cuts the input into blocks, as many as there are cores work on them, and the calling thread takes what
//! they made in the order of the input.

use crate::failure::Failure;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;
use wire::intake::{Block, Blocks};

/// A block with its place among the blocks and the number of its first document.
pub(crate) struct Work {
    pub(crate) place: u64,
    /// Counts the documents of the input from 1.
    pub(crate) first_number: u64,
    pub(crate) block: Block,
}

/// What the threads tell the one that takes.
enum Told<M> {
    /// What was made of the block at a place.
    Made(u64, M),
    /// The input ends here; what was cut is worked on.
    Failed(io::Error),
    /// Nothing more can be made.
    Lost(Failure),
}

/// As many as there are cores.
pub(crate) fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Works on every block of an input and takes what was made in order. The work on a block may give what was made of
/// this one, of none yet or of others too; in the end each block must have been given once.
///
/// Errors: what the work or the taking says, and an input that cannot be read on, after all before that was taken.
pub(crate) fn run<R, M, I>(
    workers: usize,
    blocks: Blocks<R>,
    work: impl Fn(Work) -> Result<I, Failure> + Sync,
    take: impl FnMut(M) -> Result<(), Failure>,
) -> Result<(), Failure>
where
    R: Read + Send,
    M: Send,
    I: IntoIterator<Item = (u64, M)>,
{
    let under_way = 4 * workers;
    let (give_work, take_work) = sync_channel::<Work>(under_way);
    let (give_permit, take_permit) = sync_channel::<()>(under_way);
    for _ in 0..under_way {
        // There is room for each of them.
        let _ = give_permit.try_send(());
    }
    let (tell, told) = channel::<Told<M>>();
    let take_work = Mutex::new(take_work);
    thread::scope(|scope| {
        let teller = tell.clone();
        scope.spawn(move || cut(blocks, &take_permit, &give_work, &teller));
        for _ in 0..workers {
            let (teller, take_work, work) = (tell.clone(), &take_work, &work);
            scope.spawn(move || work_on(take_work, work, &teller));
        }
        drop(tell);
        // Owned, so that both ends close when taking fails and every thread comes to its end.
        take_in_order(told, give_permit, take)
    })
}

/// Cuts the input, as long as blocks are wanted.
fn cut<R: Read, M>(
    blocks: Blocks<R>,
    permits: &Receiver<()>,
    work: &SyncSender<Work>,
    tell: &Sender<Told<M>>,
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
        // Either end is gone only when nothing is taken any more.
        if permits.recv().is_err() || work.send(Work { place, first_number, block }).is_err() {
            return;
        }
        first_number += documents;
    }
}

/// Tells that a thread stopped within its work, so that no other waits for what it leaves undone.
struct Watch<'t, M>(&'t Sender<Told<M>>);

impl<M> Drop for Watch<'_, M> {
    fn drop(&mut self) {
        if thread::panicking() {
            let source = io::Error::other("a thread stopped");
            let _ =
                self.0.send(Told::Lost(Failure::World { what: "the work on a block".to_owned(), source }));
        }
    }
}

fn work_on<M, I: IntoIterator<Item = (u64, M)>>(
    blocks: &Mutex<Receiver<Work>>,
    work: impl Fn(Work) -> Result<I, Failure>,
    tell: &Sender<Told<M>>,
) {
    let _watch = Watch(tell);
    loop {
        let taken = match blocks.lock() {
            Ok(blocks) => blocks.recv(),
            Err(_) => return,
        };
        let Ok(taken) = taken else { return };
        match work(taken) {
            Ok(made) => {
                for (place, made) in made {
                    if tell.send(Told::Made(place, made)).is_err() {
                        return;
                    }
                }
            }
            Err(failure) => {
                let _ = tell.send(Told::Lost(failure));
                return;
            }
        }
    }
}

fn take_in_order<M>(
    told: Receiver<Told<M>>,
    permits: SyncSender<()>,
    mut take: impl FnMut(M) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut early: BTreeMap<u64, M> = BTreeMap::new();
    let mut next = 0;
    let mut failed = None;
    for said in told {
        match said {
            Told::Failed(error) => failed = Some(error),
            Told::Lost(failure) => return Err(failure),
            Told::Made(place, made) => {
                early.insert(place, made);
            }
        }
        while let Some(made) = early.remove(&next) {
            take(made)?;
            next += 1;
            // The cutter has gone once the input is at its end.
            let _ = permits.try_send(());
        }
    }
    match failed {
        Some(source) => Err(Failure::World { what: "the input".to_owned(), source }),
        None => Ok(()),
    }
}
