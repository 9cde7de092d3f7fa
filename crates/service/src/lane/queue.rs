//! The queue before the lane, and the thread behind it.

use crate::clocks::{Clocks, Compared};
use crate::lane::Lane;
use crate::lane::ask::{Ask, Told, Undone};
use jiff::{SignedDuration, Timestamp};
use prometheus_client::metrics::counter::Counter;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;
use store::{Ahead, StoreFailure};

/// The most asks decided and committed at once.
const BATCH: usize = 2_000;
/// How often deadlines are looked at.
const TICK: SignedDuration = SignedDuration::from_secs(1);
/// How long a batch that is durable may wait for its place in the log.
const SEQUENCE: SignedDuration = SignedDuration::from_millis(500);
/// The same in rounds, for a clock that stands.
const SEQUENCE_ROUNDS: u32 = 1_000;
/// Deadlines passed at once.
const OVERDUE: usize = 500;
/// Outbound scans looked at again at once.
const LOOKED_AT: usize = 200;

/// Told to whoever asked, once it is durable or cannot be.
pub type Reply = Box<dyn FnOnce(Result<Vec<Told>, Undone>) + Send>;

/// Something to be done by the thread that writes, between batches.
pub type Errand = Box<dyn FnOnce(Result<&mut Lane, Undone>) + Send>;

/// What waits for the lane. Copies share it.
#[derive(Clone)]
pub struct Queue {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    /// The most asks that may wait.
    room: usize,
    /// Consignments whose deadline passed and nothing came of it.
    stuck: AtomicUsize,
    /// Whether this node is the one on duty.
    is_on_duty: AtomicBool,
    turns: Turns,
}

/// How often the turn was taken where several nodes write one database, and how long it took to come. Copies count
/// together.
#[derive(Clone, Debug, Default)]
pub struct Turns {
    /// How often.
    pub taken: Counter,
    /// The seconds until it was there and what others wrote was known, of all together.
    pub waited: Counter<f64, AtomicU64>,
}

/// Why nothing more is decided.
#[derive(Debug, thiserror::Error)]
pub enum LaneFailure {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreFailure),
    /// The clock of this node is not that of the database's server; by how many seconds it is ahead.
    #[error("the clock of this node is {0} seconds off that of the database's server: put it right first")]
    Clock(i64),
}

#[derive(Default)]
struct State {
    work: VecDeque<Work>,
    waiting: usize,
    is_closed: bool,
}

enum Work {
    Asks(Group),
    Errand(Errand),
}

/// Asks that are decided one after the other, with what was found ahead of them.
struct Group {
    asks: Vec<Ask>,
    ahead: Ahead,
    reply: Reply,
}

impl Queue {
    /// A queue in which so many asks may wait.
    pub fn new(room: usize) -> Queue {
        let shared = Shared {
            state: Mutex::default(),
            wake: Condvar::new(),
            room,
            stuck: AtomicUsize::new(0),
            is_on_duty: AtomicBool::new(false),
            turns: Turns::default(),
        };
        Queue { shared: Arc::new(shared) }
    }

    /// Whether more may be asked; cheap, for doors that refuse before they read.
    pub fn has_room(&self) -> bool {
        self.shared.state.lock().is_ok_and(|state| !state.is_closed && state.waiting < self.shared.room)
    }

    /// How many asks wait.
    pub fn waiting(&self) -> usize {
        self.shared.state.lock().map_or(0, |state| state.waiting)
    }

    /// How many consignments are stuck: their deadline passed and nothing came of it.
    pub fn stuck(&self) -> usize {
        self.shared.stuck.load(Ordering::Relaxed)
    }

    /// Whether this node does what one node does for all: of several on one database, one is on duty.
    pub fn is_on_duty(&self) -> bool {
        self.shared.is_on_duty.load(Ordering::Relaxed)
    }

    /// The turns that were taken.
    pub fn turns(&self) -> &Turns {
        &self.shared.turns
    }

