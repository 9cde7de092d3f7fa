//! The signals by which the system tells the process to end, watched from any thread.

use std::io;
use std::thread;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// Whether the process was told to end. Copies say the same.
#[derive(Clone)]
pub struct Signals {
    told: watch::Receiver<bool>,
}

impl Signals {
    /// Watches from now on: the process does not end by itself any more when it is told to.
    ///
    /// # Errors
    /// The system has no thread or no signal to watch.
    pub fn watch() -> io::Result<Signals> {
        let (teller, told) = watch::channel(false);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let watched = {
            let _inside = runtime.enter();
            [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal)
        };
        let [interrupted, terminated, hung_up] = watched;
        let (interrupted, terminated, hung_up) = (interrupted?, terminated?, hung_up?);
        let wait = move || {
            runtime.block_on(any(interrupted, terminated, hung_up));
            // Nobody may listen any more.
            let _ = teller.send(true);
        };
        thread::Builder::new().name("signals".to_owned()).spawn(wait)?;
        Ok(Signals { told })
    }

    /// Whether it was told.
    pub fn were_given(&self) -> bool {
        *self.told.borrow()
    }

    /// Waits until it is told, or until something else comes.
    pub async fn or(mut self, other: impl Future<Output = ()>) {
        tokio::select! {
            _ = self.told.wait_for(|told| *told) => {}
            () = other => {}
        }
    }
}

async fn any(mut interrupted: Signal, mut terminated: Signal, mut hung_up: Signal) {
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
        _ = hung_up.recv() => {}
    }
}
