//! Cuts Rust text into words, signs and literals, and sets the comments aside.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or a keyword.
    Word,
    /// A sign: one character, or `::`.
    Sign,
    /// A string, a character or a number.
    Literal,
    /// A lifetime.
    Lifetime,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub text: &'t str,
    /// The line it begins on, from 1.
    pub line: usize,
}

impl Token<'_> {
    /// Whether it is this word or sign; a literal never is.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Sign) && self.text == text
    }
}

type Tokens<'t> = Vec<Token<'t>>;
type Comments<'t> = Vec<(usize, &'t str)>;

/// The tokens of a text, and its comments with the line each begins on.
pub(super) fn read(text: &str) -> (Tokens<'_>, Comments<'_>) {
    let (mut tokens, mut comments) = (Vec::new(), Vec::new());
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let (kind, length) = next(rest, first);
        let (text, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        match kind {
            Piece::Space => {}
            Piece::Comment => comments.push((line, text)),
            Piece::Token(kind) => tokens.push(Token { kind, text, line }),
        }
        line += text.matches('\n').count();
        rest = after;
    }
    (tokens, comments)
}

enum Piece {
    Space,
    Comment,
    Token(Kind),
}

/// What the text begins with, and its length in bytes (never zero).
fn next(rest: &str, first: char) -> (Piece, usize) {
    if first.is_whitespace() {
        return (Piece::Space, first.len_utf8());
    }
    if rest.starts_with("//") {
        return (Piece::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Piece::Comment, block_comment(rest));
    }
    if let Some(length) = string(rest) {
        return (Piece::Token(Kind::Literal), length);
    }
    if first == '\'' {
        return quote(rest);
    }
    if first.is_numeric() {
        return (Piece::Token(Kind::Literal), word(rest));
    }
    if is_word(first) {
        return (Piece::Token(Kind::Word), word(rest));
    }
    let length = if rest.starts_with("::") { 2 } else { first.len_utf8() };
    (Piece::Token(Kind::Sign), length)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word(rest: &str) -> usize {
    rest.find(|c| !is_word(c)).unwrap_or(rest.len())
}

/// The length of a block comment; they nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(here) = rest.get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of the string that the text begins with: plain, byte, C or raw.
fn string(rest: &str) -> Option<usize> {
    let after_prefix = rest.strip_prefix(['b', 'c']).unwrap_or(rest);
    if let Some(raw) = after_prefix.strip_prefix('r') {
        let body = raw.trim_start_matches('#');
        let hashes = raw.len() - body.len();
        if let Some(body) = body.strip_prefix('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            let opening = rest.len() - body.len();
            return Some(body.find(&close).map_or(rest.len(), |end| opening + end + close.len()));
        }
    }
    let body = after_prefix.strip_prefix('"')?;
    let opening = rest.len() - body.len();
    Some(opening + until_unescaped(body, '"'))
}

/// The length up to and with the first `close` that no backslash stands before.
fn until_unescaped(body: &str, close: char) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == close => return at + c.len_utf8(),
            _ => {}
        }
    }
    body.len()
}

/// A character literal or a lifetime.
fn quote(rest: &str) -> (Piece, usize) {
    let mut chars = rest.chars().skip(1);
    let (second, third) = (chars.next(), chars.next());
    if second == Some('\\') || third == Some('\'') {
        let body = rest.strip_prefix('\'').unwrap_or_default();
        return (Piece::Token(Kind::Literal), 1 + until_unescaped(body, '\''));
    }
    let name = rest.strip_prefix('\'').map_or(0, word);
    (Piece::Token(Kind::Lifetime), 1 + name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        read(text).0.into_iter().filter(|token| token.kind == Kind::Word).map(|token| token.text).collect()
    }

    #[test]
    fn words_in_strings_and_comments_are_not_code() {
        let text = r###"a "b \" c" r#"d " e"# b"f" c"g" br##"h"##
// i
/* j /* k */ l */ m 'n' '\'' 'o x::p 'ß'"###;
        assert_eq!(words(text), ["a", "m", "x", "p"]);
        let (tokens, comments) = read(text);
        assert_eq!(comments.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3]);
        assert!(tokens.iter().any(|token| token.kind == Kind::Lifetime && token.text == "'o"));
    }

    #[test]
    fn lines_go_on_after_a_long_string() {
        let (tokens, _) = read("let a = \"1\n2\n\";\nend");
        assert_eq!(tokens.last().map(|token| (token.text, token.line)), Some(("end", 4)));
    }

    #[test]
    fn what_never_closes_ends_with_the_text() {
        for text in ["/* a", "\"a", "r#\"a", "'", "'\\", "b'"] {
            assert!(read(text).0.iter().all(|token| token.text.len() <= text.len()), "{text}");
        }
    }
}
