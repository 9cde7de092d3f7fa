//! The receipt: all that a filer needs to show to anybody, without us, what was stated and that we signed it.

use crate::batch::{BatchHead, Origin};
use crate::document::{Opening, document_commitment};
use crate::hash::{Hash, leaf_hash};
use crate::key::{Signature, VerifyingKey};
use crate::statement::{Statement, StatementFlaw};
use crate::tree::{ProofFlaw, verify_inclusion};

/// A statement with its proof: hash, path to the root of its batch, and the signature over the batch.
///
/// Nothing in it is believed before [`verify`](Receipt::verify).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The text that was stated.
    pub statement: String,
    /// Its leaf hash.
    pub hash: Hash,
    /// The number of the leaf in its batch, from 0.
    pub index: u64,
    /// The number of leaves in the batch.
    pub size: u64,
    /// The path from the leaf to the root.
    pub path: Vec<Hash>,
    /// The root of the batch.
    pub batch_root: Hash,
    /// The number of the batch.
    pub batch: u64,
    /// The signature over the batch.
    pub signature: Signature,
    /// What opens the commitment to the document; only for who filed it.
    pub opening: Option<Opening>,
    /// The number of the batch's leaf in the record's tree, once it has one. Nobody has signed it: its
    /// [`Place`](crate::Place) proves it.
    pub leaf: Option<u64>,
}

impl Receipt {
    /// Checks the receipt against the published key and name of the record; gives what was stated.
    ///
    /// That the statement is about the right parcel is for the caller to compare.
    ///
    /// # Errors
    /// The first [`ReceiptFlaw`] in the order of its variants, up to the statement's.
    pub fn verify(&self, key: &VerifyingKey, log: &Origin) -> Result<Statement<'_>, ReceiptFlaw> {
        if leaf_hash(self.statement.as_bytes()) != self.hash {
            return Err(ReceiptFlaw::AnotherStatement);
        }
        verify_inclusion(self.hash, self.index, self.size, &self.path, self.batch_root)?;
        let head = BatchHead { log, batch: self.batch, size: self.size, root: self.batch_root };
        if !key.has_signed(&head, &self.signature) {
            return Err(ReceiptFlaw::NotSigned);
        }
        Ok(Statement::parse(&self.statement)?)
    }

    /// Checks the receipt and that it was given for this document, byte by byte as it was filed.
    ///
    /// # Errors
    /// Those of [`verify`](Receipt::verify), then the flaws of the commitment.
    pub fn verify_document(
        &self,
        key: &VerifyingKey,
        log: &Origin,
        document: &[u8],
    ) -> Result<Statement<'_>, ReceiptFlaw> {
        let statement = self.verify(key, log)?;
        let commitment = statement.document.ok_or(ReceiptFlaw::NoDocument)?;
        let opening = self.opening.ok_or(ReceiptFlaw::NoOpening)?;
        if document_commitment(&opening, document) != commitment {
            return Err(ReceiptFlaw::AnotherDocument);
        }
        Ok(statement)
    }
}

