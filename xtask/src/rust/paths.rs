//! Paths such as `std::fs` or `crate::money::Money`, with the groups of a `use` written out.

use super::lexer::{Kind, Token};

/// One path of two names or more, or one name brought in by `use`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path<'t> {
    /// Its names; the last is `*` where all are meant.
    pub names: Vec<&'t str>,
    /// The line of its last name.
    pub line: usize,
    /// The name it is handed on under, where it stands in a `pub use`.
    pub handed_on: Option<&'t str>,
}

/// Every path in the tokens.
#[must_use]
pub fn paths<'t>(tokens: &[Token<'t>]) -> Vec<Path<'t>> {
    let mut reader = Reader { tokens, at: 0, found: Vec::new() };
    while let Some(token) = reader.next() {
        if token.is("use") {
            let before = reader.at.checked_sub(2).and_then(|at| tokens.get(at));
            let public = before.is_some_and(|token| token.is("pub") || token.is(")"));
            reader.tree(&[], public);
        } else if token.kind == Kind::Word {
            reader.plain(token);
        }
    }
    reader.found
}

struct Reader<'a, 't> {
    tokens: &'a [Token<'t>],
    at: usize,
    found: Vec<Path<'t>>,
}

impl<'t> Reader<'_, 't> {
    fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.at).copied()
    }

    fn next(&mut self) -> Option<Token<'t>> {
        let token = self.peek();
        self.at += 1;
        token
    }

    /// A path in code, from its first word on.
    fn plain(&mut self, first: Token<'t>) {
        let mut names = vec![first.text];
        let mut line = first.line;
        while self.peek().is_some_and(|token| token.is("::")) {
            let Some(word) = self.tokens.get(self.at + 1).filter(|token| token.kind == Kind::Word) else {
                break;
            };
            names.push(word.text);
            line = word.line;
            self.at += 2;
        }
        if names.len() > 1 {
            self.found.push(Path { names, line, handed_on: None });
        }
    }

    /// One branch of a `use`, up to the `,`, `}` or `;` that ends it, which is left for the caller.
    fn tree(&mut self, stem: &[&'t str], public: bool) {
        let mut names = stem.to_vec();
        let mut line = 0;
        let mut alias = None;
        while let Some(token) = self.peek() {
            if token.is(",") || token.is("}") || token.is(";") {
                break;
            }
            self.at += 1;
            if token.is("{") {
                self.group(&names, public);
                return;
            }
            if token.is("as") {
                alias = self.next().map(|token| token.text);
            } else if token.kind == Kind::Word || token.is("*") {
                names.push(token.text);
                line = token.line;
            }
        }
        if names.len() > 1 && names.last() == Some(&"self") {
            names.pop();
        }
        let handed_on = if public { alias.or(names.last().copied()) } else { None };
        if line > 0 {
            self.found.push(Path { names, line, handed_on });
        }
    }

    /// The branches between braces.
    fn group(&mut self, stem: &[&'t str], public: bool) {
        while self.peek().is_some_and(|token| !token.is(";")) {
            self.tree(stem, public);
            match self.next() {
                Some(token) if token.is(",") => {}
                _ => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rust::Rust;

    fn check(text: &str, expected: &[&str]) {
        let rust = Rust::read(text);
        let found: Vec<_> = paths(&rust.tokens).iter().map(|path| path.names.join("::")).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn groups_are_written_out() {
        check("use std::{fs, io::{self, Read as R}, *};", &["std::fs", "std::io", "std::io::Read", "std::*"]);
        check(
            "use crate::a::B;\nfn f() -> super::C { x::<u8>::y(); std::env::var(d) }",
            &["crate::a::B", "super::C", "std::env::var"],
        );
    }

    #[test]
    fn what_is_handed_on_is_marked() {
        let rust = Rust::read("pub use a::B as C;\npub(crate) use d::E;\nuse f::G;");
        let names: Vec<_> = paths(&rust.tokens).iter().map(|path| path.handed_on).collect();
        assert_eq!(names, [Some("C"), Some("E"), None]);
    }

    #[test]
    fn broken_text_ends() {
        for text in ["use a::{", "use a::{b", "use ;", "use a::{;", "use", "use a as"] {
            let rust = Rust::read(text);
            assert!(paths(&rust.tokens).len() <= 1, "{text}");
        }
    }
}
