//! A window over a byte stream: what was read and not yet passed.

use std::io::{self, ErrorKind, Read};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Grows only while its user passes nothing, so whoever passes what is over a limit bounds it.
#[derive(Debug)]
pub(super) struct Window<R> {
    read: R,
    bytes: Vec<u8>,
    from: usize,
    to: usize,
    step: usize,
    has_begun: bool,
    has_ended: bool,
}

impl<R: Read> Window<R> {
    /// A window that grows by so many bytes.
    pub(super) fn new(read: R, step: usize) -> Window<R> {
        let step = step.max(BYTE_ORDER_MARK.len());
        Window { read, bytes: vec![0; step], from: 0, to: 0, step, has_begun: false, has_ended: false }
    }

    /// What was read and not yet passed.
    pub(super) fn rest(&self) -> &[u8] {
        self.bytes.get(self.from..self.to).unwrap_or_default()
    }

    /// Passes so many bytes.
    pub(super) fn pass(&mut self, count: usize) {
        self.from = self.from.saturating_add(count).min(self.to);
    }

    /// Whether nothing will follow what [`Window::rest`] holds.
    pub(super) fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// Reads on, once. Whether there was something; if not, the stream has ended.
    pub(super) fn more(&mut self) -> io::Result<bool> {
        if self.has_begun {
            return self.fill();
        }
        self.has_begun = true;
        while self.rest().len() < BYTE_ORDER_MARK.len() && self.fill()? {}
        if self.rest().starts_with(BYTE_ORDER_MARK) {
            self.pass(BYTE_ORDER_MARK.len());
        }
        Ok(!self.rest().is_empty() || !self.has_ended)
    }

    /// The bytes that the window holds at most so far.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    fn fill(&mut self) -> io::Result<bool> {
        if self.from > 0 {
            self.bytes.copy_within(self.from..self.to, 0);
            self.to -= self.from;
            self.from = 0;
        }
        if self.to == self.bytes.len() {
            self.bytes.reserve_exact(self.step);
            self.bytes.resize(self.to + self.step, 0);
        }
        let room = self.bytes.get_mut(self.to..).unwrap_or_default();
        let count = loop {
            match self.read.read(room) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.has_ended = count == 0;
        self.to = self.to.saturating_add(count).min(self.bytes.len());
        Ok(count > 0)
    }
}
