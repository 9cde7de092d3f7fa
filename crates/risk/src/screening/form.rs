//! The forms of a name that can be compared for being equal only: for lists that are handed out without their names.

use super::likeness::Spoken;
use super::rarity::is_linking;
use super::roman::Words;
use crate::kind::EntryKind;
use crate::normal::{Spelling, host};

/// A name in forms that are equal for whatever order, case, accents and script it is written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forms {
    /// What it is and its words in Latin letters, sorted, without linking words; of a web site the host, of an identifier its
    /// letters and digits.
    pub words: String,
    /// What it is and how its words sound; nothing where too little is heard to tell names apart.
    pub sound: Option<String>,
}

/// So many consonants at least, of two words at least, tell names apart.
const LEAST_HEARD: usize = 6;

impl Forms {
    /// The forms of a text; `None` if it has neither letter nor digit. A party is a person or organisation alike.
    pub fn of(kind: EntryKind, text: &str) -> Option<Forms> {
        let (word, is_name) = match kind {
            EntryKind::Person | EntryKind::Organisation => ("party", true),
            EntryKind::Vessel => ("vessel", true),
            EntryKind::Address => ("address", true),
            EntryKind::Url => ("url", false),
            EntryKind::Identifier => ("identifier", false),
        };
        if !is_name {
            let solid = match kind {
                EntryKind::Url => host(text.trim()).to_lowercase(),
                _ => Spelling::Solid.normal(text),
            };
            let says = solid.contains(char::is_alphanumeric);
            return says.then(|| Forms { words: format!("{word} {solid}"), sound: None });
        }
        let words = Words::of(text);
        let mut telling: Vec<&str> = words.iter().filter(|word| !is_linking(word)).collect();
        if telling.is_empty() {
            telling = words.iter().collect();
        }
        telling.sort_unstable();
        let mut sounds: Vec<String> =
            telling.iter().map(|word| Spoken::of(word).sound().to_owned()).collect();
        sounds.retain(|sound| !sound.is_empty());
        sounds.sort_unstable();
        let heard: usize = sounds.iter().map(String::len).sum();
        let is_enough = sounds.len() >= 2 && heard >= LEAST_HEARD;
        (!telling.is_empty()).then(|| Forms {
            words: format!("{word} {}", telling.join(" ")),
            sound: is_enough.then(|| format!("{word} sound {}", sounds.join(" "))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Forms {
        Forms::of(EntryKind::Person, text).unwrap()
    }

    #[test]
    fn order_case_accents_and_script_do_not_matter() {
        let known = forms("QUORVANE, Baltazar");
        for text in [
            "baltázar quorvane",
            "Quorvane  BALTAZAR",
            "\u{202e}Baltazar of Quorvane",
            "Ｂａｌｔａｚａｒ Quorvane",
        ] {
            assert_eq!(forms(text), known, "{text}");
        }
        assert_eq!(forms("Иванов Пётр").words, forms("Petr IVANOV").words);
        assert_eq!(Forms::of(EntryKind::Organisation, "Baltazar Quorvane"), Some(known.clone()));
        assert_ne!(Forms::of(EntryKind::Vessel, "Baltazar Quorvane"), Some(known.clone()));
        assert_ne!(forms("Baltazar Quorvine Lima"), known);
        assert_eq!(known.words, "party baltazar quorvane");
    }

    #[test]
    fn another_spelling_may_sound_the_same() {
        let known = forms("QADDAFI, Muammar");
        assert_ne!(forms("Moamar Kadafi").words, known.words);
        assert_eq!(forms("Moamar Kadafi").sound, known.sound);
        assert_eq!((forms("Lee Ho").sound, forms("Quorvane").sound), (None, None));
    }

    #[test]
    fn numbers_and_sites_have_their_own_form() {
        let of = |kind, text: &str| Forms::of(kind, text).map(|forms| (forms.words, forms.sound));
        assert_eq!(of(EntryKind::Identifier, "AB-12 34"), Some(("identifier ab1234".to_owned(), None)));
        assert_eq!(
            of(EntryKind::Url, "https://www.Shop.example/a"),
            Some(("url shop.example".to_owned(), None))
        );
        for kind in EntryKind::ALL {
            assert_eq!(of(*kind, " -- \u{202e}"), None);
            assert!(of(*kind, &"ab 12 ".repeat(5_000)).is_some());
        }
        // A name of linking words only is still a name.
        assert_eq!(forms("Al Ben").words, "party al ben");
    }
}
