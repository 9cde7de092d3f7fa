//! The salts of one entry: by subject, with the hash under which the subject is found.

use crate::StoreFailure;
use crate::row::Subject;
use crate::secret::{SALT_LEN, Secret};

/// Bytes of one record: the subject's code, the hash of who it is, the salt.
const RECORD: usize = 1 + 8 + SALT_LEN;

/// What marks the code of a subject whose salt is erased.
const ERASED: u8 = 0x80;

/// Sealed texts by subject.
pub type SealedTexts = Vec<(Subject, Vec<u8>)>;

/// Seals the personal texts of a filing, each subject under a new salt. `who` says what a subject is found by.
///
/// Gives the sealed texts and the bytes of the salts.
pub fn seal_texts(
    secret: &Secret,
    personal: Vec<(Subject, Vec<u8>)>,
    who: impl Fn(Subject) -> u64,
) -> Result<(SealedTexts, Vec<u8>), StoreFailure> {
    let random: [u8; 4 * SALT_LEN] = secret.random()?;
    let (fresh, _) = random.as_chunks::<SALT_LEN>();
    let mut salts = Vec::with_capacity(personal.len() * RECORD);
    let mut sealed = Vec::with_capacity(personal.len());
    if personal.is_empty() {
        // The commitment to the document needs something that nobody can guess all the same.
        salts.extend_from_slice(&[0; 1 + 8]);
        salts.extend(fresh.iter().take(1).flatten());
    }
    for ((subject, texts), salt) in personal.into_iter().zip(fresh) {
        salts.push(subject.code());
        salts.extend_from_slice(&who(subject).to_be_bytes());
        salts.extend_from_slice(salt);
        sealed.push((subject, secret.seal_person(salt, subject, &texts)?));
    }
    Ok((sealed, salts))
}

/// Opens texts that were just sealed, with the bytes of their salts.
pub fn open_texts(
    secret: &Secret,
    salts: &[u8],
    sealed: &[(Subject, Vec<u8>)],
) -> Result<Vec<(Subject, Vec<u8>)>, StoreFailure> {
    let open = |(subject, bytes): &(Subject, Vec<u8>)| {
        let salt = salt_of(salts, *subject).ok_or(StoreFailure::Corrupt("texts without their salt"))?;
        Ok((*subject, secret.open_person(&salt, *subject, bytes)?))
    };
    sealed.iter().map(open).collect()
}

/// Whose texts the bytes of an entry's salts open, with what each is found by.
pub(crate) fn subjects_of(salts: &[u8]) -> impl Iterator<Item = (Subject, u64)> {
    let (records, _) = salts.as_chunks::<RECORD>();
    records.iter().filter_map(|record| {
        let (code, rest) = record.split_first()?;
        Some((Subject::from_code(*code)?, u64::from_be_bytes(*rest.first_chunk::<8>()?)))
    })
}

/// Whether no salt of an entry was erased.
pub(crate) fn are_whole(salts: &[u8]) -> bool {
    let (records, _) = salts.as_chunks::<RECORD>();
    records.iter().all(|record| record.first().is_some_and(|code| code & ERASED == 0))
}

/// Overwrites the record of a subject: the salt, and what the person was found by.
pub(crate) fn erase_salt(salts: &mut [u8], subject: Subject) {
    let (records, _) = salts.as_chunks_mut::<RECORD>();
    for record in records.iter_mut().filter(|record| record.first() == Some(&subject.code())) {
        record.fill(0);
        if let Some(code) = record.first_mut() {
            *code = subject.code() | ERASED;
        }
    }
}

/// The salt of a subject among the bytes of an entry's salts.
pub(crate) fn salt_of(salts: &[u8], subject: Subject) -> Option<[u8; SALT_LEN]> {
    let (records, _) = salts.as_chunks::<RECORD>();
    let record = records.iter().find(|record| record.first() == Some(&subject.code()))?;
    record.last_chunk::<SALT_LEN>().copied()
}
