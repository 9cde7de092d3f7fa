//! Every text that some profile looks for, each with a number, and the recognition of them in a consignment.
//!
//! A consignment is read once: each text that profiles care about is normalised and looked up, which gives
//! the numbers of all texts that are there, as a whole, as a beginning or as words. From then on a criterion
//! is a comparison of numbers.

use crate::criterion::Test;
use crate::field::{Field, FieldKind};
use crate::observed::{HEADER_ROW, Observed, Row, Value};
use crate::quick::{Quick, QuickMap};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// The number of a text that profiles look for.
pub(crate) type Token = u32;

/// A text that profiles look for in a field, in normal form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sought {
    pub(crate) field: Field,
    pub(crate) manner: Manner,
    pub(crate) text: String,
}

/// How a text is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Manner {
    /// It is the whole value.
    Whole,
    /// The value begins with it.
    Beginning,
    /// Its words are in the value, in a row.
    Words,
}

impl Sought {
    /// What a test looks for in a field, in order; nothing for tests that are not about texts.
    pub(crate) fn by(field: Field, test: &Test) -> Vec<Sought> {
        let (manner, texts) = match test {
            Test::In(texts) | Test::NotIn(texts) if field.kind() == FieldKind::Code => {
                (Manner::Beginning, texts)
            }
            Test::In(texts) | Test::NotIn(texts) => (Manner::Whole, texts),
            Test::StartsWith(texts) => (Manner::Beginning, texts),
            Test::Contains(texts) => (Manner::Words, texts),
            _ => return Vec::new(),
        };
        let sought = |text: &String| Sought { field, manner, text: field.spelling().normal(text) };
        let mut all: Vec<Sought> = texts.iter().map(sought).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Every text that some profile looks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    /// In order; a token is a place here, so that the tokens of one field follow each other.
    sought: Vec<Sought>,
    /// Only the fields in which something is looked for, in order.
    header: Vec<FieldTexts>,
    items: Vec<FieldTexts>,
}

/// What is looked for in one field.
#[derive(Clone, Debug)]
struct FieldTexts {
    field: Field,
    wholes: QuickMap<Token>,
    beginnings: QuickMap<Token>,
    /// The length of the shortest beginning, in bytes, but no more than fit in a number.
    shortest: usize,
    /// By the first so many bytes: the lengths of beginnings that occur, in bytes, shortest first.
    lengths: HashMap<u128, Vec<usize>, BuildHasherDefault<Quick>>,
    /// By the first word.
    words: QuickMap<Vec<(String, Token)>>,
}

impl Dictionary {
    /// A dictionary of these texts, in any order and with repetitions.
    pub(crate) fn new(mut sought: Vec<Sought>) -> Dictionary {
        sought.sort_unstable();
        sought.dedup();
        let mut fields: Vec<FieldTexts> = Vec::new();
        for (token, text) in (0..).zip(&sought) {
            match fields.last_mut() {
                Some(last) if last.field == text.field => last.add(text, token),
                _ => {
                    let mut texts = FieldTexts::new(text.field);
                    texts.add(text, token);
                    fields.push(texts);
                }
            }
        }
        for beginning in sought.iter().filter(|text| text.manner == Manner::Beginning) {
            let texts = fields.iter_mut().find(|texts| texts.field == beginning.field);
            texts.into_iter().for_each(|texts| texts.note_length(&beginning.text));
        }
        let (items, header) = fields.into_iter().partition(|texts| texts.field.is_item());
        Dictionary { sought, header, items }
    }

    /// The token of a text.
    pub(crate) fn token(&self, sought: &Sought) -> Option<Token> {
        self.sought.binary_search(sought).ok().and_then(|place| Token::try_from(place).ok())
    }

    /// How many tokens there are.
    pub(crate) fn len(&self) -> usize {
        self.sought.len()
    }

    /// Reads a consignment: which of the texts are where.
    pub(crate) fn recognise(&self, observed: &Observed<'_>) -> Recognised {
        let mut reader = Reader { normal: String::new(), found: Vec::with_capacity(16) };
        for texts in &self.header {
            reader.read(texts, HEADER_ROW, observed.value(HEADER_ROW, texts.field));
        }
        for row in observed.item_rows() {
            for texts in &self.items {
                reader.read(texts, row, observed.value(row, texts.field));
            }
        }
        reader.found.dedup();
        Recognised(reader.found)
    }
}

/// The bytes of a head.
const HEAD: usize = 16;

/// The first bytes of a text as a number.
fn head(text: &str, length: usize) -> u128 {
    text.bytes().take(length).fold(0, |head, byte| head << 8 | u128::from(byte))
}

impl FieldTexts {
    /// Notes the length of a beginning; the shortest of all is known.
    fn note_length(&mut self, text: &str) {
        let lengths = self.lengths.entry(head(text, self.shortest)).or_default();
        if let Err(place) = lengths.binary_search(&text.len()) {
            lengths.insert(place, text.len());
        }
    }

