//! What keeps personal data unreadable at rest: keys from a master key that lies apart from the database.
//!
//! Everything that is kept is sealed twice. The texts of a person in a filing are sealed under a key of their
//! own, made from the master key and a salt that only the database's mutable table of salts knows: without the
//! salt they are gone, and the rest of the row, its hash and its proof stay. Rows and journal blocks are then
//! sealed as a whole, so that a copied database file alone tells nothing.

use crate::StoreFailure;
use crate::row::Subject;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use ring::{hkdf, hmac};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes of a salt.
pub const SALT_LEN: usize = 16;

/// The bytes of a pseudonym: among a thousand million people no two have the same, but for a chance of one in a
/// hundred thousand million.
const PSEUDONYM_LEN: usize = 12;

/// Seals and opens what is stored, and hashes what it is found by. Cheap to copy to every thread.
#[derive(Clone)]
pub struct Secret {
    persons: hmac::Key,
    index: hmac::Key,
    pseudonyms: hmac::Key,
    /// None where nothing is drawn.
    lots: Option<hmac::Key>,
    whole: LessSafeKey,
    chance: Chance,
}

/// Where salts and nonces come from.
#[derive(Clone)]
enum Chance {
    System(SystemRandom),
    Seeded(hmac::Key, Arc<AtomicU64>),
}

