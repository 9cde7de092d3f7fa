//! Reads an expression, by recursive descent: `or`, `and`, `not`, comparison, sum, product, sign, atom.

use super::flaw::{ExpressionFault, ExpressionFlaw};
use super::token::{Token, tokens};
use super::tree::{Number, Operation, Relation, Truth};
use crate::criterion::{Criterion, Test};
use crate::dictionary::Sought;
use crate::field::{Field, FieldKind};

/// The most characters of an expression.
const LONGEST: usize = 1_000;
/// How much may be within each other, and how many operations may follow each other.
const DEEPEST: usize = 24;

/// Reads what holds or does not, with the fields that it asks about, each once, in their order in the text.
pub(super) fn read(text: &str) -> Result<(Truth, Vec<Field>), ExpressionFlaw> {
    if text.chars().count() > LONGEST {
        return Err(ExpressionFlaw { at: LONGEST + 1, fault: ExpressionFault::TooLong });
    }
    let mut reader =
        Reader { tokens: tokens(text)?, next: 0, depth: 0, items_asked: None, fields: Vec::new() };
    let truth = reader.truth(Reader::either)?;
    if *reader.peek() != Token::End {
        return Err(reader.unexpected("`and`, `or` or the end"));
    }
    if reader.fields.is_empty() {
        return Err(ExpressionFlaw { at: 1, fault: ExpressionFault::AsksNothing });
    }
    Ok((truth, reader.fields))
}

struct Reader {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
    /// Within a question about goods items: how many of their fields were asked about.
    items_asked: Option<usize>,
    fields: Vec<Field>,
}

/// What was read: whether it is a truth, a number or a text shows only when it was.
enum Read {
    Truth(Truth),
    Number(Number),
    Field(Field),
    Text(String),
}

type Reading = Result<Read, ExpressionFlaw>;

