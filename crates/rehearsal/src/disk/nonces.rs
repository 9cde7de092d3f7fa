//! The nonces that SQLite draws from the system, replaced on the disk by ones from the seed.
//!
//! SQLite salts each round of its log and each rollback journal, and there is no way without `unsafe` to have it
//! draw them from a seed. Who wrote a file reads it back as written; what is on the disk, and all that a reboot
//! shows, has other salts. The checksums are sums of what they cover, so that a change of salt moves all that
//! follow by an amount which does not depend on the pages: what was valid stays valid, what was torn stays torn.
//! Formats: <https://www.sqlite.org/fileformat2.html>, sections 3 and 4.

use crate::draw::Draw;
use sqlite_vfs::OpenKind;

/// What is known of a file's nonces.
#[derive(Debug)]
pub(super) enum Nonces {
    /// A file without any.
    None,
    Log(Option<Log>),
    Journal(Option<Journal>),
}

impl Nonces {
    pub(super) fn of(kind: OpenKind) -> Self {
        match kind {
            OpenKind::Wal => Self::Log(None),
            OpenKind::MainJournal => Self::Journal(None),
            _ => Self::None,
        }
    }

    /// After a reboot SQLite goes on from the nonces it finds, which are ours.
    pub(super) fn afresh(&self) -> Self {
        match self {
            Self::None => Self::None,
            Self::Log(_) => Self::Log(None),
            Self::Journal(_) => Self::Journal(None),
        }
    }

    /// The bytes of a write as they go on the disk.
    pub(super) fn settle(&mut self, at: usize, bytes: &[u8], draw: &mut Draw) -> Vec<u8> {
        let mut settled = bytes.to_vec();
        match self {
            Self::None => {}
            Self::Log(log) if is_log_header(at, bytes) => {
                *log = Some(Log::begin(log.as_ref(), &mut settled, draw));
            }
            Self::Log(Some(log)) => log.settle(at, &mut settled),
            Self::Log(None) => {}
            Self::Journal(journal) if is_journal_header(at, bytes) => {
                *journal = Some(Journal::begin(journal.as_ref(), &mut settled, draw));
            }
            Self::Journal(Some(journal)) => journal.settle(at, &mut settled),
            Self::Journal(None) => {}
        }
        settled
    }
}

/// Two numbers: a pair of salts, or a checksum of the log.
type Pair = (u32, u32);

const LOG_HEADER: usize = 32;
const LOG_SALTS: usize = 16;
const LOG_SUM: usize = 24;
const FRAME_HEADER: usize = 24;
const FRAME_SALTS: usize = 8;
const FRAME_SUM: usize = 16;

fn is_log_header(at: usize, bytes: &[u8]) -> bool {
    at == 0 && bytes.len() == LOG_HEADER && word(bytes, 0) & !1 == 0x377f_0682
}

/// One round of the log, from its header to the next.
#[derive(Debug)]
pub(super) struct Log {
    drawn: Pair,
    ours: Pair,
    page: usize,
    /// How far our checksum is ahead after the header and after each frame.
    ahead: Vec<Pair>,
}

impl Log {
    fn begin(last: Option<&Self>, header: &mut [u8], draw: &mut Draw) -> Self {
        let drawn = pair(header, LOG_SALTS);
        let ours = match last {
            // The header is written again when the first transaction of a round failed.
            Some(last) if last.drawn == drawn => last.ours,
            _ => salts(draw.bits()),
        };
        let sum = pair(header, LOG_SUM);
        set_pair(header, LOG_SALTS, ours);
        let our_sum = header_sum(header);
        set_pair(header, LOG_SUM, our_sum);
        let ahead = (our_sum.0.wrapping_sub(sum.0), our_sum.1.wrapping_sub(sum.1));
        Self { drawn, ours, page: word(header, 8) as usize, ahead: vec![ahead] }
    }

