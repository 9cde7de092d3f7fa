//! How a decision is shown: as JSON for programs, as a line for people.

use crate::desk::Decided;
use clearance::{Case, Fault, Ground, HeaderField, ItemField, Law, Outcome, Phase, Severity, TokenFlaw};
use std::io::Write;
use wire::{Decision, Reader, Voice};

/// How decisions are shown.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// One JSON object a line.
    Json(Reader),
    /// One line for people.
    Line {
        /// Who reads it.
        reader: Reader,
        /// Whether the terminal shows colours.
        has_colours: bool,
    },
}

/// Writes one decision about what stood on a line of the input.
pub(crate) fn write(
    decided: &Decided<'_>,
    input_line: u64,
    form: Form,
    law: &Law,
    voice: &Voice,
    out: &mut Vec<u8>,
) {
    match form {
        Form::Json(reader) => {
            let decision = match decided {
                Decided::Step(step) => Decision::of_step(step, reader, voice),
                Decided::Faults { submission, faults } => Decision::of_faults(submission, faults, law, voice),
            };
            let decision = decision.at_line(input_line);
            // Writing to memory fails only where a value cannot be JSON, and every value here is text.
            let written = serde_json::to_writer(&mut *out, &decision);
            debug_assert!(written.is_ok(), "every decision is JSON");
            out.push(b'\n');
        }
        Form::Line { reader, has_colours } => {
            let line = line(decided, input_line, reader, has_colours, voice);
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
        }
    }
}

/// The heading over lines for people.
pub(crate) fn heading(out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{:<12} {:>3} {:>12}  {:<18} {:<26} why", "outcome", "cat", "payable", "reference", "goods")
}

fn line(decided: &Decided<'_>, input_line: u64, reader: Reader, has_colours: bool, voice: &Voice) -> String {
    let row = match decided {
        Decided::Step(step) => {
            let assessment = &step.case.assessment;
            let filings = &step.case.filings;
            let declaration = &filings.find(step.number).unwrap_or_else(|| filings.governing()).declaration;
            let first = declaration.items.first().and_then(|item| item.description.as_deref());
            Row {
                category: assessment.category.number().to_string(),
                payable: assessment.payable.to_string(),
                reference: harmless(&declaration.reference, 18),
                goods: goods(first, declaration.items.len()),
                why: why(&step.case, reader, voice),
            }
        }
        Decided::Faults { submission, faults } => {
            let first = submission.items.first().and_then(|item| item.text(ItemField::Description));
            Row {
                category: "-".to_owned(),
                payable: String::new(),
                reference: submission
                    .text(HeaderField::Reference)
                    .map_or_else(|| format!("(line {input_line})"), |reference| harmless(reference, 18)),
                goods: goods(first, submission.items.len()),
                why: faults_in_words(faults, voice),
            }
        }
    };
    let Row { category, payable, reference, goods, why } = row;
    let (start, end) = if has_colours { (colour(decided.outcome()), "\u{1b}[0m") } else { ("", "") };
    format!(
        "{start}{:<12}{end} {category:>3} {payable:>12}  {:<18} {goods:<26} {why}",
        decided.outcome().as_str(),
        reference
    )
}

/// What a line for people says, cell by cell.
struct Row {
    category: String,
    payable: String,
    reference: String,
    goods: String,
    why: String,
}

/// The first goods item, and how many more there are.
fn goods(first: Option<&str>, count: usize) -> String {
    match (first, count) {
        (Some(first), 0 | 1) => harmless(first, 26),
        (Some(first), count) => format!("{} +{}", harmless(first, 22), count - 1),
        (None, _) => String::new(),
    }
}

/// The most telling ground in words: what stands in the way, else what makes the goods free or dear.
fn why(case: &Case, reader: Reader, voice: &Voice) -> String {
    let weight = |ground: &&Ground| match ground {
        Ground::Prohibited { .. } => 0,
        Ground::ListedParty { .. } => 1,
        Ground::ProfileHit { action: risk::Action::AddWeight(_), .. } => 7,
        Ground::Signalled { weight, .. } if *weight > 0 => 7,
        Ground::ProfileHit { .. } => 2,
        Ground::WeightReached { .. } | Ground::ControlSample { .. } => 3,
        Ground::ResemblesListed { .. } => 7,
        Ground::TaxTokenRefused { flaw, .. } if *flaw != TokenFlaw::Missing => 4,
        Ground::PermitMissing { .. } => 4,
        Ground::NoRate { .. } => 5,
        Ground::PermitPresented { agency: Some(_), .. } => 6,
        Ground::DocumentsOnly => 8,
        Ground::SchemeNumberNotInForce { .. }
        | Ground::NotDeferred { .. }
        | Ground::TaxTokenRefused { .. } => 9,
        Ground::Charged { .. } => 10,
        Ground::TaxCollectedByVendor { .. } => 11,
        _ => 12,
    };
    let waits = matches!(case.outcome, Outcome::Hold | Outcome::Examine);
    match case.grounds().min_by_key(weight) {
        None => String::new(),
        // What is owed does not say what is waited for.
        Some(ground) if waits && weight(&ground) > 7 => {
            voice.turn(case.next_action().what, case.phase() == Phase::Held).to_owned()
        }
        Some(ground) if reader == Reader::Filer && !ground.is_public() => {
            voice.say("ground-selected_for_control", &[])
        }
        Some(ground) => wire::ground_in_words(ground, voice),
    }
}

fn faults_in_words(faults: &[Fault], voice: &Voice) -> String {
    let mut errors = faults.iter().filter(|fault| fault.severity() == Severity::Error);
    let Some(first) = errors.next() else { return String::new() };
    let place = if first.pointer.is_empty() { "" } else { &first.pointer };
    match errors.count() {
        0 => format!("{place} {}", voice.fault(first)),
        more => format!("{place} {} (+{more} more)", voice.fault(first)),
    }
}

fn colour(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Release | Outcome::AssessmentComplete => "\u{1b}[32m",
        Outcome::Hold | Outcome::RequestInformation => "\u{1b}[33m",
        Outcome::Examine | Outcome::RequestScreening => "\u{1b}[35m",
        Outcome::RefuseEntry | Outcome::DoNotLoad => "\u{1b}[31m",
        Outcome::Correct => "\u{1b}[36m",
    }
}

/// A filer's text for a terminal: no control characters, not too long.
fn harmless(text: &str, most: usize) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(most).collect()
}
