//! Takes texts into a submission, field by field, and notes what is wrong with them.

use super::nearest::nearest;
use super::text::{Allowed, TextField, TextFlaw};
use clearance::{
    ADDRESS_LINE_BREAK, DocumentText, Fault, FaultCode, HeaderField, ItemText, Submission, document_pointer,
    header_pointer, item_pointer,
};
use std::borrow::Cow;

/// The most lines of an address.
pub(super) const MAX_ADDRESS_LINES: usize = 5;
/// The most unknown members that are named; the rest are counted.
const MAX_UNKNOWN_NAMED: usize = 20;
/// The most characters of an unknown name that are shown.
const SHOWN: usize = 64;

/// A field with what it allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) field: TextField,
    allowed: Allowed,
}

impl Slot {
    pub(super) fn of(field: TextField) -> Slot {
        Slot { field, allowed: Allowed::in_field(field) }
    }

    /// The JSON pointer of the field, in the goods item or document at a place.
    fn pointer(self, place: usize) -> String {
        match self.field {
            TextField::Header(field) => header_pointer(field),
            TextField::Item(field) => item_pointer(place, field),
            TextField::Document(field) => document_pointer(place, field),
        }
    }
}

/// A submission that is being read.
#[derive(Default)]
pub(super) struct Door<'a> {
    submission: Submission<'a>,
    unknown: usize,
}

impl<'a> Door<'a> {
    /// Takes in the text of a field; `place` counts goods items or documents from 0.
    pub(super) fn keep(&mut self, slot: Slot, place: usize, text: Cow<'a, str>) {
        if let Some(flaw) = slot.allowed.flaw(&text)
            && !self.bear(flaw, slot.pointer(place))
        {
            return;
        }
        match slot.field {
            TextField::Header(field) => self.submission.set(field, text),
            TextField::Item(field) => {
                self.open_item(place);
                if let Some(item) = self.submission.items.get_mut(place) {
                    item.set(field, text);
                }
            }
            TextField::Document(field) => {
                self.open_document(place);
                if let Some(document) = self.submission.documents.get_mut(place) {
                    document.set(field, text);
                }
            }
        }
    }

    /// Takes in one line of an address; lines are joined in the order in which they come.
    pub(super) fn keep_line(&mut self, slot: Slot, field: HeaderField, place: usize, text: Cow<'a, str>) {
        if let Some(flaw) = slot.allowed.flaw(&text)
            && !self.bear(flaw, format!("{}/{place}", header_pointer(field)))
        {
            return;
        }
        let joined = match self.submission.text(field) {
            None => text,
            Some(_) if text.trim().is_empty() => return,
            Some(before) => Cow::Owned(format!("{before}{ADDRESS_LINE_BREAK}{}", text.trim())),
        };
        self.submission.set(field, joined);
    }

    /// Ends an address of so many lines: too long as a whole, it is not kept.
    pub(super) fn end_lines(&mut self, field: HeaderField, found: usize) {
        let allowed = Allowed::in_field(TextField::Header(field));
        if let Some(found) = self.submission.text(field).and_then(|lines| allowed.excess(lines)) {
            let fault = Fault::new(FaultCode::TooLong, header_pointer(field));
            self.fault(fault.with("limit", allowed.limit()).with("found", found));
            self.submission.set(field, Cow::Borrowed(""));
        }
        if found > MAX_ADDRESS_LINES {
            let fault = Fault::new(FaultCode::TooManyEntries, header_pointer(field));
            self.fault(fault.with("limit", MAX_ADDRESS_LINES).with("found", found));
        }
    }

    /// Makes sure that the goods item at a place is there.
    pub(super) fn open_item(&mut self, place: usize) {
        if self.submission.items.len() <= place {
            self.submission.items.resize_with(place + 1, ItemText::default);
        }
    }

    /// Makes sure that the document at a place is there.
    pub(super) fn open_document(&mut self, place: usize) {
        if self.submission.documents.len() <= place {
            self.submission.documents.resize_with(place + 1, DocumentText::default);
        }
    }

    /// Notes a fault.
    pub(super) fn fault(&mut self, fault: Fault) {
        self.submission.faults.push(fault);
    }

    /// Notes a member that no field has.
    pub(super) fn unknown(
        &mut self,
        parent: &str,
        name: &str,
        known: impl IntoIterator<Item = &'static str>,
    ) {
        self.unknown += 1;
        if self.unknown <= MAX_UNKNOWN_NAMED {
            self.fault(unknown_field(parent, name, known));
        }
    }

    /// The submission, when all is read.
    pub(super) fn close(mut self) -> Submission<'a> {
        self.submission.faults.extend(unnamed(self.unknown));
        self.submission
    }

    /// Notes what is wrong with a text. Whether the text can be kept all the same.
    fn bear(&mut self, flaw: TextFlaw, pointer: String) -> bool {
        self.fault(match flaw {
            TextFlaw::TooLong { limit, found } => {
                Fault::new(FaultCode::TooLong, pointer).with("limit", limit).with("found", found)
            }
            TextFlaw::ControlCharacter => Fault::new(FaultCode::ControlCharacter, pointer),
            TextFlaw::FormulaLike => Fault::new(FaultCode::FormulaLike, pointer),
        });
        flaw == TextFlaw::FormulaLike
    }
}

/// One warning for each name that no field has; beyond twenty, one that counts the rest.
pub(super) fn unknown_fields<'n>(names: &[&'n str], known: &[&'n str]) -> Vec<Fault> {
    let named = names.iter().take(MAX_UNKNOWN_NAMED);
    named.map(|name| unknown_field("", name, known.iter().copied())).chain(unnamed(names.len())).collect()
}

fn unknown_field<'n>(parent: &str, name: &str, known: impl IntoIterator<Item = &'n str>) -> Fault {
    let fault = Fault::new(FaultCode::UnknownField, format!("{parent}/{}", pointer_part(name)));
    match nearest(name, known) {
        Some(suggestion) => fault.with("suggestion", suggestion),
        None => fault,
    }
}

/// The warning that counts the unknown names that are not named.
fn unnamed(unknown: usize) -> Option<Fault> {
    let more = unknown.checked_sub(MAX_UNKNOWN_NAMED).filter(|more| *more > 0)?;
    Some(Fault::new(FaultCode::UnknownField, "").with("more", more))
}

/// A name as a part of a JSON pointer (RFC 6901), short and without control characters.
fn pointer_part(name: &str) -> String {
    let mut part = String::new();
    for letter in name.chars().take(SHOWN) {
        match letter {
            '~' => part.push_str("~0"),
            '/' => part.push_str("~1"),
            letter if super::text::is_control(letter) => part.push(char::REPLACEMENT_CHARACTER),
            letter => part.push(letter),
        }
    }
    part
}