    /// SQLite writes the header of a frame by itself.
    fn settle(&mut self, at: usize, bytes: &mut [u8]) {
        let frame = FRAME_HEADER + self.page;
        let Some(place) = at.checked_sub(LOG_HEADER) else { return };
        let is_frame_header = place.is_multiple_of(frame) && bytes.len() == FRAME_HEADER;
        if !is_frame_header || pair(bytes, FRAME_SALTS) != self.drawn {
            return;
        }
        let ahead = self.ahead_after(place / frame + 1);
        let sum = pair(bytes, FRAME_SUM);
        set_pair(bytes, FRAME_SALTS, self.ours);
        set_pair(bytes, FRAME_SUM, (sum.0.wrapping_add(ahead.0), sum.1.wrapping_add(ahead.1)));
    }

    /// A frame's sum covers eight bytes of its header, and its page.
    fn ahead_after(&mut self, frames: usize) -> Pair {
        while self.ahead.len() <= frames {
            let before = self.ahead.last().copied().unwrap_or_default();
            let steps = std::iter::repeat_n((0, 0), (8 + self.page) / 8);
            self.ahead.push(steps.fold(before, add));
        }
        self.ahead.get(frames).copied().unwrap_or_default()
    }
}

/// The checksum of a log's header, in words of the order that its magic number tells.
fn header_sum(header: &[u8]) -> Pair {
    let big_end_first = word(header, 0) & 1 == 1;
    let in_order = |at| if big_end_first { word(header, at) } else { word(header, at).swap_bytes() };
    let words = (0..LOG_SUM).step_by(8).map(|at| (in_order(at), in_order(at + 4)));
    words.fold((0, 0), add)
}

/// One step of the log's checksum.
fn add(sum: Pair, words: Pair) -> Pair {
    let first = sum.0.wrapping_add(words.0).wrapping_add(sum.1);
    (first, sum.1.wrapping_add(words.1).wrapping_add(first))
}

const JOURNAL_HEADER: usize = 28;
const JOURNAL_NONCE: usize = 12;
const SMALLEST_PAGE: usize = 512;

/// Headers stand at the beginning of a sector and pages never do. One of zeros ends a journal.
fn is_journal_header(at: usize, bytes: &[u8]) -> bool {
    at.is_multiple_of(SMALLEST_PAGE) && bytes.len() >= JOURNAL_HEADER && bytes.iter().any(|&byte| byte != 0)
}

/// A rollback journal, of which SQLite makes one before it has a log.
#[derive(Debug)]
pub(super) struct Journal {
    drawn: u32,
    ours: u32,
    /// Where the page written last ends, and its checksum comes.
    page_end: Option<usize>,
}

impl Journal {
    fn begin(last: Option<&Self>, header: &mut [u8], draw: &mut Draw) -> Self {
        let drawn = word(header, JOURNAL_NONCE);
        let ours = match last {
            Some(last) if last.drawn == drawn => last.ours,
            _ => salts(draw.bits()).0,
        };
        set_word(header, JOURNAL_NONCE, ours);
        Self { drawn, ours, page_end: None }
    }

    fn settle(&mut self, at: usize, bytes: &mut [u8]) {
        if bytes.len() == 4 && self.page_end == Some(at) {
            let ahead = self.ours.wrapping_sub(self.drawn);
            set_word(bytes, 0, word(bytes, 0).wrapping_add(ahead));
        }
        self.page_end = (bytes.len() >= SMALLEST_PAGE).then_some(at + bytes.len());
    }
}

fn salts(bits: u64) -> Pair {
    let [a, b, c, d, e, f, g, h] = bits.to_be_bytes();
    (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]))
}

fn pair(bytes: &[u8], at: usize) -> Pair {
    (word(bytes, at), word(bytes, at + 4))
}

fn set_pair(bytes: &mut [u8], at: usize, pair: Pair) {
    set_word(bytes, at, pair.0);
    set_word(bytes, at + 4, pair.1);
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().map_or(0, u32::from_be_bytes)
}

fn set_word(bytes: &mut [u8], at: usize, word: u32) {
    if let Some(place) = bytes.get_mut(at..).and_then(|rest| rest.first_chunk_mut()) {
        *place = word.to_be_bytes();
    }
}
