//! What an entry marks beside where consignments stand: a row of a view each, written in the batch's transaction.

use crate::StoreFailure;
use crate::access::{self, Looked, NewAccess};
use crate::certificate::{self, CertificateRow};
use crate::document::{self, NewDocument};
use crate::entry::{Entry, What};
use crate::journal;
use crate::legal_hold::{self, HoldChange};
use crate::participant::{self, ParticipantChange};
use crate::row::Subject;
use crate::salts::salt_of;
use crate::secret::Secret;
use crate::sql::Connection;
use crate::writer::salts_of;
use evidence::Certificate;
use std::collections::BTreeMap;

/// What an entry marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A legal hold is put, or lifted.
    Hold(HoldChange),
    /// A participant is frozen out, or readmitted.
    Participant(ParticipantChange),
    /// Somebody looked at what the record has of people or firms.
    Access(NewAccess),
    /// A certificate is issued.
    Certificate(CertificateRow),
    /// A certificate is revoked.
    CertificateRevoked {
        /// The entry that issued it.
        certificate: u64,
        /// The entry that revokes it.
        by: u64,
    },
    /// A document came in.
    Document(NewDocument),
}

impl Mark {
    /// About how many bytes are written.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Mark::Hold(_)
            | Mark::Participant(_)
            | Mark::Access(_)
            | Mark::Certificate(_)
            | Mark::CertificateRevoked { .. } => 0,
            Mark::Document(document) => document.body.as_ref().map_or(0, Vec::len),
        }
    }
}

/// Writes the marks of a batch, within the caller's transaction.
pub(crate) fn write(connection: &Connection, marks: &[Mark]) -> Result<(), StoreFailure> {
    marks.iter().try_for_each(|mark| match mark {
        Mark::Hold(change) => legal_hold::write(connection, change),
        Mark::Participant(change) => participant::write(connection, change),
        Mark::Access(access) => access::write(connection, access),
        Mark::Certificate(row) => certificate::write(connection, row),
        Mark::CertificateRevoked { certificate, by } => certificate::revoke(connection, *certificate, *by),
        Mark::Document(document) => document::write(connection, document),
    })
}

/// Says which marks stand otherwise than the journal tells, and what it tells to be erased and is not.
pub(crate) fn differing(connection: &Connection, secret: &Secret) -> Result<Vec<String>, StoreFailure> {
    let mut told = Told::default();
    let mut differing = Vec::new();
    // The numbers of entries follow each other from 1 on.
    let mut number = 0;
    journal::each_block(connection, secret, |entries| {
        for bytes in entries {
            number += 1;
            let entry = Entry::decode(&bytes)?;
            told.take(number, &entry)?;
            if let What::Erased { filings, .. } = &entry.what {
                differing.extend(left_of(connection, filings)?);
            }
        }
        Ok(())
    })?;
    compare("legal holds", &legal_hold::all(connection)?, &told.holds, &mut differing);
    compare("participants that are frozen out", &participant::all(connection)?, &told.frozen, &mut differing);
    compare("accesses", &access::all(connection)?, &told.accesses, &mut differing);
    compare("certificates", &certificate::all(connection)?, &told.certificates, &mut differing);
    differing.extend(differing_documents(connection, &told.documents)?);
    Ok(differing)
}

/// The marks as the journal tells of them.
#[derive(Default)]
struct Told {
    /// The entry that put each consignment under hold.
    holds: BTreeMap<u64, u64>,
    /// The entry that froze out each participant.
    frozen: BTreeMap<String, u64>,
    /// Who looked at what.
    accesses: Looked,
    /// The certificates, by the entry that issued each.
    certificates: BTreeMap<u64, CertificateRow>,
    /// The consignment of each document, by its entry, and whether its bytes came.
    documents: BTreeMap<u64, (u64, bool)>,
}

impl Told {
    fn take(&mut self, number: u64, entry: &Entry<'_>) -> Result<(), StoreFailure> {
        match &entry.what {
            What::Held { .. } => drop(self.holds.insert(entry.consignment, number)),
            What::HoldLifted { .. } => drop(self.holds.remove(&entry.consignment)),
            What::FrozenOut { organisation, .. } => {
                self.frozen.insert((*organisation).to_owned(), number);
            }
            What::Readmitted { organisation, .. } => drop(self.frozen.remove(*organisation)),
            What::Accessed { consignments, .. } => {
                let (by, of) = &mut self.accesses;
                by.insert((entry.actor.credential, number));
                let own = (entry.consignment != 0).then_some(entry.consignment);
                of.extend(own.iter().chain(consignments).map(|consignment| (*consignment, number)));
            }
            What::Certified { text } => {
                let certificate = Certificate::parse(text);
                let certificate = certificate.map_err(|_| StoreFailure::Corrupt("a certificate"))?;
                self.certificates.insert(number, CertificateRow::of(number, &certificate));
            }
            What::CertificateRevoked { certificate, .. } => {
                let row = self.certificates.get_mut(certificate);
                row.ok_or(StoreFailure::Corrupt("the revocation of no certificate"))?.revoked_by =
                    Some(number);
            }
            What::DocumentAdded { location, .. } => {
                self.documents.insert(number, (entry.consignment, location.is_empty()));
            }
            _ => {}
        }
        Ok(())
    }
}

fn compare<T: PartialEq + std::fmt::Debug>(of: &str, kept: &T, told: &T, differing: &mut Vec<String>) {
    if kept != told {
        // There may be a million of them.
        let short = |rows: &T| format!("{rows:?}").chars().take(200).collect::<String>();
        differing.push(format!("{of} stand as {}, not as {}", short(kept), short(told)));
    }
}

/// The documents that are kept otherwise than the journal tells. The bytes of those whose salt is gone are gone too: an
/// audit looks whether something tells of that.
fn differing_documents(
    connection: &Connection,
    told: &BTreeMap<u64, (u64, bool)>,
) -> Result<Vec<String>, StoreFailure> {
    let kept = document::all(connection)?;
    let mut differing = Vec::new();
    for (entry, (consignment, came)) in told {
        let stands = kept.get(entry).copied();
        let expected = Some((*consignment, *came && document::has_salt(connection, *entry)?));
        if stands != expected {
            differing
                .push(format!("the document of entry {entry} stands as {stands:?}, not as {expected:?}"));
        }
    }
    let untold = kept.keys().filter(|entry| !told.contains_key(entry));
    differing
        .extend(untold.map(|entry| format!("no entry {entry} tells of the document that is kept as its")));
    Ok(differing)
}

/// What was erased and can still be read.
fn left_of(connection: &Connection, filings: &[(u64, u8)]) -> Result<Vec<String>, StoreFailure> {
    let mut left = Vec::new();
    for (entry, code) in filings {
        let subject = Subject::from_code(*code).ok_or(StoreFailure::Corrupt("the subject of an erasure"))?;
        let salts = salts_of(connection, &[*entry])?;
        if salts.get(entry).and_then(|salts| salt_of(salts, subject)).is_some() {
            left.push(format!("texts of entry {entry} were erased, and can be read"));
        }
    }
    Ok(left)
}