/// Why a receipt shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum ReceiptFlaw {
    /// The statement has another hash.
    #[error("the statement does not have the hash of the receipt")]
    AnotherStatement,
    /// The path does not lead from the hash to the root.
    #[error(transparent)]
    Path(#[from] ProofFlaw),
    /// The key did not sign this batch of this record.
    #[error("the key did not sign this batch of this record")]
    NotSigned,
    /// What was signed is no statement.
    #[error(transparent)]
    Statement(#[from] StatementFlaw),
    /// The statement names no document.
    #[error("the statement names no document")]
    NoDocument,
    /// The receipt does not open its commitment.
    #[error("the receipt has no opening for its document")]
    NoOpening,
    /// The commitment or the opening is of another document.
    #[error("the receipt was given for another document")]
    AnotherDocument,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::content_hash;
    use crate::key::SigningKey;
    use crate::tree::Tree;
    use proptest::prelude::*;

    const DOCUMENT: &[u8] = b"{\"reference\": \"LRN-2026-000001\"}";

    struct Office {
        key: SigningKey,
        log: Origin,
    }

    impl Office {
        fn new() -> Office {
            let key = SigningKey::from_seed(&[42; 32]).unwrap();
            Office { key, log: Origin::parse("customs.example/log").unwrap() }
        }

        fn receipts(&self, texts: Vec<String>, opening: Option<Opening>) -> Vec<Receipt> {
            let tree = Tree::of(texts.iter().map(|text| leaf_hash(text.as_bytes())).collect());
            let head = BatchHead { log: &self.log, batch: 7, size: tree.size(), root: tree.root() };
            let signature = self.key.sign(&head);
            let receipt = |(index, statement): (u64, String)| Receipt {
                hash: leaf_hash(statement.as_bytes()),
                statement,
                index,
                size: head.size,
                path: tree.path(index).unwrap(),
                batch_root: head.root,
                batch: head.batch,
                signature,
                opening,
                leaf: None,
            };
            (0..).zip(texts).map(receipt).collect()
        }

        fn receipt(&self, index: usize, count: usize) -> Receipt {
            self.receipts((0..count).map(text).collect(), Some(opening())).remove(index)
        }

        fn check(&self, receipt: &Receipt, expected: Result<(), ReceiptFlaw>) {
            let found = receipt.verify(&self.key.verifying_key(), &self.log).map(|_| ());
            assert_eq!(found, expected, "{receipt:?}");
        }

        fn check_document(&self, receipt: &Receipt, document: &[u8], expected: Result<(), ReceiptFlaw>) {
            let found = receipt.verify_document(&self.key.verifying_key(), &self.log, document);
            assert_eq!(found.map(|_| ()), expected, "{receipt:?}");
        }

        fn accepts(&self, receipt: &Receipt) -> bool {
            receipt.verify(&self.key.verifying_key(), &self.log).is_ok()
        }
    }

    fn opening() -> Opening {
        Opening::from_bytes([9; 32])
    }

    fn text(number: usize) -> String {
        let statement = Statement {
            declaration: Some(&format!("26XA{number:014}")),
            consignment: Some("c_01JNB0Z9V4Q6"),
            moment: "2026-03-02T05:40:00Z",
            organisation: Some("org_1"),
            outcome: Some("release"),
            phase: Some("accepted"),
            payable: Some("0.00 EXD"),
            document: Some(document_commitment(&opening(), DOCUMENT)),
            record: content_hash(b"entry"),
        };
        statement.write().unwrap()
    }

    #[test]
    fn every_receipt_of_a_batch_is_good() {
        let office = Office::new();
        for count in [1, 2, 3, 7, 33] {
            for receipt in office.receipts((0..count).map(text).collect(), Some(opening())) {
                office.check(&receipt, Ok(()));
                office.check_document(&receipt, DOCUMENT, Ok(()));
            }
        }
        let receipt = office.receipt(1, 3);
        let stated = receipt.verify(&office.key.verifying_key(), &office.log).unwrap();
        assert_eq!(stated.declaration, Some("26XA00000000000001"));
    }

    #[test]
    fn each_flaw_has_its_name() {
        let office = Office::new();
        let good = office.receipt(2, 5);
        let check = |change: fn(&mut Receipt), expected| {
            let mut receipt = good.clone();
            change(&mut receipt);
            office.check(&receipt, Err(expected));
        };
        check(|receipt| receipt.statement.push('\n'), ReceiptFlaw::AnotherStatement);
        check(|receipt| receipt.hash = content_hash(b""), ReceiptFlaw::AnotherStatement);
        check(|receipt| receipt.index = 3, ReceiptFlaw::Path(ProofFlaw::AnotherRoot));
        check(|receipt| receipt.index = 5, ReceiptFlaw::Path(ProofFlaw::BeyondTree));
        check(|receipt| receipt.path.clear(), ReceiptFlaw::Path(ProofFlaw::PathTooShort));
        check(|receipt| receipt.path.push(receipt.hash), ReceiptFlaw::Path(ProofFlaw::PathTooLong));
        check(|receipt| receipt.batch_root = receipt.hash, ReceiptFlaw::Path(ProofFlaw::AnotherRoot));
        // The same path fits a tree of six to eight leaves; the signature does not.
        check(|receipt| receipt.size = 6, ReceiptFlaw::NotSigned);
        check(|receipt| receipt.batch = 8, ReceiptFlaw::NotSigned);
    }

    #[test]
    fn another_key_or_record_did_not_sign_it() {
        let office = Office::new();
        let receipt = office.receipt(0, 1);
        let mut other = Office::new();
        other.log = Origin::parse("customs.example/test").unwrap();
        other.check(&receipt, Err(ReceiptFlaw::NotSigned));
        let mut other = Office::new();
        other.key = SigningKey::from_seed(&[43; 32]).unwrap();
        other.check(&receipt, Err(ReceiptFlaw::NotSigned));
    }

    #[test]
    fn what_is_signed_must_be_a_statement() {
        let office = Office::new();
        let receipts = office.receipts(vec!["released, I swear\n".to_owned()], None);
        office.check(&receipts[0], Err(ReceiptFlaw::Statement(StatementFlaw::FirstLine)));
    }

    #[test]
    fn the_document_is_the_one_that_was_filed() {
        let office = Office::new();
        let good = office.receipt(2, 5);
        office.check_document(&good, b"{}", Err(ReceiptFlaw::AnotherDocument));
        let other = Receipt { opening: Some(Opening::from_bytes([8; 32])), ..good.clone() };
        office.check_document(&other, DOCUMENT, Err(ReceiptFlaw::AnotherDocument));
        let closed = Receipt { opening: None, ..good.clone() };
        office.check(&closed, Ok(()));
        office.check_document(&closed, DOCUMENT, Err(ReceiptFlaw::NoOpening));
        let statement = Statement { document: None, ..Statement::parse(&good.statement).unwrap() };
        let without = office.receipts(vec![statement.write().unwrap()], Some(opening()));
        office.check_document(&without[0], DOCUMENT, Err(ReceiptFlaw::NoDocument));
        office.check_document(&Receipt { batch: 8, ..good }, DOCUMENT, Err(ReceiptFlaw::NotSigned));
    }

    fn changed<const N: usize>(mut bytes: [u8; N], at: usize, change: u8) -> [u8; N] {
        bytes[at] ^= change;
        bytes
    }

    proptest! {
        #[test]
        fn any_changed_byte_is_found(
            (count, index) in (2..40_usize).prop_flat_map(|count| (Just(count), 0..count)),
            at: prop::sample::Index, in_path: prop::sample::Index, change in 1..=255_u8, sign in "[ -~\n]",
        ) {
            let office = Office::new();
            let good = office.receipt(index, count);
            prop_assert!(office.accepts(&good));

            // The example is of one-byte signs only.
            let place = at.index(good.statement.len());
            let mut receipt = good.clone();
            receipt.statement.replace_range(place..=place, &sign);
            prop_assert_eq!(office.accepts(&receipt), receipt.statement == good.statement);

            let byte = |byte: usize, number: u64| u64::from_be_bytes(changed(number.to_be_bytes(), byte, change));
            let hash = |hash: Hash| Hash::from_bytes(changed(*hash.as_bytes(), at.index(32), change));
            let node = in_path.index(good.path.len());
            let changes: [&dyn Fn(&mut Receipt); 7] = [
                &|receipt| receipt.hash = hash(receipt.hash),
                &|receipt| receipt.batch_root = hash(receipt.batch_root),
                &|receipt| receipt.path[node] = hash(receipt.path[node]),
                &|receipt| {
                    let bytes = changed(*receipt.signature.as_bytes(), at.index(64), change);
                    receipt.signature = Signature::from_bytes(bytes);
                },
                &|receipt| receipt.index = byte(at.index(8), receipt.index),
                &|receipt| receipt.size = byte(at.index(8), receipt.size),
                &|receipt| receipt.batch = byte(at.index(8), receipt.batch),
            ];
            for change in changes {
                let mut receipt = good.clone();
                change(&mut receipt);
                prop_assert!(!office.accepts(&receipt), "{receipt:?}");
            }
        }
    }
}