/// A length for key derivation.
struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl Secret {
    /// The keys of a master key.
    pub fn new(master: &[u8; 32]) -> Result<Secret, StoreFailure> {
        Secret::with(master, Chance::System(SystemRandom::new()))
    }

    /// The same with salts and nonces from a seed, so that a rehearsal can be repeated. For made-up data only:
    /// whoever knows the seed knows them all, and a seed used twice uses them twice.
    pub fn rehearsed(master: &[u8; 32], seed: &[u8; 32]) -> Result<Secret, StoreFailure> {
        Secret::with(master, Chance::Seeded(hmac::Key::new(hmac::HMAC_SHA256, seed), Arc::default()))
    }

    fn with(master: &[u8; 32], chance: Chance) -> Result<Secret, StoreFailure> {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"cocket store 1").extract(master);
        let derive = |purpose: &str| -> Result<[u8; 32], StoreFailure> {
            let mut key = [0; 32];
            let info = [purpose.as_bytes()];
            root.expand(&info, Length(32))
                .and_then(|expanded| expanded.fill(&mut key))
                .map_err(|_| StoreFailure::NoRandomness)?;
            Ok(key)
        };
        let whole =
            UnboundKey::new(&AES_256_GCM, &derive("rows")?).map_err(|_| StoreFailure::NoRandomness)?;
        Ok(Secret {
            persons: hmac::Key::new(hmac::HMAC_SHA256, &derive("persons")?),
            index: hmac::Key::new(hmac::HMAC_SHA256, &derive("index")?),
            pseudonyms: hmac::Key::new(hmac::HMAC_SHA256, &derive("pseudonyms")?),
            lots: Some(hmac::Key::new(hmac::HMAC_SHA256, &derive("lots")?)),
            whole: LessSafeKey::new(whole),
            chance,
        })
    }

    /// Random bytes.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], StoreFailure> {
        let mut bytes = [0; N];
        match &self.chance {
            Chance::System(random) => random.fill(&mut bytes).map_err(|_| StoreFailure::NoRandomness)?,
            Chance::Seeded(seed, drawn) => {
                for block in bytes.chunks_mut(32) {
                    let number = drawn.fetch_add(1, Ordering::Relaxed);
                    let tag = hmac::sign(seed, &number.to_be_bytes());
                    block.iter_mut().zip(tag.as_ref()).for_each(|(byte, drawn)| *byte = *drawn);
                }
            }
        }
        Ok(bytes)
    }

    /// What a value is found by; says nothing about it to whoever lacks the master key.
    pub fn index_hash(&self, kind: u8, parts: &[&str]) -> u64 {
        let mut context = hmac::Context::with_key(&self.index);
        context.update(&[kind]);
        for part in parts {
            context.update(part.as_bytes());
            context.update(&[0]);
        }
        let tag = context.sign();
        tag.as_ref().first_chunk::<8>().map_or(0, |first| u64::from_be_bytes(*first))
    }

    /// What stands for somebody in what leaves the database: the same whenever the parts are the same, under a key that
    /// nothing else uses. Whoever lacks the master key cannot even try out who it might be.
    pub fn pseudonym(&self, kind: &str, parts: &[&str]) -> String {
        let mut context = hmac::Context::with_key(&self.pseudonyms);
        for part in std::iter::once(&kind).chain(parts) {
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(part.as_bytes());
        }
        let tag = context.sign();
        let halves = tag.as_ref().iter().take(PSEUDONYM_LEN).flat_map(|byte| [byte >> 4, byte & 15]);
        halves.filter_map(|half| char::from_digit(half.into(), 16)).collect()
    }

    /// The same, and nothing is drawn: in a sandbox the same parcels give the same answers.
    #[must_use]
    pub fn without_lots(self) -> Secret {
        Secret { lots: None, ..self }
    }

    /// The secret of a day's lots, counted from 1970-01-01. Once the day is over it can be shown: then everybody can
    /// draw the lots of the day again, and learns nothing of any other.
    pub fn of_day(&self, day: i64) -> Option<[u8; 32]> {
        let tag = hmac::sign(self.lots.as_ref()?, &day.to_be_bytes());
        tag.as_ref().first_chunk::<32>().copied()
    }

    /// The lot that a number draws on a day: the first eight bytes of HMAC-SHA256 under the secret of the day.
    pub fn lot(&self, day: i64, number: &str) -> Option<u64> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.of_day(day)?);
        let tag = hmac::sign(&key, number.as_bytes());
        tag.as_ref().first_chunk::<8>().map(|first| u64::from_be_bytes(*first))
    }

    /// Seals the texts of one subject in one filing. The salt must be new for every text.
    pub fn seal_person(&self, salt: &[u8], subject: Subject, texts: &[u8]) -> Result<Vec<u8>, StoreFailure> {
        let mut sealed = Vec::with_capacity(texts.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(texts);
        self.person_key(salt)?
            .seal_in_place_append_tag(no_nonce(), Aad::from([subject.code()]), &mut sealed)
            .map_err(|_| StoreFailure::Corrupt("texts that are too long to seal"))?;
        Ok(sealed)
    }

    /// Opens the texts of one subject.
    pub fn open_person(&self, salt: &[u8], subject: Subject, sealed: &[u8]) -> Result<Vec<u8>, StoreFailure> {
        let mut texts = sealed.to_vec();
        let length = self
            .person_key(salt)?
            .open_in_place(no_nonce(), Aad::from([subject.code()]), &mut texts)
            .map_err(|_| StoreFailure::Corrupt("sealed texts that do not open"))?
            .len();
        texts.truncate(length);
        Ok(texts)
    }

    /// What tells a salt from every other, and nothing about it.
    pub(crate) fn salt_mark(&self, salt: &[u8; SALT_LEN]) -> u64 {
        let mut context = hmac::Context::with_key(&self.index);
        context.update(&[104]);
        context.update(salt);
        context.sign().as_ref().first_chunk::<8>().map_or(0, |first| u64::from_be_bytes(*first))
    }

    /// What opens the commitment to a document, made from all its salts: with the first that is erased it is gone.
    pub fn opening(&self, salts: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.persons);
        context.update(b"opening");
        context.update(salts);
        context.sign().as_ref().first_chunk::<32>().copied().unwrap_or_default()
    }

    fn person_key(&self, salt: &[u8]) -> Result<LessSafeKey, StoreFailure> {
        let key = hmac::sign(&self.persons, salt);
        let key = UnboundKey::new(&AES_256_GCM, key.as_ref()).map_err(|_| StoreFailure::NoRandomness)?;
        Ok(LessSafeKey::new(key))
    }

    /// Seals a row or a block, bound to its place.
    pub fn seal(&self, place: u64, clear: &[u8]) -> Result<Vec<u8>, StoreFailure> {
        self.seal_written(place, clear.len(), |mut sealed| {
            sealed.extend_from_slice(clear);
            Ok(sealed)
        })
    }

    /// The same of what is written behind the bytes given, where it is sealed; `room` is about how long it is.
    pub(crate) fn seal_written(
        &self,
        place: u64,
        room: usize,
        write: impl FnOnce(Vec<u8>) -> Result<Vec<u8>, StoreFailure>,
    ) -> Result<Vec<u8>, StoreFailure> {
        let nonce: [u8; NONCE_LEN] = self.random()?;
        let mut sealed = Vec::with_capacity(NONCE_LEN + room + AES_256_GCM.tag_len());
        sealed.extend_from_slice(&nonce);
        let mut sealed = write(sealed)?;
        let (_, body) = sealed.split_at_mut(NONCE_LEN);
        let tag = self
            .whole
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place.to_be_bytes()),
                body,
            )
            .map_err(|_| StoreFailure::Corrupt("a row that is too long to seal"))?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens a row or a block.
    pub fn open(&self, place: u64, sealed: &[u8]) -> Result<Vec<u8>, StoreFailure> {
        let corrupt = || StoreFailure::Corrupt("a sealed row that does not open");
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(corrupt)?;
        let mut clear = body.to_vec();
        let length = self
            .whole
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place.to_be_bytes()), &mut clear)
            .map_err(|_| corrupt())?
            .len();
        clear.truncate(length);
        Ok(clear)
    }
}

