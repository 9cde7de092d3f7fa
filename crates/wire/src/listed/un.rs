//! The consolidated list of the Security Council of the United Nations, as XML.

use super::{ListFlaw, ListedName, named};
use quick_xml::Reader;
use quick_xml::events::Event;
use risk::EntryKind;

/// The most elements within each other; the list has six.
const DEEPEST: usize = 32;

/// The names, aliases, names in their own script and addresses.
pub(super) fn names(text: &str) -> Result<Vec<ListedName>, ListFlaw> {
    let mut reader = Reader::from_str(text);
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut open: Vec<String> = Vec::new();
    let mut names = Vec::new();
    let mut entry = Entry::default();
    loop {
        let event = reader.read_event();
        let line = lines.at(reader.buffer_position());
        let wrong = |reason: String| ListFlaw::row(line, reason);
        match event.map_err(|flaw| wrong(format!("XML: {flaw}")))? {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                if open.is_empty() && name != THE_LIST {
                    return Err(wrong("this is no list of the United Nations".to_owned()));
                }
                if open.len() >= DEEPEST {
                    return Err(wrong(format!("XML of more than {DEEPEST} elements within each other")));
                }
                open.push(name);
            }
            Event::Text(said) => entry.hear(&open, &said),
            Event::CData(said) => entry.hear(&open, &said),
            Event::GeneralRef(sign) => {
                let number = sign.resolve_char_ref().map_err(|flaw| wrong(format!("XML: {flaw}")))?;
                match number {
                    Some(char) => entry.hear(&open, char.encode_utf8(&mut [0; 4])),
                    None => entry.hear(&open, predefined(&sign)),
                }
            }
            Event::End(_) => {
                let name = open.pop().unwrap_or_default();
                entry.end(&name);
                let kind = match name.as_str() {
                    "INDIVIDUAL" => EntryKind::Person,
                    "ENTITY" => EntryKind::Organisation,
                    THE_LIST => return Ok(names),
                    _ => continue,
                };
                names.extend(std::mem::take(&mut entry).names(line, kind)?);
            }
            Event::Eof => return Err(wrong("the XML ends within an element".to_owned())),
            // Declarations, comments and elements that hold nothing.
            _ => {}
        }
    }
}

/// The element that holds the whole list.
const THE_LIST: &str = "CONSOLIDATED_LIST";

/// Counts lines as reading goes on.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn at(&mut self, place: u64) -> u64 {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let read = self.text.as_bytes().get(self.at..place).unwrap_or_default();
        let ended = read.iter().filter(|byte| **byte == b'\n').count();
        self.line += u64::try_from(ended).unwrap_or_default();
        self.at = self.at.max(place);
        self.line
    }
}

fn predefined(name: &str) -> &str {
    match name {
        "amp" => "&",
        "apos" => "'",
        "quot" => "\"",
        _ => " ",
    }
}

/// An entry as far as it was read.
#[derive(Default)]
struct Entry {
    reference: String,
    name: String,
    own_script: String,
    aliases: Vec<String>,
    alias: String,
    addresses: Vec<Vec<String>>,
    address: Vec<String>,
    part: String,
    has_street: bool,
}

impl Entry {
    /// Takes in what an element says.
    fn hear(&mut self, open: &[String], said: &str) {
        let element = open.last().map(String::as_str).unwrap_or_default();
        let within = open.iter().rev().nth(1).map(String::as_str).unwrap_or_default();
        let slot = match (within, element) {
            ("INDIVIDUAL" | "ENTITY", "REFERENCE_NUMBER") => &mut self.reference,
            ("INDIVIDUAL" | "ENTITY", "FIRST_NAME" | "SECOND_NAME" | "THIRD_NAME" | "FOURTH_NAME") => {
                &mut self.name
            }
            ("INDIVIDUAL" | "ENTITY", "NAME_ORIGINAL_SCRIPT") => &mut self.own_script,
            ("INDIVIDUAL_ALIAS" | "ENTITY_ALIAS", "ALIAS_NAME") => &mut self.alias,
            (
                "INDIVIDUAL_ADDRESS" | "ENTITY_ADDRESS",
                "STREET" | "CITY" | "STATE_PROVINCE" | "ZIP_CODE" | "COUNTRY",
            ) => {
                self.has_street |= element == "STREET" && !said.trim().is_empty();
                &mut self.part
            }
            _ => return,
        };
        slot.push_str(said);
    }

    /// An element ends.
    fn end(&mut self, element: &str) {
        match element {
            "FIRST_NAME" | "SECOND_NAME" | "THIRD_NAME" | "FOURTH_NAME" => self.name.push(' '),
            "ALIAS_NAME" => self.aliases.push(std::mem::take(&mut self.alias)),
            "STREET" | "CITY" | "STATE_PROVINCE" | "ZIP_CODE" | "COUNTRY" => {
                let part = std::mem::take(&mut self.part).trim().to_owned();
                self.address.extend(Some(part).filter(|part| !part.is_empty()));
            }
            "INDIVIDUAL_ADDRESS" | "ENTITY_ADDRESS" => {
                let address = std::mem::take(&mut self.address);
                // Without a street it is no address.
                if std::mem::take(&mut self.has_street) {
                    self.addresses.push(address);
                }
            }
            _ => {}
        }
    }

    fn names(self, line: u64, kind: EntryKind) -> Result<Vec<ListedName>, ListFlaw> {
        let id = self.reference.trim();
        if id.is_empty() {
            return Err(ListFlaw::row(line, "the entry that ends here has no REFERENCE_NUMBER"));
        }
        let says = |name: &&String| name.contains(char::is_alphanumeric);
        let parties = [self.name, self.own_script].into_iter().chain(self.aliases);
        let parties: Vec<String> =
            parties.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let addresses: Vec<String> = self.addresses.iter().map(|parts| parts.join(", ")).collect();
        let parties = parties.iter().filter(says).map(|name| (name, kind));
        let addresses = addresses.iter().filter(says).map(|name| (name, EntryKind::Address));
        parties.chain(addresses).map(|(name, kind)| named(line, id, name.clone(), kind)).collect()
    }
}
