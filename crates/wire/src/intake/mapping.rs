//! A mapping: which columns of somebody's CSV are which fields of a declaration.
//!
//! `docs/guide/mapping.md` describes the format for those who write one.

use super::Flaw;
use super::columns::{Columns, Target, column_names, header_flaws, holes};
use super::csv::Header;
use super::date::DateFormat;
use super::door::unknown_fields;
use super::nearest::nearest;
use super::rule::{Change, Rule, Source};
use quantity::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

#[cfg(test)]
mod tests;

/// A mapping, checked in itself and not yet bound to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    fields: Vec<(Target, Mapped)>,
    lodged: Option<Mapped>,
    ignored: Vec<String>,
}

/// A rule with the key under which it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mapped {
    key: String,
    rule: Rule<String>,
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// Every flaw at once.
    pub fn parse(text: &str) -> Result<Mapping, Vec<Flaw>> {
        let file: Table = toml::from_str(text).map_err(|error| vec![not_toml(text, &error)])?;
        let mut flaws = Vec::new();
        let mut top = Section { key: String::new(), table: &file, flaws: &mut flaws };
        top.only(&["lodged", "fields", "ignored"]);
        let lodged = top.section("lodged", |section| section.mapped());
        let fields = top.section("fields", |section| section.fields()).unwrap_or_default();
        let ignored = top.section("ignored", |section| section.ignored()).unwrap_or_default();
        flaws.extend(holes(fields.iter().map(|(target, _)| *target)));
        let mapping = Mapping { fields, lodged: lodged.flatten(), ignored };
        flaws.extend(mapping.contradictions());
        if flaws.is_empty() { Ok(mapping) } else { Err(flaws) }
    }

    /// Binds the mapping to the columns of a file.
    ///
    /// A column that is ignored need not be there: a file without it has nothing to leave out.
    ///
    /// # Errors
    /// Every column that the mapping names and the file does not have, and every flaw of the header.
    pub fn bind(&self, header: &Header) -> Result<Columns, Vec<Flaw>> {
        let mut flaws = header_flaws(header);
        let mut fields = Vec::new();
        for (target, mapped) in &self.fields {
            fields.extend(mapped.bind(header, &mut flaws).map(|rule| (*target, rule)));
        }
        let lodged = self.lodged.as_ref().and_then(|mapped| mapped.bind(header, &mut flaws));
        if !flaws.is_empty() {
            return Err(flaws);
        }
        let used: BTreeSet<&str> = self.columns().chain(self.ignored.iter().map(String::as_str)).collect();
        let unused: Vec<&str> = header.names().filter(|name| !used.contains(name)).collect();
        Ok(Columns::new(header, fields, lodged, unknown_fields(&unused, &[])))
    }

    /// The columns that are mapped.
    fn columns(&self) -> impl Iterator<Item = &str> {
        let rules = self.fields.iter().map(|(_, mapped)| mapped).chain(&self.lodged);
        rules.flat_map(|mapped| mapped.columns()).map(String::as_str)
    }

    fn contradictions(&self) -> Vec<Flaw> {
        let mapped: BTreeSet<&str> = self.columns().collect();
        let both = self.ignored.iter().filter(|name| mapped.contains(name.as_str()));
        both.map(|name| Flaw::new("ignored", format!("`{name}` is mapped as well"), "leave it out of one"))
            .collect()
    }
}

impl Mapped {
    fn columns(&self) -> &[String] {
        match &self.rule.source {
            Source::Constant(_) => &[],
            Source::Columns(names, _) => names,
        }
    }

    fn bind(&self, header: &Header, flaws: &mut Vec<Flaw>) -> Option<Rule<usize>> {
        let source = match &self.rule.source {
            Source::Constant(text) => Source::Constant(text.clone()),
            Source::Columns(names, joint) => {
                let places: Vec<Option<usize>> = names.iter().map(|name| header.place(name)).collect();
                let absent = names.iter().zip(&places).filter(|(_, place)| place.is_none());
                flaws.extend(absent.map(|(name, _)| self.absent(name, header)));
                Source::Columns(places.into_iter().collect::<Option<_>>()?, joint.clone())
            }
        };
        Some(Rule { source, change: self.rule.change.clone() })
    }

