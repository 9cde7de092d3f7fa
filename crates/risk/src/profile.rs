//! An officer's rule: what to look for, what to do about it, and on which law it stands.

use crate::criterion::Criterion;
use crate::expression::Expression;
use crate::period::Period;

/// An officer's rule. It holds for a consignment if all its criteria do, and its expression if it has one;
/// criteria about goods items must hold for one and the same item.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name in the pack.
    pub id: String,
    /// What it looks for, in a few words.
    pub title: String,
    /// The agency whose profile it is.
    pub owner: String,
    /// What it asks for.
    pub action: Action,
    /// What it protects.
    pub purpose: String,
    /// What officers are shown.
    pub reason: String,
    /// The key of the text that the filer is shown.
    pub public_reason: String,
    /// The law it stands on.
    pub law: String,
    /// When it is active.
    pub period: Period,
    /// Of a million hits, how many are selected: see [`Profile::selects`].
    pub share_per_million: u32,
    /// What must be true.
    pub criteria: Criteria,
    /// What must be true as well, of the consignment as a whole: asked only where all criteria hold.
    pub expression: Option<Expression>,
}

impl Profile {
    /// The share of a profile that selects all its hits.
    pub const EVERY_HIT: u32 = 1_000_000;
    /// The owner that is no agency.
    pub const CUSTOMS: &str = "customs";

    /// Whether a hit is selected, by the draw of the consignment: the same draw always gives the same answer,
    /// and profiles choose independently of each other.
    pub fn selects(&self, draw: u64) -> bool {
        let chance = share_of(spread(draw ^ hash(&self.id)), u64::from(Profile::EVERY_HIT));
        chance < u64::from(self.share_per_million)
    }
}

/// A number from a text, the same on every machine (FNV-1a).
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Spreads what differs in any bit over all bits (the last steps of SplitMix64).
fn spread(seed: u64) -> u64 {
    let mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A number below `parts`, by the upper half of another. `parts` is below 2^32.
fn share_of(number: u64, parts: u64) -> u64 {
    ((number >> 32) * parts) >> 32
}

/// What a profile asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Look at the goods.
    Examine,
    /// Hold until documents are there.
    HoldDocuments,
    /// Ask the filer before loading.
    RequestInformation,
    /// Ask for high-risk cargo screening before loading.
    RequestScreening,
    /// The goods may not be loaded.
    DoNotLoad,
    /// Add to the weight of the consignment's risk.
    AddWeight(u32),
    /// Refer the consignment to the agency whose profile it is.
    Refer,
}

impl Action {
    /// The action of a name; `weight` is what [`Action::AddWeight`] adds.
    pub fn from_name(name: &str, weight: u32) -> Option<Action> {
        Some(match name {
            "examine" => Action::Examine,
            "hold_documents" => Action::HoldDocuments,
            "request_information" => Action::RequestInformation,
            "request_screening" => Action::RequestScreening,
            "do_not_load" => Action::DoNotLoad,
            "add_weight" => Action::AddWeight(weight),
            "refer" => Action::Refer,
            _ => return None,
        })
    }

    /// The name in packs.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Examine => "examine",
            Action::HoldDocuments => "hold_documents",
            Action::RequestInformation => "request_information",
            Action::RequestScreening => "request_screening",
            Action::DoNotLoad => "do_not_load",
            Action::AddWeight(_) => "add_weight",
            Action::Refer => "refer",
        }
    }
}

/// The criteria of a profile: at least one, for a profile without any would hold for every parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criteria(Vec<Criterion>);

impl Criteria {
    /// Criteria; `None` if there are none.
    pub fn new(criteria: Vec<Criterion>) -> Option<Criteria> {
        (!criteria.is_empty()).then_some(Criteria(criteria))
    }

    /// The criteria as written.
    pub fn as_slice(&self) -> &[Criterion] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, Test};
    use jiff::civil::date;

    const DRAWS: u32 = 100_000;

    fn profile(id: &str, share_per_million: u32) -> Profile {
        Profile {
            id: id.to_owned(),
            title: String::new(),
            owner: "customs".to_owned(),
            action: Action::Examine,
            purpose: String::new(),
            reason: String::new(),
            public_reason: String::new(),
            law: String::new(),
            period: Period::new(date(2026, 1, 1), date(2026, 12, 31)).unwrap(),
            share_per_million,
            criteria: Criteria::new(vec![Criterion::new(Field::Office, vec![Test::Present(true)]).unwrap()])
                .unwrap(),
            expression: None,
        }
    }

    /// Draws that follow each other, and draws far apart.
    fn draws() -> impl Iterator<Item = u64> {
        (0..DRAWS / 2).map(u64::from).chain((0..DRAWS / 2).map(|draw| spread(u64::from(draw) << 7)))
    }

    fn per_million(selected: impl Fn(u64) -> bool) -> u32 {
        let count = draws().filter(|draw| selected(*draw)).count();
        u32::try_from(count).unwrap() * (Profile::EVERY_HIT / DRAWS)
    }

    #[test]
    fn the_share_is_kept_and_profiles_choose_independently() {
        for share in [0, 100, 10_000, 250_000, 500_000, 999_900] {
            for id in ["XA-P-014", "XA-P-015"] {
                let selected = per_million(|draw| profile(id, share).selects(draw));
                assert!(selected.abs_diff(share) < 10_000, "{id} {share}: {selected}");
            }
        }
        let (one, other) = (profile("XA-P-014", 250_000), profile("XA-P-015", 500_000));
        let both = per_million(|draw| one.selects(draw) && other.selects(draw));
        assert!(both.abs_diff(125_000) < 10_000, "{both}");
        assert!(draws().all(|draw| profile("", Profile::EVERY_HIT).selects(draw)));
        assert!(profile("", Profile::EVERY_HIT).selects(u64::MAX));
    }

    #[test]
    fn the_same_draw_is_answered_the_same_for_ever() {
        let profile = profile("XA-P-014", 250_000);
        let selected: Vec<u64> = (0..20).filter(|draw| profile.selects(*draw)).collect();
        assert_eq!(selected, [8, 10, 11, 12, 13, 14]);
    }
}
