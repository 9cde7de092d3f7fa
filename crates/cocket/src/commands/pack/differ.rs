//! Two packs held against each other: what changes in the law, and whose answer changes with it.

use super::worked::answered;
use crate::country::Country;
use crate::desk::Decided;
use crate::failure::{Answer, Failure};
use pack::{Change, Example};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;

/// How many changes of one part are told, unless all are asked for.
const MOST_OF_A_PART: usize = 20;

/// A worked example that the two packs answer differently.
#[derive(Serialize)]
struct Affected {
    pack: String,
    example: String,
    law: String,
    before: String,
    after: String,
}

/// Tells the differences.
pub(super) fn run(before: &Country, after: &Country, all: bool, json: bool) -> Result<Answer, Failure> {
    let changes = pack::diff(&before.pack, &after.pack);
    let (affected, asked) = affected(before, after);
    let mut out = String::new();
    if json {
        for change in &changes {
            push_json(&mut out, change);
        }
        for example in &affected {
            push_json(&mut out, example);
        }
    } else {
        changes_in_words(&mut out, &changes, all);
        affected_in_words(&mut out, &affected, asked);
    }
    std::io::stdout().write_all(out.as_bytes()).map_err(Failure::output)?;
    eprintln!(
        "{} changes; {} of {asked} worked examples are answered otherwise",
        changes.len(),
        affected.len()
    );
    Ok(Answer::Yes)
}

fn push_json(out: &mut String, row: &impl Serialize) {
    out.push_str(&serde_json::to_string(row).unwrap_or_default());
    out.push('\n');
}

fn changes_in_words(out: &mut String, changes: &[Change], all: bool) {
    for part in changes.chunk_by(|one, next| one.part == next.part) {
        let Some(first) = part.first() else { continue };
        out.push_str(&format!("{} ({})\n", first.part, part.len()));
        let most = if all { part.len() } else { MOST_OF_A_PART };
        for change in part.iter().take(most) {
            out.push_str(&change_in_words(change));
        }
        if part.len() > most {
            out.push_str(&format!("  … and {} more; `--all` tells them\n", part.len() - most));
        }
        out.push('\n');
    }
}

fn change_in_words(change: &Change) -> String {
    let Change { name, from, to, before, after, law, .. } = change;
    let days = to.as_ref().map_or_else(|| format!("from {from} on"), |to| format!("{from} to {to}"));
    let what = match (before, after) {
        (Some(before), Some(after)) => format!("{after}\n      before: {before}"),
        (None, Some(after)) => format!("new: {after}"),
        (Some(before), None) => format!("no longer: {before}"),
        (None, None) => return String::new(),
    };
    format!("  {name}, {days}: {what}  [{law}]\n")
}

fn affected_in_words(out: &mut String, affected: &[Affected], asked: usize) {
    if affected.is_empty() {
        out.push_str(&format!(
            "None of the {asked} worked examples of the two packs is answered otherwise.\n"
        ));
        return;
    }
    out.push_str(&format!("Whose answers change ({} of {asked} worked examples)\n", affected.len()));
    for Affected { pack, example, law, before, after } in affected {
        out.push_str(&format!("  {pack}: {example}: {after}\n      before: {before}  [{law}]\n"));
    }
}

/// The examples of both packs that they answer differently, each once, and how many were asked.
fn affected(before: &Country, after: &Country) -> (Vec<Affected>, usize) {
    let (mut found, mut asked) = (Vec::new(), 0);
    for country in [before, after] {
        for file in &country.pack.examples {
            for example in &file.examples {
                let declaration = example.declaration(&file.base);
                let [was, is] = [before, after].map(|law| answer(law, example, &declaration));
                asked += 1;
                if was != is {
                    found.push(Affected {
                        pack: country.pack.manifest.id.clone(),
                        example: example.name.clone(),
                        law: example.law.clone(),
                        before: was,
                        after: is,
                    });
                }
            }
        }
    }
    (found, asked)
}

/// The answer in a few words: what becomes of the goods, and what is owed.
fn answer(country: &Country, example: &Example, declaration: &serde_json::Value) -> String {
    // What was used before of a relief that the other law does not add up counts for nothing there.
    let answer = answered(country, example, declaration).or_else(|_| {
        let alone = Example { already: BTreeMap::new(), ..example.clone() };
        answered(country, &alone, declaration)
    });
    match answer {
        Err(reason) => reason,
        Ok(Decided::Faults { faults, .. }) => {
            let codes: Vec<&str> = faults.iter().map(|fault| fault.code.as_str()).collect();
            format!("goes back ({})", codes.join(", "))
        }
        Ok(Decided::Step(step)) => {
            let case = &step.case;
            let charges: Vec<String> = case
                .assessment
                .charges()
                .filter(|charge| !charge.due.is_zero())
                .map(|charge| format!("{} {}", charge.kind.as_str(), charge.due.number()))
                .collect();
            let of = if charges.is_empty() { String::new() } else { format!(" ({})", charges.join(", ")) };
            format!("{}, {} to pay{of}", case.outcome.as_str(), case.assessment.payable)
        }
    }
}
