//! Listed web sites: the same host, or one below it.

use super::evidence::{Evidence, Match};
use crate::normal::host;
use crate::quick::QuickMap;

/// What the same host is sure of, and one below a listed one or above it.
const SAME_HOST: u32 = 950_000;
const RELATED_HOST: u32 = 850_000;

/// Web sites by host.
#[derive(Clone, Debug, Default)]
pub(super) struct Sites {
    hosts: QuickMap<Vec<u32>>,
    /// Hosts that a listed one is below of.
    above: QuickMap<Vec<u32>>,
}

impl Sites {
    pub(super) fn add(&mut self, address: &str, place: u32) {
        let host = host(address.trim()).to_lowercase();
        for parent in parents(&host) {
            self.above.entry(parent.into()).or_default().push(place);
        }
        self.hosts.entry(host.into()).or_default().push(place);
    }

    pub(super) fn search(&self, address: &str, floor: u32) -> Vec<Match> {
        let host = host(address.trim()).to_lowercase();
        let mut found: Vec<(u32, u32)> = Vec::new();
        let mut note = |places: Option<&Vec<u32>>, score: u32| {
            let new = places.into_iter().flatten().filter(|_| score >= floor && !host.is_empty());
            found.extend(new.map(|place| (*place, score)));
        };
        note(self.hosts.get(host.as_str()), SAME_HOST);
        note(self.above.get(host.as_str()), RELATED_HOST);
        parents(&host).for_each(|parent| note(self.hosts.get(parent), RELATED_HOST));
        found
            .into_iter()
            .map(|(place, score)| Match { place, score, evidence: Evidence::default() })
            .collect()
    }
}

/// The hosts that one is below of, down to two parts.
fn parents(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(host.split_once('.').map(|(_, rest)| rest), |above| {
        above.split_once('.').map(|(_, rest)| rest)
    })
    .take_while(|above| above.contains('.'))
}
