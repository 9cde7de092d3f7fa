//! Reads records of a CSV as submissions, by what its header says.

use super::Flaw;
use super::block::Record;
use super::csv::Header;
use super::door::{Door, Slot, unknown_fields};
use super::rule::Rule;
use super::text::{TextField, utf8};
use super::tree::is_address;
use crate::cell::without_guard;
use crate::corrected::{FAULT_FIELDS, FIX};
use clearance::{
    ADDRESS_LINE_BREAK, DocumentField, Fault, FaultCode, HeaderField, ItemField, MAX_DOCUMENTS,
    MAX_GOODS_ITEMS, Submission,
};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What each field of a declaration is made of in the records of a CSV.
#[derive(Debug)]
pub struct Columns {
    width: usize,
    cells: Vec<Cell>,
    lodged: Option<Rule<usize>>,
    notes: Vec<Fault>,
}

/// A submission with what the file says about its lodging.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// The declaration.
    pub submission: Submission<'a>,
    /// The moment of lodging, as the file writes it, where a mapping names one.
    pub lodged: Option<Cow<'a, str>>,
}

#[derive(Debug)]
struct Cell {
    slot: Slot,
    target: Target,
    rule: Rule<usize>,
}

/// A place in a declaration that a column can fill. In the order in which a record is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    Header(HeaderField),
    /// The lines of an address in one cell, each on a line of its own.
    Lines(HeaderField),
    /// One line of an address.
    Line(HeaderField, usize),
    Item(usize, ItemField),
    Document(usize, DocumentField),
}

impl Target {
    /// The place of a dotted name: `value.goods`, `goods_items.0.origin`, `consignor.address.lines.0`.
    pub(super) fn from_name(name: &str) -> Option<Target> {
        if let Some(field) = HeaderField::from_name(name) {
            return Some(if is_address(field) { Target::Lines(field) } else { Target::Header(field) });
        }
        if let Some((place, field)) = entry(name, "goods_items.", MAX_GOODS_ITEMS) {
            return ItemField::from_name(field).map(|field| Target::Item(place, field));
        }
        if let Some((place, field)) = entry(name, "documents.", MAX_DOCUMENTS) {
            return DocumentField::from_name(field).map(|field| Target::Document(place, field));
        }
        let (lines, place) = name.rsplit_once('.')?;
        let place = number_below(place, super::door::MAX_ADDRESS_LINES)?;
        HeaderField::from_name(lines)
            .filter(|field| is_address(*field))
            .map(|field| Target::Line(field, place))
    }

    fn field(self) -> TextField {
        match self {
            Target::Header(field) | Target::Lines(field) | Target::Line(field, _) => TextField::Header(field),
            Target::Item(_, field) => TextField::Item(field),
            Target::Document(_, field) => TextField::Document(field),
        }
    }
}

/// Place and field of `goods_items.0.origin`.
fn entry<'n>(name: &'n str, list: &str, limit: usize) -> Option<(usize, &'n str)> {
    let (place, field) = name.strip_prefix(list)?.split_once('.')?;
    Some((number_below(place, limit)?, field))
}

/// A place written the one way in which JSON pointers write it.
fn number_below(text: &str, limit: usize) -> Option<usize> {
    let place: usize = text.parse().ok().filter(|place| *place < limit)?;
    (text == place.to_string()).then_some(place)
}

/// Dotted names that a column can have, for suggestions.
pub(super) fn column_names() -> Vec<String> {
    let header = HeaderField::ALL.iter().map(|field| field.as_str().to_owned());
    let items = ItemField::ALL.iter().map(|field| format!("goods_items.0.{}", field.as_str()));
    let documents = DocumentField::ALL.iter().map(|field| format!("documents.0.{}", field.as_str()));
    header.chain(items).chain(documents).collect()
}

/// A flaw for each list with a hole: what is at place 5 is no sixth goods item if there is no fifth.
pub(super) fn holes(targets: impl Iterator<Item = Target>) -> Vec<Flaw> {
    let places: BTreeSet<(&str, usize)> = targets
        .filter_map(|target| match target {
            Target::Item(place, _) => Some(("goods_items", place)),
            Target::Document(place, _) => Some(("documents", place)),
            Target::Header(_) | Target::Lines(_) | Target::Line(..) => None,
        })
        .collect();
    let is_hole = |(list, place): &(&str, usize)| {
        place.checked_sub(1).is_some_and(|before| !places.contains(&(*list, before)))
    };
    let holes = places.iter().filter(|place| is_hole(place));
    holes
        .map(|(list, place)| {
            let before = place.saturating_sub(1);
            Flaw::new(
                format!("{list}.{place}"),
                format!("there is no `{list}.{before}`"),
                "count from 0 without gaps",
            )
        })
        .collect()
}

impl Columns {
    /// The columns of a CSV whose header names fields.
    ///
    /// # Errors
    /// Every flaw of the header.
    pub fn of_header(header: &Header) -> Result<Columns, Vec<Flaw>> {
        let mut flaws = header_flaws(header);
        let targets: Vec<Option<Target>> = header.names().map(Target::from_name).collect();
        flaws.extend(holes(targets.iter().copied().flatten()));
        if header.names().len() > 0 && targets.iter().all(Option::is_none) {
            let fix = "name the columns by our fields, or name a mapping";
            flaws.push(Flaw::new("header", "no column is a field of a declaration", fix));
        }
        if !flaws.is_empty() {
            return Err(flaws);
        }
        let places = targets.iter().enumerate();
        let rules = places.filter_map(|(place, target)| target.map(|target| (target, Rule::column(place))));
        // What we wrote into a table of corrections is ours: it is sent again as it is.
        let is_ours = |name: &str| [FIX, FAULT_FIELDS].contains(&name);
        let unknown: Vec<&str> = header
            .names()
            .zip(&targets)
            .filter(|(name, target)| target.is_none() && !is_ours(name))
            .map(|(name, _)| name)
            .collect();
        let known = column_names();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        Ok(Columns::new(header, rules.collect(), None, unknown_fields(&unknown, &known)))
    }

