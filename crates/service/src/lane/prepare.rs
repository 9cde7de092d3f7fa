//! What is done with a filing before it waits in the lane, on the thread that took it in: read, checked, sealed.

use crate::country::{Country, Registered};
use crate::lane::ask::{Filing, FilingKeys};
use clearance::{
    Fault, Filer, HeaderField, KeyHashes, KeyKind, Law, Submission, TokenId, Valid, is_unlisted, validate,
};
use evidence::{Opening, document_commitment};
use jiff::Timestamp;
use store::row::{self, Subject};
use store::{Secret, StoreFailure, seal_texts};

/// Checks a submission by the law of the moment and seals it. `bytes` are the document as it came.
pub fn prepare(
    read: Result<Submission<'_>, Fault>,
    bytes: &[u8],
    filer: Filer,
    country: &Country,
    registered: &Registered,
    secret: &Secret,
    now: Timestamp,
) -> Result<Filing, StoreFailure> {
    let is_unread = read.is_err();
    let (submission, content) = match read {
        Ok(submission) => {
            let content = validate(&submission, filer.role, country.law(), &registered.register, now);
            (submission, content)
        }
        Err(fault) => {
            let mut submission = Submission::default();
            submission.faults.push(fault.clone());
            (submission, Err(vec![fault]))
        }
    };
    let (law, lists) = (country.law(), &country.pack.lists);
    let (keys, unlisted_on) = match &content {
        Ok(valid) => {
            let day = law.day_of(now);
            let unlisted_on = is_unlisted(&valid.declaration, lists, law, day).then_some(day);
            (keys_of(valid, &filer.organisation, law, secret), unlisted_on)
        }
        Err(_) => (FilingKeys::default(), None),
    };
    let texts = row::encode_submission(&submission)?;
    let (personal, salts) =
        seal_texts(secret, texts.personal, |subject| found_by(&submission, subject, secret))?;
    let opening = Opening::from_bytes(secret.opening(&salts));
    Ok(Filing {
        filer,
        content: content.map(Box::new),
        reference: submission.text(HeaderField::Reference).unwrap_or_default().to_owned(),
        is_unread,
        registered: registered.id,
        unlisted_on,
        keys,
        clear: texts.clear,
        personal,
        commitment: *document_commitment(&opening, bytes).as_bytes(),
        salts,
    })
}

fn keys_of(valid: &Valid, organisation: &str, law: &Law, secret: &Secret) -> FilingKeys {
    let mut links = Vec::new();
    let hash = |kind, parts: &[&str]| key_hash(secret, kind, parts);
    let hashes = KeyHashes::of(&valid.declaration, organisation, law, hash, |link| links.push(link));
    let good = valid.declaration.tax_token.as_ref().filter(|declared| declared.flaw.is_none());
    let token = good.map(|declared| token_hash(secret, declared.token.id()));
    FilingKeys { hashes, links, token }
}

/// The hash that a value is found by.
pub fn key_hash(secret: &Secret, kind: KeyKind, parts: &[&str]) -> u64 {
    secret.index_hash(code_of(kind), parts)
}

/// The hash that the consignment is found by which has used a tax token.
pub(super) fn token_hash(secret: &Secret, token: TokenId) -> u64 {
    key_hash(secret, KeyKind::TaxToken, &[&token.to_string()])
}

/// The hash that the declaration of a number is found by, where it did not open its consignment.
pub fn declaration_hash(secret: &Secret, number: &str) -> u64 {
    secret.index_hash(100, &[number])
}

/// The hash that a request is found by.
pub fn request_hash(secret: &Secret, organisation: &str, key: &str) -> u64 {
    secret.index_hash(101, &[organisation, key])
}

/// The kinds of keys on disk: numbers are never used again.
fn code_of(kind: KeyKind) -> u8 {
    match kind {
        KeyKind::AdvanceReference => 1,
        KeyKind::Reference => 2,
        KeyKind::HouseNumber => 3,
        KeyKind::Ucr => 4,
        KeyKind::Order => 5,
        KeyKind::Payment => 6,
        KeyKind::MasterDocument => 7,
        KeyKind::Consignee => 8,
        KeyKind::Phone => 9,
        KeyKind::Email => 10,
        KeyKind::Person => 11,
        KeyKind::Seller => 12,
        KeyKind::Consignor => 13,
        KeyKind::Words => 14,
        KeyKind::TaxToken => 15,
    }
}

/// What the person behind sealed texts is found by: the number they gave, else the name.
fn found_by(submission: &Submission<'_>, subject: Subject, secret: &Secret) -> u64 {
    use HeaderField::*;
    let (identifier, name) = match subject {
        Subject::Consignor => (Some(ConsignorIdentifier), ConsignorName),
        Subject::Consignee => (Some(ConsigneeIdentifier), ConsigneeName),
        Subject::Seller => (Some(SellerIdentifier), SellerName),
        Subject::Payer => (None, PaymentPayer),
        // Nobody is found by a document, and no filing has one sealed.
        Subject::Document => return 0,
    };
    let text = identifier.and_then(|field| submission.text(field)).or_else(|| submission.text(name));
    person_hash(secret, text.unwrap_or_default())
}

/// The hash that whoever a text names is found by.
pub(crate) fn person_hash(secret: &Secret, text: &str) -> u64 {
    secret.index_hash(102, &[text])
}
