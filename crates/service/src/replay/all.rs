//! Everything replayed, on as many threads as there are cores.
//!
//! Entries of different consignments do not depend on each other: each thread reads all of the journal and decides the
//! entries of its share of the consignments. Where two were joined, it replays the other one as well. What is counted
//! again goes over the whole database on a thread of its own.

use super::{AT_HAND, Difference, Replay, Replayed, recorded};
use crate::lane::consignment_id;
use evidence::{Origin, VerifyingKey};
use std::collections::VecDeque;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use store::row::encode_case;
use store::{BatchRow, Block, Entry, Reader, StoreFailure, short_hash};

/// Batches read at once.
const PAGE: usize = 200;
/// Consignments read at once.
const CONSIGNMENTS: usize = 1_000;
/// Blocks of entries that are kept at hand.
const BLOCKS: usize = 64;

/// What one of several threads does.
#[derive(Clone, Copy)]
struct Share {
    index: u64,
    of: NonZeroU64,
}

impl Share {
    fn has(self, number: u64) -> bool {
        number % self.of == self.index
    }
}

/// What a thread found, and the returns of vendors that its entries tell of.
type Found = Result<(Replayed, u64), StoreFailure>;

impl Replay<'_> {
    /// Replays everything. `progress` is told the entries so far.
    ///
    /// # Errors
    /// The store's.
    pub fn all(&mut self, progress: impl Fn(u64) + Sync) -> Result<Replayed, StoreFailure> {
        let (reader, key, origin) = (self.reader, self.key, &self.origin);
        // Beside a server more comes meanwhile: every thread ends at the same entry.
        let last = reader.last_batch()?.map_or(0, |batch| batch.first + batch.entries - 1);
        let of = thread::available_parallelism().map_or(1, |cores| u64::try_from(cores.get()).unwrap_or(1));
        let of = NonZeroU64::new(of).unwrap_or(NonZeroU64::MIN);
        let readers = (0..of.get()).map(|_| reader.another()).collect::<Result<Vec<_>, _>>()?;
        let counting = reader.another()?;
        let done = AtomicU64::new(0);
        let told = |entries| progress(done.fetch_add(entries, Ordering::Relaxed) + entries);
        let (shares, views) = thread::scope(|scope| {
            let views = scope.spawn(move || counting.differing_views());
            let begin = |(reader, index): (Reader, u64)| {
                scope.spawn(move || replay_share(&reader, (key, origin), Share { index, of }, last, told))
            };
            let shares: Vec<_> = readers.into_iter().zip(0..).map(begin).collect();
            let shares: Vec<Found> =
                shares.into_iter().map(|share| share.join().unwrap_or_else(|_| Err(ended()))).collect();
            (shares, views.join().unwrap_or_else(|_| Err(ended())))
        });
        let (mut replayed, mut vendor_returns) = (Replayed::default(), 0);
        for share in shares {
            let (found, returns) = share?;
            replayed.add(found);
            vendor_returns += returns;
        }
        replayed.differences.sort_by_key(|difference| difference.entry);
        let kept = reader.vendor_return_count(last)?;
        if kept > vendor_returns {
            let recorded = format!("{vendor_returns} returns of vendors");
            replayed.differences.push(of_all(recorded, format!("{kept} are kept: some have no entry")));
        }
        let views = views?.into_iter().map(|view| of_all(view, "counted again it is another".to_owned()));
        replayed.differences.extend(views);
        Ok(replayed)
    }

    /// Replays a share of the entries up to one.
    fn entries(
        &mut self,
        share: Share,
        last: u64,
        progress: impl Fn(u64),
        replayed: &mut Replayed,
    ) -> Result<(), StoreFailure> {
        let (mut next, mut turn) = (1, 0);
        loop {
            let mut batches = self.reader.batches_from(next, PAGE)?;
            batches.retain(|batch| batch.first <= last);
            if batches.is_empty() {
                return Ok(());
            }
            let before = replayed.entries;
            for batch in &batches {
                if batch.first != next && share.index == 0 {
                    replayed.differences.push(gap(next, batch.first));
                }
                next = batch.first + batch.entries;
                self.batch(batch, share, turn, replayed)?;
                turn += 1;
            }
            progress(replayed.entries - before);
        }
    }

    /// Replays a share of the entries of a batch, and looks at its proof when that is this thread's turn.
    fn batch(
        &mut self,
        batch: &BatchRow,
        share: Share,
        turn: u64,
        replayed: &mut Replayed,
    ) -> Result<(), StoreFailure> {
        let entries = self.reader.entries(batch)?;
        if share.has(turn) {
            self.check_proof(batch, &entries, replayed);
        }
        for (number, bytes) in (batch.first..).zip(&entries) {
            let entry = Entry::decode(bytes)?;
            // What is about no consignment depends on no other entry.
            let of = if entry.consignment == 0 { number } else { entry.consignment };
            if share.has(of) {
                self.entry(batch, number, &entry, replayed)?;
            }
        }
        Ok(())
    }

    /// Whether every consignment of a share stands where its last entry left it.
    fn compare_consignments(&self, share: Share, replayed: &mut Replayed) -> Result<(), StoreFailure> {
        let mut blocks = Blocks { reader: self.reader, at_hand: VecDeque::new() };
        let mut from = 0;
        for page in 0_u64.. {
            let numbers = self.reader.consignments_from(from, CONSIGNMENTS)?;
            let Some(last) = numbers.last() else { break };
            from = last + 1;
            // Neighbours were mostly decided together: a thread reads their blocks once.
            let numbers = if share.has(page) { numbers } else { Vec::new() };
            for number in numbers {
                let Some(held) = self.reader.load(number)? else { continue };
                let bytes = blocks.entry(held.entry)?;
                let entry = Entry::decode(&bytes)?;
                // A case whose texts are erased lacks what belongs to them; what is kept of it is still the same.
                let stands = match self.reader.lacks_texts(&held)? {
                    true => held.row_hash(),
                    false => short_hash(&encode_case(&held.case)?),
                };
                if entry.consignment != number || entry.result.is_none_or(|decided| decided.case != stands) {
                    replayed.differences.push(Difference {
                        entry: held.entry,
                        consignment: Some(consignment_id(number)),
                        recorded: recorded(&entry),
                        replayed: "the consignment as it is kept is another one".to_owned(),
                    });
                }
            }
        }
        Ok(())
    }
}

