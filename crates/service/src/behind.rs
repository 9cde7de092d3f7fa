//! Work that lets others go first: that of files, whose lines wait for each other anyway.
//!
//! The lane is one thread. On few cores it would share them evenly with every file that comes in, and each of them
//! would wait for it; and so would whoever asks singly. What is begun here may wait; it must not begin anything for
//! the asynchronous runtime, since nobody drives the one that these threads belong to.

use std::io;
use std::sync::Mutex;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// How far behind, in steps of `nice(2)`: Linux gives such a thread a tenth of what it gives another one.
#[cfg(target_os = "linux")]
const STEPS: i32 = 10;

/// How long a thread waits for the next file. The memory of the file before is at hand for it; a new thread begins with
/// memory that the system has yet to clear.
const WAITING: Duration = Duration::from_mins(1);

/// Threads that let others go first, for work that may wait.
pub(crate) struct Behind {
    /// None once it has ended.
    runtime: Mutex<Option<Runtime>>,
}

impl Behind {
    /// No thread yet: they begin with the work.
    ///
    /// # Errors
    /// There can be no runtime.
    pub(crate) fn new() -> io::Result<Behind> {
        let runtime = Builder::new_current_thread()
            .thread_name("file")
            .thread_keep_alive(WAITING)
            .on_thread_start(let_others_first)
            .build()?;
        Ok(Behind { runtime: Mutex::new(Some(runtime)) })
    }

    /// Begins something on such a thread, unless they have ended; what comes of it can be waited for.
    pub(crate) fn begin<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<JoinHandle<T>> {
        self.runtime.lock().ok()?.as_ref().map(|runtime| runtime.spawn_blocking(work))
    }

    /// Waits until what a thread has taken up is over, at most so long. Nothing more is begun.
    pub(crate) fn end(&self, most: Duration) {
        if let Ok(mut runtime) = self.runtime.lock()
            && let Some(runtime) = runtime.take()
        {
            runtime.shutdown_timeout(most);
        }
    }
}

impl Drop for Behind {
    /// Whoever drops it may be at what must not wait.
    fn drop(&mut self) {
        self.end(Duration::ZERO);
    }
}

/// This thread lets others go first from here on. Where a system knows steps for whole processes only, it does not.
pub(crate) fn let_others_first() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(STEPS);
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::process::getpriority_process;

    #[test]
    fn such_a_thread_lets_this_one_go_first_and_is_used_again() {
        let behind = Behind::new().unwrap();
        let here = getpriority_process(None).unwrap();
        let asked = || (getpriority_process(None).unwrap(), std::thread::current().id());
        let waiting = Builder::new_current_thread().build().unwrap();
        let first = waiting.block_on(behind.begin(asked).unwrap()).unwrap();
        assert_eq!(first.0, (here + STEPS).min(19));
        assert!(first.0 > here || here == 19, "somebody has put all of this behind as far as can be");
        assert_eq!(getpriority_process(None).unwrap(), here, "nobody else");
        // It may not have come back yet when its end is told.
        let again = |_| waiting.block_on(behind.begin(asked).unwrap()).unwrap().1 == first.1;
        assert!((0..100).any(again));
    }

    #[test]
    fn the_end_waits_for_what_was_begun_and_begins_nothing() {
        let (behind, (sender, receiver)) = (Behind::new().unwrap(), std::sync::mpsc::channel());
        let work = move || {
            sender.send("begun").unwrap();
            std::thread::sleep(Duration::from_millis(50));
            sender.send("over").unwrap();
        };
        assert!(behind.begin(work).is_some());
        // What no thread has taken up by the end is not begun any more.
        assert_eq!(receiver.recv(), Ok("begun"));
        behind.end(Duration::from_mins(1));
        assert_eq!(receiver.try_recv(), Ok("over"));
        assert!(behind.begin(|| ()).is_none());
    }
}
