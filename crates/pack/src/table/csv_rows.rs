//! Rows of a CSV file: what is ragged, broken or without its column is told.

use super::{Cells, Lines, Row, Shape, Unread};
use crate::finding::{Finding, Findings};
use crate::signs;
use csv::StringRecord;
use std::rc::Rc;

/// No table of a pack has more columns, with any number of languages that people will fill in.
const MOST_COLUMNS: usize = 200;

/// Reads the rows of one CSV file, each as soon as it is found.
pub(super) fn read(
    file: &Rc<str>,
    text: &str,
    shape: &Shape,
    findings: &Findings,
    mut each: impl FnMut(&Row<'_>),
) -> Result<(), Unread> {
    let tell = |line: u64, finding: Finding| findings.add(finding.file(&**file).row(line));
    let lines = Lines::of(text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut header = StringRecord::new();
    if !reader.read_record(&mut header).unwrap_or(false) {
        tell(1, Finding::error("missing_column", "the file has no header line"));
        return Err(Unread);
    }
    if header.len() == 1 && header.iter().any(|name| name.contains([';', '\t'])) {
        let finding = Finding::error("wrong_separator", "the columns are not separated by commas");
        let fix = "save it with commas, and put a cell that holds a comma in quotation marks";
        tell(1, finding.fix(fix));
        return Err(Unread);
    }
    if header.len() > MOST_COLUMNS {
        let reason = format!("the header has {} columns, more than {MOST_COLUMNS}", header.len());
        tell(1, Finding::error("too_many_columns", reason));
        return Err(Unread);
    }
    header.trim();
    flaw(&header, &header).into_iter().for_each(|finding| tell(1, finding));
    let has_all = check_header(&header, shape, |finding| tell(1, finding));
    let mut record = StringRecord::new();
    while let Ok(true) = reader.read_record(&mut record) {
        let start = record.position().map_or(0, csv::Position::byte);
        let line = lines.line_of_text(text, usize::try_from(start).unwrap_or(usize::MAX));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let flaw = flaw(&header, &record);
        let is_whole = flaw.is_none();
        flaw.into_iter().for_each(|finding| tell(line, finding));
        let cells = Cells::Csv { header: &header, record: &record };
        each(&Row { file: file.clone(), line, is_whole, cells, findings });
    }
    has_all.then_some(()).ok_or(Unread)
}

/// What makes a row unreadable as a whole.
fn flaw(header: &StringRecord, record: &StringRecord) -> Option<Finding> {
    if record.len() != header.len() {
        let reason = format!("the row has {} cells, the header {}", record.len(), header.len());
        let fix = "put a cell that holds a comma in quotation marks, or add the missing commas";
        return Some(Finding::error("ragged_row", reason).fix(fix));
    }
    let (name, _) = header.iter().zip(record.iter()).find(|(_, cell)| cell.contains(signs::is_unseen))?;
    Some(Finding::unseen_sign("the cell").column(name))
}

/// Tells of columns that are missing, unknown or there twice; whether none is missing.
fn check_header(header: &StringRecord, shape: &Shape, tell: impl Fn(Finding)) -> bool {
    for (place, name) in header.iter().enumerate() {
        if header.iter().take(place).any(|before| before == name) {
            tell(Finding::error("duplicate_column", format!("there are two columns `{name}`")).column(name));
        } else if !shape.knows(name) {
            tell(shape.unknown(name));
        }
    }
    let mut has_all = true;
    for name in shape.demanded().filter(|name| !name.ends_with(':')) {
        if !header.iter().any(|column| column == name) {
            let reason = format!("the column `{name}` is missing");
            tell(
                Finding::error("missing_column", reason)
                    .column(name)
                    .fix("add it to the header and every row"),
            );
            has_all = false;
        }
    }
    has_all
}
