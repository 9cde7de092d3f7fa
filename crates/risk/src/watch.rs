//! Watch lists: names and identifiers that somebody has listed, found in the same normal form as profiles, and names that
//! are like them.

use crate::kind::EntryKind;
use crate::normal::{Spelling, host};
use crate::period::Period;
use crate::quick::QuickMap;
use crate::screening::{Evidence, Screen};
use crate::unlisted::Unlisted;
use jiff::civil::Date;

/// A named list.
#[derive(Clone, Debug)]
pub struct WatchList {
    /// Its name, which `listed_on` asks for.
    pub name: String,
    /// Who and what is on it.
    pub entries: Vec<ListEntry>,
}

/// Someone or something on a list.
#[derive(Clone, Debug)]
pub struct ListEntry {
    /// Its name within the list.
    pub id: String,
    /// The name, address or number as listed. One without letter or digit is never found.
    pub name: String,
    /// What is listed.
    pub kind: EntryKind,
    /// When it is listed.
    pub period: Period,
    /// The law it is listed under.
    pub law: String,
}

/// An entry that a text is the name of.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'l> {
    /// The name of the list.
    pub list: &'l str,
    /// The entry.
    pub entry: &'l ListEntry,
}

/// An entry that a text is like, but not in its very words.
#[derive(Clone, Debug)]
pub struct Resembling<'l> {
    /// The name of the list.
    pub list: &'l str,
    /// The entry.
    pub entry: &'l ListEntry,
    /// How sure that is, in thousandths.
    pub score_per_mille: u32,
    /// Why.
    pub evidence: Evidence,
}

/// The most entries that one text is said to be like.
const MOST_RESEMBLING: usize = 5;

/// All watch lists, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct WatchLists {
    lists: Vec<WatchList>,
    names: Shelf,
    vessels: Shelf,
    addresses: Shelf,
    urls: Shelf,
    identifiers: Shelf,
    /// What is like nothing, as lately asked.
    unlisted: Unlisted,
    likeness: Screen,
    /// The places of list and entry of each name that is searched by likeness.
    alike: Vec<(usize, usize)>,
}

/// By normal form: the places of list and entry.
type Shelf = QuickMap<Vec<(usize, usize)>>;

impl WatchLists {
    /// Forgets the texts that were found to be like nothing: they are searched for again when they come again.
    pub fn forget_unlisted(&self) {
        self.unlisted.forget();
    }

    /// Makes the index. Entries are found in the order in which the lists are given.
    pub fn new(lists: Vec<WatchList>) -> WatchLists {
        let mut watch = WatchLists::default();
        for (place, list) in lists.iter().enumerate() {
            for (row, entry) in list.entries.iter().enumerate() {
                let normal = spelling(entry.kind).normal(&entry.name);
                watch.shelf_mut(entry.kind).entry(normal.into()).or_default().push((place, row));
            }
        }
        let places = (0..).zip(&lists).flat_map(|(place, list)| {
            (0..).zip(&list.entries).map(move |(row, entry)| ((place, row), entry))
        });
        let alike: Vec<((usize, usize), &ListEntry)> =
            places.filter(|(_, entry)| entry.kind.has_words()).collect();
        watch.likeness = Screen::new(alike.iter().map(|(_, entry)| (entry.kind, entry.name.as_str())));
        watch.alike = alike.into_iter().map(|(place, _)| place).collect();
        WatchLists { lists, ..watch }
    }

    /// The lists as given.
    pub fn as_slice(&self) -> &[WatchList] {
        &self.lists
    }

