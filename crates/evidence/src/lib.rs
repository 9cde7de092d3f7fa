//! The record over bytes: a tree of hashes, receipts and their proofs.
//!
//! What happened is written in batches. Each entry has a [`Statement`], each batch a [`Tree`] over the
//! statements' hashes and one signature over the tree's root; a [`Receipt`] is what one filer needs of these to
//! show to anybody, without us, what was stated.
//!
//! Each batch is a [`LogLeaf`] of one more tree, which grows for ever ([`Frontier`]) and is published in tiles
//! ([`TilePath`]). The record signs a [`Checkpoint`] of it, and witnesses do that saw it only grow; a [`Place`] is what
//! a receipt needs of these to show that all see the same record. The forms are those of C2SP, which existing tools
//! read.
//!
//! Nothing here knows customs, a clock, a file or chance: moments, openings and seeds are arguments.

mod base64;
mod batch;
mod certificate;
mod checkpoint;
mod document;
mod fields;
mod growing;
mod hash;
mod key;
mod leaf;
mod line;
mod note;
mod number;
mod place;
mod receipt;
mod stated;
mod statement;
mod tile;
mod tree;

pub use batch::{BatchHead, Origin};
pub use certificate::{Certificate, CertificateFlaw, SignedCertificate};
pub use checkpoint::{Checkpoint, CheckpointFlaw};
pub use document::{Opening, document_commitment};
pub use growing::{Frontier, NodeRange, NodesFlaw, StoredNode, consistency_path, inclusion_path, root_at};
pub use hash::{Hash, content_hash, leaf_hash, node_hash};
pub use key::{Signature, SigningKey, VerifyingKey};
pub use leaf::{LeafFlaw, LogLeaf};
pub use line::{SignedLine, TAX_TOKEN};
pub use note::{NoteFlaw, NoteKey, NoteKeyKind, NoteSignature, SignatureFlaw, SignedBy, SignedNote};
pub use place::{Cosigned, Place, PlaceFlaw, Placed};
pub use receipt::{Receipt, ReceiptFlaw};
pub use stated::{Stated, StatedHead};
pub use statement::{Statement, StatementFlaw};
pub use tile::{
    TileFlaw, TileKind, TilePath, bundles_of, read_entries, read_hashes, tiles_of, write_entries,
    write_hashes,
};
pub use tree::{ProofFlaw, Tree, verify_consistency, verify_inclusion};
