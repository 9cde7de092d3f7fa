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

/// The most asks decided and committed at once, of what is asked singly as of lines of files.
const BATCH: usize = 2_000;
/// The most errands of a round.
const ERRANDS: usize = 100;
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
    errands: VecDeque<Errand>,
    singly: VecDeque<Group>,
    lines: VecDeque<Group>,
    /// How many asks wait.
    waiting: usize,
    is_closed: bool,
}

/// What is done in one round, in this order. Somebody waits for what is asked singly, and for an errand; who sends a
/// file waits for all of it.
#[derive(Default)]
struct Work {
    errands: Vec<Errand>,
    singly: Vec<Group>,
    /// Lines of files.
    lines: Vec<Group>,
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
        let group = Group { asks, ahead: Ahead::default(), reply };
        self.put(group, self.shared.room, |state| &mut state.singly)
    }

    /// The same for some lines of a file, with what was found ahead of them. What was admitted is carried to its end:
    /// whoever brings them waits until there is room, and where others took it in that moment they come all the same.
    ///
    /// # Errors
    /// [`Undone::Stopped`], as above.
    pub(crate) fn ask_given(&self, asks: Vec<Ask>, ahead: Ahead, reply: Reply) -> Result<(), Undone> {
        self.put(Group { asks, ahead, reply }, usize::MAX, |state| &mut state.lines)
    }

    fn put(
        &self,
        group: Group,
        room: usize,
        among: impl FnOnce(&mut State) -> &mut VecDeque<Group>,
    ) -> Result<(), Undone> {
        let mut state = self.shared.state.lock().map_err(|_| Undone::Stopped)?;
        if state.is_closed {
            return Err(Undone::Stopped);
        }
        if state.waiting >= room {
            return Err(Undone::Busy);
        }
        state.waiting += group.asks.len();
        among(&mut state).push_back(group);
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
        state.errands.push_back(errand);
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
    fn take(&self, most: Duration) -> Option<Work> {
        let mut state = self.shared.state.lock().ok()?;
        if state.is_empty() && !state.is_closed {
            state = self.shared.wake.wait_timeout(state, most).ok()?.0;
        }
        if state.is_empty() && state.is_closed {
            return None;
        }
        let mut taken = Work::default();
        state.fill(&mut taken);
        Some(taken)
    }

    /// Takes what has come since, as far as there is room in a round.
    fn take_more(&self, taken: &mut Work) {
        if let Ok(mut state) = self.shared.state.lock() {
            state.fill(taken);
        }
    }
}

impl State {
    fn is_empty(&self) -> bool {
        self.errands.is_empty() && self.singly.is_empty() && self.lines.is_empty()
    }

    /// Moves what waits into a round until its batches are full.
    fn fill(&mut self, taken: &mut Work) {
        let room = ERRANDS.saturating_sub(taken.errands.len());
        taken.errands.extend(self.errands.drain(..self.errands.len().min(room)));
        for (from, to) in [(&mut self.singly, &mut taken.singly), (&mut self.lines, &mut taken.lines)] {
            let mut asks: usize = to.iter().map(|group| group.asks.len()).sum();
            while asks < BATCH
                && let Some(group) = from.pop_front()
            {
                asks += group.asks.len();
                self.waiting = self.waiting.saturating_sub(group.asks.len());
                to.push(group);
            }
        }
    }
}

impl Work {
    fn is_empty(&self) -> bool {
        self.errands.is_empty() && self.singly.is_empty() && self.lines.is_empty()
    }

    fn refuse(self, undone: Undone) {
        self.errands.into_iter().for_each(|errand| errand(Err(undone)));
        self.singly.into_iter().chain(self.lines).for_each(|group| (group.reply)(Err(undone)));
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
                left.refuse(Undone::Stopped);
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
    mut taken: Work,
    clocks: &Clocks,
    last: &mut Last,
) -> Result<(), LaneFailure> {
    if let Err(failure) = take_turn(lane, &queue.shared.turns, clocks) {
        taken.refuse(Undone::Stopped);
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
    taken: Work,
    clock: &dyn Fn() -> Timestamp,
    last: &mut Last,
) -> Result<(), StoreFailure> {
    let is_idle = taken.is_empty();
    taken.errands.into_iter().for_each(|errand| errand(Ok(lane)));
    if let Err(failure) = decide(lane, taken.singly, clock()) {
        taken.lines.into_iter().for_each(|group| (group.reply)(Err(Undone::Stopped)));
        return Err(failure);
    }
    decide(lane, taken.lines, clock())?;
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
        queue.ask((0..asks).map(look_again).collect(), Box::new(|_| ())).unwrap();
    }

    fn look_again(_: usize) -> Ask {
        let what = Wish::LookAgain(1);
        Ask { actor: Actor::program(), at: Timestamp::MIN, what, line: None, key: None }
    }

    fn sizes(groups: &[Group]) -> Vec<usize> {
        groups.iter().map(|group| group.asks.len()).collect()
    }

    /// Lines of files.
    fn add_lines(queue: &Queue, asks: usize) {
        let asks = (0..asks).map(look_again).collect();
        queue.ask_given(asks, Ahead::default(), Box::new(|_| ())).unwrap();
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
        assert_eq!(sizes(&taken.singly), [700, 800, 900], "in their order, until the batch is full");
        assert_eq!((taken.errands.len(), queue.waiting()), (1, 1));
        queue.take_more(&mut taken);
        assert_eq!((taken.singly.len(), queue.waiting()), (3, 1), "a full batch takes nothing more");
    }

    #[test]
    fn errands_leave_room_for_asks() {
        let queue = Queue::new(100_000);
        (0..=ERRANDS).for_each(|_| queue.errand(Box::new(|_| ())).unwrap());
        add(&queue, 1);
        let mut taken = queue.take(Duration::ZERO).unwrap();
        queue.take_more(&mut taken);
        assert_eq!((taken.errands.len(), sizes(&taken.singly)), (ERRANDS, vec![1]));
        queue.close();
        assert_eq!(queue.take(Duration::ZERO).unwrap().errands.len(), 1, "what is left is done next");
        assert!(queue.take(Duration::ZERO).is_none());
    }

    #[test]
    fn lines_of_files_keep_nobody_back() {
        let queue = Queue::new(100_000);
        (0..10).for_each(|_| add_lines(&queue, 500));
        add(&queue, 1);
        queue.errand(Box::new(|_| ())).unwrap();
        let taken = queue.take(Duration::ZERO).unwrap();
        assert_eq!((taken.errands.len(), sizes(&taken.singly)), (1, vec![1]));
        assert_eq!(sizes(&taken.lines), [500; 4], "nor does anybody keep them back");
        (0..10).for_each(|_| add(&queue, 500));
        let taken = queue.take(Duration::ZERO).unwrap();
        assert_eq!((sizes(&taken.singly), sizes(&taken.lines)), (vec![500; 4], vec![500; 4]));
        assert_eq!(queue.waiting(), 10 * 500 + 10 * 500 - 3 * BATCH);
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
        assert_eq!(sizes(&queue.take(Duration::ZERO).unwrap().singly), [BATCH - 1, 500]);
        assert_eq!(queue.waiting(), 2);
        queue.close();
        assert_eq!(sizes(&queue.take(Duration::ZERO).unwrap().singly), [2], "what waits is still done");
        assert!(queue.take(Duration::ZERO).is_none());
    }
}
