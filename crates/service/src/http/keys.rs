//! Keys of requests: one that comes twice is carried out once (IETF draft `Idempotency-Key`).

use crate::http::{Caller, Code, Problem, Shared};
use crate::lane::{RequestKey, request_hash};
use axum::http::HeaderMap;
use std::sync::Arc;

/// The longest key.
const LONGEST: usize = 255;

/// A key that is under way until this is dropped.
pub(super) struct UnderWay {
    shared: Arc<Shared>,
    hash: u64,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let Ok(mut keys) = self.shared.under_way.lock() {
            keys.remove(&self.hash);
        }
    }
}

/// The hash of the key of a request, marked as under way.
///
/// # Errors
/// The key cannot be read, or a request with it is under way.
pub(super) fn begin(
    shared: &Arc<Shared>,
    caller: &Caller,
    headers: &HeaderMap,
) -> Result<Option<(u64, UnderWay)>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| !text.is_empty() && text.len() <= LONGEST);
    let Some(text) = text else {
        return Err(Problem::unreadable("Idempotency-Key", "the key must have 1 to 255 visible ASCII signs"));
    };
    let hash = request_hash(&shared.secret, &caller.organisation, text);
    let is_new = shared.under_way.lock().is_ok_and(|mut keys| keys.insert(hash));
    match is_new {
        true => Ok(Some((hash, UnderWay { shared: Arc::clone(shared), hash }))),
        false => Err(Problem::of(Code::KeyInUse).retry_after(1)),
    }
}

/// The fingerprint of what is asked, taken as it comes: the path and the body.
pub(super) struct Fingerprint(ring::digest::Context);

impl Fingerprint {
    pub(super) fn of_path(path: &str) -> Fingerprint {
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        context.update(path.as_bytes());
        context.update(&[0]);
        Fingerprint(context)
    }

    pub(super) fn add(&mut self, body: &[u8]) {
        self.0.update(body);
    }

    pub(super) fn bytes(self) -> [u8; 16] {
        self.0.finish().as_ref().first_chunk::<16>().copied().unwrap_or_default()
    }
}

/// The key with the fingerprint of what is asked.
pub(crate) fn fingerprinted(hash: u64, path: &str, body: &[u8]) -> RequestKey {
    let mut fingerprint = Fingerprint::of_path(path);
    fingerprint.add(body);
    RequestKey { hash, fingerprint: fingerprint.bytes() }
}

/// The key of one item of a request that asks for many things: the first has the key of the request itself.
pub(super) fn slot(hash: u64, item: usize) -> u64 {
    hash.wrapping_add(u64::try_from(item).unwrap_or_default())
}

/// The same where the body names a person: made with the master key and the text of the key itself, which is kept
/// nowhere, so that nobody can try out names with what is kept.
pub(super) fn fingerprinted_apart(
    shared: &Shared,
    headers: &HeaderMap,
    hash: u64,
    path: &str,
    body: &[u8],
) -> RequestKey {
    let text = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = String::from_utf8_lossy(body);
    let half = |kind| shared.secret.index_hash(kind, &[text, path, &body]).to_be_bytes();
    let mut fingerprint = [0; 16];
    let (first, second) = fingerprint.split_at_mut(8);
    first.copy_from_slice(&half(103));
    second.copy_from_slice(&half(105));
    RequestKey { hash, fingerprint }
}
