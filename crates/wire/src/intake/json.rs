//! One JSON object read as a submission, without a document tree between.
//!
//! What can be read is read. Only bytes that are not one JSON object are refused as a whole; anything else
//! that is wrong is a fault in the submission, so that the filer hears of everything at once.

mod skip;
#[cfg(test)]
mod tests;

use super::door::Door;
use super::text::utf8_from_start;
use super::tree::{DECLARATION, Level, List, ListKind, Member, Node};
use clearance::{Fault, FaultCode, HeaderField, Submission};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use skip::Skip;
use std::borrow::Cow;
use std::fmt;

/// Reads one declaration; texts are borrowed from the bytes where they hold no escape.
///
/// # Errors
/// `not_utf8` or `malformed_json` where the bytes cannot be read as one object.
pub fn read(bytes: &[u8]) -> Result<Submission<'_>, Fault> {
    let text = utf8_from_start(bytes)?;
    let object = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = text.len() - object.len();
    let first = object.bytes().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    if let Some(first) = first.filter(|first| object.as_bytes().get(*first) != Some(&b'{')) {
        return Err(malformed(mark + first + 1, "expected `{`"));
    }
    let mut door = Door::default();
    let mut json = serde_json::Deserializer::from_str(object);
    members(&mut json, &mut door).and_then(|()| json.end()).map_err(|error| {
        let message = error.to_string();
        malformed(mark + offset(object, &error), reason(&message))
    })?;
    Ok(door.close())
}

fn members<'a, D: Deserializer<'a>>(json: D, door: &mut Door<'a>) -> Result<(), D::Error> {
    json.deserialize_map(Object { door, level: &DECLARATION, place: None })
}

fn malformed(at: usize, reason: impl fmt::Display) -> Fault {
    Fault::new(FaultCode::MalformedJson, "").with("at", at).with("reason", reason)
}

/// The byte, from 1, at which the text stops being JSON.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    (before + error.column()).max(1)
}

/// Why the text is not JSON, in few words.
fn reason(message: &str) -> String {
    let (message, _) = message.rsplit_once(" at line ").unwrap_or((message, ""));
    let known = [
        ("EOF", "the text ends too early"),
        ("expected ident", "expected `true`, `false` or `null`"),
        ("control character", "control character in a text"),
        ("lone leading surrogate", "half of a surrogate pair"),
        ("unexpected end of hex escape", "half of a surrogate pair"),
        ("recursion limit", "nested too deeply"),
        ("trailing characters", "something follows the object"),
    ];
    let known = known.iter().find(|(start, _)| message.starts_with(start));
    known.map_or_else(|| message.to_lowercase(), |(_, reason)| (*reason).to_owned())
}

/// Reads the members of an object.
struct Object<'d, 'a> {
    door: &'d mut Door<'a>,
    level: &'static Level,
    /// Where the object stands, if it stands in a list.
    place: Option<usize>,
}

impl<'a> Visitor<'a> for Object<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let Object { door, level, place } = self;
        let mut next = 0;
        let mut seen = Seen::default();
        while let Some(key) = map.next_key_seed(Key { level, from: next })? {
            match key {
                Name::Known(at, member) => {
                    next = at + 1;
                    let here = Place { parent: &level.pointer, entry: place, name: member.name };
                    match seen.mark(at) {
                        Times::First => {
                            map.next_value_seed(Value { door, node: &member.node, place: here })?
                        }
                        Times::Second => {
                            door.fault(Fault::new(FaultCode::DuplicateKey, here.pointer()));
                            map.next_value_seed(Skip)?;
                        }
                        Times::More => map.next_value_seed(Skip)?,
                    }
                }
                Name::Unknown(name) => {
                    let parent = Place { parent: &level.pointer, entry: place, name: "" }.pointer();
                    let elsewhere =
                        HeaderField::ALL.iter().filter(|_| parent.is_empty()).map(|field| field.as_str());
                    door.unknown(&parent, &name, level.names().chain(elsewhere));
                    map.next_value_seed(Skip)?;
                }
            }
        }
        Ok(())
    }
}

/// Which members an object has shown, as bits by their place.
#[derive(Default)]
struct Seen {
    once: u64,
    twice: u64,
}

enum Times {
    First,
    Second,
    More,
}

impl Seen {
    fn mark(&mut self, at: usize) -> Times {
        let bit = 1_u64.checked_shl(u32::try_from(at).unwrap_or(u32::MAX)).unwrap_or_default();
        if self.once & bit == 0 {
            self.once |= bit;
            Times::First
        } else if self.twice & bit == 0 {
            self.twice |= bit;
            Times::Second
        } else {
            Times::More
        }
    }
}

/// Where a value stands, from which a pointer is made if it is needed.
#[derive(Clone, Copy)]
struct Place {
    parent: &'static str,
    entry: Option<usize>,
    name: &'static str,
}

impl Place {
    fn pointer(self) -> String {
        let mut pointer = self.parent.to_owned();
        if let Some(entry) = self.entry {
            pointer.push_str(&format!("/{entry}"));
        }
        if !self.name.is_empty() {
            pointer.push('/');
            pointer.push_str(self.name);
        }
        pointer
    }
}

