//! Rows of a TOML file: the tables of an array, or the whole file.

use super::{Cells, Lines, Row, Shape, Unread};
use crate::finding::{Finding, Findings};
use crate::names::nearest;
use crate::signs;
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads the rows of one TOML file.
pub(super) fn read(
    file: &Rc<str>,
    text: &str,
    shape: &Shape,
    findings: &Findings,
    mut each: impl FnMut(&Row<'_>),
) -> Result<(), Unread> {
    let lines = Lines::of(text);
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let line = lines.line(error.span().map_or(0, |span| span.start));
        let reason = format!("this is not TOML: {}", error.message().replace('\n', ", "));
        findings.add(Finding::error("malformed_toml", reason).file(&**file).row(line));
    }
    if !errors.is_empty() {
        return Err(Unread);
    }
    let document = Document { file, lines: &lines, findings };
    let root = root.get_ref();
    for line in unseen(root, text, &lines) {
        findings.add(Finding::unseen_sign("the text").file(&**file).row(line));
    }
    if shape.array.is_empty() {
        each(&document.row(root, 1, shape));
        return Ok(());
    }
    let is_told = document.tell_unknown_arrays(root, shape);
    document.rows(root, shape.array, shape).iter().for_each(&mut each);
    let is_array = |value: &Spanned<DeValue<'_>>| value.get_ref().is_array();
    if is_told || !root.get(shape.array).is_none_or(is_array) { Err(Unread) } else { Ok(()) }
}

/// The lines on which a text, a key or a comment holds a sign that nobody sees.
fn unseen(root: &DeTable<'_>, text: &str, lines: &Lines) -> BTreeSet<u64> {
    let mut found = BTreeSet::new();
    note_unseen(root, lines, &mut found);
    let reversed = text.lines().zip(1..).filter(|(line, _)| line.contains(signs::turns_text));
    found.extend(reversed.map(|(_, line)| line));
    found
}

fn note_unseen(table: &DeTable<'_>, lines: &Lines, found: &mut BTreeSet<u64>) {
    for (key, value) in table {
        if key.get_ref().contains(signs::is_unseen) {
            found.insert(lines.line(key.span().start));
        }
        note_unseen_value(value, lines, found);
    }
}

fn note_unseen_value(value: &Spanned<DeValue<'_>>, lines: &Lines, found: &mut BTreeSet<u64>) {
    match value.get_ref() {
        DeValue::String(text) if text.contains(signs::is_unseen) => {
            found.insert(lines.line(value.span().start));
        }
        DeValue::Array(values) => values.iter().for_each(|value| note_unseen_value(value, lines, found)),
        DeValue::Table(table) => note_unseen(table, lines, found),
        _ => {}
    }
}

/// What rows of one TOML file have in common.
pub(super) struct Document<'s, 'f> {
    pub(super) file: &'f Rc<str>,
    pub(super) lines: &'s Lines,
    pub(super) findings: &'s Findings,
}

impl<'s> Document<'s, '_> {
    /// Tells of everything beside the array that is read; whether there is any.
    fn tell_unknown_arrays(&self, root: &DeTable<'_>, shape: &Shape) -> bool {
        let arrays = [shape.array, shape.beside];
        let mut is_told = false;
        for (key, _) in root.iter().filter(|(key, _)| !arrays.contains(&&**key.get_ref())) {
            let fix = nearest(key.get_ref(), arrays).map(|near| format!("did you mean `[[{near}]]`?"));
            let reason = format!("nothing reads `{}`", key.get_ref());
            let finding = Finding::error("unknown_column", reason).column(key.get_ref()).perhaps_fix(fix);
            self.findings.add(finding.file(&**self.file).row(self.lines.line(key.span().start)));
            is_told = true;
        }
        is_told
    }

    /// The tables of an array.
    pub(super) fn rows(&self, within: &'s DeTable<'s>, array: &str, shape: &Shape) -> Vec<Row<'s>> {
        let Some(value) = within.get(array) else { return Vec::new() };
        let tables = value.get_ref().as_array().into_iter().flat_map(|array| array.iter());
        let rows = tables.filter_map(|value| match value.get_ref().as_table() {
            Some(table) => Some(self.row(table, self.lines.line(value.span().start), shape)),
            None => {
                self.tell_wrong_type(array, value.span(), "a table was expected");
                None
            }
        });
        let rows: Vec<Row<'s>> = rows.collect();
        if !value.get_ref().is_array() {
            self.tell_wrong_type(
                array,
                value.span(),
                &format!("write `[[{array}]]` above each of its tables"),
            );
        }
        rows
    }

    /// One table as a row.
    fn row(&self, table: &'s DeTable<'s>, line: u64, shape: &Shape) -> Row<'s> {
        for (key, value) in table {
            let name: &str = key.get_ref();
            // A name that ends in a colon stands for a table by language, one in brackets for an array of tables.
            let is_known = |form: &str| shape.known().any(|known| known == form);
            let holds_tables = is_known(&format!("{name}:")) || is_known(&format!("[{name}]"));
            if !holds_tables && !is_known(name) {
                let line = self.lines.line(key.span().start);
                self.findings.add(shape.unknown(name).file(&**self.file).row(line));
            } else if shape.optional.contains(&name) && is_empty_list(value.get_ref()) {
                let line = self.lines.line(key.span().start);
                let finding =
                    Finding::error("missing", format!("`{name}` is a list of nothing")).column(name);
                let finding = finding.fix("name what is meant, or take the key out, which means all");
                self.findings.add(finding.file(&**self.file).row(line));
            } else if !holds_tables && has_table(value.get_ref()) {
                self.tell_wrong_type(name, value.span(), "a single value was expected");
            }
        }
        Row {
            file: self.file.clone(),
            line,
            is_whole: true,
            cells: Cells::Toml { table, lines: self.lines },
            findings: self.findings,
        }
    }

    fn tell_wrong_type(&self, key: &str, span: Range<usize>, fix: &str) {
        let finding =
            Finding::error("wrong_type", format!("`{key}` holds another sort of value")).column(key);
        self.findings.add(finding.fix(fix).file(&**self.file).row(self.lines.line(span.start)));
    }
}

/// A list that opens to everybody what its writer may have meant for nobody.
fn is_empty_list(value: &DeValue<'_>) -> bool {
    value.as_array().is_some_and(|array| array.is_empty())
}

fn has_table(value: &DeValue<'_>) -> bool {
    let nested = |array: &toml::de::DeArray<'_>| array.iter().map(Spanned::get_ref).any(has_table);
    value.is_table() || value.as_array().is_some_and(nested)
}
