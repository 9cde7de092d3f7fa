//! Nothing half done is left lying: marks, placeholders, silenced lints, paths of one machine, stray bytes.

use crate::finding::Finding;
use crate::rust::{Kind, Rust, begins_with};
use crate::tree::{File, Tree};

/// Marks of unfinished work. Written in two parts so that this file does not find itself.
const MARKS: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
/// A mark only in a comment: it is the code of no currency too.
const COMMENT_MARK: &str = concat!("X", "XX");
/// Macros that stand for code still to be written, or print while looking for a bug.
const MACROS: [&str; 3] = ["dbg", "todo", "unimplemented"];
/// Directories that exist on one machine only.
const MACHINE: [&str; 3] = [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/t", "mp/")];
/// Kinds of file that people write by hand; scripts in `.ci/` are the ones without an ending.
const BY_HAND: [&str; 12] = ["", "css", "ftl", "html", "js", "md", "rs", "sh", "sql", "toml", "yaml", "yml"];
const MAX_BYTES: u64 = 1_000_000;

/// Checks every file. What `cases/` and `tests/` hold may be broken on purpose, so their bytes are free.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        findings.extend(bytes(file));
        let Some(text) = file.text.as_deref().filter(|_| BY_HAND.contains(&file.extension())) else {
            continue;
        };
        if file.extension() == "rs" {
            rust(file, text, &mut findings);
        } else {
            for (at, line) in text.lines().enumerate() {
                plain(file, at + 1, line, &mut findings);
            }
        }
    }
    findings
}

/// What the file weighs and how its lines end.
fn bytes(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    if file.size > MAX_BYTES && !file.path.starts_with("packs/") {
        let what = format!("the file has {} bytes (limit {MAX_BYTES}), make it when it is needed", file.size);
        findings.push(Finding::new(&file.path, 1, what));
    }
    let text = file.text.as_deref().filter(|_| !file.path.starts_with("cases/") && !file.is_test());
    if let Some(at) = text.and_then(|text| text.split('\n').position(|line| line.ends_with('\r'))) {
        findings.push(Finding::new(&file.path, at + 1, "a line ends in CR LF, end lines in LF"));
    }
    findings
}

fn rust(file: &File, text: &str, findings: &mut Vec<Finding>) {
    let rust = Rust::read(text);
    for (at, line) in text.lines().enumerate() {
        let test = file.is_test() || rust.is_test_line(at + 1);
        marks(file, at + 1, line, findings);
        whitespace(file, at + 1, line, findings);
        if !test {
            machine_paths(file, at + 1, line, findings);
        }
    }
    for (line, comment) in &rust.comments {
        for (at, part) in comment.lines().enumerate().filter(|(_, part)| has_word(part, COMMENT_MARK)) {
            findings.push(Finding::new(&file.path, line + at, mark(part.trim(), COMMENT_MARK)));
        }
    }
    for (line, what) in placeholders(&rust) {
        findings.push(Finding::new(&file.path, line, what));
    }
}

fn plain(file: &File, at: usize, line: &str, findings: &mut Vec<Finding>) {
    marks(file, at, line, findings);
    let comment =
        ["#", "//", "<!--", "--"].iter().filter_map(|sign| line.split_once(sign)).map(|(_, rest)| rest);
    if comment.into_iter().any(|rest| has_word(rest, COMMENT_MARK)) {
        findings.push(Finding::new(&file.path, at, mark(line.trim(), COMMENT_MARK)));
    }
    whitespace(file, at, line, findings);
    if !file.is_test() {
        machine_paths(file, at, line, findings);
    }
}

fn marks(file: &File, at: usize, line: &str, findings: &mut Vec<Finding>) {
    for word in MARKS.iter().filter(|word| has_word(line, word)) {
        findings.push(Finding::new(&file.path, at, mark(line.trim(), word)));
    }
}

fn mark(line: &str, word: &str) -> String {
    format!("`{word}` is left in `{line}`, do it or take it out")
}

fn whitespace(file: &File, at: usize, line: &str, findings: &mut Vec<Finding>) {
    if line.ends_with([' ', '\t']) {
        findings.push(Finding::new(&file.path, at, "the line ends in white space, take it off"));
    }
}

fn machine_paths(file: &File, at: usize, line: &str, findings: &mut Vec<Finding>) {
    for path in MACHINE.iter().filter(|path| begins_a_path(line, path)) {
        let what = format!("`{path}` exists on one machine only, name a path from the top or an argument");
        findings.push(Finding::new(&file.path, at, what));
    }
}