fn replay_share(
    reader: &Reader,
    (key, origin): (VerifyingKey, &Origin),
    share: Share,
    last: u64,
    progress: impl Fn(u64),
) -> Found {
    let mut replay = Replay::new(reader, key, origin.clone());
    replay.at_hand = AT_HAND / usize::try_from(share.of.get()).unwrap_or(1);
    let mut replayed = Replayed::default();
    replay.entries(share, last, progress, &mut replayed)?;
    replay.cases.clear();
    replay.compare_consignments(share, &mut replayed)?;
    Ok((replayed, replay.vendor_returns))
}

impl Replayed {
    fn add(&mut self, other: Replayed) {
        let Replayed { entries, agreed, proof_only, other_engine, differences } = other;
        self.entries += entries;
        self.agreed += agreed;
        self.proof_only += proof_only;
        self.other_engine += other_engine;
        self.differences.extend(differences);
    }
}

/// Blocks of entries, the last ones that were asked for at hand.
struct Blocks<'r> {
    reader: &'r Reader,
    at_hand: VecDeque<Block>,
}

impl Blocks<'_> {
    fn entry(&mut self, number: u64) -> Result<Vec<u8>, StoreFailure> {
        let missing = || StoreFailure::Corrupt("an entry that is not there");
        if let Some(bytes) = self.at_hand.iter().find_map(|block| block.entry(number)) {
            return Ok(bytes.to_vec());
        }
        let block = self.reader.block_of(number)?.ok_or_else(missing)?;
        let bytes = block.entry(number).map(<[u8]>::to_vec).ok_or_else(missing)?;
        if self.at_hand.len() >= BLOCKS {
            self.at_hand.pop_front();
        }
        self.at_hand.push_back(block);
        Ok(bytes)
    }
}

fn gap(expected: u64, found: u64) -> Difference {
    Difference {
        entry: expected,
        consignment: None,
        recorded: format!("the next entry is {found}"),
        replayed: format!("entry {expected} is missing"),
    }
}

/// A difference that is of no entry.
fn of_all(recorded: String, replayed: String) -> Difference {
    Difference { entry: 0, consignment: None, recorded, replayed }
}

fn ended() -> StoreFailure {
    StoreFailure::Corrupt("something at which a thread of the replay ended")
}
