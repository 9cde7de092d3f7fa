//! Names that a profile looks for by likeness: those of one test, as one small index of screening.

use super::flaw::CriterionFlaw;
use crate::field::Field;
use crate::kind::EntryKind;
use crate::normal::says_something;
use crate::quick::QuickMap;
use crate::screening::Screen;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Names that a value may be like, and how like it must be.
///
/// The very name, in its normal form, is found however little its words say. Any other name is found by its score, the
/// one of [`Screen`] over these names. The index is made once; copies share it.
#[derive(Clone)]
pub struct SoughtNames {
    field: Field,
    kind: EntryKind,
    names: Vec<String>,
    floor_per_mille: u32,
    index: Arc<Index>,
}

struct Index {
    /// The place of the first name with each normal form.
    very_names: QuickMap<usize>,
    screen: Screen,
}

/// The name that a value is, or is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FoundName {
    /// Its place among the names, from 0.
    pub(crate) place: usize,
    /// How sure that is, in thousandths; `None` for the very name.
    pub(crate) score_per_mille: Option<u32>,
}

impl SoughtNames {
    /// The most names of one test.
    pub const MOST: usize = 1_000;
    /// The most characters of a name.
    pub const LONGEST: usize = 200;
    /// The floors that may be asked for, in thousandths.
    pub const FLOORS: RangeInclusive<u32> = 300..=999;
    /// The floor where none is named.
    pub const USUAL_FLOOR: u32 = 650;

    /// Makes the index of names that a field may hold, with the least score that counts, in thousandths.
    ///
    /// # Errors
    /// The field holds no names, there is none or one too many, one says nothing or is too long, or no score is such.
    pub fn new(field: Field, names: Vec<String>, floor_per_mille: u32) -> Result<SoughtNames, CriterionFlaw> {
        const TEST: &str = "resembles";
        let kind = field.kind_of_name().ok_or(CriterionFlaw::HoldsNoNames { field })?;
        if names.is_empty() {
            return Err(CriterionFlaw::EmptyList { test: TEST });
        }
        if names.len() > SoughtNames::MOST {
            return Err(CriterionFlaw::TooManyNames { names: names.len(), most: SoughtNames::MOST });
        }
        if names.iter().any(|name| !says_something(name)) {
            return Err(CriterionFlaw::BlankText { test: TEST });
        }
        if let Some(long) = names.iter().find(|name| name.chars().nth(SoughtNames::LONGEST).is_some()) {
            return Err(CriterionFlaw::TooLongName { name: long.clone(), most: SoughtNames::LONGEST });
        }
        if !SoughtNames::FLOORS.contains(&floor_per_mille) {
            let (least, most) = (*SoughtNames::FLOORS.start(), *SoughtNames::FLOORS.end());
            return Err(CriterionFlaw::FloorOutOfBounds { floor_per_mille, least, most });
        }
        let mut very_names = QuickMap::default();
        for (place, name) in names.iter().enumerate() {
            very_names.entry(field.spelling().normal(name).into()).or_insert(place);
        }
        let screen = Screen::new(names.iter().map(|name| (kind, name.as_str())));
        let index = Arc::new(Index { very_names, screen });
        Ok(SoughtNames { field, kind, names, floor_per_mille, index })
    }

    /// The names as written.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The least score that counts, in thousandths.
    pub fn floor_per_mille(&self) -> u32 {
        self.floor_per_mille
    }

    /// Names that were written before in other letters of the same normal form.
    pub fn repeated(&self) -> impl Iterator<Item = &str> {
        let mut before = BTreeSet::new();
        let names = self.names.iter().map(String::as_str);
        names.filter(move |name| !before.insert(self.field.spelling().normal(name)))
    }

    /// Names whose words say so little that only the very name is found: its own words do not come to the floor.
    pub fn faint(&self) -> impl Iterator<Item = &str> {
        let names = self.names.iter().zip(0_u32..);
        let faint = names.filter(|(name, place)| {
            let found = self.index.screen.search(self.kind, name, self.floor());
            !found.iter().any(|found| found.place == *place)
        });
        faint.map(|(name, _)| name.as_str())
    }

    /// The field whose names they are.
    pub(crate) fn field(&self) -> Field {
        self.field
    }

    /// Whether a text in its normal form is one of the names.
    pub(crate) fn has_very(&self, normal: &str) -> bool {
        self.index.very_names.contains_key(normal)
    }

    /// The name that a text is, or else is like: the surest.
    pub(crate) fn find(&self, text: &str) -> Option<FoundName> {
        let very = self.index.very_names.get(self.field.spelling().normal(text).as_str());
        if let Some(place) = very {
            return Some(FoundName { place: *place, score_per_mille: None });
        }
        let found = self.index.screen.search(self.kind, text, self.floor()).into_iter().next()?;
        let place = usize::try_from(found.place).ok()?;
        Some(FoundName { place, score_per_mille: Some(found.score / 1_000) })
    }

    /// The floor in millionths.
    fn floor(&self) -> u32 {
        self.floor_per_mille.saturating_mul(1_000)
    }
}

/// Only what was written: two packs are compared by it.
impl fmt::Debug for SoughtNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}, {}", self.names, self.floor_per_mille)
    }
}