impl Reader {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(_, token)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(1, |(at, _)| *at)
    }

    fn take(&mut self, wanted: &Token) -> bool {
        let is_there = self.peek() == wanted;
        self.next += usize::from(is_there);
        is_there
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_there = matches!(self.peek(), Token::Name(name) if name == word);
        self.next += usize::from(is_there);
        is_there
    }

    fn unexpected(&self, wanted: &'static str) -> ExpressionFlaw {
        let fault = ExpressionFault::Unexpected { found: self.peek().shown(), wanted };
        ExpressionFlaw { at: self.at(), fault }
    }

    fn demand(&mut self, sign: &'static str) -> Result<(), ExpressionFlaw> {
        match self.take(&Token::Sign(sign)) {
            true => Ok(()),
            false => Err(self.unexpected(sign)),
        }
    }

    /// Reads something within something else.
    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Reader) -> Result<T, ExpressionFlaw>,
    ) -> Result<T, ExpressionFlaw> {
        if self.depth == DEEPEST {
            return Err(ExpressionFlaw { at: self.at(), fault: ExpressionFault::TooDeep });
        }
        self.depth += 1;
        let read = read(self)?;
        self.depth -= 1;
        Ok(read)
    }

    fn truth(&mut self, read: impl FnOnce(&mut Reader) -> Reading) -> Result<Truth, ExpressionFlaw> {
        let at = self.at();
        match read(self)? {
            Read::Truth(truth) => Ok(truth),
            _ if matches!(self.peek(), Token::Name(_)) => Err(self.unexpected("a comparison")),
            _ => Err(ExpressionFlaw { at, fault: ExpressionFault::Unfit }),
        }
    }

    fn number(&mut self, read: impl FnOnce(&mut Reader) -> Reading) -> Result<Number, ExpressionFlaw> {
        let at = self.at();
        match read(self)? {
            Read::Number(number) => Ok(number),
            _ => Err(ExpressionFlaw { at, fault: ExpressionFault::Unfit }),
        }
    }

    fn either(&mut self) -> Reading {
        self.joined("or", Reader::both, Truth::Any)
    }

    fn both(&mut self) -> Reading {
        self.joined("and", Reader::negation, Truth::All)
    }

    /// What a word joins: any number of truths, or one thing without the word.
    fn joined(
        &mut self,
        word: &str,
        part: fn(&mut Reader) -> Reading,
        join: fn(Vec<Truth>) -> Truth,
    ) -> Reading {
        let at = self.at();
        let first = part(self)?;
        if !matches!(self.peek(), Token::Name(name) if name == word) {
            return Ok(first);
        }
        let Read::Truth(first) = first else {
            return Err(ExpressionFlaw { at, fault: ExpressionFault::Unfit });
        };
        let mut truths = vec![first];
        while self.take_word(word) {
            truths.push(self.truth(part)?);
        }
        Ok(Read::Truth(join(truths)))
    }

    fn negation(&mut self) -> Reading {
        match self.take_word("not") {
            true => {
                let truth = self.deeper(|reader| reader.truth(Reader::negation))?;
                Ok(Read::Truth(Truth::Not(Box::new(truth))))
            }
            false => self.comparison(),
        }
    }

    fn comparison(&mut self) -> Reading {
        const RELATIONS: [(&str, Relation); 7] = [
            ("<=", Relation::AtMost),
            (">=", Relation::AtLeast),
            ("!=", Relation::Unequal),
            ("==", Relation::Equal),
            ("=", Relation::Equal),
            ("<", Relation::Less),
            (">", Relation::More),
        ];
        let one = self.sum()?;
        let at = self.at();
        for (sign, relation) in RELATIONS {
            if self.take(&Token::Sign(sign)) {
                let other = self.sum()?;
                return Ok(Read::Truth(compared(one, relation, other, at)?));
            }
        }
        let is_negative = self.take_word("not");
        if !self.take_word("in") {
            return if is_negative { Err(self.unexpected("in")) } else { Ok(one) };
        }
        let truth = self.listed(one, at)?;
        Ok(Read::Truth(if is_negative { Truth::Not(Box::new(truth)) } else { truth }))
    }

    /// The list after `in`, of texts or of numbers.
    fn listed(&mut self, one: Read, at: usize) -> Result<Truth, ExpressionFlaw> {
        self.demand("[")?;
        let (mut texts, mut equal) = (Vec::new(), Vec::new());
        loop {
            match (&one, self.sign()?) {
                (Read::Field(_), Read::Text(text)) => texts.push(text),
                (Read::Number(one), Read::Number(other)) => {
                    equal.push(Truth::Compare(Relation::Equal, one.clone(), other));
                }
                _ => return Err(ExpressionFlaw { at, fault: ExpressionFault::Unfit }),
            }
            if !self.take(&Token::Sign(",")) {
                break;
            }
        }
        self.demand("]")?;
        match one {
            Read::Field(field) => one_of(field, texts, at),
            _ => Ok(Truth::Any(equal)),
        }
    }

    fn sum(&mut self) -> Reading {
        const SIGNS: [(&str, Operation); 2] = [("+", Operation::Add), ("-", Operation::Subtract)];
        self.reckoned(&SIGNS, Reader::product)
    }

    fn product(&mut self) -> Reading {
        const SIGNS: [(&str, Operation); 2] = [("*", Operation::Multiply), ("/", Operation::Divide)];
        self.reckoned(&SIGNS, Reader::sign)
    }

    fn reckoned(&mut self, signs: &[(&'static str, Operation)], part: fn(&mut Reader) -> Reading) -> Reading {
        let at = self.at();
        let mut read = part(self)?;
        let mut operations = 0;
        while let Some((_, operation)) = signs.iter().find(|(sign, _)| self.take(&Token::Sign(sign))) {
            let Read::Number(one) = read else {
                return Err(ExpressionFlaw { at, fault: ExpressionFault::Unfit });
            };
            operations += 1;
            if operations > DEEPEST {
                return Err(ExpressionFlaw { at: self.at(), fault: ExpressionFault::TooDeep });
            }
            let other = self.number(part)?;
            read = Read::Number(Number::Reckon(*operation, Box::new(one), Box::new(other)));
        }
        Ok(read)
    }

    fn sign(&mut self) -> Reading {
        match self.take(&Token::Sign("-")) {
            true => {
                let number = self.deeper(|reader| reader.number(Reader::sign))?;
                Ok(Read::Number(Number::Negative(Box::new(number))))
            }
            false => self.atom(),
        }
    }

    fn atom(&mut self) -> Reading {
        let at = self.at();
        if self.take(&Token::Sign("(")) {
            let read = self.deeper(Reader::either)?;
            self.demand(")")?;
            return Ok(read);
        }
        match self.peek().clone() {
            Token::Number(number) => {
                self.next += 1;
                Ok(Read::Number(Number::Given(number)))
            }
            Token::Text(text) => {
                self.next += 1;
                Ok(Read::Text(text))
            }
            Token::Name(name) => {
                self.next += 1;
                self.named(&name, at)
            }
            Token::Sign(_) | Token::End => Err(self.unexpected("a field, a number or a text")),
        }
    }

    fn named(&mut self, name: &str, at: usize) -> Reading {
        match name {
            "any" => Ok(Read::Truth(Truth::OfSomeItem(Box::new(self.of_items(name, at, Reader::truths)?)))),
            "all" => Ok(Read::Truth(Truth::OfEachItem(Box::new(self.of_items(name, at, Reader::truths)?)))),
            "count" => {
                Ok(Read::Number(Number::CountOfItems(Box::new(self.of_items(name, at, Reader::truths)?))))
            }
            "sum" => {
                let number = self.of_items(name, at, |reader| reader.number(Reader::sum))?;
                Ok(Read::Number(Number::SumOfItems(Box::new(number))))
            }
            "present" => {
                self.demand("(")?;
                let (name, at) = (self.peek().shown(), self.at());
                self.next += 1;
                let field = self.field(&name, at)?;
                self.demand(")")?;
                Ok(Read::Truth(Truth::Present(field)))
            }
            _ => self.field(name, at).map(|field| match field.kind() {
                FieldKind::Number => Read::Number(Number::Field(field)),
                _ => Read::Field(field),
            }),
        }
    }

    fn truths(&mut self) -> Result<Truth, ExpressionFlaw> {
        self.truth(Reader::either)
    }

    /// What is asked of each goods item, in brackets.
    fn of_items<T>(
        &mut self,
        name: &str,
        at: usize,
        read: impl FnOnce(&mut Reader) -> Result<T, ExpressionFlaw>,
    ) -> Result<T, ExpressionFlaw> {
        if self.items_asked.is_some() {
            return Err(ExpressionFlaw { at, fault: ExpressionFault::NotThere { name: name.to_owned() } });
        }
        self.demand("(")?;
        self.items_asked = Some(0);
        let read = self.deeper(read)?;
        if self.items_asked.take() == Some(0) {
            return Err(ExpressionFlaw { at, fault: ExpressionFault::NotOfItems });
        }
        self.demand(")")?;
        Ok(read)
    }

    fn field(&mut self, name: &str, at: usize) -> Result<Field, ExpressionFlaw> {
        let flaw =
            |fault: fn(String) -> ExpressionFault| ExpressionFlaw { at, fault: fault(name.to_owned()) };
        let field =
            Field::from_name(name).ok_or_else(|| flaw(|name| ExpressionFault::UnknownName { name }))?;
        match &mut self.items_asked {
            Some(asked) => *asked += usize::from(field.is_item()),
            None if field.is_item() => return Err(flaw(|name| ExpressionFault::NotThere { name })),
            None => {}
        }
        if !self.fields.contains(&field) {
            self.fields.push(field);
        }
        Ok(field)
    }
}

fn compared(one: Read, relation: Relation, other: Read, at: usize) -> Result<Truth, ExpressionFlaw> {
    let truth = match (one, other) {
        (Read::Number(one), Read::Number(other)) => return Ok(Truth::Compare(relation, one, other)),
        (Read::Field(field), Read::Text(text)) | (Read::Text(text), Read::Field(field)) => {
            one_of(field, vec![text], at)?
        }
        (Read::Field(one), Read::Field(other)) if is_wording(one) && is_wording(other) => {
            Truth::Same(one, other)
        }
        _ => return Err(ExpressionFlaw { at, fault: ExpressionFault::Unfit }),
    };
    match relation {
        Relation::Equal => Ok(truth),
        Relation::Unequal => Ok(Truth::Not(Box::new(truth))),
        _ => Err(ExpressionFlaw { at, fault: ExpressionFault::Unfit }),
    }
}

fn is_wording(field: Field) -> bool {
    matches!(field.kind(), FieldKind::Text | FieldKind::Mark)
}

/// A field is one of some texts, under the same rules as a criterion.
fn one_of(field: Field, texts: Vec<String>, at: usize) -> Result<Truth, ExpressionFlaw> {
    let test = Test::In(texts);
    let normal = Sought::by(field, &test).into_iter().map(|sought| sought.text).collect();
    Criterion::new(field, vec![test])
        .map_err(|flaw| ExpressionFlaw { at, fault: ExpressionFault::Texts(flaw) })?;
    Ok(Truth::OneOf(field, normal))
}
