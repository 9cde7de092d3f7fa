//! Names of accounts and organisations: what looks like another name, or cannot be seen, is none.

use std::ops::RangeInclusive;

/// The shortest and the longest name of an account, in signs.
const LENGTH: RangeInclusive<usize> = 2..=100;

/// Letters and digits that are only another form of others, such as full-width ones, and letters that show nothing, by
/// blocks of Unicode: with them two names look alike that are not the same.
const OTHER_FORMS: [RangeInclusive<char>; 28] = [
    '\u{a0}'..='\u{bf}',
    '\u{132}'..='\u{133}',
    '\u{13f}'..='\u{140}',
    '\u{149}'..='\u{149}',
    '\u{17f}'..='\u{17f}',
    '\u{1c4}'..='\u{1cc}',
    '\u{1f1}'..='\u{1f3}',
    '\u{2b0}'..='\u{36f}',
    '\u{3d0}'..='\u{3d6}',
    '\u{3f0}'..='\u{3f5}',
    '\u{1100}'..='\u{11ff}',
    '\u{17b4}'..='\u{17b5}',
    '\u{1d00}'..='\u{1dbf}',
    '\u{2070}'..='\u{218f}',
    '\u{2460}'..='\u{24ff}',
    '\u{2c7c}'..='\u{2c7d}',
    '\u{3130}'..='\u{318f}',
    '\u{3200}'..='\u{33ff}',
    '\u{a69c}'..='\u{a69d}',
    '\u{a770}'..='\u{a770}',
    '\u{f900}'..='\u{faff}',
    '\u{fb00}'..='\u{fdff}',
    '\u{fe70}'..='\u{ffef}',
    '\u{1d400}'..='\u{1d7ff}',
    '\u{1ee00}'..='\u{1eeff}',
    '\u{1f100}'..='\u{1f1ff}',
    '\u{1fbf0}'..='\u{1fbf9}',
    '\u{2f800}'..='\u{2fa1f}',
];

/// Signs that cannot be seen or change the direction of others (categories Cf, Zl and Zp, and what is drawn as nothing).
const UNSEEN: [RangeInclusive<char>; 24] = [
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{600}'..='\u{605}',
    '\u{61c}'..='\u{61c}',
    '\u{6dd}'..='\u{6dd}',
    '\u{70f}'..='\u{70f}',
    '\u{890}'..='\u{891}',
    '\u{8e2}'..='\u{8e2}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{3164}'..='\u{3164}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fffb}',
    '\u{110bd}'..='\u{110bd}',
    '\u{110cd}'..='\u{110cd}',
    '\u{13430}'..='\u{1343f}',
    '\u{1bca0}'..='\u{1d17a}',
    '\u{e0000}'..='\u{e0fff}',
];

/// Whether a text can be the name of an account: letters, digits, single spaces, `.`, `-`, `_` and `@`.
pub(super) fn is_name(text: &str) -> bool {
    let is_other_form = |sign: char| OTHER_FORMS.iter().any(|block| block.contains(&sign));
    let fits = |sign: char| match sign {
        ' ' | '.' | '-' | '_' | '@' => true,
        sign => sign.is_alphanumeric() && !is_other_form(sign) && !is_unseen(sign),
    };
    LENGTH.contains(&text.chars().count()) && text.chars().all(fits) && !text.contains("  ")
}

/// Whether a sign cannot be seen, or changes the direction of others.
pub(super) fn is_unseen(sign: char) -> bool {
    sign.is_control() || UNSEEN.iter().any(|range| range.contains(&sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_they_look_like() {
        for name in ["Ana", "Zoë Müller", "محمد علي", "王小明", "अनिता", "o.k-2_x@post", "Ольга"]
        {
            assert!(is_name(name), "{name}");
        }
        let hidden = [
            "Ana\u{200b}",
            "Ana\u{202e}x",
            "A\u{ad}na",
            "Ana\u{2028}",
            "Ana\u{2029}x",
            "Ana\u{7}",
            "Ana\u{feff}",
            "Ana\u{2066}x",
            "Ana\u{3164}",
            "Ana\u{115f}",
            "Ana\u{ffa0}",
            "Ana\u{e0041}",
            "Ana\u{a0}x",
        ];
        let alike = ["Ａｎａ", "𝐀na", "Ana²", "e\u{301}va", "ﬁna", "Ⅳan", "Anaſ", "Ana  B"];
        let other = ["A", "<b>", "Ana\tB", "O'Brien", "a/b", "Ana, B"];
        for name in hidden.into_iter().chain(alike).chain(other) {
            assert!(!is_name(name), "{name:?}");
        }
        assert!(!is_name(&"a".repeat(101)));
        assert!("O'Neil & Söhne (2)".chars().all(|sign| !is_unseen(sign)));
    }
}
