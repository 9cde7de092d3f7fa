//! The words and signs of an expression.

use super::exact::Exact;
use super::flaw::{ExpressionFault, ExpressionFlaw};
use quantity::Decimal;

/// A word or sign.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(Exact),
    Text(String),
    /// A field, a function, `and`, `or`, `not`, `in`.
    Name(String),
    Sign(&'static str),
    End,
}

/// Longer signs before those they begin with.
const SIGNS: [&str; 16] =
    ["<=", ">=", "!=", "==", "<", ">", "=", "(", ")", "[", "]", ",", "+", "-", "*", "/"];

/// The tokens of a text, each with the place of its first character; the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, ExpressionFlaw> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let at = 1 + text.chars().count() - rest.chars().count();
        let Some(first) = rest.chars().next() else {
            tokens.push((at, Token::End));
            return Ok(tokens);
        };
        let flaw = |fault| ExpressionFlaw { at, fault };
        let (token, after) = match first {
            '0'..='9' => {
                let (digits, after) = split(rest, |char| char.is_ascii_digit() || char == '.');
                let number = Decimal::parse(digits)
                    .map_err(|_| flaw(ExpressionFault::NotANumber { text: digits.to_owned() }))?;
                (Token::Number(Exact::of(number)), after)
            }
            'a'..='z' => {
                let is_name = |char| matches!(char, 'a'..='z' | '0'..='9' | '_' | '.');
                let (name, after) = split(rest, is_name);
                (Token::Name(name.to_owned()), after)
            }
            '"' | '\'' => {
                let (quoted, after) =
                    rest.get(1..).unwrap_or_default().split_once(first).ok_or_else(|| {
                        flaw(ExpressionFault::Unexpected { found: first.to_string(), wanted: "a whole text" })
                    })?;
                (Token::Text(quoted.to_owned()), after)
            }
            _ => {
                let sign = SIGNS.iter().find_map(|sign| Some((*sign, rest.strip_prefix(*sign)?)));
                let (sign, after) = sign.ok_or_else(|| {
                    flaw(ExpressionFault::Unexpected { found: first.to_string(), wanted: "a name or sign" })
                })?;
                (Token::Sign(sign), after)
            }
        };
        tokens.push((at, token));
        rest = after;
    }
}

/// The beginning of which all characters are wanted, and what follows.
fn split(text: &str, is_wanted: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|char| !is_wanted(char)).unwrap_or(text.len()))
}

impl Token {
    /// The token as it is shown to whoever wrote it.
    pub(super) fn shown(&self) -> String {
        match self {
            Token::Number(_) => "a number".to_owned(),
            Token::Text(text) => text.clone(),
            Token::Name(name) => name.clone(),
            Token::Sign(sign) => (*sign).to_owned(),
            Token::End => "the end".to_owned(),
        }
    }
}