/// The index follows from the rest.
impl PartialEq for SoughtNames {
    fn eq(&self, other: &SoughtNames) -> bool {
        (self.field, self.floor_per_mille, &self.names) == (other.field, other.floor_per_mille, &other.names)
    }
}

impl Eq for SoughtNames {}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 4] = ["Sunny Goods Trading Ltd", "Best Shop 24", "Иванов Пётр", "Temu"];

    fn sought(names: &[&str], floor_per_mille: u32) -> Result<SoughtNames, CriterionFlaw> {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        SoughtNames::new(Field::SellerName, names, floor_per_mille)
    }

    fn found(text: &str, floor_per_mille: u32) -> Option<(&'static str, bool)> {
        let found = sought(&NAMES, floor_per_mille).unwrap().find(text)?;
        Some((NAMES[found.place], found.score_per_mille.is_none()))
    }

    #[test]
    fn names_are_found_in_other_words() {
        let [sunny, best, ivanov, temu] = NAMES;
        for (text, name) in [
            ("Suny Goods Tradng Ltd", Some(sunny)),
            ("Trading, Goods Sunny", Some(sunny)),
            ("Sunny Trading Limited", Some(sunny)),
            ("The Best Shop 24 GmbH", Some(best)),
            ("Best Shop 25", None),
            ("Petr Ivanov", Some(ivanov)),
            ("IVANOW Piotr", Some(ivanov)),
            ("Temuu", Some(temu)),
            ("Sunny Foods Import", None),
            ("Moonlight Trading Ltd", None),
            ("--", None),
            ("", None),
        ] {
            let expected = name.map(|name| (name, false));
            assert_eq!(found(text, SoughtNames::USUAL_FLOOR), expected, "{text}");
        }
    }

    /// The table of `docs/guide/rules.md`.
    #[test]
    fn the_scores_are_those_of_the_guide() {
        let names = sought(&["Sunny Goods Trading Ltd", "Best Shop 24", "Temu"], 300).unwrap();
        for (text, score) in [
            ("Suny Goods Tradng Ltd", Some(921)),
            ("Trading, Goods Sunny", Some(939)),
            ("Sunny Trading Limited", Some(833)),
            ("The Best Shop 24 GmbH", Some(864)),
            ("Temuu", Some(660)),
            ("Sunny Foods Trading Ltd", Some(691)),
            ("Best Shop 25", None),
        ] {
            assert_eq!(names.find(text).and_then(|found| found.score_per_mille), score, "{text}");
        }
    }

    #[test]
    fn the_very_name_is_found_whatever_its_words_say() {
        assert_eq!(found("SUNNY  goods-trading, Ltd.", 999), Some((NAMES[0], true)));
        assert_eq!(found("temu", 999), Some((NAMES[3], true)));
        // A score of exactly the floor is enough.
        let score = sought(&NAMES, 300).unwrap().find("Temuu").unwrap().score_per_mille.unwrap();
        assert_eq!((found("Temuu", score), found("Temuu", score + 1)), (Some((NAMES[3], false)), None));
        // Of two that a text is like the surer is named.
        let two = sought(&["Sunny Goods Import", "Sunny Goods Trading"], 300).unwrap();
        assert_eq!(two.find("Suny Goods Trading").unwrap().place, 1);
    }

    #[test]
    fn what_cannot_be_looked_for_is_told() {
        let long = "a".repeat(SoughtNames::LONGEST + 1);
        let many: Vec<&str> = vec!["Temu"; SoughtNames::MOST + 1];
        let (test, most) = ("resembles", SoughtNames::LONGEST);
        for (names, floor_per_mille, flaw) in [
            (&[][..], 650, CriterionFlaw::EmptyList { test }),
            (&["Temu", " -- "], 650, CriterionFlaw::BlankText { test }),
            (&[&long], 650, CriterionFlaw::TooLongName { name: long.clone(), most }),
            (&many, 650, CriterionFlaw::TooManyNames { names: 1_001, most: 1_000 }),
            (&NAMES, 299, CriterionFlaw::FloorOutOfBounds { floor_per_mille: 299, least: 300, most: 999 }),
            (
                &NAMES,
                1_000,
                CriterionFlaw::FloorOutOfBounds { floor_per_mille: 1_000, least: 300, most: 999 },
            ),
        ] {
            assert_eq!(sought(names, floor_per_mille), Err(flaw));
        }
        assert!(sought(&[&"a".repeat(SoughtNames::LONGEST)], 300).is_ok() && sought(&many[1..], 999).is_ok());
        let field = Field::SellerUrl;
        let of_a_site = SoughtNames::new(field, vec!["shop.example".to_owned()], 650);
        assert_eq!(of_a_site, Err(CriterionFlaw::HoldsNoNames { field }));
    }

    #[test]
    fn names_that_are_there_twice_or_say_too_little_are_known() {
        let names = sought(&["Sunny Goods", "Trading Ltd", "SUNNY-GOODS", "Temu"], 700).unwrap();
        assert_eq!(names.repeated().collect::<Vec<_>>(), ["SUNNY-GOODS"]);
        assert_eq!(names.faint().collect::<Vec<_>>(), ["Trading Ltd"]);
        let all = sought(&NAMES, 650).unwrap();
        assert_eq!((all.repeated().count(), all.faint().count()), (0, 0));
    }
}
