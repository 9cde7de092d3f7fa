//! `text/`: Fluent messages by language, the ancestors' before the heir's.

use crate::finding::Finding;
use crate::inherit::Source;
use crate::manifest::is_language;
use crate::names::nearest;
use crate::signs;
use crate::table::Lines;
use fluent_bundle::FluentResource;
use std::collections::{BTreeMap, BTreeSet};

const PATH: &str = "text/*.ftl";

/// The texts by language. Where two packs have a message of one name, the last one in the text counts.
pub(crate) fn read(source: &Source) -> BTreeMap<String, String> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for layer in source.layers() {
        for (path, text) in layer.folder.matching(PATH) {
            let language = path.trim_start_matches("text/").trim_end_matches(".ftl");
            let file = format!("{}{path}", layer.prefix);
            check_language(source, &file, language, layer.prefix.is_empty());
            check_syntax(source, &file, text);
            check_signs(source, &file, text);
            let all = texts.entry(language.to_owned()).or_default();
            all.push_str(text);
            if !text.ends_with('\n') {
                all.push('\n');
            }
        }
    }
    check_translated(source, &texts);
    texts
}

/// Tells of a text whose name is no language, or not one of the pack's.
fn check_language(source: &Source, file: &str, language: &str, is_own: bool) {
    let manifest = &source.heir.manifest;
    if !is_language(language) || (is_own && !manifest.languages.iter().any(|known| known == language)) {
        let reason = format!("`{language}` is not a language of the pack");
        let finding = Finding::warning("unknown_reference", reason).file(file);
        source.findings.add(finding.fix("add it to `languages` in pack.toml, or rename the file"));
    }
}

/// The Fluent parser goes one call deeper for each of these, and a hostile text would run it out of stack.
const MOST_OPENINGS: usize = 200;

/// Each message is parsed by itself, so that its depth is bounded by what opens in it.
fn check_syntax(source: &Source, file: &str, text: &str) {
    let mut line = 1;
    let tell = |line: u64, reason: String| {
        source.findings.add(Finding::error("malformed_text", reason).file(file).row(line));
    };
    for message in messages(text) {
        if message.matches(['{', '(']).count() > MOST_OPENINGS {
            tell(line, format!("the message opens more than {MOST_OPENINGS} braces and brackets"));
        } else if let Err((_, errors)) = FluentResource::try_new(message.to_owned()) {
            let lines = Lines::of(message);
            for error in errors {
                tell(line + lines.line(error.pos.start) - 1, format!("this is not Fluent: {error}"));
            }
        }
        line += message.matches('\n').count() as u64;
    }
}

/// Tells of lines with signs that nobody sees, written as they are or as `\u001B`.
fn check_signs(source: &Source, file: &str, text: &str) {
    for (line, number) in text.split('\n').zip(1..) {
        let line = line.trim_end_matches('\r');
        let is_unseen = |sign: char| sign != '\t' && signs::is_unseen(sign);
        if line.contains(is_unseen) || escaped(line).any(is_unseen) {
            source.findings.add(Finding::unseen_sign("the text").file(file).row(number));
        }
    }
}

/// The signs that a line of Fluent writes by their number: `\u` and four digits, `\U` and six.
fn escaped(line: &str) -> impl Iterator<Item = char> {
    line.match_indices('\\').filter_map(|(at, _)| {
        let digits = match line.as_bytes().get(at + 1)? {
            b'u' => line.get(at + 2..at + 6)?,
            b'U' => line.get(at + 2..at + 8)?,
            _ => return None,
        };
        u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
    })
}

/// A text cut before each line that begins a message, a term or a comment.
fn messages(text: &str) -> Vec<&str> {
    let mut rest = text;
    let mut messages = Vec::new();
    while !rest.is_empty() {
        let begins = |at: usize| {
            let first = rest.as_bytes().get(at + 1);
            first.is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'#'))
        };
        let end =
            rest.match_indices('\n').map(|(at, _)| at).find(|at| begins(*at)).map_or(rest.len(), |at| at + 1);
        let (message, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        messages.push(message);
        rest = after;
    }
    messages
}

/// Tells of messages that some language has and another one of the pack lacks.
fn check_translated(source: &Source, texts: &BTreeMap<String, String>) {
    let known: BTreeMap<&str, BTreeSet<&str>> =
        texts.iter().map(|(language, text)| (language.as_str(), message_ids(text).collect())).collect();
    let all: BTreeSet<&str> = known.values().flatten().copied().collect();
    for language in &source.heir.manifest.languages {
        let own = known.get(language.as_str());
        for id in all.iter().filter(|id| own.is_none_or(|own| !own.contains(**id))) {
            let reason = format!("the message `{id}` is missing in `{language}`");
            source
                .findings
                .add(Finding::info("missing_translation", reason).file(format!("text/{language}.ftl")));
        }
    }
}

/// The names of the messages of a text: each begins a line and is followed by an equals sign.
fn message_ids(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('='))
        .map(|(id, _)| id.trim())
}

/// The reasons for the filer that the built-in texts have.
const BUILT_IN_REASONS: [&str; 1] = ["routine_control"];

/// Tells of reasons for the filer that have no text in the language that counts: he would be told nothing.
pub(crate) fn check_public_reasons<'p>(
    source: &Source,
    texts: &BTreeMap<String, String>,
    reasons: impl Iterator<Item = (&'p str, &'p str, u64)>,
) {
    let (language, languages) = (&source.heir.manifest.authentic_language, &source.heir.manifest.languages);
    // A faulty language has been told of, and a text that could not be read may have the message.
    if !languages.contains(language)
        || !source.has_ancestors
        || source.layers().any(|layer| layer.folder.is_broken(PATH))
    {
        return;
    }
    let known: BTreeSet<&str> = texts.get(language).into_iter().flat_map(|text| message_ids(text)).collect();
    for (reason, file, line) in reasons {
        let id = format!("public-reason-{reason}");
        if !known.contains(id.as_str()) && !BUILT_IN_REASONS.contains(&reason) {
            let what = format!("there is no message `{id}` in `{language}`, the language that counts");
            let finding = Finding::error("unknown_reference", what).file(file).row(line);
            let reasons = known.iter().filter_map(|id| id.strip_prefix("public-reason-"));
            let fix = match nearest(reason, reasons.chain(BUILT_IN_REASONS)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add it to text/{language}.ftl"),
            };
            source.findings.add(finding.column("public_reason").fix(fix));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_its_messages() {
        let text = "\n# why\na = b\n    c\n\n-term = d\ne = { $x ->\n   *[f] g\n}\n";
        let expected = ["\n", "# why\n", "a = b\n    c\n\n", "-term = d\n", "e = { $x ->\n   *[f] g\n}\n"];
        assert_eq!(messages(text), expected);
        assert!(messages("").is_empty());
    }
}
