//! Relative links between the project's papers lead somewhere.

use crate::finding::Finding;
use crate::tree::{File, Tree};

/// Checks every Markdown file.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let papers = tree.files.iter().filter(|file| file.extension() == "md");
    papers.flat_map(|file| check_file(tree, file)).collect()
}

fn check_file(tree: &Tree, file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, link) in links(file.text.as_deref().unwrap_or_default()) {
        if link.contains("://") || link.starts_with("mailto:") {
            continue;
        }
        let (path, heading) =
            link.split_once('#').map_or((link, None), |(path, heading)| (path, Some(heading)));
        let target = if path.is_empty() { Some(file.path.clone()) } else { resolve(&file.path, path) };
        let Some(target) = target.filter(|target| target.is_empty() || tree.has(target)) else {
            let what = format!("`{link}` leads nowhere, correct the link");
            findings.push(Finding::new(&file.path, line, what));
            continue;
        };
        let paper =
            tree.file(&target).filter(|file| file.extension() == "md").and_then(|file| file.text.as_deref());
        if let (Some(heading), Some(text)) = (heading, paper)
            && !anchors(text).any(|anchor| anchor == heading)
        {
            let what = format!("`{target}` has no heading `{heading}`, correct the link");
            findings.push(Finding::new(&file.path, line, what));
        }
    }
    findings
}

/// The targets of `[text](target)` and `[name]: target`, with their lines, outside code.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (line, text) in outside_fences(text) {
        let definition =
            text.strip_prefix('[').and_then(|rest| rest.split_once("]: ")).map(|(_, target)| target);
        found.extend(definition.map(|target| (line, first_word(target))));
        for prose in text.split('`').step_by(2) {
            for rest in prose.split("](").skip(1) {
                let target = rest.split(')').next().unwrap_or_default();
                found.push((line, first_word(target)));
            }
        }
        // A link whose text is code: [`name`](target).
        for rest in text.split("`](").skip(1) {
            found.push((line, first_word(rest.split(')').next().unwrap_or_default())));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// A target without the title that may follow it.
fn first_word(target: &str) -> &str {
    target.split_whitespace().next().unwrap_or_default().trim_matches(['<', '>'])
}

/// The lines that are not between ``` fences.
fn outside_fences(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(at, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fenced && !fence).then_some((at + 1, line))
    })
}

/// A relative path from a file, written from the top; none where it leaves the project.
fn resolve(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The anchors of a paper's headings: small letters, hyphens for spaces, other signs left out.
fn anchors(text: &str) -> impl Iterator<Item = String> {
    let headings = outside_fences(text).filter(|(_, line)| line.starts_with('#'));
    headings.map(|(_, line)| {
        let heading = line.trim_start_matches('#').trim().to_lowercase();
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(text: &str, expected: &[&str]) {
        let tree =
            Tree::of(&[("docs/a.md", text), ("docs/b/c.md", "# One `two`, three\n"), ("README.md", "")]);
        let found: Vec<_> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{text:?}: {found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "{found}");
        }
    }

    #[test]
    fn links_that_lead_somewhere_pass() {
        check_text(
            "[a](b/c.md) [b](../README.md \"title\") [c](b) [d](https://example.org) [e](mailto:a@b)",
            &[],
        );
        check_text("# Here\n[a](#here) [b](b/c.md#one-two-three)\n[c]: ../README.md\n", &[]);
        check_text("`[a](gone.md)`\n```\n[b](gone.md)\n```\n", &[]);
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        check_text("\n[a](gone.md)", &["docs/a.md:2: `gone.md` leads nowhere"]);
        check_text("[a](../../README.md)", &["leads nowhere"]);
        check_text("[a](b/c.md#four)", &["`docs/b/c.md` has no heading `four`"]);
        check_text("[a]: gone.md\n", &["leads nowhere"]);
        check_text("[`a`](gone.md)\n", &["leads nowhere"]);
    }
}
