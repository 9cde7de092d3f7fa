//! Whoever asks for numbers that do not exist, again and again, is guessing.

use crate::http::Shared;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// Wrong numbers that an address may ask for in a while; then it is told nothing until the while is over.
const GUESSES: u32 = 20;
/// How long a while is.
const WHILE: Duration = Duration::from_secs(60);
/// The most addresses that are remembered: one more, and all are forgotten.
const ADDRESSES: usize = 50_000;

/// What was asked for in vain in this while, by address.
#[derive(Default)]
pub(crate) struct Guesses(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    since: Option<Instant>,
    by_address: HashMap<IpAddr, u32>,
}

impl Guesses {
    /// How often an address has guessed, with as much more.
    fn count(&self, address: IpAddr, more: u32) -> u32 {
        let Ok(mut counted) = self.0.lock() else { return GUESSES };
        let now = Instant::now();
        if counted.since.is_none_or(|since| now.duration_since(since) > WHILE)
            || counted.by_address.len() > ADDRESSES
        {
            *counted = Counted { since: Some(now), by_address: HashMap::new() };
        }
        if more == 0 {
            return counted.by_address.get(&address).copied().unwrap_or_default();
        }
        let count = counted.by_address.entry(address).or_default();
        *count = count.saturating_add(more);
        *count
    }
}

/// Whoever asks, by address.
pub(in crate::pages) struct Guesser {
    shared: Arc<Shared>,
    address: IpAddr,
}

impl FromRequestParts<Arc<Shared>> for Guesser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Guesser, Infallible> {
        Ok(Guesser { shared: Arc::clone(shared), address: address_of(parts) })
    }
}

impl Guesser {
    /// Whether this address has guessed too often to be told anything.
    pub(in crate::pages) fn has_guessed_too_often(&self) -> bool {
        self.shared.guesses.count(self.address, 0) >= GUESSES
    }

    /// Notes down that it asked in vain.
    pub(in crate::pages) fn has_guessed(&self) {
        self.shared.guesses.count(self.address, 1);
    }
}

/// Where a request comes from. Behind a proxy on this machine, the proxy says where.
fn address_of(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let forwarded = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let last = forwarded.and_then(|all| all.rsplit(',').next()).and_then(|one| one.trim().parse().ok());
    match last {
        Some(address) if peer.is_loopback() => address,
        _ => peer,
    }
}