    /// The entries that a text is the name of on a day.
    ///
    /// The kind says what the text is, see [`Field::screened_as`](crate::Field::screened_as): a party's name
    /// is looked up among persons and organisations alike, whichever of the two is given. A web address is
    /// also looked up by its host alone, so that a listed site covers its pages.
    pub fn screen(&self, kind: EntryKind, text: &str, day: Date) -> Vec<Listed<'_>> {
        let shelf = self.shelf(kind);
        if shelf.is_empty() {
            return Vec::new();
        }
        let normal = spelling(kind).normal(text);
        let site = (kind == EntryKind::Url).then(|| spelling(kind).normal(host(text)));
        let site = site.filter(|site| *site != normal);
        [Some(normal), site]
            .into_iter()
            .flatten()
            .filter(|normal| !normal.is_empty())
            .filter_map(|normal| shelf.get(normal.as_str()))
            .flatten()
            .filter_map(|(list, entry)| {
                let list = self.lists.get(*list)?;
                Some(Listed { list: &list.name, entry: list.entries.get(*entry)? })
            })
            .filter(|listed| listed.entry.period.covers(day))
            .collect()
    }

    /// Whether anything of a kind is listed.
    pub fn has_names(&self, kind: EntryKind) -> bool {
        !self.shelf(kind).is_empty()
    }

    /// The entries that a text is like on a day, with a score of at least so many thousandths: the surest first, no more
    /// than five. Those of which it is the very name are left out: [`screen`](WatchLists::screen) finds them. Numbers and
    /// web addresses are like none.
    pub fn resembling(
        &self,
        kind: EntryKind,
        text: &str,
        day: Date,
        floor_per_mille: u32,
    ) -> Vec<Resembling<'_>> {
        if !kind.has_words() || self.shelf(kind).is_empty() {
            return Vec::new();
        }
        let floor = floor_per_mille.saturating_mul(1_000);
        if self.unlisted.has(kind, text, floor) {
            return Vec::new();
        }
        let found = self.likeness.search(kind, text, floor);
        if found.is_empty() {
            self.unlisted.remember(kind, text, floor);
            return Vec::new();
        }
        let normal = spelling(kind).normal(text);
        let is_other = |entry: &ListEntry| spelling(kind).normal(&entry.name) != normal;
        let resembling = found.into_iter().filter_map(|found| {
            let (list, row) = self.alike.get(usize::try_from(found.place).ok()?)?;
            let list = self.lists.get(*list)?;
            let entry = list.entries.get(*row)?;
            (entry.period.covers(day) && is_other(entry)).then_some(Resembling {
                list: &list.name,
                entry,
                score_per_mille: found.score / 1_000,
                evidence: found.evidence,
            })
        });
        resembling.take(MOST_RESEMBLING).collect()
    }

    fn shelf(&self, kind: EntryKind) -> &Shelf {
        match kind {
            EntryKind::Person | EntryKind::Organisation => &self.names,
            EntryKind::Vessel => &self.vessels,
            EntryKind::Address => &self.addresses,
            EntryKind::Url => &self.urls,
            EntryKind::Identifier => &self.identifiers,
        }
    }

    fn shelf_mut(&mut self, kind: EntryKind) -> &mut Shelf {
        match kind {
            EntryKind::Person | EntryKind::Organisation => &mut self.names,
            EntryKind::Vessel => &mut self.vessels,
            EntryKind::Address => &mut self.addresses,
            EntryKind::Url => &mut self.urls,
            EntryKind::Identifier => &mut self.identifiers,
        }
    }
}