    /// Puts asks into the queue. Those of one call are decided one after the other.
    ///
    /// # Errors
    /// [`Undone::Busy`] where too much waits, [`Undone::Stopped`] where nothing is taken in any more. The reply is
    /// not called then.
    pub fn ask(&self, asks: Vec<Ask>, reply: Reply) -> Result<(), Undone> {
        self.put(Group { asks, ahead: Ahead::default(), reply }, self.shared.room)
    }

    /// The same for some lines of a file, with what was found ahead of them. What was admitted is carried to its end:
    /// whoever brings them waits until there is room, and where others took it in that moment they come all the same.
    ///
    /// # Errors
    /// [`Undone::Stopped`], as above.
    pub(crate) fn ask_given(&self, asks: Vec<Ask>, ahead: Ahead, reply: Reply) -> Result<(), Undone> {
        self.put(Group { asks, ahead, reply }, usize::MAX)
    }

    fn put(&self, group: Group, room: usize) -> Result<(), Undone> {
        let mut state = self.shared.state.lock().map_err(|_| Undone::Stopped)?;
        if state.is_closed {
            return Err(Undone::Stopped);
        }
        if state.waiting >= room {
            return Err(Undone::Busy);
        }
        state.waiting += group.asks.len();
        state.work.push_back(Work::Asks(group));
        drop(state);
        self.shared.wake.notify_one();
        Ok(())
    }

    /// Puts an errand into the queue.
    ///
    /// # Errors
    /// [`Undone::Stopped`]; the errand is not called then.
    pub fn errand(&self, errand: Errand) -> Result<(), Undone> {
        let mut state = self.shared.state.lock().map_err(|_| Undone::Stopped)?;
        if state.is_closed {
            return Err(Undone::Stopped);
        }
        state.work.push_back(Work::Errand(errand));
        drop(state);
        self.shared.wake.notify_one();
        Ok(())
    }

    /// Takes nothing in any more. What waits is still done.
    pub fn close(&self) {
        if let Ok(mut state) = self.shared.state.lock() {
            state.is_closed = true;
        }
        self.shared.wake.notify_one();
    }

    /// Whether nothing is taken in any more.
    pub fn is_closed(&self) -> bool {
        self.shared.state.lock().map_or(true, |state| state.is_closed)
    }

    /// Waits for work, at most so long. None once the queue is closed and empty.
    fn take(&self, most: Duration) -> Option<Vec<Work>> {
        let mut state = self.shared.state.lock().ok()?;
        if state.work.is_empty() && !state.is_closed {
            state = self.shared.wake.wait_timeout(state, most).ok()?.0;
        }
        if state.work.is_empty() && state.is_closed {
            return None;
        }
        let mut taken = Vec::new();
        state.fill(&mut taken);
        Some(taken)
    }

    /// Takes what has come since, as far as a batch has room.
    fn take_more(&self, taken: &mut Vec<Work>) {
        if let Ok(mut state) = self.shared.state.lock() {
            state.fill(taken);
        }
    }
}

impl State {
    /// Moves what waits into a batch until that is full.
    fn fill(&mut self, taken: &mut Vec<Work>) {
        let mut asks: usize = taken.iter().map(Work::asks).sum();
        while asks < BATCH
            && let Some(work) = self.work.pop_front()
        {
            asks += work.asks();
            self.waiting = self.waiting.saturating_sub(work.asks());
            taken.push(work);
        }
    }
}

impl Work {
    fn asks(&self) -> usize {
        match self {
            Work::Asks(group) => group.asks.len(),
            Work::Errand(_) => 0,
        }
    }

    fn refuse(self, undone: Undone) {
        match self {
            Work::Asks(group) => (group.reply)(Err(undone)),
            Work::Errand(errand) => errand(Err(undone)),
        }
    }
}

