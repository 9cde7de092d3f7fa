//! A decision in words: what, why, the sum, and what comes next.

use crate::decision::{Reader, is_for_officers, selected_because};
use crate::ground;
use crate::texts::Voice;
use clearance::{AssessedLine, Assessment, Case, Fault, Ground, Outcome, Phase, Severity};
use std::fmt::{Display, Write};

/// Explains where a case stands, to an officer or a filer, in the language of the voice.
pub fn explain(case: &Case, reader: Reader, voice: &Voice) -> String {
    let mut out = String::new();
    // Writing to a `String` does not fail.
    let _ = write_case(&mut out, case, reader, voice);
    out
}

/// Explains why a declaration goes back.
pub fn explain_faults(reference: &str, faults: &[Fault], voice: &Voice) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{reference}: {}", voice.say("outcome-correct", &[]));
    let _ = write_faults(&mut out, faults, voice);
    out
}

fn write_case(out: &mut String, case: &Case, reader: Reader, voice: &Voice) -> std::fmt::Result {
    let filing = case.filings.governing();
    let word = |id: &str| voice.say(id, &[]);
    writeln!(
        out,
        "{}: {} ({}), {}",
        filing.declaration.reference,
        word(&format!("outcome-{}", case.outcome.as_str())),
        word(&format!("phase-{}", case.phase().as_str())),
        word(&format!("category-{}", case.assessment.category.number())),
    )?;
    let is_told = |ground: &&Ground| reader == Reader::Officer || ground.is_public();
    write_grounds(out, case.grounds().filter(is_told), voice)?;
    if reader == Reader::Filer && case.outcome == Outcome::Examine {
        writeln!(out, "  · {}", word("ground-selected_for_control"))?;
    }
    if !case.assessment.lines.is_empty() {
        writeln!(out)?;
        write_sum(out, &case.assessment, voice)?;
    }
    write_faults(out, &filing.warnings, voice)?;
    let next = case.next_action();
    let who = next.who.as_ref().map_or("nobody", |who| who.as_str());
    let id = format!("owner-{who}");
    let who = if voice.knows(&id) { word(&id) } else { who.to_owned() };
    write!(
        out,
        "\n{}\n  {who}: {}",
        word("explain-next"),
        voice.turn(next.what, case.phase() == Phase::Held)
    )?;
    if let Some(by) = next.by {
        write!(out, " ({} {by})", word("explain-by"))?;
    }
    writeln!(out)?;
    writeln!(
        out,
        "\n{}\n  {} {}, {}",
        word("explain-law"),
        case.law.pack,
        case.law.version,
        case.assessment.day
    )
}

pub(crate) fn write_grounds<'g>(
    out: &mut String,
    grounds: impl Iterator<Item = &'g Ground>,
    voice: &Voice,
) -> std::fmt::Result {
    writeln!(out, "\n{}", voice.say("explain-why", &[]))?;
    for ground in grounds {
        writeln!(out, "  · {}", ground_in_words(ground, voice))?;
    }
    Ok(())
}

/// The sum: the customs value, each charge with its rate and law, and what is payable.
pub(crate) fn write_sum(out: &mut String, assessment: &Assessment, voice: &Voice) -> std::fmt::Result {
    let word = |id: &str| voice.say(id, &[]);
    writeln!(out, "{}", word("explain-sum"))?;
    writeln!(out, "  {}: {}", word("explain-customs_value"), assessment.customs_value)?;
    for line in &assessment.lines {
        write_line(out, line, voice)?;
    }
    writeln!(out, "  {}: {}", word("explain-payable"), assessment.payable)
}

fn write_line(out: &mut String, line: &AssessedLine, voice: &Voice) -> std::fmt::Result {
    for charge in &line.charges {
        writeln!(
            out,
            "  {}. {}: {} × {} = {} ({}: {})  [{}]",
            line.line,
            voice.say(&format!("kind-{}", charge.kind.as_str()), &[]),
            charge.base.number(),
            charge.rate,
            charge.amount.number(),
            voice.say(&format!("status-{}", charge.status.as_str()), &[]),
            charge.due.number(),
            charge.law.as_str(),
        )?;
    }
    Ok(())
}

/// One ground in words, with its article of law.
pub fn ground_in_words(ground: &Ground, voice: &Voice) -> String {
    in_words(ground, voice, |_| false)
}

fn in_words(ground: &Ground, voice: &Voice, is_hidden: impl Fn(&str) -> bool) -> String {
    let mut values: Vec<(&'static str, String)> = Vec::new();
    ground::facts(ground, &mut |name, value| {
        let text = if is_hidden(name) { String::new() } else { value.to_string() };
        values.push((name, text));
    });
    let values: Vec<(&str, &dyn Display)> =
        values.iter().map(|(name, value)| (*name, value as &dyn Display)).collect();
    let said = voice.say(&format!("ground-{}", ground.code()), &values);
    match ground.law() {
        Some(law) => format!("{}  [{}]", said.trim_end(), law.as_str()),
        None => said.trim_end().to_owned(),
    }
}

/// One ground in words as filers are told it; none of those that are for officers. What people wrote in their own
/// words may hold what selected the consignment, or personal values: it is left out.
pub fn ground_for_filer(ground: &Ground, voice: &Voice) -> Option<String> {
    ground.is_public().then(|| in_words(ground, voice, is_for_officers))
}

/// Every ground of where a case stands, in words, as its filer is told.
pub fn grounds_for_filer(case: &Case, voice: &Voice) -> Vec<String> {
    let mut grounds: Vec<String> =
        case.grounds().filter_map(|ground| ground_for_filer(ground, voice)).collect();
    grounds.extend(selection_for_filer(case, voice));
    grounds
}

/// That a case was selected for a control, in the general words that filers are told, if it was.
pub fn selection_for_filer(case: &Case, voice: &Voice) -> Option<String> {
    let reason = format!("public-reason-{}", selected_because(case)?);
    let because = if voice.knows(&reason) { voice.say(&reason, &[]) } else { String::new() };
    let said = voice.say("ground-selected_for_control", &[]);
    Some(format!("{said} {because}").trim_end().to_owned())
}

pub(crate) fn write_faults(out: &mut String, faults: &[Fault], voice: &Voice) -> std::fmt::Result {
    for (severity, heading) in [(Severity::Error, "explain-faults"), (Severity::Warning, "explain-warnings")]
    {
        let mut found = faults.iter().filter(|fault| fault.severity() == severity).peekable();
        if found.peek().is_some() {
            writeln!(out, "\n{}", voice.say(heading, &[]))?;
        }
        for fault in found {
            let place = if fault.pointer.is_empty() { "/" } else { &fault.pointer };
            writeln!(out, "  {place}  {} {}", voice.fault(fault), voice.fix(fault))?;
        }
    }
    Ok(())
}
