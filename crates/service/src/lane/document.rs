//! A document of a consignment comes in, or where it is held. The same bytes of the same sort are taken in once.

use super::Lane;
use super::act::{Act, Acted, Acting};
use crate::documents::{BroughtDocument, DocumentState, brought, numbers_of};
use clearance::{Case, Owner};
use store::{Mark, NewDocument, SealedDocument, StoreFailure, What};

/// The most documents that an organisation brings for one consignment.
pub(crate) const MOST_DOCUMENTS: usize = 50;
/// The most bytes of them together.
pub(crate) const MOST_BYTES: u64 = 100 << 20;

/// A document, hashed and sealed on the thread that took it in.
pub struct DocumentFiling {
    /// The consignment.
    pub consignment: u64,
    /// What it is: a code of document types.
    pub kind: String,
    /// Its number; empty for none.
    pub number: String,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How many bytes it has; 0 where nobody said.
    pub size: u64,
    /// What the bytes are; empty where it is held elsewhere.
    pub media_type: String,
    /// Where it is held; empty where it is kept here.
    pub location: String,
    /// The bytes; none where it is held elsewhere.
    pub sealed: Option<SealedDocument>,
}

/// What became of a document; durable when it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentTold {
    /// It is taken in.
    Added(u64),
    /// It was, under this entry.
    Known(u64),
    /// The same key came with another request before.
    KeyUsed,
    /// There are as many as there may be.
    TooMany,
    /// They have as many bytes as they may.
    TooLarge,
}

impl Lane {
    /// Takes in a document of a consignment, durable when this returns.
    ///
    /// # Errors
    /// The store's; then nothing of it is kept.
    pub fn add_document(
        &mut self,
        acting: Acting,
        filing: DocumentFiling,
    ) -> Result<DocumentTold, StoreFailure> {
        match self.acted(&acting)? {
            Some(Acted::Known(entry) | Acted::Done(entry)) => return Ok(DocumentTold::Known(entry)),
            Some(Acted::KeyUsed | Acted::AsItIs) => return Ok(DocumentTold::KeyUsed),
            None => {}
        }
        let missing = StoreFailure::Corrupt("a consignment that is not there");
        let case = self.writer.load(filing.consignment)?.ok_or(missing)?.case;
        let theirs = self.documents_by(&acting.actor.organisation, filing.consignment, &case)?;
        if let Some(known) = theirs.iter().find(|known| is_same(known, &filing)) {
            return Ok(DocumentTold::Known(known.entry));
        }
        let size = |document: &BroughtDocument| match document.state {
            DocumentState::Kept => document.size,
            DocumentState::HeldElsewhere | DocumentState::Erased => 0,
        };
        let own = if filing.sealed.is_some() { filing.size } else { 0 };
        if theirs.len() >= MOST_DOCUMENTS {
            return Ok(DocumentTold::TooMany);
        }
        if theirs.iter().map(size).sum::<u64>().saturating_add(own) > MOST_BYTES {
            return Ok(DocumentTold::TooLarge);
        }
        let DocumentFiling { consignment, kind, number, sha256, size, media_type, location, sealed } = filing;
        let what = What::DocumentAdded {
            kind: &kind,
            number: &number,
            sha256,
            size,
            media_type: &media_type,
            location: &location,
        };
        let (body, salts) = sealed.map(|sealed| (sealed.body, sealed.salts)).unzip();
        let salts = salts.unwrap_or_default();
        let act = Act { consignment, concerns: &agencies(&case), what, salts: &salts };
        let acted =
            self.act(acting, &act, |entry| Mark::Document(NewDocument { entry, consignment, body }))?;
        match acted {
            Acted::Done(entry) => Ok(DocumentTold::Added(entry)),
            Acted::AsItIs | Acted::Known(_) | Acted::KeyUsed => {
                Err(StoreFailure::Corrupt("a document that was not taken in"))
            }
        }
    }

    /// What an organisation has brought for a consignment.
    fn documents_by(
        &self,
        organisation: &str,
        consignment: u64,
        case: &Case,
    ) -> Result<Vec<BroughtDocument>, StoreFailure> {
        let load = |number| Ok::<_, StoreFailure>(self.writer.load(number)?.map(|held| held.case));
        let numbers = numbers_of(consignment, case, load)?;
        let writer = &self.writer;
        let mut documents =
            brought(numbers, |number| writer.documents_of(number), |entry| writer.entry(entry))?;
        documents.retain(|document| document.organisation == organisation);
        Ok(documents)
    }
}

/// Whether a document came before, and is still there.
fn is_same(known: &BroughtDocument, filing: &DocumentFiling) -> bool {
    let is_there = match known.state {
        DocumentState::Kept => filing.sealed.is_some(),
        DocumentState::HeldElsewhere => filing.location == known.location,
        DocumentState::Erased => false,
    };
    is_there && known.kind == filing.kind && known.sha256 == filing.sha256
}

/// The authorities that are asked about a consignment.
fn agencies(case: &Case) -> Vec<&str> {
    let gates = case.gates().into_iter().flat_map(|gates| gates.iter());
    let asked = gates.filter_map(|gate| match &gate.owner {
        Owner::Agency(agency) => Some(agency.as_str()),
        Owner::Filer | Owner::Carrier | Owner::Consignee | Owner::Customs | Owner::Supervisor => None,
    });
    asked.collect()
}
