//! Work that nobody waits for.

use std::sync::{Arc, Mutex};
use std::thread;

/// Does something on a thread of its own; here and now where there can be no other thread.
pub fn beside(work: impl FnOnce() + Send + 'static) {
    let work = Arc::new(Mutex::new(Some(work)));
    let take = |work: &Mutex<Option<_>>| work.lock().ok().and_then(|mut work| work.take());
    let theirs = Arc::clone(&work);
    let spawned = thread::Builder::new().spawn(move || {
        if let Some(work) = take(&theirs) {
            work();
        }
    });
    if spawned.is_err()
        && let Some(work) = take(&work)
    {
        work();
    }
}