/// A key that seals one text only needs no nonce of its own.
fn no_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(byte: u8) -> Secret {
        Secret::new(&[byte; 32]).unwrap()
    }

    #[test]
    fn only_the_right_keys_place_and_salt_open() {
        let ours = secret(1);
        let sealed = ours.seal(7, b"row").unwrap();
        assert_eq!(ours.open(7, &sealed).unwrap(), b"row");
        assert!(ours.open(8, &sealed).is_err());
        assert!(secret(2).open(7, &sealed).is_err());
        assert!(ours.open(7, b"short").is_err());

        let salt = ours.random::<SALT_LEN>().unwrap();
        let sealed = ours.seal_person(&salt, Subject::Consignee, b"Ana").unwrap();
        assert_eq!(ours.open_person(&salt, Subject::Consignee, &sealed).unwrap(), b"Ana");
        assert!(ours.open_person(&salt, Subject::Payer, &sealed).is_err());
        assert!(ours.open_person(&[0; SALT_LEN], Subject::Consignee, &sealed).is_err());
    }

    #[test]
    fn what_is_found_by_a_hash_depends_on_key_kind_and_parts() {
        let ours = secret(1);
        let hash = ours.index_hash(1, &["a", "b"]);
        assert_eq!(hash, ours.index_hash(1, &["a", "b"]));
        assert_ne!(hash, ours.index_hash(2, &["a", "b"]));
        assert_ne!(hash, ours.index_hash(1, &["ab"]));
        assert_ne!(hash, secret(2).index_hash(1, &["a", "b"]));
    }

    #[test]
    fn a_pseudonym_depends_on_key_kind_and_parts() {
        let ours = secret(1);
        let pseudonym = ours.pseudonym("consignee", &["a", "b"]);
        assert_eq!(pseudonym.len(), 2 * PSEUDONYM_LEN);
        assert_eq!(pseudonym, ours.pseudonym("consignee", &["a", "b"]));
        assert_ne!(pseudonym, ours.pseudonym("seller", &["a", "b"]));
        assert_ne!(pseudonym, ours.pseudonym("consignee", &["ab", ""]));
        assert_ne!(pseudonym, secret(2).pseudonym("consignee", &["a", "b"]));
    }
}
