//! Receipts, made again from the journal: the same as when they were given first.

use crate::lane::statement;
use crate::witnesses::best_checkpoint;
use evidence::{Hash, Opening, Place, Receipt, Signature, Tree, inclusion_path, leaf_hash};
use store::{BatchRow, Entry, Reader, StoreFailure};

/// The tree of a batch with the statements it stands on.
pub(crate) struct Proven {
    batch: BatchRow,
    entries: Vec<Vec<u8>>,
    statements: Vec<String>,
    tree: Tree,
    leaf: Option<u64>,
}

impl Proven {
    /// Reads a batch.
    pub(crate) fn read(reader: &Reader, batch: BatchRow) -> Result<Proven, StoreFailure> {
        let entries = reader.entries(&batch)?;
        let (statements, tree) = tree_of(&entries)?;
        match tree.root().as_bytes() == &batch.root {
            true => {
                let leaf = reader.leaf_of(batch.first)?;
                Ok(Proven { batch, entries, statements, tree, leaf })
            }
            false => Err(StoreFailure::Corrupt("a batch whose entries do not lead to its root")),
        }
    }

    /// Whether the batch holds an entry.
    pub(crate) fn holds(&self, entry: u64) -> bool {
        (self.batch.first..self.batch.first + self.batch.entries).contains(&entry)
    }

    /// The bytes of an entry.
    pub(crate) fn entry(&self, entry: u64) -> Option<&[u8]> {
        let place = usize::try_from(entry.checked_sub(self.batch.first)?).ok()?;
        self.entries.get(place).map(Vec::as_slice)
    }

    /// The receipt of an entry, with what opens its commitment.
    pub(crate) fn receipt(&self, reader: &Reader, entry: u64) -> Result<Option<Receipt>, StoreFailure> {
        let Some(index) = entry.checked_sub(self.batch.first) else { return Ok(None) };
        let place = usize::try_from(index).unwrap_or(usize::MAX);
        let (Some(text), Some(path)) = (self.statements.get(place), self.tree.path(index)) else {
            return Ok(None);
        };
        Ok(Some(Receipt {
            statement: text.clone(),
            hash: leaf_hash(text.as_bytes()),
            index,
            size: self.tree.size(),
            path,
            batch_root: self.tree.root(),
            batch: self.batch.first,
            signature: Signature::from_bytes(self.batch.signature),
            opening: reader.opening(entry)?.map(Opening::from_bytes),
            leaf: self.leaf,
        }))
    }
}

/// The statements of entries, and the tree over them.
fn tree_of(entries: &[Vec<u8>]) -> Result<(Vec<String>, Tree), StoreFailure> {
    let statements = entries.iter().map(|bytes| statement(&Entry::decode(bytes)?, bytes));
    let statements = statements.collect::<Result<Vec<String>, _>>()?;
    let tree = Tree::of(statements.iter().map(|text| leaf_hash(text.as_bytes())).collect());
    Ok((statements, tree))
}

/// The root that entries lead to.
pub(crate) fn root_of(entries: &[Vec<u8>]) -> Result<Hash, StoreFailure> {
    tree_of(entries).map(|(_, tree)| tree.root())
}

/// The receipt of an entry.
///
/// # Errors
/// The store's.
pub fn receipt_of(reader: &Reader, entry: u64) -> Result<Option<Receipt>, StoreFailure> {
    let Some(batch) = reader.batch_of(entry)? else { return Ok(None) };
    Proven::read(reader, batch)?.receipt(reader, entry)
}

/// The place of an entry's batch in the log: what proves it under the best checkpoint that covers it, one that
/// witnesses have signed too where there is one. None while it is not sequenced.
///
/// # Errors
/// The store's.
pub fn place_of(reader: &Reader, entry: u64) -> Result<Option<Place>, StoreFailure> {
    let Some(batch) = reader.batch_of(entry)? else { return Ok(None) };
    let Some(leaf) = reader.leaf_of(batch.first)? else { return Ok(None) };
    let Some((size, note)) = best_checkpoint(reader, leaf + 1)? else { return Ok(None) };
    let path = inclusion_path(leaf, size, |range| reader.log_nodes(range))
        .map_err(|_| StoreFailure::Corrupt("the log, which lacks hashes"))?;
    let text = reader.leaf_text(&batch)?;
    Ok(Some(Place { leaf, text, path, checkpoint: note.to_string() }))
}
