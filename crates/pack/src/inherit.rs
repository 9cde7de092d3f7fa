//! A pack and the packs it inherits from, in the order in which one's rows replace another's.

use crate::directory::Missed;
use crate::finding::{Finding, Findings};
use crate::folder::{Files, Folder};
use crate::manifest::{self, Manifest};
use crate::table::{self, Row, Shape, Unread};
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The files of one pack.
#[derive(Debug)]
pub(crate) struct Layer<'f> {
    pub(crate) manifest: Manifest,
    pub(crate) folder: Folder<'f>,
    /// What stands before its paths in findings: nothing for the pack itself, `../world/` for an ancestor.
    pub(crate) prefix: &'f str,
}

impl Layer<'_> {
    /// A pack whose `pack.toml` can be read; why it cannot is told.
    fn of<'f>(files: &'f Files, findings: &Findings) -> Option<Layer<'f>> {
        let folder = Folder::of(files, findings);
        let file = format!("{}{}", files.prefix, manifest::FILE);
        let Some((_, text)) = folder.matching(manifest::FILE).next() else {
            if !folder.is_broken(manifest::FILE) {
                let finding = Finding::error("missing_file", "the directory holds no `pack.toml`");
                findings.add(finding.file(file).fix("write one, or name the directory of a pack"));
            }
            return None;
        };
        let manifest = manifest::read(&file, text, findings)?;
        Some(Layer { manifest, folder, prefix: &files.prefix })
    }
}

/// A pack with its ancestors, and what was found while reading them.
#[derive(Debug)]
pub(crate) struct Source<'f> {
    /// The pack that is read.
    pub(crate) heir: Layer<'f>,
    /// Those it inherits from; a later one's rows replace an earlier one's.
    ancestors: Vec<Layer<'f>>,
    /// Whether every ancestor could be read. If not, nothing that may be theirs is missed.
    pub(crate) has_ancestors: bool,
    pub(crate) findings: Findings,
    /// The day as of which the law is known; `None` for all that is written.
    pub(crate) known: Option<Date>,
    untranslated: RefCell<BTreeMap<(String, String), Untranslated>>,
}

/// Rows of one file that lack a text in one language.
#[derive(Clone, Copy, Debug)]
struct Untranslated {
    first: u64,
    rows: u64,
}

impl<'f> Source<'f> {
    /// A pack and its ancestors, the pack itself last; the findings alone if it has no readable `pack.toml`.
    pub(crate) fn of(
        packs: &'f [Files],
        missed: Missed,
        known: Option<Date>,
    ) -> Result<Source<'f>, Vec<Finding>> {
        let Missed { findings, lacks_packs } = missed;
        let mut layers: Vec<Layer<'f>> =
            packs.iter().filter_map(|files| Layer::of(files, &findings)).collect();
        let has_ancestors = !lacks_packs && layers.len() == packs.len();
        match layers.pop().filter(|last| last.prefix.is_empty()) {
            Some(heir) => Ok(Source {
                heir,
                ancestors: layers,
                has_ancestors,
                findings,
                known,
                untranslated: RefCell::default(),
            }),
            None => Err(findings.take()),
        }
    }

    /// Every layer, the heir last.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &Layer<'f>> {
        self.ancestors.iter().chain([&self.heir])
    }

    /// Reads every row of a shape in one layer.
    pub(crate) fn rows(
        &self,
        layer: &Layer<'_>,
        shape: &Shape,
        mut each: impl FnMut(&Row<'_>),
    ) -> Result<(), Unread> {
        let mut result = if layer.folder.is_broken(shape.path) { Err(Unread) } else { Ok(()) };
        for (path, text) in layer.folder.matching(shape.path) {
            let file = format!("{}{path}", layer.prefix);
            let read = table::read(&file, text, shape, &self.findings, |row| {
                self.note_untranslated(row, shape);
                each(row);
            });
            result = result.and(read);
        }
        result
    }

    /// Counts a row whose text is there in some language, but not in all of the heir's.
    fn note_untranslated(&self, row: &Row<'_>, shape: &Shape) {
        for prefix in shape.columns.iter().filter_map(|column| column.strip_suffix(':')) {
            let texts = row.by_language(prefix);
            if texts.is_empty() {
                continue;
            }
            for language in
                self.heir.manifest.languages.iter().filter(|language| !texts.contains_key(*language))
            {
                self.add_untranslated(&row.file, &format!("{prefix}:{language}"), row.line);
            }
        }
    }

    /// Counts a text that is missing in one language.
    pub(crate) fn add_untranslated(&self, file: &str, column: &str, line: u64) {
        let mut untranslated = self.untranslated.borrow_mut();
        let found = untranslated
            .entry((file.to_owned(), column.to_owned()))
            .or_insert(Untranslated { first: line, rows: 0 });
        found.rows += 1;
    }

    /// Tells of missing texts, once for each file and language.
    pub(crate) fn tell_untranslated(&self) {
        for ((file, column), Untranslated { first, rows }) in self.untranslated.take() {
            let reason = match rows {
                1 => format!("the text `{column}` is missing"),
                _ => format!("the text `{column}` is missing in {rows} rows, of which this is the first"),
            };
            self.findings
                .add(Finding::info("missing_translation", reason).file(file).row(first).column(&column));
        }
    }
}
