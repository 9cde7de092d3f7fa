//! A body on its way: its pieces, their fingerprint, and the patience for them.

use crate::http::keys::Fingerprint;
use crate::http::{Caller, Code, Problem, Shared};
use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Pieces of a body that may wait to be read.
const PIECES: usize = 8;
/// About how many bytes of a body are kept at once.
const PART: usize = 1 << 20;
/// The fewest bytes that must come in the time that a body may stand still.
const PACE: usize = 1 << 10;
/// What is still read of a body that is refused, so that whoever sends it comes to read why.
const COURTESY: u64 = 1 << 20;

/// The patience for what comes in: so long it may stand still, or drip.
pub(crate) struct Pace {
    patience: Duration,
    /// By when how many more bytes must be here.
    due: (Instant, usize),
}

impl Pace {
    pub(crate) fn new(patience: Duration) -> Pace {
        Pace { patience, due: (Instant::now() + patience, PACE) }
    }

    /// Waits for what comes next.
    pub(crate) async fn wait<T>(&self, coming: impl Future<Output = T>) -> Result<T, Problem> {
        tokio::time::timeout_at(self.due.0, coming).await.map_err(|_| Problem::of(Code::TimedOut))
    }

    /// So many bytes came.
    pub(crate) fn came(&mut self, bytes: usize) {
        self.due.1 = self.due.1.saturating_sub(bytes);
        if self.due.1 == 0 {
            self.due = (Instant::now() + self.patience, PACE);
        }
    }

    /// So long nothing was waited for that comes in: it was not taken.
    fn put_off(&mut self, time: Duration) {
        self.due.0 += time;
    }
}

/// A body that comes in.
pub(in crate::http) struct Arrival {
    body: Body,
    pace: Pace,
    fingerprint: Fingerprint,
    shared: Arc<Shared>,
    organisation: Arc<str>,
}

impl Arrival {
    /// What a caller sends to a path.
    pub(in crate::http) fn new(shared: &Arc<Shared>, caller: &Caller, path: &str, body: Body) -> Arrival {
        Arrival {
            body,
            pace: Pace::new(shared.patience),
            fingerprint: Fingerprint::of_path(path),
            shared: Arc::clone(shared),
            organisation: Arc::clone(&caller.organisation),
        }
    }

    /// The fingerprint of what has come in.
    pub(in crate::http) fn fingerprint(self) -> [u8; 16] {
        self.fingerprint.bytes()
    }

    /// The next piece; none at the end. Whoever is frozen out meanwhile brings no more.
    async fn piece(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            let frame = self.pace.wait(self.body.frame()).await?;
            self.shared.frozen.admit(&self.organisation)?;
            let frame = match frame {
                None => return Ok(None),
                Some(Err(_)) => return Err(Problem::unreadable("", "the body ended before its end")),
                Some(Ok(frame)) => frame,
            };
            if let Ok(bytes) = frame.into_data() {
                self.fingerprint.add(&bytes);
                self.pace.came(bytes.len());
                return Ok(Some(bytes));
            }
        }
    }

    /// Reads on without using it, at most so many bytes.
    pub(in crate::http) async fn pass_over(&mut self, most: u64) -> Result<(), Problem> {
        let mut left = most;
        while left > 0 {
            let Some(piece) = self.piece().await? else { return Ok(()) };
            left = left.saturating_sub(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        }
        Ok(())
    }

    /// The next bytes, cut anywhere; empty at the end.
    pub(in crate::http) async fn part(&mut self) -> Result<Vec<u8>, Problem> {
        let mut part = Vec::new();
        while part.len() < PART {
            let Some(piece) = self.piece().await? else { break };
            part.extend_from_slice(&piece);
        }
        Ok(part)
    }

    /// Hands the pieces on as they come. Whoever takes them may stop: what they say then is the answer.
    pub(in crate::http) async fn forward(
        &mut self,
        pieces: mpsc::Sender<io::Result<Bytes>>,
    ) -> Result<(), Problem> {
        loop {
            match self.piece().await {
                Ok(None) => return Ok(()),
                Ok(Some(bytes)) => {
                    let came = Instant::now();
                    if pieces.send(Ok(bytes)).await.is_err() {
                        return self.pass_over(COURTESY).await;
                    }
                    self.pace.put_off(came.elapsed());
                }
                Err(problem) => {
                    let _ = pieces.send(Err(io::ErrorKind::UnexpectedEof.into())).await;
                    return Err(problem);
                }
            }
        }
    }
}

/// The pieces of a body as a stream of bytes, for a thread that may wait.
pub(in crate::http) struct Pieces {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    rest: Bytes,
}

impl Pieces {
    pub(in crate::http) fn new() -> (mpsc::Sender<io::Result<Bytes>>, Pieces) {
        let (sender, pieces) = mpsc::channel(PIECES);
        (sender, Pieces { pieces, rest: Bytes::new() })
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.pieces.blocking_recv() {
                None => return Ok(0),
                Some(piece) => self.rest = piece?,
            }
        }
        let length = self.rest.len().min(buffer.len());
        let piece = self.rest.split_to(length);
        if let Some(start) = buffer.get_mut(..length) {
            start.copy_from_slice(&piece);
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::sleep;

    #[tokio::test]
    async fn patience_ends_and_what_was_not_taken_does_not_count() {
        let (patience, coming) = (Duration::from_millis(20), Duration::from_millis(60));
        let mut pace = Pace::new(patience);
        assert!(pace.wait(sleep(coming)).await.is_err_and(|problem| problem.is(Code::TimedOut)));
        pace = Pace::new(patience);
        pace.put_off(Duration::from_secs(60));
        assert!(pace.wait(sleep(coming)).await.is_ok());
    }
}
