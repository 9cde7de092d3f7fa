//! What a declaration asks of other consignments is known before it is decided.

use crate::laws::{facts, lodgement, start};
use clearance::{
    Case, Command, Consignments, Counted, KeyHashes, KeyKind, Lodgement, TokenId, activity, asked_for, known,
};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use tariff::QuotaNumber;

/// Consignments of which none is known, and what was asked about them.
#[derive(Default)]
struct Asked(BTreeSet<u64>);

impl Consignments for Asked {
    type Failure = Infallible;

    fn hash(&self, kind: KeyKind, parts: &[&str]) -> u64 {
        let mut hasher = DefaultHasher::new();
        (kind, parts).hash(&mut hasher);
        hasher.finish()
    }

    fn under(&mut self, hash: u64, _: usize) -> Result<Vec<u64>, Infallible> {
        self.0.insert(hash);
        Ok(Vec::new())
    }

    fn case(&mut self, _: u64) -> Result<Option<&Case>, Infallible> {
        Ok(None)
    }

    fn counted(&mut self, _: u64) -> Result<Option<Counted>, Infallible> {
        Ok(None)
    }

    fn drawn(&mut self, _: QuotaNumber) -> Result<Vec<(Date, i64)>, Infallible> {
        Ok(Vec::new())
    }

    fn is_spent(&mut self, _: TokenId, _: &[u64]) -> Result<bool, Infallible> {
        Ok(false)
    }
}

/// Whoever looks ahead for what a declaration asks for looks for neither less nor more.
#[test]
fn a_declaration_asks_for_what_is_said_ahead() {
    let (law, organisation) = (facts().law, "filer-0");
    let mut most = 0;
    for parcel in 0..400 {
        let Some(Command::Lodge(Lodgement { declaration, .. })) = lodgement(parcel, 0, start()) else {
            continue;
        };
        let mut asked = Asked::default();
        let hash = |kind, parts: &[&str]| Asked::default().hash(kind, parts);
        let keys = KeyHashes::of(&declaration, organisation, law, hash, |_| ());
        known(&mut asked, &keys, &declaration, organisation, start()).unwrap();
        activity(&mut asked, None, Some((&declaration, &keys)), law, start()).unwrap();
        assert_eq!(asked.0, asked_for(&keys).collect::<BTreeSet<u64>>());
        most = most.max(asked.0.len());
    }
    assert!(most > 9, "{most}");
}