    /// The lengths of the beginnings that a text may have.
    fn lengths_for(&self, text: &str) -> &[usize] {
        let is_long_enough = self.shortest <= text.len();
        let lengths = is_long_enough.then(|| self.lengths.get(&head(text, self.shortest))).flatten();
        lengths.map(Vec::as_slice).unwrap_or_default()
    }

    fn new(field: Field) -> FieldTexts {
        FieldTexts {
            field,
            wholes: QuickMap::default(),
            beginnings: QuickMap::default(),
            shortest: usize::MAX,
            lengths: HashMap::default(),
            words: QuickMap::default(),
        }
    }

    fn add(&mut self, sought: &Sought, token: Token) {
        let text = sought.text.as_str();
        match sought.manner {
            Manner::Whole => {
                self.wholes.insert(text.into(), token);
            }
            Manner::Beginning => {
                self.beginnings.insert(text.into(), token);
                self.shortest = self.shortest.min(text.len()).min(HEAD);
            }
            Manner::Words => {
                let first = text.split(' ').next().unwrap_or(text);
                self.words.entry(first.into()).or_default().push((text.to_owned(), token));
            }
        }
    }
}

/// Reads the values of one consignment in the order of rows and fields.
struct Reader {
    /// Room for one normal form.
    normal: String,
    found: Vec<u64>,
}

impl Reader {
    fn read(&mut self, texts: &FieldTexts, row: Row, value: Value<'_>) {
        let before = self.found.len();
        match value {
            Value::Text(text) => {
                texts.field.spelling().write(text, &mut self.normal);
                self.look_up(texts, row);
            }
            Value::Digits { digits, length } => {
                write_digits(digits, length, &mut self.normal);
                self.look_up(texts, row);
            }
            Value::Names(names) => {
                for name in names {
                    texts.field.spelling().write(name, &mut self.normal);
                    self.look_up(texts, row);
                }
            }
            Value::Absent | Value::Number(_) => {}
        }
        if let Some(added @ [_, _, ..]) = self.found.get_mut(before..) {
            added.sort_unstable();
        }
    }

    fn look_up(&mut self, texts: &FieldTexts, row: Row) {
        let normal = self.normal.as_str();
        if let Some(token) = texts.wholes.get(normal) {
            self.found.push(placed(row, *token));
        }
        let short = texts.lengths_for(normal).iter().take_while(|length| **length <= normal.len());
        for start in short.filter_map(|length| normal.get(..*length)) {
            if let Some(token) = texts.beginnings.get(start) {
                self.found.push(placed(row, *token));
            }
        }
        if !texts.words.is_empty() {
            self.look_up_words(texts, row);
        }
    }

    fn look_up_words(&mut self, texts: &FieldTexts, row: Row) {
        let mut rest = self.normal.as_str();
        loop {
            let (word, next) = rest.split_once(' ').unwrap_or((rest, ""));
            for (phrase, token) in texts.words.get(word).into_iter().flatten() {
                let after = rest.strip_prefix(phrase.as_str());
                if after.is_some_and(|after| after.is_empty() || after.starts_with(' ')) {
                    self.found.push(placed(row, *token));
                }
            }
            if next.is_empty() {
                return;
            }
            rest = next;
        }
    }
}

/// Writes a commodity code with its leading zeros.
pub(crate) fn write_digits(digits: u64, length: u8, normal: &mut String) {
    normal.clear();
    for place in (0..u32::from(length)).rev() {
        let digit = 10_u64.checked_pow(place).map_or(0, |unit| digits / unit % 10);
        normal.extend(u32::try_from(digit).ok().and_then(|digit| char::from_digit(digit, 10)));
    }
}

/// The texts of a dictionary that are in a consignment: row and token in one number, in order.
#[derive(Debug)]
pub(crate) struct Recognised(Vec<u64>);

impl Recognised {
    /// Each token that is in some row, once.
    pub(crate) fn distinct(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = self.0.iter().map(|placed| token_of(*placed)).collect();
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }

    /// Whether one of these tokens, which are in order, is in a row.
    pub(crate) fn any(&self, row: Row, tokens: &[Token]) -> bool {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return false };
        let (first, last) = (placed(row, *first), placed(row, *last));
        let start = self.0.partition_point(|placed| *placed < first);
        let within = self.0.iter().skip(start).take_while(|placed| **placed <= last);
        within.map(|placed| token_of(*placed)).any(|token| tokens.binary_search(&token).is_ok())
    }
}

fn placed(row: Row, token: Token) -> u64 {
    u64::from(row) << 32 | u64::from(token)
}

fn token_of(placed: u64) -> Token {
    Token::try_from(placed & u64::from(Token::MAX)).unwrap_or(Token::MAX)
}