/// Whether the directory stands at the beginning of a path, not inside an address or a longer path.
fn begins_a_path(line: &str, directory: &str) -> bool {
    line.match_indices(directory).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_' | '/' | '}' | '>'))
    })
}

fn has_word(line: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.split(|c| !is_word(c)).any(|part| part == word)
}

/// Macros and attributes that only wait for something better.
fn placeholders(rust: &Rust<'_>) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, token) in rust.tokens.iter().enumerate() {
        let rest = rust.tokens.get(at..).unwrap_or_default();
        let is_macro = token.kind == Kind::Word && MACROS.contains(&token.text);
        let name = token.text;
        if is_macro && rest.get(1).is_some_and(|next| next.is("!")) {
            found.push((token.line, format!("`{name}!` is left, write what belongs there")));
        } else if begins_with(rest, &["#", "[", "ignore"]) {
            found.push((token.line, "an ignored test, mend it or take it out".to_owned()));
        } else if begins_with(rest, &["#", "[", "allow"]) || begins_with(rest, &["#", "!", "[", "allow"]) {
            let what = "a silenced lint, use `#[expect(lint, reason = \"…\")]`";
            found.push((token.line, what.to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(path: &str, text: &str, expected: &[&str]) {
        let found: Vec<_> = check(&Tree::of(&[(path, text)])).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{text:?}: {found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "{found}");
        }
    }

    #[test]
    fn marks_are_found_as_words() {
        let [todo, fixme] = MARKS;
        check_text("a.rs", &format!("// {todo}: later\nfn f() {{}} // {fixme}\n"), &["a.rs:1:", "a.rs:2:"]);
        check_text("a.md", &format!("{todo}s and {todo}_LIST\n"), &[]);
        check_text("a.csv", todo, &[]);
        check_text("a.rs", &format!("/* a\n {COMMENT_MARK} */\n"), &["a.rs:2:"]);
        check_text("a.toml", &format!("a = 1 # {COMMENT_MARK}\n"), &["a.toml:1:"]);
        check_text("a.rs", &format!("const NO_CURRENCY: &str = \"{COMMENT_MARK}\";\n"), &[]);
    }

    #[test]
    fn placeholders_are_found_in_code_only() {
        check_text("a.rs", "fn f() { todo!() }", &["`todo!`"]);
        check_text("a.rs", "fn f() { unimplemented!() }", &["`unimplemented!`"]);
        check_text("a.rs", "fn f() { dbg!(1) }", &["`dbg!`"]);
        check_text("a.rs", "#[test]\n#[ignore = \"slow\"]\nfn f() {}", &["a.rs:2: an ignored test"]);
        check_text(
            "a.rs",
            "#![allow(dead_code)]\n#[allow(unused)]\nfn f() {}",
            &["a.rs:1: a sil", "a.rs:2: a sil"],
        );
        check_text("a.rs", "// dbg!(1) #[ignore]\nconst A: &str = \"todo!() #[allow(x)]\";", &[]);
        check_text("a.rs", "#[expect(dead_code, reason = \"b\")]\nfn todo() {}", &[]);
    }

    #[test]
    fn machine_paths_are_found_outside_tests() {
        for directory in MACHINE {
            check_text("a.toml", &format!("data = \"{directory}me\"\n"), &["exists on one machine only"]);
            check_text("a.md", &format!("https://example.org{directory}x ../a{directory}\n"), &[]);
            check_text("a/tests/b.rs", &format!("const A: &str = \"{directory}\";\n"), &[]);
            check_text("a.rs", &format!("#[cfg(test)]\nconst A: &str = \"{directory}\";\n"), &[]);
            check_text("a.rs", &format!("const A: &str = \"{directory}\";\n"), &["a.rs:1:"]);
        }
    }

    #[test]
    fn stray_bytes_are_found() {
        check_text(
            "a.md",
            "a \nb\t\nc\n",
            &["a.md:1: the line ends in white", "a.md:2: the line ends in white"],
        );
        check_text("a.csv", "a\nb\r\n", &["a.csv:2: a line ends in CR LF"]);
        check_text("cases/a/b.csv", "a\r\n", &[]);
        let large = "a\n".repeat(500_001);
        check_text("docs/a.csv", &large, &["limit 1000000"]);
        check_text("packs/a/b.csv", &large, &[]);
    }
}