/// Reads the name of a member.
struct Key {
    level: &'static Level,
    from: usize,
}

enum Name<'a> {
    Known(usize, &'static Member),
    Unknown(Cow<'a, str>),
}

impl<'a> DeserializeSeed<'a> for Key {
    type Value = Name<'a>;

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<Name<'a>, D::Error> {
        json.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Key {
    type Value = Name<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'a str) -> Result<Name<'a>, E> {
        let found = self.level.find(name, self.from);
        Ok(found.map_or(Name::Unknown(Cow::Borrowed(name)), |(at, member)| Name::Known(at, member)))
    }

    fn visit_str<E>(self, name: &str) -> Result<Name<'a>, E> {
        let found = self.level.find(name, self.from);
        Ok(found.map_or_else(
            || Name::Unknown(Cow::Owned(name.to_owned())),
            |(at, member)| Name::Known(at, member),
        ))
    }
}

/// Reads what stands in a member or in a list.
struct Value<'d, 'a> {
    door: &'d mut Door<'a>,
    node: &'static Node,
    place: Place,
}

impl<'a> Value<'_, 'a> {
    fn keep(self, text: Cow<'a, str>, found: &'static str) {
        let entry = self.place.entry.unwrap_or_default();
        match self.node {
            Node::Text(slot) => self.door.keep(*slot, entry, text),
            Node::Line(slot, field) => self.door.keep_line(*slot, *field, entry, text),
            Node::Object(_) | Node::List(_) => self.wrong_type(found),
        }
    }

    fn wrong_type(self, found: &'static str) {
        let fault = Fault::new(FaultCode::WrongType, self.place.pointer());
        self.door.fault(fault.with("expected", self.node.expected()).with("found", found));
    }
}

impl<'a> DeserializeSeed<'a> for Value<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Value<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.node.expected())
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<(), E> {
        self.keep(Cow::Borrowed(text), "text");
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.keep(Cow::Owned(text.to_owned()), "text");
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        let digit = usize::try_from(number).ok().and_then(|at| "0123456789".get(at..at.checked_add(1)?));
        self.keep(digit.map_or_else(|| Cow::Owned(number.to_string()), Cow::Borrowed), "number");
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.keep(Cow::Owned(number.to_string()), "number");
        Ok(())
    }

    /// The shortest text that stands for the number. From 2^53 on digits may have been lost, so that there is none.
    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        if number.abs() < 9_007_199_254_740_992.0 {
            self.keep(Cow::Owned(number.to_string()), "number");
        } else {
            self.wrong_type("number");
        }
        Ok(())
    }

    fn visit_bool<E>(self, is: bool) -> Result<(), E> {
        self.keep(Cow::Borrowed(if is { "true" } else { "false" }), "boolean");
        Ok(())
    }

    /// `null` is a member that is not there; as an entry of a list of objects it leaves a hole.
    fn visit_unit<E>(self) -> Result<(), E> {
        if matches!(self.node, Node::Object(_)) && self.place.entry.is_some() {
            self.wrong_type("null");
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<(), A::Error> {
        match self.node {
            Node::Object(level) => Object { door: self.door, level, place: self.place.entry }.visit_map(map),
            Node::Text(_) | Node::Line(..) | Node::List(_) => {
                self.wrong_type("object");
                Skip.visit_map(map)
            }
        }
    }

    fn visit_seq<A: SeqAccess<'a>>(self, entries: A) -> Result<(), A::Error> {
        match self.node {
            Node::List(list) => list_entries(self.door, list, entries),
            Node::Text(_) | Node::Line(..) | Node::Object(_) => {
                self.wrong_type("list");
                Skip.visit_seq(entries)
            }
        }
    }
}

/// Reads the entries of a list; those beyond the limit are counted and not kept.
fn list_entries<'a, A: SeqAccess<'a>>(
    door: &mut Door<'a>,
    list: &'static List,
    mut entries: A,
) -> Result<(), A::Error> {
    let limit = list.kind.limit();
    let mut found = 0;
    while found < limit {
        let place = Place { parent: &list.pointer, entry: Some(found), name: "" };
        if entries.next_element_seed(Value { door, node: &list.entry, place })?.is_none() {
            break;
        }
        // An entry with nothing in it counts as well: places in the list stay what they are.
        match list.kind {
            ListKind::Goods => door.open_item(found),
            ListKind::Documents => door.open_document(found),
            ListKind::Lines(_) => {}
        }
        found += 1;
    }
    if found == limit {
        while entries.next_element_seed(Skip)?.is_some() {
            found += 1;
        }
    }
    let code = match list.kind {
        ListKind::Lines(field) => {
            door.end_lines(field, found);
            return Ok(());
        }
        ListKind::Goods => FaultCode::TooManyGoodsItems,
        ListKind::Documents => FaultCode::TooManyEntries,
    };
    if found > limit {
        door.fault(Fault::new(code, &list.pointer).with("limit", limit).with("found", found));
    }
    Ok(())
}
