//! Names as they are compared across scripts: words of Latin letters and of digits.

use any_ascii::any_ascii_char;

/// The most characters of a text that are looked at: no name or address is longer.
const LONGEST_TEXT: usize = 512;
/// The most words of a text that are looked at.
pub(super) const MOST_WORDS: usize = 32;
/// The most letters of a word that are looked at.
pub(super) const LONGEST_WORD: usize = 32;

/// The words of a text, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    text: String,
    ends: Vec<usize>,
}

impl Words {
    /// The words of a text in any script. Signs within a word that stand for a stop of the voice are left out; letters
    /// and digits are words apart; legal forms and words of addresses are in their short form.
    pub(super) fn of(text: &str) -> Words {
        let mut words = Words { text: String::with_capacity(text.len().min(LONGEST_TEXT)), ends: Vec::new() };
        let mut chars = text.chars().take(LONGEST_TEXT).peekable();
        while let Some(char) = chars.next() {
            if char.is_ascii_alphanumeric() {
                words.push(char.to_ascii_lowercase());
            } else if char.is_ascii() {
                if !matches!(char, '\'' | '`') {
                    words.end();
                }
            } else if char == 'ا' && words.is_between() && chars.next_if_eq(&'ل').is_some() {
                // The Arabic article is a word of its own, as it is where it is written in Latin letters.
                "al".chars().for_each(|letter| words.push(letter));
                words.end();
            } else if !is_silent(char) {
                let letters = any_ascii_char(char);
                match letters.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
                    true => letters
                        .chars()
                        .filter(char::is_ascii_alphanumeric)
                        .for_each(|letter| words.push(letter.to_ascii_lowercase())),
                    // What has no letters of its own stands between words, unless it belongs to the letter before.
                    false if letters.is_empty() || char.is_alphabetic() => {}
                    false => words.end(),
                }
            }
        }
        words.end();
        words
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Each of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).filter_map(|(start, end)| self.text.get(start..*end))
    }

    fn push(&mut self, letter: char) {
        let start = self.start();
        let before = self.text.as_bytes().get(start..).and_then(<[u8]>::last).copied();
        if before.is_some_and(|before| before.is_ascii_digit() != letter.is_ascii_digit()) {
            self.end();
        }
        if self.text.len() - self.start() < LONGEST_WORD && self.ends.len() < MOST_WORDS {
            self.text.push(letter);
        }
    }

    fn start(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Whether no word is being written.
    fn is_between(&self) -> bool {
        self.start() == self.text.len()
    }

    /// Ends the word that is being written.
    fn end(&mut self) {
        let start = self.start();
        if let Some(short) = short_form(self.text.get(start..).unwrap_or_default()) {
            self.text.truncate(start);
            self.text.push_str(short);
        }
        if !self.is_between() {
            self.ends.push(self.text.len());
        }
    }
}

/// Signs that are written in words and not spoken: stops of the voice, and what cannot be seen.
fn is_silent(char: char) -> bool {
    matches!(
        char,
        '’' | '‘'
            | 'ʿ'
            | 'ʾ'
            | 'ʻ'
            | 'ʼ'
            | '´'
            | '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{300}'..='\u{36f}'
            | '\u{640}'
            | '\u{64b}'..='\u{652}'
    )
}

/// The short form of a word that is written long or short as its writer likes; nothing for one that says nothing.
pub(super) fn short_form(word: &str) -> Option<&'static str> {
    Some(match word {
        "and" => "",
        "limited" => "ltd",
        "company" => "co",
        "corporation" => "corp",
        "incorporated" => "inc",
        "international" => "intl",
        "street" => "st",
        "road" => "rd",
        "avenue" => "ave",
        "number" => "no",
        "building" => "bldg",
        "colonia" => "col",
        "calle" | "cll" => "cl",
        "carrera" | "cra" => "kra",
        "apartment" => "apt",
        "floor" => "fl",
        "office" => "ofc",
        "district" => "dist",
        "province" => "prov",
        "square" => "sq",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        Words::of(text).iter().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn any_script_is_read_in_latin_letters() {
        for (text, expected) in [
            ("AL-QADHAFI, Mu'ammar", "al qadhafi muammar"),
            ("Müller & Söhne GmbH", "muller sohne gmbh"),
            ("Иванов, Пётр", "ivanov petr"),
            ("عبدالحميد المصلي", "bdlhmyd al msly"),
            ("نديرة الطبعون", "ndyrh al tbwn"),
            ("Trading and Company Limited 24B", "trading co ltd 24 b"),
            ("王小明", "wangxiaoming"),
            ("박봉남", "bagbongnam"),
            ("\u{202e}evil\u{200b}name", "evilname"),
            ("", ""),
            (" ,,, ", ""),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_of_any_length_is_bounded() {
        let long = Words::of(&"a".repeat(100_000));
        assert_eq!((long.len(), long.iter().next().map(str::len)), (1, Some(LONGEST_WORD)));
        assert_eq!(Words::of(&"ab ".repeat(100_000)).len(), MOST_WORDS);
        assert_eq!(Words::of(&"ab12".repeat(100_000)).len(), MOST_WORDS);
    }
}
