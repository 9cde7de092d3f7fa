//! Signs that nobody sees: they hide what a pack says from those who read it, in an editor or a terminal.

/// Whether a sign is a control character, such as escape, or turns the direction of the text around it.
pub(crate) fn is_unseen(sign: char) -> bool {
    sign.is_control() || turns_text(sign)
}

/// Whether a sign lets text be shown in another order than the one it is read in.
pub(crate) fn turns_text(sign: char) -> bool {
    matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text that can be printed: each sign that nobody sees is shown as one that is wrong.
pub(crate) fn printable(text: &str) -> String {
    text.replace(is_unseen, "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_seen_is_printed() {
        assert_eq!(printable("a\u{1b}[2Jb\u{202e}c"), "a\u{fffd}[2Jb\u{fffd}c");
        assert_eq!(printable("قميص ‎shirt\u{200d}"), "قميص ‎shirt\u{200d}");
    }
}