fn spelling(kind: EntryKind) -> Spelling {
    match kind {
        EntryKind::Person | EntryKind::Organisation | EntryKind::Vessel | EntryKind::Address => {
            Spelling::Words
        }
        EntryKind::Url => Spelling::Web,
        EntryKind::Identifier => Spelling::Solid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn lists() -> WatchLists {
        let entry = |id: &str, name: &str, kind| ListEntry {
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
            period: Period::new(date(2026, 1, 1), date(2026, 6, 30)).unwrap(),
            law: "s.1".to_owned(),
        };
        let list = |name: &str, entries| WatchList { name: name.to_owned(), entries };
        WatchLists::new(vec![
            list(
                "denied",
                vec![
                    entry("1", "José  ÁLVAREZ", EntryKind::Person),
                    entry("2", "shop.example", EntryKind::Url),
                    entry("3", "AB-12 34", EntryKind::Identifier),
                    entry("4", "--", EntryKind::Person),
                ],
            ),
            list("sellers", vec![entry("7", "Jose Alvarez", EntryKind::Organisation)]),
        ])
    }

    fn found(kind: EntryKind, text: &str, day: Date) -> Vec<String> {
        lists().screen(kind, text, day).iter().map(|hit| format!("{} {}", hit.list, hit.entry.id)).collect()
    }

    #[test]
    fn a_listed_name_is_found_in_any_spelling_while_it_is_listed() {
        let day = date(2026, 3, 2);
        assert_eq!(found(EntryKind::Person, "jose-alvarez", day), ["denied 1", "sellers 7"]);
        assert_eq!(found(EntryKind::Organisation, "Jose Alvarez", date(2026, 7, 1)), [""; 0]);
        assert_eq!(found(EntryKind::Person, "Alvarez Jose", day), [""; 0]);
        assert_eq!(found(EntryKind::Person, "...", day), [""; 0]);
        assert_eq!(found(EntryKind::Identifier, "ab1234", day), ["denied 3"]);
        assert_eq!(found(EntryKind::Person, "AB-12 34", day), [""; 0]);
        for address in ["Shop.example", "https://www.shop.example/item?id=3", "http://shop.example:80"] {
            assert_eq!(found(EntryKind::Url, address, day), ["denied 2"], "{address}");
        }
        assert_eq!(found(EntryKind::Url, "https://shop.example.org/", day), [""; 0]);
    }

    #[test]
    fn a_name_that_is_like_a_listed_one_is_found_beside_the_very_names() {
        let day = date(2026, 3, 2);
        let like = |kind, text: &str, day, floor| -> Vec<(String, u32)> {
            let lists = lists();
            let found = lists.resembling(kind, text, day, floor);
            found.iter().map(|it| (format!("{} {}", it.list, it.entry.id), it.score_per_mille)).collect()
        };
        let both = like(EntryKind::Person, "Alvares, Jose", day, 500);
        assert_eq!(both.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["denied 1", "sellers 7"]);
        assert!(both.iter().all(|(_, score)| (500..1_000).contains(score)), "{both:?}");
        assert_eq!(like(EntryKind::Person, "ALVAREZ Jose", day, 500).len(), 2);
        // The very name is no resemblance; a name that is not listed any more is none either.
        assert_eq!(like(EntryKind::Person, "Jose Alvarez", day, 500), []);
        assert_eq!(like(EntryKind::Person, "Alvares, Jose", date(2026, 7, 1), 500), []);
        assert_eq!(like(EntryKind::Person, "Alvares, Jose", day, 999), []);
        assert_eq!(like(EntryKind::Person, "Jose Albrecht", day, 500), []);
        assert_eq!(like(EntryKind::Vessel, "Alvares, Jose", day, 500), []);
        assert_eq!(like(EntryKind::Identifier, "AB-12 35", day, 300), []);
        assert_eq!(like(EntryKind::Url, "shop.example", day, 300), []);
    }

    #[test]
    fn a_text_of_any_length_and_any_sign_is_answered() {
        let day = date(2026, 3, 2);
        for text in [
            "Jose Alvarez ".repeat(800),
            "J".repeat(10_000),
            "\u{202e}".repeat(10_000),
            "Ј\u{200b}оѕе Аlvаrеz".to_owned(),
            "\u{0}\u{ffff}\u{10ffff}".to_owned(),
        ] {
            for kind in EntryKind::ALL {
                assert!(lists().resembling(*kind, &text, day, 300).len() <= MOST_RESEMBLING);
                lists().screen(*kind, &text, day);
            }
        }
        // Letters that only look like others, and marks that turn around what is read, hide nothing.
        let hidden = "\u{202e}Jоse\u{200b} Alvаrez";
        assert_eq!(lists().resembling(EntryKind::Person, hidden, day, 500).len(), 2);
    }

    #[test]
    fn no_more_than_five_are_named() {
        let entry = |id: u32| ListEntry {
            id: id.to_string(),
            name: "Baltazar Quorvane".to_owned(),
            kind: EntryKind::Person,
            period: Period::new(date(2026, 1, 1), Date::MAX).unwrap(),
            law: "s.1".to_owned(),
        };
        let list = WatchList { name: "denied".to_owned(), entries: (0..9).map(entry).collect() };
        let lists = WatchLists::new(vec![list]);
        let found = lists.resembling(EntryKind::Person, "Quorvane Baltazar", date(2026, 3, 2), 500);
        assert_eq!(found.len(), MOST_RESEMBLING);
    }
}
