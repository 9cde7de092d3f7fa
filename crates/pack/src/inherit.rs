//! A pack and the packs it inherits from, in the order in which one's rows replace another's.

use crate::finding::{Finding, Findings};
use crate::folder::Folder;
use crate::manifest::{self, Manifest};
use crate::table::{self, Row, Shape, Unread};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The files of one pack.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) manifest: Manifest,
    pub(crate) folder: Folder,
    /// What stands before its paths in findings: nothing for the pack itself, `../world/` for an ancestor.
    pub(crate) prefix: String,
}

/// A pack with its ancestors, and what was found while reading them.
#[derive(Debug)]
pub(crate) struct Source {
    /// The pack that is read.
    pub(crate) heir: Layer,
    /// Those it inherits from; a later one's rows replace an earlier one's.
    ancestors: Vec<Layer>,
    /// Whether every ancestor could be read. If not, nothing that may be theirs is missed.
    pub(crate) has_ancestors: bool,
    pub(crate) findings: Findings,
    untranslated: RefCell<BTreeMap<(String, String), Untranslated>>,
}

/// Rows of one file that lack a text in one language.
#[derive(Clone, Copy, Debug)]
struct Untranslated {
    first: u64,
    rows: u64,
}

/// A chain of packs longer than this is a mistake.
const MOST_ANCESTORS: usize = 16;

impl Source {
    /// Reads the files of a pack and of its ancestors; the findings alone if it has no readable `pack.toml`.
    pub(crate) fn gather(dir: &Path) -> Result<Source, Vec<Finding>> {
        let findings = Findings::default();
        let mut gathering = Gathering {
            findings: &findings,
            path: Vec::new(),
            done: Vec::new(),
            layers: Vec::new(),
            has_all: true,
        };
        gathering.take(dir, "");
        let Gathering { mut layers, has_all: has_ancestors, .. } = gathering;
        match layers.pop().filter(|last| last.prefix.is_empty()) {
            Some(heir) => Ok(Source {
                heir,
                ancestors: layers,
                has_ancestors,
                findings,
                untranslated: RefCell::default(),
            }),
            None => Err(findings.take()),
        }
    }

    /// Every layer, the heir last.
    pub(crate) fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.ancestors.iter().chain([&self.heir])
    }

    /// Reads every row of a shape in one layer.
    pub(crate) fn rows(
        &self,
        layer: &Layer,
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

/// The way up through the ancestors.
struct Gathering<'f> {
    findings: &'f Findings,
    /// The packs from the heir to the one being read: none may come again.
    path: Vec<PathBuf>,
    /// The packs that are read: two heirs of one ancestor read it once.
    done: Vec<PathBuf>,
    layers: Vec<Layer>,
    has_all: bool,
}

impl Gathering<'_> {
    /// Reads one pack after those it inherits from.
    fn take(&mut self, dir: &Path, prefix: &str) {
        let canonical = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
        let folder = Folder::read(dir, prefix, self.findings);
        let file = format!("{prefix}{}", manifest::FILE);
        let Some((_, text)) = folder.matching(manifest::FILE).next() else {
            if !folder.is_broken(manifest::FILE) {
                let finding = Finding::error("missing_file", "the directory holds no `pack.toml`");
                self.findings.add(finding.file(file).fix("write one, or name the directory of a pack"));
            }
            self.has_all = false;
            return;
        };
        let Some(manifest) = manifest::read(&file, text, self.findings) else {
            self.has_all = false;
            return;
        };
        self.path.push(canonical.clone());
        for parent in &manifest.inherits {
            self.take_parent(dir, prefix, parent);
        }
        self.path.pop();
        self.done.push(canonical);
        self.layers.push(Layer { manifest, folder, prefix: prefix.to_owned() });
    }

    fn take_parent(&mut self, dir: &Path, prefix: &str, parent: &str) {
        let at = dir.join(parent);
        let tell = |finding: Finding| {
            self.findings.add(finding.file(format!("{prefix}{}", manifest::FILE)).column("inherits"));
        };
        let Ok(canonical) = at.canonicalize() else {
            let finding = Finding::error("missing_parent", format!("there is no pack `{parent}`"));
            self.has_all = false;
            return tell(finding.fix("write the path from this directory to the other pack"));
        };
        if self.path.contains(&canonical) {
            return tell(Finding::error("inheritance_cycle", format!("`{parent}` inherits from this pack")));
        }
        if self.layers.len() + self.path.len() > MOST_ANCESTORS {
            let reason = format!("the pack has more than {MOST_ANCESTORS} ancestors");
            return tell(Finding::error("inheritance_cycle", reason));
        }
        if !self.done.contains(&canonical) {
            let below = parent.trim_end_matches('/');
            self.take(&at, &format!("{prefix}{below}/"));
        }
    }
}
