//! Rows of CSV files and of arrays of tables in TOML files, read by one way: columns by name, cells as text.

mod csv_rows;
mod toml_rows;

use crate::finding::{Finding, Findings};
use crate::names::nearest;
use csv::StringRecord;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;
use toml::de::{DeTable, DeValue};
use toml_rows::Document;

/// Which rows to read: the files, the columns, and the array's name in a TOML file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// The path from the pack's directory, with `*` for any name.
    pub(crate) path: &'static str,
    /// The array of tables in TOML; empty where the whole file is one row, and in CSV.
    pub(crate) array: &'static str,
    /// Another array that the TOML file may hold, for whoever reads that.
    pub(crate) beside: &'static str,
    /// The columns that a CSV file must have. One such as `name:` stands for a column per language.
    pub(crate) columns: &'static [&'static str],
    /// Columns and keys that may be there.
    pub(crate) optional: &'static [&'static str],
    /// Whether rows have `valid_from`, `valid_to`, `law` and perhaps `status`.
    pub(crate) is_dated: bool,
}

/// Columns of every dated row.
const DATED: [&str; 3] = ["valid_from", "valid_to", "law"];
const STATUS: &str = "status";
/// When a row was made public, where that is known.
const PUBLISHED: &str = "published";

impl Shape {
    /// Dated rows of a CSV file.
    pub(crate) const fn csv(path: &'static str, columns: &'static [&'static str]) -> Shape {
        Shape { path, array: "", beside: "", columns, optional: &[], is_dated: true }
    }

    /// Columns that may be left out.
    pub(crate) const fn perhaps(self, optional: &'static [&'static str]) -> Shape {
        Shape { optional, ..self }
    }

    /// Dated tables of an array in a TOML file.
    pub(crate) const fn toml(
        path: &'static str,
        array: &'static str,
        columns: &'static [&'static str],
        optional: &'static [&'static str],
    ) -> Shape {
        Shape { path, array, beside: "", columns, optional, is_dated: true }
    }

    /// Beside another array in the same file.
    pub(crate) const fn beside(self, beside: &'static str) -> Shape {
        Shape { beside, ..self }
    }

    /// Without dates and law.
    pub(crate) const fn undated(self) -> Shape {
        Shape { is_dated: false, ..self }
    }

    fn demanded(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().copied().chain(self.is_dated.then_some(DATED).into_iter().flatten())
    }

    fn known(&self) -> impl Iterator<Item = &'static str> {
        let dated = self.is_dated.then_some([STATUS, PUBLISHED]);
        self.demanded().chain(self.optional.iter().copied()).chain(dated.into_iter().flatten())
    }

    /// Whether a column is one of the shape's; `name:fr` is if `name:` is.
    fn knows(&self, column: &str) -> bool {
        self.known().any(|known| match known.strip_suffix(':') {
            None => known == column,
            Some(of) => column.strip_prefix(of).is_some_and(|rest| rest.len() > 1 && rest.starts_with(':')),
        })
    }

    /// A column or key that nothing reads. A column for people's own notes is let pass with a warning. A key,
    /// or a column that may be a mistyped optional one, is not: a relief whose `natures` is mistyped is open
    /// to everybody.
    fn unknown(&self, column: &str) -> Finding {
        let near = self.nearly_optional(column);
        let fix = near.or_else(|| nearest(column, self.known())).map(|near| match near.ends_with(':') {
            true => format!("did you mean `{near}LANG`?"),
            false => format!("did you mean `{near}`?"),
        });
        let reason = format!("nothing reads `{column}`");
        let finding = match near.is_some() || !self.is_csv() {
            true => Finding::error("unknown_column", reason),
            false => Finding::warning("unknown_column", reason),
        };
        finding.column(column).perhaps_fix(fix)
    }

    /// The column of a CSV file that may be left out and that a name is within two letters of.
    fn nearly_optional(&self, column: &str) -> Option<&'static str> {
        const MOST_WRONG: usize = 2;
        // Nothing that long is a mistyped name, and the comparison takes time by the product of the lengths.
        if !self.is_csv() || column.len() > 100 {
            return None;
        }
        let by_language = self.columns.iter().copied().filter(|known| known.ends_with(':'));
        let dated = self.is_dated.then_some([STATUS, PUBLISHED]);
        let optional = self.optional.iter().copied().chain(dated.into_iter().flatten()).chain(by_language);
        let column = column.to_lowercase();
        let without_language = column.split_inclusive(':').next().unwrap_or(&column);
        let distance = |known: &'static str| match known.ends_with(':') {
            true => strsim::damerau_levenshtein(without_language, known),
            false => strsim::damerau_levenshtein(&column, known),
        };
        let near = optional.map(|known| (distance(known), known)).min()?;
        (near.0 <= MOST_WRONG).then_some(near.1)
    }

    fn is_csv(&self) -> bool {
        self.path.ends_with(".csv")
    }
}

/// One row with its place. Cells are read by the functions in `cell`.
#[derive(Debug)]
pub(crate) struct Row<'s> {
    /// The file, as findings name it.
    pub(crate) file: Rc<str>,
    /// The line it begins on.
    pub(crate) line: u64,
    /// Whether its cells can be told apart. If not, that has been told, and its name is all to be had of it.
    pub(crate) is_whole: bool,
    cells: Cells<'s>,
    findings: &'s Findings,
}

#[derive(Debug)]
enum Cells<'s> {
    Csv { header: &'s StringRecord, record: &'s StringRecord },
    Toml { table: &'s DeTable<'s>, lines: &'s Lines },
}