    pub(super) fn new(
        header: &Header,
        mut rules: Vec<(Target, Rule<usize>)>,
        lodged: Option<Rule<usize>>,
        notes: Vec<Fault>,
    ) -> Columns {
        rules.sort_by_key(|(target, _)| *target);
        let cells =
            rules.into_iter().map(|(target, rule)| Cell { slot: Slot::of(target.field()), target, rule });
        Columns { width: header.names().len(), cells: cells.collect(), lodged, notes }
    }

    /// What is to be said about the file as a whole: the columns that are not used.
    pub fn notes(&self) -> &[Fault] {
        &self.notes
    }

    /// Reads one record; texts are borrowed from it where they pass unchanged.
    ///
    /// # Errors
    /// `not_utf8`, and `ragged_row` for a record of another header.
    pub fn read<'a>(&'a self, record: Record<'a>) -> Result<Reading<'a>, Fault> {
        let cells = Cells::of(record)?;
        if record.ends.len() != self.width {
            let fault = Fault::new(FaultCode::RaggedRow, "").with("expected", self.width);
            return Err(fault.with("found", record.ends.len()));
        }
        let mut door = Door::default();
        // Lines of one address follow each other; how many there were is known when something else comes.
        let mut address: Option<(HeaderField, usize)> = None;
        for cell in &self.cells {
            let Some(text) = cell.rule.text(|place| cells.text(place)) else { continue };
            match cell.target {
                Target::Header(_) => door.keep(cell.slot, 0, text),
                Target::Item(place, _) => door.keep(cell.slot, place, text),
                Target::Document(place, _) => door.keep(cell.slot, place, text),
                Target::Line(field, place) => {
                    if let Some((before, count)) = address.filter(|(before, _)| *before != field) {
                        door.end_lines(before, count);
                    }
                    door.keep_line(cell.slot, field, place, text);
                    address = Some((field, place + 1));
                }
                Target::Lines(field) => keep_lines(&mut door, cell.slot, field, text),
            }
        }
        if let Some((field, count)) = address {
            door.end_lines(field, count);
        }
        let lodged = self.lodged.as_ref().and_then(|rule| rule.text(|place| cells.text(place)));
        Ok(Reading { submission: door.close(), lodged })
    }
}

/// Takes in the lines of an address that stand in one cell.
fn keep_lines<'a>(door: &mut Door<'a>, slot: Slot, field: HeaderField, text: Cow<'a, str>) {
    let mut count = 0;
    let mut keep = |line: Cow<'a, str>| {
        if count < super::door::MAX_ADDRESS_LINES {
            door.keep_line(slot, field, count, line);
        }
        count += 1;
    };
    match text {
        Cow::Borrowed(text) => {
            text.trim().split(ADDRESS_LINE_BREAK).for_each(|line| keep(Cow::Borrowed(line)))
        }
        Cow::Owned(text) => {
            text.trim().split(ADDRESS_LINE_BREAK).for_each(|line| keep(Cow::Owned(line.to_owned())));
        }
    }
    door.end_lines(field, count);
}

/// A flaw for an empty file, and one for each name that two columns have.
pub(super) fn header_flaws(header: &Header) -> Vec<Flaw> {
    if header.names().len() == 0 {
        return vec![Flaw::new("header", "the file is empty", "send a header and records")];
    }
    let mut seen = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for name in header.names().filter(|name| !name.is_empty()) {
        if !seen.insert(name) {
            twice.insert(name);
        }
    }
    let flaw = |name: &str| Flaw::new(name, "two columns have this name", "rename or remove one of them");
    twice.into_iter().map(flaw).collect()
}

/// The cells of a record as texts.
struct Cells<'a> {
    text: &'a str,
    ends: &'a [u32],
}

impl<'a> Cells<'a> {
    fn of(record: Record<'a>) -> Result<Cells<'a>, Fault> {
        let text = utf8(record.bytes)?;
        let cells = Cells { text, ends: record.ends };
        // Halves of a letter in two cells look whole when the cells stand side by side.
        let split =
            record.ends.iter().map(|end| cells.offset(Some(end))).find(|end| !text.is_char_boundary(*end));
        match split {
            Some(at) => {
                let fault = Fault::new(FaultCode::NotUtf8, "").with("encoding", "windows-1252");
                Err(fault.with("at", at + 1))
            }
            None => Ok(cells),
        }
    }

    fn text(&self, place: usize) -> &'a str {
        let from = place.checked_sub(1).map_or(0, |before| self.offset(self.ends.get(before)));
        let to = self.offset(self.ends.get(place));
        without_guard(self.text.get(from..to).unwrap_or_default())
    }

    fn offset(&self, end: Option<&u32>) -> usize {
        end.and_then(|end| usize::try_from(*end).ok()).unwrap_or_default()
    }
}
