//! Rows of a TOML file: the tables of an array, or the whole file.

use super::{Cells, Lines, Row, Shape, Unread};
use crate::finding::{Finding, Findings};
use crate::names::nearest;
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
    let rows = match shape.array {
        "" => vec![document.row(root, 1, shape)],
        array => {
            for (key, _) in root.iter().filter(|(key, _)| key.get_ref() != array) {
                let fix = nearest(key.get_ref(), [array]).map(|near| format!("did you mean `[[{near}]]`?"));
                let reason = format!("nothing reads `{}`", key.get_ref());
                let finding =
                    Finding::warning("unknown_column", reason).column(key.get_ref()).perhaps_fix(fix);
                findings.add(finding.file(&**file).row(lines.line(key.span().start)));
            }
            document.rows(root, array, shape)
        }
    };
    rows.iter().for_each(&mut each);
    Ok(())
}

/// What rows of one TOML file have in common.
pub(super) struct Document<'s, 'f> {
    pub(super) file: &'f Rc<str>,
    pub(super) lines: &'s Lines,
    pub(super) findings: &'s Findings,
}

impl<'s> Document<'s, '_> {
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

fn has_table(value: &DeValue<'_>) -> bool {
    let nested = |array: &toml::de::DeArray<'_>| array.iter().map(Spanned::get_ref).any(has_table);
    value.is_table() || value.as_array().is_some_and(nested)
}
