//! The documents of a consignment: what was brought, what of it can be shown, and what declarations say of it.

use crate::lane::consignment_number;
use clearance::{Case, Declaration, Filing, Ground};
use jiff::Timestamp;
use quantity::words;
use std::collections::BTreeSet;
use store::{DocumentRow, Entry, Held, Reader, StoreFailure, What, moment};

words! {
    /// What can be shown of a document.
    DocumentState {
        /// Its bytes.
        Kept = "kept",
        /// Where it is.
        HeldElsewhere = "held_elsewhere",
        /// That it was there.
        Erased = "erased",
    }
}

words! {
    /// What declarations say of a document.
    Likeness {
        /// One of them names its hash.
        Matches = "matches",
        /// One of them names another hash for its type and number.
        Differs = "differs",
        /// None of them names it with a hash.
        Undeclared = "undeclared",
    }
}

/// A document that was brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BroughtDocument {
    pub(crate) entry: u64,
    pub(crate) consignment: u64,
    pub(crate) kind: String,
    pub(crate) number: String,
    pub(crate) sha256: [u8; 32],
    pub(crate) size: u64,
    pub(crate) media_type: String,
    pub(crate) location: String,
    pub(crate) organisation: String,
    pub(crate) at: Timestamp,
    pub(crate) state: DocumentState,
}

/// A document that a declaration names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeclaredDocument {
    pub(crate) declaration: String,
    pub(crate) kind: String,
    pub(crate) number: Option<String>,
    pub(crate) sha256: Option<String>,
}

impl BroughtDocument {
    /// The document of a row, as the bytes of its entry tell.
    pub(crate) fn read(row: DocumentRow, bytes: &[u8]) -> Result<BroughtDocument, StoreFailure> {
        let entry = Entry::decode(bytes)?;
        let What::DocumentAdded { kind, number, sha256, size, media_type, location } = entry.what else {
            return Err(StoreFailure::Corrupt("a document of an entry that tells of none"));
        };
        Ok(BroughtDocument {
            entry: row.entry,
            consignment: row.consignment,
            kind: kind.to_owned(),
            number: number.to_owned(),
            sha256,
            size,
            media_type: media_type.to_owned(),
            location: location.to_owned(),
            organisation: entry.actor.organisation.to_owned(),
            at: moment(entry.at)?,
            state: match (location.is_empty(), row.is_kept) {
                (false, _) => DocumentState::HeldElsewhere,
                (true, true) => DocumentState::Kept,
                (true, false) => DocumentState::Erased,
            },
        })
    }

    pub(crate) fn id(&self) -> String {
        document_id(self.entry)
    }

    pub(crate) fn hash(&self) -> String {
        hex(&self.sha256)
    }

    /// What declarations say of it.
    pub(crate) fn likeness(&self, declared: &[DeclaredDocument]) -> Likeness {
        if declared.iter().any(|declared| declared.is_of(&self.hash())) {
            return Likeness::Matches;
        }
        let differs = |declared: &&DeclaredDocument| {
            declared.kind == self.kind
                && !self.number.is_empty()
                && declared.number.as_deref() == Some(&*self.number)
                && declared.sha256.is_some()
        };
        if declared.iter().any(|declared| differs(&declared)) {
            Likeness::Differs
        } else {
            Likeness::Undeclared
        }
    }
}

impl DeclaredDocument {
    /// Whether it names a hash.
    pub(crate) fn is_of(&self, hash: &str) -> bool {
        self.sha256.as_deref() == Some(hash)
    }

    /// Whether it is one of those whose bytes are here.
    fn is_here(&self, brought: &[BroughtDocument]) -> bool {
        brought.iter().filter(|document| document.state == DocumentState::Kept).any(|document| {
            match &self.sha256 {
                Some(hash) => *hash == document.hash(),
                None => self.kind == document.kind && self.number.as_deref() == Some(&*document.number),
            }
        })
    }
}

/// The documents that the declarations of a consignment name; of an organisation's own, where one is given.
pub(crate) fn declared(case: &Case, organisation: Option<&str>) -> Vec<DeclaredDocument> {
    let theirs = |filing: &&Filing| organisation.is_none_or(|theirs| filing.filer.organisation == theirs);
    let standing = case.filings.iter().filter(|filing| !filing.is_invalid).filter(theirs);
    standing.flat_map(|filing| named(filing.number.as_str(), &filing.declaration)).collect()
}

fn named<'d>(
    number: &'d str,
    declaration: &'d Declaration,
) -> impl Iterator<Item = DeclaredDocument> + use<'d> {
    declaration.documents.iter().map(move |document| DeclaredDocument {
        declaration: number.to_owned(),
        kind: document.kind.clone(),
        number: document.number.clone(),
        sha256: document.sha256.clone(),
    })
}

/// What declarations name and is not here.
pub(crate) fn lacking(declared: Vec<DeclaredDocument>, brought: &[BroughtDocument]) -> Vec<DeclaredDocument> {
    declared.into_iter().filter(|declared| !declared.is_here(brought)).collect()
}

/// Every document that was brought for a consignment, or for one that was joined to it.
pub(crate) fn documents_of(reader: &Reader, held: &Held) -> Result<Vec<BroughtDocument>, StoreFailure> {
    let load = |number| Ok::<_, StoreFailure>(reader.load(number)?.map(|held| held.case));
    let numbers = numbers_of(held.number, &held.case, load)?;
    brought(numbers, |number| reader.documents_of(number), |entry| reader.entry(entry))
}

/// The documents that were brought for some consignments, in order, by whatever reads their rows and entries.
pub(crate) fn brought(
    consignments: BTreeSet<u64>,
    rows: impl Fn(u64) -> Result<Vec<DocumentRow>, StoreFailure>,
    entry: impl Fn(u64) -> Result<Option<Vec<u8>>, StoreFailure>,
) -> Result<Vec<BroughtDocument>, StoreFailure> {
    let mut documents = Vec::new();
    for number in consignments {
        for row in rows(number)? {
            let bytes = entry(row.entry)?;
            let bytes = bytes.ok_or(StoreFailure::Corrupt("a document of an entry that is not there"))?;
            documents.push(BroughtDocument::read(row, &bytes)?);
        }
    }
    documents.sort_by_key(|document| document.entry);
    Ok(documents)
}

/// The number of a consignment, and those of all that were joined to it.
pub(crate) fn numbers_of<E>(
    number: u64,
    case: &Case,
    mut load: impl FnMut(u64) -> Result<Option<Case>, E>,
) -> Result<BTreeSet<u64>, E> {
    let mut numbers = BTreeSet::from([number]);
    let mut left = joined_to(case);
    while let Some(next) = left.pop() {
        if numbers.insert(next) {
            left.extend(load(next)?.as_ref().map(joined_to).unwrap_or_default());
        }
    }
    Ok(numbers)
}

fn joined_to(case: &Case) -> Vec<u64> {
    let joined = case.events.iter().filter_map(|event| match event {
        Ground::Joined { consignment, .. } => consignment_number(consignment),
        _ => None,
    });
    joined.collect()
}

/// The id of the document of an entry.
pub(crate) fn document_id(entry: u64) -> String {
    format!("d_{entry:013}")
}

/// The entry in the id of a document.
pub(crate) fn document_entry(id: &str) -> Option<u64> {
    let digits = id.strip_prefix("d_")?;
    (digits.len() == 13 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
