//! The form in which texts are compared: lower case, without accents, spacing or punctuation.

/// A text as it is compared: words of letters and digits in lower case, without Latin accents, in their
/// order, single spaces between.
///
/// Wide forms and Arabic digits become ASCII; marks that cannot be seen are left out. Scripts are not
/// transcribed and letters are not reordered: that is for tolerant matching.
///
/// ```
/// assert_eq!(risk::normalise("  MÜLLER-Straße,\u{200b} Łódź "), "muller strasse lodz");
/// assert_eq!(risk::normalise("ＡＢＣ１２ 서울"), "abc12 서울");
/// ```
pub fn normalise(text: &str) -> String {
    Spelling::Words.normal(text)
}

/// Whether a text has a letter or digit at all.
pub(crate) fn says_something(text: &str) -> bool {
    text.chars().any(|char| {
        char.is_ascii_alphanumeric()
            || is_caseless(char)
            || char.to_lowercase().any(|lower| match folded(lower) {
                Folded::Gap => false,
                Folded::Letters(letters) => !letters.is_empty(),
                Folded::Letter(_) => true,
            })
    })
}

/// The host of a web address.
///
/// ```
/// assert_eq!(risk::host("https://www.shop.example:443/page"), "shop.example");
/// ```
pub fn host(address: &str) -> &str {
    let place = without_scheme(address);
    let host = place.split(['/', '?', '#']).next().unwrap_or(place);
    let host = host.rsplit('@').next().unwrap_or(host);
    host.split(':').next().unwrap_or(host)
}

/// How the texts of a field are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Spelling {
    /// Word by word.
    Words,
    /// Without any space: numbers and marks are grouped as their writer likes.
    Solid,
    /// A web address, word by word, without `https://` and `www.`.
    Web,
}

impl Spelling {
    /// The normal form of a text.
    pub(crate) fn normal(self, text: &str) -> String {
        let mut normal = String::with_capacity(text.len());
        self.write(text, &mut normal);
        normal
    }

    /// Puts the normal form of a text in the place of what was there.
    pub(crate) fn write(self, text: &str, normal: &mut String) {
        normal.clear();
        let text = if self == Spelling::Web { without_scheme(text) } else { text };
        if text.is_ascii() {
            self.write_ascii(text, normal);
        } else {
            self.write_any(text, normal);
        }
    }

    /// Most texts are ASCII. Every byte is written, and the place moves on only past those that stay, so that
    /// there is no branch to guess at each letter.
    fn write_ascii(self, text: &str, normal: &mut String) {
        let mut bytes = std::mem::take(normal).into_bytes();
        bytes.resize(text.len(), b' ');
        let gap = u8::from(self != Spelling::Solid);
        let (mut length, mut last_stays) = (0_usize, 0);
        for byte in text.bytes() {
            let letter = ASCII.get(usize::from(byte)).copied().unwrap_or(b' ');
            let is_letter = u8::from(letter != b' ');
            if let Some(place) = bytes.get_mut(length) {
                *place = letter;
            }
            length += usize::from(is_letter | (last_stays & gap));
            last_stays = is_letter;
        }
        let ends_in_gap = length > 0 && last_stays | (gap ^ 1) == 0;
        bytes.truncate(length - usize::from(ends_in_gap));
        *normal = String::from_utf8(bytes).unwrap_or_default();
    }

    fn write_any(self, text: &str, normal: &mut String) {
        let mut gap = false;
        for char in text.chars() {
            if char.is_ascii_alphanumeric() {
                self.push(char.to_ascii_lowercase(), &mut gap, normal);
            } else if char.is_ascii() {
                gap = true;
            } else if is_caseless(char) {
                self.push(char, &mut gap, normal);
            } else {
                for lower in char.to_lowercase() {
                    match folded(lower) {
                        Folded::Gap => gap = true,
                        Folded::Letters(letters) => {
                            letters.chars().for_each(|letter| self.push(letter, &mut gap, normal));
                        }
                        Folded::Letter(letter) => self.push(letter, &mut gap, normal),
                    }
                }
            }
        }
    }

    fn push(self, letter: char, gap: &mut bool, normal: &mut String) {
        if *gap && self != Spelling::Solid && !normal.is_empty() {
            normal.push(' ');
        }
        *gap = false;
        normal.push(letter);
    }
}

