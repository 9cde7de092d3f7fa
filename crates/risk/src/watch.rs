//! Watch lists: names and identifiers that somebody has listed, found in the same normal form as profiles.

use crate::kind::EntryKind;
use crate::normal::{Spelling, host};
use crate::period::Period;
use crate::quick::QuickMap;
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

/// All watch lists, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct WatchLists {
    lists: Vec<WatchList>,
    names: Shelf,
    vessels: Shelf,
    addresses: Shelf,
    urls: Shelf,
    identifiers: Shelf,
}

/// By normal form: the places of list and entry.
type Shelf = QuickMap<Vec<(usize, usize)>>;

impl WatchLists {
    /// Makes the index. Entries are found in the order in which the lists are given.
    pub fn new(lists: Vec<WatchList>) -> WatchLists {
        let mut watch = WatchLists::default();
        for (place, list) in lists.iter().enumerate() {
            for (row, entry) in list.entries.iter().enumerate() {
                let normal = spelling(entry.kind).normal(&entry.name);
                watch.shelf_mut(entry.kind).entry(normal.into()).or_default().push((place, row));
            }
        }
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
}