/// Decides what waits until the queue is closed and empty, or the world fails. Deadlines pass on the way.
///
/// # Errors
/// The store's, when nothing more can be promised, or the clock is wrong. Whoever waits is told so first, and the queue
/// is closed.
pub fn run(lane: &mut Lane, queue: &Queue, clocks: &Clocks) -> Result<(), LaneFailure> {
    let mut last = Last { looked: Timestamp::MIN, sequenced: Timestamp::MIN, rounds: 0 };
    while let Some(taken) = queue.take(Duration::from_millis(250)) {
        let done = turn(lane, queue, taken, clocks, &mut last);
        if let Err(failure) = done {
            queue.close();
            while let Some(left) = queue.take(Duration::ZERO) {
                left.into_iter().for_each(|work| work.refuse(Undone::Stopped));
            }
            return Err(failure);
        }
    }
    lane.take_turn()?;
    while lane.writer().is_on_duty() && lane.sequence()? {}
    Ok(lane.writer().end()?)
}

/// A round in one's turn, with what other nodes wrote meanwhile.
fn turn(
    lane: &mut Lane,
    queue: &Queue,
    mut taken: Vec<Work>,
    clocks: &Clocks,
    last: &mut Last,
) -> Result<(), LaneFailure> {
    if let Err(failure) = take_turn(lane, &queue.shared.turns, clocks) {
        taken.into_iter().for_each(|work| work.refuse(Undone::Stopped));
        return Err(failure);
    }
    queue.shared.is_on_duty.store(lane.writer().is_on_duty(), Ordering::Relaxed);
    // More may have come while others had it: a turn is worth more the fuller its batch is.
    queue.take_more(&mut taken);
    round(lane, queue, taken, &*clocks.clock, last)?;
    Ok(lane.writer().give_turn()?)
}

/// Takes the turn, and compares the clock with that of the server, which tells it with what others wrote: deadlines,
/// days and the order of times in the record go by the clock of whichever node decides.
fn take_turn(lane: &mut Lane, turns: &Turns, clocks: &Clocks) -> Result<(), LaneFailure> {
    let (before, begun) = ((clocks.clock)(), (clocks.stopwatch)());
    let Some(told) = lane.take_turn()? else { return Ok(()) };
    turns.taken.inc();
    turns.waited.inc_by((clocks.stopwatch)().saturating_sub(begun).as_secs_f64());
    let ahead = Compared { before, told, after: (clocks.clock)() }.ahead();
    match clocks.apart {
        Some(apart) if ahead.abs() > apart => Err(LaneFailure::Clock(ahead.as_secs())),
        _ => Ok(()),
    }
}

/// When what is done now and then was done last.
struct Last {
    looked: Timestamp,
    sequenced: Timestamp,
    /// Rounds since it was sequenced.
    rounds: u32,
}

fn round(
    lane: &mut Lane,
    queue: &Queue,
    taken: Vec<Work>,
    clock: &dyn Fn() -> Timestamp,
    last: &mut Last,
) -> Result<(), StoreFailure> {
    let is_idle = taken.is_empty();
    let mut groups = Vec::new();
    for work in taken {
        match work {
            Work::Errand(errand) => errand(Ok(lane)),
            Work::Asks(group) => groups.push(group),
        }
    }
    decide(lane, groups, clock())?;
    if !lane.writer().is_on_duty() {
        return Ok(());
    }
    let now = clock();
    // The clock may be set back; then it is looked again, too.
    if now.duration_since(last.looked).abs() >= TICK {
        match lane.look_again(now, LOOKED_AT).and_then(|()| lane.pass_deadlines(now, OVERDUE)) {
            Ok((passed, stuck)) => {
                queue.shared.stuck.fetch_add(stuck, Ordering::Relaxed);
                // More may have run out than were passed.
                if passed < OVERDUE {
                    last.looked = now;
                }
            }
            // They are passed once there is room.
            Err(StoreFailure::Full) => last.looked = now,
            Err(failure) => return Err(failure),
        }
    }
    last.rounds += 1;
    let is_due = now.duration_since(last.sequenced).abs() >= SEQUENCE || last.rounds >= SEQUENCE_ROUNDS;
    if is_idle || is_due {
        match lane.sequence() {
            Ok(true) => {}
            // What there is no room for is sequenced later.
            Ok(false) | Err(StoreFailure::Full) => (last.sequenced, last.rounds) = (now, 0),
            Err(failure) => return Err(failure),
        }
    }
    match lane.see_to_accounts(now).and_then(|()| lane.forget_past_retention(now)) {
        // They are seen to, and texts erased, once there is room.
        Ok(()) | Err(StoreFailure::Full) => {}
        Err(failure) => return Err(failure),
    }
    match lane.writer().tidy() {
        // So is what was written copied to its place.
        Err(StoreFailure::Full) => Ok(()),
        tidied => tidied,
    }
}