    fn absent(&self, name: &str, header: &Header) -> Flaw {
        let fix = match nearest(name, header.names()) {
            Some(suggestion) => format!("did you mean `{suggestion}`?"),
            None => "name a column of the file's header".to_owned(),
        };
        Flaw::new(&self.key, format!("the file has no column `{name}`"), fix)
    }
}

fn not_toml(text: &str, error: &toml::de::Error) -> Flaw {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let reason = error.message().lines().next().unwrap_or("not TOML").to_owned();
    Flaw::new(format!("line {line}"), reason, "write it as TOML")
}

/// A table of the mapping, under its key.
struct Section<'f> {
    key: String,
    table: &'f Table,
    flaws: &'f mut Vec<Flaw>,
}

const RULE_KEYS: [&str; 13] = [
    "column",
    "columns",
    "join",
    "constant",
    "empty",
    "codes",
    "otherwise",
    "decimal_comma",
    "date",
    "multiply",
    "decimals",
    "prefix",
    "suffix",
];

impl Section<'_> {
    /// All fields that are mapped.
    fn fields(&mut self) -> Vec<(Target, Mapped)> {
        let mut fields = Vec::new();
        for name in self.table.keys() {
            match Target::from_name(name) {
                Some(target) => {
                    let mapped = self.section(name, |section| section.mapped()).flatten();
                    fields.extend(mapped.map(|mapped| (target, mapped)));
                }
                None => self.unknown_field(name),
            }
        }
        fields
    }

    fn ignored(&mut self) -> Vec<String> {
        self.only(&["columns"]);
        self.texts("columns").unwrap_or_default()
    }

    /// One field: where its text comes from and what becomes of it.
    fn mapped(&mut self) -> Option<Mapped> {
        let before = self.flaws.len();
        self.only(&RULE_KEYS);
        let source = self.source();
        let change = Change {
            empty: self.text("empty").map(|text| text.trim().to_owned()),
            codes: self.codes(),
            otherwise: self.text("otherwise"),
            decimal_comma: self.decimal_comma(),
            date: self.date(),
            multiply: self.factor(),
            decimals: self.decimals(),
            prefix: self.text("prefix").unwrap_or_default(),
            suffix: self.text("suffix").unwrap_or_default(),
        };
        if matches!(source, Some(Source::Constant(_))) && change != Change::default() {
            self.flaw(
                "constant",
                "nothing becomes of a constant",
                "write the text itself, and no key beside it",
            );
        }
        let rule = Rule { source: source?, change };
        (self.flaws.len() == before).then(|| Mapped { key: self.key.clone(), rule })
    }

    fn source(&mut self) -> Option<Source<String>> {
        let (column, columns) = (self.text("column"), self.texts("columns"));
        let (constant, join) = (self.text("constant"), self.text("join"));
        let sources =
            ["column", "columns", "constant"].iter().filter(|key| self.table.contains_key(**key)).count();
        if sources != 1 {
            let reason = if sources == 0 { "nothing says where the text comes from" } else { "two sources" };
            self.flaw("", reason, "give one of `column`, `columns` and `constant`");
        }
        if columns.is_some() != join.is_some() {
            self.flaw(
                "join",
                "`columns` and `join` go together",
                "say what stands between the columns' texts",
            );
        }
        let one = column.map(|name| Source::Columns(vec![name], String::new()));
        let several = || columns.map(|names| Source::Columns(names, join.unwrap_or_default()));
        one.or_else(several).or_else(|| constant.map(Source::Constant))
    }

    fn codes(&mut self) -> BTreeMap<String, String> {
        let Some(Value::Table(codes)) = self.table.get("codes") else {
            if self.table.contains_key("codes") {
                self.flaw("codes", "not a table", "write it as { \"50\" = \"post\" }");
            }
            return BTreeMap::new();
        };
        let mut texts = BTreeMap::new();
        for (from, to) in codes {
            match to.as_str() {
                Some(to) => {
                    texts.insert(from.trim().to_owned(), to.to_owned());
                }
                None => self.flaws.push(Flaw::new(
                    format!("{}.\"{from}\"", self.key_of("codes")),
                    "not a text",
                    "put it in quotes",
                )),
            }
        }
        texts
    }

    fn decimal_comma(&mut self) -> bool {
        let Some(value) = self.table.get("decimal_comma") else { return false };
        value.as_bool().unwrap_or_else(|| {
            self.flaw("decimal_comma", "neither true nor false", "write `decimal_comma = true`");
            false
        })
    }

    fn date(&mut self) -> Option<DateFormat> {
        let format = DateFormat::parse(&self.text("date")?);
        if format.is_none() {
            let fix = "write day, month and year once each, such as \"%d/%m/%Y\" or \"%d/%m/%Y %H:%M\"";
            self.flaw("date", "no date can be read by this format", fix);
        }
        format
    }

    fn factor(&mut self) -> Option<Decimal> {
        let factor = Decimal::parse(&self.text("multiply")?).ok();
        if factor.is_none() {
            self.flaw("multiply", "not a decimal number", "write digits with a point, such as \"0.001\"");
        }
        factor
    }

    fn decimals(&mut self) -> Option<u32> {
        let value = self.table.get("decimals")?;
        let decimals = value.as_integer().and_then(|decimals| u32::try_from(decimals).ok());
        let decimals = decimals.filter(|decimals| *decimals <= 6);
        if decimals.is_none() {
            self.flaw("decimals", "not a whole number from 0 to 6", "write how many decimals to keep");
        }
        decimals
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let text = self.table.get(key)?.as_str();
        if text.is_none() {
            self.flaw(key, "not a text", "put it in quotes");
        }
        text.map(str::to_owned)
    }

    fn texts(&mut self, key: &str) -> Option<Vec<String>> {
        let texts = self.table.get(key)?.as_array().and_then(|texts| {
            texts.iter().map(|text| text.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>()
        });
        let texts = texts.filter(|texts| !texts.is_empty());
        if texts.is_none() {
            self.flaw(key, "not a list of texts", "write it as [\"one\", \"another\"]");
        }
        texts
    }

    /// Reads a table within this one.
    fn section<T>(&mut self, name: &str, read: impl FnOnce(&mut Section<'_>) -> T) -> Option<T> {
        let key = self.key_of(name);
        match self.table.get(name)? {
            Value::Table(table) => Some(read(&mut Section { key, table, flaws: self.flaws })),
            _ => {
                self.flaw(name, "not a table", &format!("begin it with [{key}]"));
                None
            }
        }
    }

    /// Names every key that is not one of these.
    fn only(&mut self, known: &[&str]) {
        let unknown = self.table.keys().filter(|key| !known.contains(&key.as_str()));
        for key in unknown {
            let fix = match nearest(key, known.iter().copied()) {
                Some(suggestion) => format!("did you mean `{suggestion}`?"),
                None => format!("leave it out; the keys here are {}", known.join(", ")),
            };
            self.flaw(key, "no such key", &fix);
        }
    }

    fn unknown_field(&mut self, name: &str) {
        let names = column_names();
        let fix = match nearest(name, names.iter().map(String::as_str)) {
            Some(suggestion) => format!("did you mean `{suggestion}`?"),
            None => "name a field as a declaration in JSON does, its parts joined by dots".to_owned(),
        };
        self.flaw(name, "a declaration has no such field", &fix);
    }

    fn flaw(&mut self, name: &str, reason: &str, fix: &str) {
        self.flaws.push(Flaw::new(self.key_of(name), reason, fix));
    }

    /// The full key, quoted as TOML wants it where the name holds more than letters.
    fn key_of(&self, name: &str) -> String {
        let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let name = if name.bytes().all(is_bare) { name.to_owned() } else { format!("\"{name}\"") };
        match (self.key.as_str(), name.as_str()) {
            ("", _) => name,
            (key, "") => key.to_owned(),
            (key, name) => format!("{key}.{name}"),
        }
    }
}
