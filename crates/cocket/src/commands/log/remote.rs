//! A record at another place, read over HTTP as anybody reads it (C2SP tlog-tiles). Nothing of it is believed.

use evidence::{Hash, NodeRange, SignedNote, TileKind, TilePath, read_hashes};
use std::fmt;
use std::time::Duration;
use ureq::Agent;
use ureq::http::StatusCode;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The most bytes of a tile of leaves: 256 of the longest.
const TILE_LIMIT: u64 = 256 * (2 + 65_535);
/// The most bytes of a note.
const NOTE_LIMIT: u64 = 1 << 20;

/// The most bytes of a page of entries with their receipts.
const PAGE_LIMIT: u64 = 16 << 20;

/// A record at a URL.
pub(in crate::commands) struct Remote {
    agent: Agent,
    base: String,
}

/// Why nothing can be told from what is there.
#[derive(Debug)]
pub(in crate::commands) enum Unread {
    /// It does not answer, or says that it cannot.
    Unreachable(String),
    /// It answers with something else than a record has there.
    Unfit(String),
}

impl fmt::Display for Unread {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unread::Unreachable(why) | Unread::Unfit(why) => out.write_str(why),
        }
    }
}

impl Remote {
    /// What is at a URL; none for anything but HTTP.
    pub(in crate::commands) fn at(url: &str) -> Option<Remote> {
        let is_http = url.starts_with("http://") || url.starts_with("https://");
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("cocket/", env!("CARGO_PKG_VERSION")))
            .build();
        is_http.then(|| Remote { agent: config.into(), base: url.trim_end_matches('/').to_owned() })
    }

    /// The newest checkpoint of a record; none before it has one.
    pub(super) fn checkpoint(&self) -> Result<Option<SignedNote>, Unread> {
        self.note("/v1/log/checkpoint")
    }

    /// A note at a path; none where there is nothing.
    pub(in crate::commands) fn note(&self, path: &str) -> Result<Option<SignedNote>, Unread> {
        let Some(bytes) = self.bytes(path, NOTE_LIMIT)? else { return Ok(None) };
        let note = String::from_utf8(bytes).ok().and_then(|text| SignedNote::parse(&text).ok());
        note.map(Some).ok_or_else(|| Unread::Unfit(format!("`{}{path}` gives no signed note", self.base)))
    }

    /// The bytes of a tile.
    pub(super) fn tile(&self, tile: TilePath) -> Result<Vec<u8>, Unread> {
        let path = format!("/v1/log/{tile}");
        let bytes = self.bytes(&path, TILE_LIMIT)?;
        bytes.ok_or_else(|| Unread::Unfit(format!("`{}{path}` is missing", self.base)))
    }

    /// The hashes of a tile.
    pub(super) fn hashes(&self, tile: TilePath) -> Result<Vec<Hash>, Unread> {
        let unfit = |flaw| Unread::Unfit(format!("`{}/v1/log/{tile}`: {flaw}", self.base));
        read_hashes(&self.tile(tile)?, tile.width()).map_err(unfit)
    }

    /// Stored hashes of the tree of a size.
    pub(super) fn nodes(&self, range: NodeRange, size: u64) -> Result<Vec<Hash>, Unread> {
        let NodeRange { level, from, count } = range;
        let there = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
        let number = from >> 8;
        let width = u16::try_from(there.saturating_sub(number << 8).min(256)).unwrap_or(256);
        let tile = TilePath::of(TileKind::Hashes { level }, number, width);
        let tile = tile.ok_or_else(|| Unread::Unfit(format!("a tree of {size} leaves has no such tile")))?;
        let hashes = self.hashes(tile)?;
        Ok(hashes.into_iter().skip(usize::try_from(from & 255).unwrap_or(256)).take(count).collect())
    }

    /// Brings a checkpoint that was signed; gives the status of the answer.
    pub(super) fn bring(&self, note: &SignedNote) -> Result<StatusCode, Unread> {
        let url = format!("{}/v1/log/cosignatures", self.base);
        let sent = self.agent.post(&url).content_type("text/plain; charset=utf-8").send(note.to_string());
        sent.map(|answer| answer.status()).map_err(|error| unreachable(&url, &error))
    }

    /// What is at a path for whoever has a credential.
    pub(super) fn own(&self, path: &str, credential: &str) -> Result<Vec<u8>, Unread> {
        let bytes = self.asked(path, PAGE_LIMIT, Some(credential))?;
        bytes.ok_or_else(|| Unread::Unfit(format!("`{}{path}` is missing", self.base)))
    }

    fn bytes(&self, path: &str, limit: u64) -> Result<Option<Vec<u8>>, Unread> {
        self.asked(path, limit, None)
    }

    fn asked(&self, path: &str, limit: u64, credential: Option<&str>) -> Result<Option<Vec<u8>>, Unread> {
        let url = format!("{}{path}", self.base);
        let mut asking = self.agent.get(&url);
        if let Some(credential) = credential {
            asking = asking.header("authorization", format!("Bearer {credential}"));
        }
        let mut answer = asking.call().map_err(|error| unreachable(&url, &error))?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Ok(None),
            status => return Err(Unread::Unreachable(format!("`{url}` answers {status}"))),
        }
        let read = answer.body_mut().with_config().limit(limit).read_to_vec();
        read.map(Some).map_err(|error| unreachable(&url, &error))
    }
}

fn unreachable(url: &str, error: &ureq::Error) -> Unread {
    Unread::Unreachable(format!("`{url}`: {error}"))
}