/// For each ASCII character its letter or digit in lower case, a space for the others.
const ASCII: [u8; 128] = {
    let mut letters = [b' '; 128];
    let mut rest = letters.as_mut_slice();
    let mut byte = 0_u8;
    while let Some((letter, after)) = rest.split_first_mut() {
        if byte.is_ascii_alphanumeric() {
            *letter = byte.to_ascii_lowercase();
        }
        byte += 1;
        rest = after;
    }
    letters
};

fn without_scheme(address: &str) -> &str {
    let place = address.split_once("://").map_or(address, |(_, place)| place).trim_start();
    match place.split_at_checked(4) {
        Some((start, rest)) if start.eq_ignore_ascii_case("www.") => rest,
        _ => place,
    }
}

/// Letters of the great scripts without case or accents, known without a search.
fn is_caseless(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// What becomes of one character in lower case.
enum Folded {
    /// It separates words.
    Gap,
    /// It is written as none, one or two plain letters.
    Letters(&'static str),
    /// It is a letter or digit.
    Letter(char),
}

/// Latin-1, Latin Extended-A and the accents of Romanian, Vietnamese and pinyin; wide forms; Arabic digits.
fn folded(lower: char) -> Folded {
    Folded::Letters(match lower {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ'..='ặ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ð' | 'ď' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' | 'ỉ'..='ị' => "i",
        'ĳ' => "ij",
        'ĵ' => "j",
        'ķ' | 'ĸ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŉ' | 'ŋ' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ǒ' | 'ọ'..='ợ' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ſ' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ǔ'..='ǜ' | 'ụ'..='ự' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ'..='ỹ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ς' => "σ",
        // Soft hyphen, joiners and directions; combining accents; Arabic vowel signs and the stretcher.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => "",
        '\u{300}'..='\u{36f}' | '\u{640}' | '\u{64b}'..='\u{652}' => "",
        '٠'..='٩' => return counted(lower, '٠', '0'),
        '۰'..='۹' => return counted(lower, '۰', '0'),
        '０'..='９' => return counted(lower, '０', '0'),
        'ａ'..='ｚ' => return counted(lower, 'ａ', 'a'),
        _ if lower.is_alphanumeric() => return Folded::Letter(lower),
        _ => return Folded::Gap,
    })
}

/// The character as far after `to` as `lower` is after `from`.
fn counted(lower: char, from: char, to: char) -> Folded {
    let distance = u32::from(lower).saturating_sub(u32::from(from));
    Folded::Letter(char::from_u32(u32::from(to) + distance).unwrap_or(lower))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spelling_does_not_matter() {
        for (text, normal) in [
            ("", ""),
            (" -- ", ""),
            ("O'Brien & Sons, Ltd.", "o brien sons ltd"),
            ("ÅNGSTRÖM \u{212b}", "angstrom a"),
            ("A\u{30a}ngstro\u{308}m", "angstrom"),
            ("İstanbul ISPARTA ıĞŞ", "istanbul isparta igs"),
            ("Nguyễn Thị Ước", "nguyen thi uoc"),
            ("ŒUVRE Ærø Þór", "oeuvre aero thor"),
            ("dro\u{200b}ne\u{ad}parts", "droneparts"),
            ("مُحَمَّـد ٣٤", "محمد 34"),
            ("深圳・公司", "深圳 公司"),
            ("ΟΔΟΣ Οδός", "οδοσ οδόσ"),
        ] {
            assert_eq!(normalise(text), normal, "{text}");
            assert_eq!(says_something(text), !normal.is_empty(), "{text}");
        }
    }

    #[test]
    fn marks_have_no_spaces_and_addresses_no_scheme() {
        assert_eq!(Spelling::Solid.normal("180-1234 5675"), "18012345675");
        assert_eq!(Spelling::Web.normal("HTTPS://WWW.Shop.example/a?b"), "shop example a b");
        assert_eq!(
            host("https://user:word@www.shop.example:443/page"),
            "word@www.shop.example".split('@').nth(1).unwrap()
        );
        assert_eq!(host("shop.example"), "shop.example");
    }

    proptest! {
        #[test]
        fn a_normal_form_is_its_own(text in "\\PC{0,40}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once.clone());
            prop_assert_eq!(says_something(&text), !once.is_empty());
            prop_assert_eq!(Spelling::Solid.normal(&text), once.replace(' ', ""));
        }
    }
}