impl<'s> Row<'s> {
    /// The text of a cell without the white space around it; `None` if its column is missing, which has
    /// been told. The elements of a TOML array are joined by spaces.
    pub(crate) fn cell(&self, column: &str) -> Option<Cow<'s, str>> {
        match &self.cells {
            Cells::Csv { header, record } => {
                let place = header.iter().position(|name| name == column)?;
                record.get(place).map(str::trim).map(Cow::Borrowed)
            }
            Cells::Toml { table, .. } => {
                Some(table.get(column).map(|value| text_of(value.get_ref())).unwrap_or_default())
            }
        }
    }

    /// The elements of a cell: those of a TOML array, or what spaces separate.
    pub(crate) fn list(&self, column: &str) -> Vec<String> {
        self.array(column).unwrap_or_else(|| {
            self.cell(column).unwrap_or_default().split_whitespace().map(str::to_owned).collect()
        })
    }

    /// The elements of a TOML array, which may hold spaces; a single text is one element.
    pub(crate) fn texts(&self, column: &str) -> Vec<String> {
        self.array(column).unwrap_or_else(|| self.cell(column).map(Cow::into_owned).into_iter().collect())
    }

    fn array(&self, column: &str) -> Option<Vec<String>> {
        let Cells::Toml { table, .. } = &self.cells else { return None };
        let array = table.get(column)?.get_ref().as_array()?;
        Some(array.iter().map(|value| text_of(value.get_ref()).into_owned()).collect())
    }

    /// The texts of the columns `prefix:LANG`, or of the TOML table `prefix`, by language.
    pub(crate) fn by_language(&self, prefix: &str) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let mut take = |language: &str, text: &str| {
            if !text.is_empty() {
                texts.insert(language.to_owned(), text.to_owned());
            }
        };
        match &self.cells {
            Cells::Csv { header, record } => {
                for (name, cell) in header.iter().zip(record.iter()) {
                    let language = name.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(':'));
                    language.iter().for_each(|language| take(language, cell.trim()));
                }
            }
            Cells::Toml { table, .. } => {
                let texts = table.get(prefix).and_then(|value| value.get_ref().as_table());
                for (language, text) in texts.into_iter().flat_map(DeTable::iter) {
                    take(language.get_ref(), &text_of(text.get_ref()));
                }
            }
        }
        texts
    }

    /// The tables of an array within this one, with the keys they may have.
    pub(crate) fn nested(&self, array: &str, keys: &Shape) -> Vec<Row<'s>> {
        let Cells::Toml { table, lines } = self.cells else { return Vec::new() };
        let document = Document { file: &self.file, lines, findings: self.findings };
        document.rows(table, array, keys)
    }

    /// Whether a TOML table has a key at all.
    pub(crate) fn has(&self, key: &str) -> bool {
        matches!(&self.cells, Cells::Toml { table, .. } if table.contains_key(key))
    }

    /// Lays down a finding about a cell.
    pub(crate) fn tell(&self, column: &str, finding: Finding) {
        self.findings.add(finding.file(&*self.file).row(self.line_of(column)).column(column));
    }

    /// The line of a cell.
    pub(crate) fn line_of(&self, column: &str) -> u64 {
        match &self.cells {
            Cells::Csv { .. } => self.line,
            Cells::Toml { table, lines } => {
                table.get(column).map(|value| lines.line(value.span().start)).unwrap_or(self.line)
            }
        }
    }
}

/// A TOML value as the text that a CSV cell would hold.
fn text_of<'s>(value: &'s DeValue<'s>) -> Cow<'s, str> {
    match value {
        DeValue::String(text) => Cow::Borrowed(text.trim()),
        DeValue::Integer(number) => Cow::Borrowed(number.as_str()),
        DeValue::Float(number) => Cow::Borrowed(number.as_str()),
        DeValue::Boolean(true) => Cow::Borrowed("true"),
        DeValue::Boolean(false) => Cow::Borrowed("false"),
        DeValue::Datetime(moment) => Cow::Owned(moment.to_string()),
        DeValue::Array(values) => {
            let texts: Vec<_> = values.iter().map(|value| text_of(value.get_ref())).collect();
            Cow::Owned(texts.join(" "))
        }
        DeValue::Table(_) => Cow::Borrowed(""),
    }
}

/// Reads the rows of one file, each as soon as it is found.
pub(crate) fn read(
    file: &str,
    text: &str,
    shape: &Shape,
    findings: &Findings,
    each: impl FnMut(&Row<'_>),
) -> Result<(), Unread> {
    if shape.is_csv() {
        csv_rows::read(&Rc::from(file), text, shape, findings, each)
    } else {
        toml_rows::read(&Rc::from(file), text, shape, findings, each)
    }
}

/// Some rows of a file could not be found, which has been told.
#[derive(Debug)]
pub(crate) struct Unread;

/// Where the lines of a text begin.
#[derive(Debug)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Lines {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Lines(ends.map(|(at, _)| at + 1).collect())
    }

    /// The line of a byte, from 1.
    pub(crate) fn line(&self, byte: usize) -> u64 {
        1 + self.0.partition_point(|start| *start <= byte) as u64
    }

    /// The line of the first text at or after a byte: the CSV reader counts empty lines to the row after them.
    fn line_of_text(&self, text: &str, byte: usize) -> u64 {
        let rest = text.as_bytes().get(byte..).unwrap_or_default();
        let empty = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        self.line(byte + empty)
    }
}
