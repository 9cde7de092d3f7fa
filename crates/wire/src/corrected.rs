//! A table of declarations to correct: what to fix in each, then its fields as they came. It is sent again as it is.

use crate::cell::write_cell;
use crate::texts::Voice;
use clearance::{DocumentField, Fault, HeaderField, ItemField, Severity, Submission};
use std::collections::BTreeSet;

/// The column that says what to fix; the intake passes over it.
pub(crate) const FIX: &str = "fix";
/// The column that names the fields with faults; the intake passes over it, too.
pub(crate) const FAULT_FIELDS: &str = "fault_fields";

/// What spreadsheets know UTF-8 by.
const MARK: &[u8] = "\u{feff}".as_bytes();
/// What stands between the faults of one declaration.
const BETWEEN: &str = " | ";

/// A table of declarations to correct. First every declaration is shown to it, so that it has a column for each
/// field that one of them uses; then it is written row by row, however many there are.
///
/// What goes out comes in again as the same fields, but for goods items and documents without a single field that
/// stand after all others: a table cannot tell them from none. There is a column for the reference whatever was read,
/// or the intake would not know the table as one of declarations.
#[derive(Clone, Debug)]
pub struct Corrections {
    columns: BTreeSet<Column>,
}

/// A field with its place, in the order of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Header(HeaderField),
    Item(usize, ItemField),
    Document(usize, DocumentField),
}

impl Default for Corrections {
    fn default() -> Corrections {
        Corrections { columns: BTreeSet::from([Column::Header(HeaderField::Reference)]) }
    }
}

impl Corrections {
    /// Makes room for the fields of a declaration.
    pub fn make_room(&mut self, submission: &Submission<'_>) {
        for field in HeaderField::ALL {
            self.columns.extend(submission.text(*field).map(|_| Column::Header(*field)));
        }
        for (place, item) in submission.items.iter().enumerate() {
            // Places are counted without gaps, so that one without fields has a column, too.
            self.columns.insert(Column::Item(place, ItemField::Line));
            let fields = ItemField::ALL.iter().filter(|field| item.text(**field).is_some());
            self.columns.extend(fields.map(|field| Column::Item(place, *field)));
        }
        for (place, document) in submission.documents.iter().enumerate() {
            self.columns.insert(Column::Document(place, DocumentField::Type));
            let fields = DocumentField::ALL.iter().filter(|field| document.text(**field).is_some());
            self.columns.extend(fields.map(|field| Column::Document(place, *field)));
        }
    }

    /// Writes what comes before the rows.
    pub fn write_header(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(MARK);
        out.extend_from_slice(FIX.as_bytes());
        out.push(b',');
        out.extend_from_slice(FAULT_FIELDS.as_bytes());
        for column in &self.columns {
            out.push(b',');
            write_cell(&column.name(), out);
        }
        out.extend_from_slice(b"\r\n");
    }

    /// Writes the row of a declaration, with its faults in words.
    pub fn write(&self, submission: &Submission<'_>, faults: &[Fault], voice: &Voice, out: &mut Vec<u8>) {
        self.write_with("", submission, faults, voice, out);
    }

    /// Writes the row of what could not be read as a declaration: nothing but what is to be done, after a note that says
    /// where it stands.
    pub fn write_unread(&self, note: &str, faults: &[Fault], voice: &Voice, out: &mut Vec<u8>) {
        self.write_with(note, &Submission::default(), faults, voice, out);
    }

    fn write_with(
        &self,
        note: &str,
        submission: &Submission<'_>,
        faults: &[Fault],
        voice: &Voice,
        out: &mut Vec<u8>,
    ) {
        let fixes = fixes(faults, voice);
        write_cell(&if note.is_empty() { fixes } else { format!("{note}{BETWEEN}{fixes}") }, out);
        out.push(b',');
        write_cell(&fields(faults), out);
        for column in &self.columns {
            out.push(b',');
            write_cell(column.text(submission).unwrap_or_default(), out);
        }
        out.extend_from_slice(b"\r\n");
    }
}

impl Column {
    fn name(self) -> String {
        match self {
            Column::Header(field) => field.as_str().to_owned(),
            Column::Item(place, field) => format!("goods_items.{place}.{}", field.as_str()),
            Column::Document(place, field) => format!("documents.{place}.{}", field.as_str()),
        }
    }

    fn text<'s>(self, submission: &'s Submission<'_>) -> Option<&'s str> {
        match self {
            Column::Header(field) => submission.text(field),
            Column::Item(place, field) => submission.items.get(place)?.text(field),
            Column::Document(place, field) => submission.documents.get(place)?.text(field),
        }
    }
}

/// What to fix, in words; what only could be better comes last and is called so.
fn fixes(faults: &[Fault], voice: &Voice) -> String {
    let advice = voice.say("explain-warnings", &[]);
    let words = |fault: &Fault| {
        let name = field_name(&fault.pointer);
        let place = if name.is_empty() { String::new() } else { format!("{name}: ") };
        let kind = match fault.severity() {
            Severity::Error => String::new(),
            Severity::Warning => format!("({advice}) "),
        };
        format!("{kind}{place}{} {}", voice.fault(fault), voice.fix(fault))
    };
    let of = |severity| faults.iter().filter(move |fault| fault.severity() == severity);
    of(Severity::Error).chain(of(Severity::Warning)).map(words).collect::<Vec<_>>().join(BETWEEN)
}

/// The fields that make a declaration go back, each once.
fn fields(faults: &[Fault]) -> String {
    let errors = faults.iter().filter(|fault| fault.severity() == Severity::Error);
    let mut names: Vec<String> = Vec::new();
    for name in errors.map(|fault| field_name(&fault.pointer)) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(BETWEEN)
}

/// The name that a column for the place of a fault has: `goods_items.0.origin`; nothing for the whole declaration.
pub fn field_name(pointer: &str) -> String {
    let parts = pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
    let name = parts.collect::<Vec<_>>().join(".");
    // The lines of an address stand in one cell.
    match name.rsplit_once('.') {
        Some((lines, _)) if HeaderField::from_name(lines).is_some() => lines.to_owned(),
        _ => name,
    }
}

#[cfg(test)]
mod tests;
