//! Texts of lines, each a field's name, a space and its value: how they are written so that there is one reading.

use crate::hash::Hash;
use crate::number;

const ABSENT: &str = "-";

/// Why a field cannot be written or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldFlaw {
    /// The line is missing, cut off, or not in its place.
    Line(&'static str),
    /// The value is none that the field can have.
    Value(&'static str),
}

/// Adds a line; `-` for what is absent.
pub(crate) fn write_field(
    name: &'static str,
    value: Option<&str>,
    text: &mut String,
) -> Result<(), FieldFlaw> {
    if value.is_some_and(|value| !is_clear(value)) {
        return Err(FieldFlaw::Value(name));
    }
    text.extend([name, " ", value.unwrap_or(ABSENT), "\n"]);
    Ok(())
}

/// The lines still to be read.
pub(crate) struct Fields<'t>(&'t str);

impl<'t> Fields<'t> {
    /// Those after this first line; none for a text that begins otherwise.
    pub(crate) fn after(first_line: &str, text: &'t str) -> Option<Fields<'t>> {
        text.strip_prefix(first_line)?.strip_prefix('\n').map(Fields)
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Result<Option<&'t str>, FieldFlaw> {
        let (line, rest) = self.0.split_once('\n').ok_or(FieldFlaw::Line(name))?;
        let value = line.strip_prefix(name).and_then(|line| line.strip_prefix(' '));
        let value = value.ok_or(FieldFlaw::Line(name))?;
        self.0 = rest;
        match value {
            ABSENT => Ok(None),
            value if is_clear(value) => Ok(Some(value)),
            _ => Err(FieldFlaw::Value(name)),
        }
    }

    pub(crate) fn hash(&mut self, name: &'static str) -> Result<Option<Hash>, FieldFlaw> {
        let read = |text| Hash::parse(text).ok_or(FieldFlaw::Value(name));
        self.text(name)?.map(read).transpose()
    }

    pub(crate) fn number(&mut self, name: &'static str) -> Result<Option<u64>, FieldFlaw> {
        let read = |text| number::read(text).ok_or(FieldFlaw::Value(name));
        self.text(name)?.map(read).transpose()
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether a value can stand in a line and be read as what it is: not empty, not the sign of absence, no white
/// space at its ends, nothing that ends a line, hides or reorders what is read.
pub(crate) fn is_clear(value: &str) -> bool {
    let one_value = !value.is_empty() && value != ABSENT && value.trim() == value;
    one_value && (value.bytes().all(|byte| matches!(byte, b' '..=b'~')) || value.chars().all(is_shown))
}

fn is_shown(sign: char) -> bool {
    // Of the signs without a shape of their own only the joiners pass, which spell words of some languages.
    let hides = matches!(
        sign,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    );
    !hides && !sign.is_control()
}
