//! Work that threads bring in any order and that is done one after the other, by number, while nobody waits.

use std::collections::BTreeMap;
use std::sync::Mutex;

/// Something that is used in turn for the work that is brought.
pub(crate) struct Turns<T, W> {
    state: Mutex<State<T, W>>,
}

struct State<T, W> {
    /// Whose turn it is.
    next: u64,
    /// What came before its turn.
    early: BTreeMap<u64, W>,
    /// Away while a thread uses it, and for good after that failed.
    shared: Option<Box<T>>,
}

impl<T, W> Turns<T, W> {
    pub(crate) fn new(shared: T) -> Turns<T, W> {
        Turns { state: Mutex::new(State { next: 0, early: BTreeMap::new(), shared: Some(Box::new(shared)) }) }
    }

    /// Brings work, does all whose turn has come and gives what came of it. It is nothing if the turn is not yet
    /// there, or if another thread is at it: that one sees to this work as well.
    pub(crate) fn bring<E>(
        &self,
        number: u64,
        work: W,
        mut act: impl FnMut(&mut T, W) -> Result<W, E>,
    ) -> Result<Vec<W>, E> {
        let mut done = Vec::new();
        let Ok(mut state) = self.state.lock() else { return Ok(done) };
        state.early.insert(number, work);
        let Some(mut shared) = state.shared.take() else { return Ok(done) };
        loop {
            let next = state.next;
            let Some(work) = state.early.remove(&next) else {
                state.shared = Some(shared);
                return Ok(done);
            };
            drop(state);
            done.push(act(&mut shared, work)?);
            state = match self.state.lock() {
                Ok(state) => state,
                Err(_) => return Ok(done),
            };
            state.next += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Turns;
    use std::sync::Mutex;
    use std::thread;

    #[test]
    fn all_is_done_once_and_in_order() {
        let turns = Turns::new(Vec::new());
        let done = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for first in [3, 0, 2, 1_u64] {
                let (turns, done) = (&turns, &done);
                scope.spawn(move || {
                    for number in (first..4_000).step_by(4) {
                        let act = |seen: &mut Vec<u64>, work: u64| {
                            seen.push(work);
                            Ok::<u64, ()>(work)
                        };
                        done.lock().unwrap().extend(turns.bring(number, number, act).unwrap());
                    }
                });
            }
        });
        let all: Vec<u64> = (0..4_000).collect();
        let mut given = done.into_inner().unwrap();
        given.sort_unstable();
        assert_eq!(given, all);
        assert_eq!(turns.state.into_inner().unwrap().shared.as_deref(), Some(&all));
    }
}
