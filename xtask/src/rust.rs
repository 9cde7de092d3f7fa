//! Rust text as tokens with their lines: enough to count, to find names and to follow paths.
//!
//! Not a parser. Strings and comments are recognised, so that a word in them is not taken for code;
//! braces are matched; the rest is left as it stands.

mod lexer;
mod paths;

pub use lexer::{Kind, Token};
pub use paths::{Path, paths};

/// One Rust file.
#[derive(Debug)]
pub struct Rust<'t> {
    /// What the compiler reads, in order.
    pub tokens: Vec<Token<'t>>,
    /// Comments, each with the line it begins on.
    pub comments: Vec<(usize, &'t str)>,
    /// First and last line of each item under `#[cfg(test)]`.
    tests: Vec<(usize, usize)>,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function<'t> {
    /// Its name.
    pub name: &'t str,
    /// The line of `fn`.
    pub line: usize,
    /// The line of the brace that closes it.
    pub last_line: usize,
}

impl<'t> Rust<'t> {
    /// Reads a file's text.
    #[must_use]
    pub fn read(text: &'t str) -> Self {
        let (tokens, comments) = lexer::read(text);
        let tests = test_items(&tokens);
        Rust { tokens, comments, tests }
    }

    /// Whether a line belongs to an item under `#[cfg(test)]`.
    #[must_use]
    pub fn is_test_line(&self, line: usize) -> bool {
        self.tests.iter().any(|(first, last)| (*first..=*last).contains(&line))
    }

    /// Tokens outside the tests.
    pub fn shipped(&self) -> Vec<Token<'t>> {
        self.tokens.iter().filter(|token| !self.is_test_line(token.line)).copied().collect()
    }

    /// Every function with a body, the nested ones too.
    #[must_use]
    pub fn functions(&self) -> Vec<Function<'t>> {
        let starts = self.tokens.iter().enumerate().filter(|(_, token)| token.is("fn"));
        starts
            .filter_map(|(at, token)| {
                let name = self.tokens.get(at + 1).filter(|next| next.kind == Kind::Word)?;
                let (last_line, has_body) = item_end(self.tokens.get(at..)?)?;
                has_body.then_some(Function { name: name.text, line: token.line, last_line })
            })
            .collect()
    }
}

/// First and last line of each item that begins with `#[cfg(test)]` or `#[cfg(all(test, …))]`.
fn test_items(tokens: &[Token<'_>]) -> Vec<(usize, usize)> {
    let mut items = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let rest = tokens.get(at..).unwrap_or_default();
        let attribute =
            [["#", "[", "cfg", "(", "test", ")"].as_slice(), &["#", "[", "cfg", "(", "all", "(", "test"]]
                .iter()
                .any(|words| begins_with(rest, words));
        if !attribute {
            continue;
        }
        let after = after_attributes(rest);
        if let Some((last, _)) = item_end(after) {
            items.push((token.line, last));
        }
    }
    items
}

/// Whether the tokens begin with these words.
#[must_use]
pub fn begins_with(tokens: &[Token<'_>], words: &[&str]) -> bool {
    tokens.len() >= words.len() && tokens.iter().zip(words).all(|(token, word)| token.is(word))
}

/// What follows the attributes that the tokens begin with.
fn after_attributes<'a, 't>(mut tokens: &'a [Token<'t>]) -> &'a [Token<'t>] {
    while begins_with(tokens, &["#", "["]) {
        let mut depth = 0_usize;
        let end = tokens.iter().position(|token| {
            match token.text {
                "[" if token.kind == Kind::Sign => depth += 1,
                "]" if token.kind == Kind::Sign => depth -= 1,
                _ => return false,
            }
            depth == 0
        });
        match end {
            Some(end) => tokens = tokens.get(end + 1..).unwrap_or_default(),
            None => return &[],
        }
    }
    tokens
}

/// Where the item that the tokens begin with ends, and whether it ends with a body in braces.
fn item_end(tokens: &[Token<'_>]) -> Option<(usize, bool)> {
    let (mut braces, mut others) = (0_usize, 0_usize);
    for token in tokens.iter().filter(|token| token.kind == Kind::Sign) {
        match token.text {
            "{" => braces += 1,
            "}" => {
                braces = braces.checked_sub(1)?;
                if braces == 0 && others == 0 {
                    return Some((token.line, true));
                }
            }
            "(" | "[" => others += 1,
            ")" | "]" => others = others.checked_sub(1)?,
            ";" if braces == 0 && others == 0 => return Some((token.line, false)),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_functions_and_passes_over_declarations_and_pointers() {
        let text = "trait T { fn declared(a: [u8; 2]); }\n\
                    fn long(f: fn(u8) -> u8) -> [u8; 2] {\n    let s = \"}\"; // }\n    if s == \"\" {}\n}\n\
                    fn short() {}\n";
        let functions = Rust::read(text).functions();
        let found: Vec<_> = functions.iter().map(|f| (f.name, f.line, f.last_line)).collect();
        assert_eq!(found, [("long", 2, 5), ("short", 6, 6)]);
    }

    #[test]
    fn knows_the_test_part() {
        let text = "fn a() {}\n#[cfg(test)]\nuse x::Y;\n#[cfg(test)]\n#[expect(dead_code)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n";
        let rust = Rust::read(text);
        let lines: Vec<_> = (1..=9).filter(|line| rust.is_test_line(*line)).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8]);
        assert!(rust.shipped().iter().all(|token| !token.is("b")));
    }
}