fn decide(lane: &mut Lane, groups: Vec<Group>, now: Timestamp) -> Result<(), StoreFailure> {
    let (mut asks, mut ahead) = (Vec::new(), Ahead::default());
    let (mut sizes, mut replies) = (Vec::new(), Vec::new());
    for group in groups {
        sizes.push(group.asks.len());
        replies.push(group.reply);
        asks.extend(group.asks);
        ahead.add(group.ahead);
    }
    if asks.is_empty() {
        replies.into_iter().for_each(|reply| reply(Ok(Vec::new())));
        return Ok(());
    }
    match lane.process_given(asks, ahead, now) {
        Ok(told) => {
            let mut told = told.into_iter();
            for (reply, size) in replies.into_iter().zip(sizes) {
                reply(Ok(told.by_ref().take(size).collect()));
            }
            Ok(())
        }
        Err(StoreFailure::Full) => {
            replies.into_iter().for_each(|reply| reply(Err(Undone::DiskFull)));
            Ok(())
        }
        Err(failure) => {
            replies.into_iter().for_each(|reply| reply(Err(Undone::Stopped)));
            Err(failure)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lane::{Actor, Wish};

    /// A queue in which groups of so many asks wait.
    fn with(groups: &[usize]) -> Queue {
        let queue = Queue::new(100_000);
        groups.iter().for_each(|asks| add(&queue, *asks));
        queue
    }

    fn add(queue: &Queue, asks: usize) {
        let ask = |_| Ask {
            actor: Actor::program(),
            at: Timestamp::MIN,
            what: Wish::LookAgain(1),
            line: None,
            key: None,
        };
        queue.ask((0..asks).map(ask).collect(), Box::new(|_| ())).unwrap();
    }

    fn sizes(taken: &[Work]) -> Vec<usize> {
        taken.iter().map(Work::asks).collect()
    }

    #[test]
    fn what_comes_before_the_turn_is_there_goes_with_it() {
        let queue = with(&[700]);
        let mut taken = queue.take(Duration::ZERO).unwrap();
        add(&queue, 800);
        queue.errand(Box::new(|_| ())).unwrap();
        add(&queue, 900);
        add(&queue, 1);
        queue.take_more(&mut taken);
        assert_eq!(sizes(&taken), [700, 800, 0, 900], "in their order, until the batch is full");
        assert_eq!(queue.waiting(), 1);
        queue.take_more(&mut taken);
        assert_eq!((taken.len(), queue.waiting()), (4, 1), "a full batch takes nothing more");
    }

    #[test]
    fn lines_of_a_file_that_was_admitted_come_where_others_took_the_room() {
        let queue = Queue::new(10);
        add(&queue, 10);
        let ignored = |_: Result<Vec<Told>, Undone>| ();
        assert!(matches!(queue.ask(Vec::new(), Box::new(ignored)), Err(Undone::Busy)));
        queue.ask_given(Vec::new(), Ahead::default(), Box::new(ignored)).unwrap();
        queue.close();
        let closed = queue.ask_given(Vec::new(), Ahead::default(), Box::new(ignored));
        assert!(matches!(closed, Err(Undone::Stopped)));
    }

    #[test]
    fn a_batch_is_what_waits_until_it_is_full() {
        let queue = with(&[BATCH - 1, 500, 2]);
        assert_eq!(sizes(&queue.take(Duration::ZERO).unwrap()), [BATCH - 1, 500]);
        assert_eq!(queue.waiting(), 2);
        queue.close();
        assert_eq!(sizes(&queue.take(Duration::ZERO).unwrap()), [2], "what waits is still done");
        assert!(queue.take(Duration::ZERO).is_none());
    }
}
