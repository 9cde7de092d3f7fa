//! The answer to "what will it cost": the assessment as JSON and in words.

use crate::decision::{AssessmentView, FaultView, GroundView, fault_view, line_view, whole_ground};
use crate::explain::{write_faults, write_grounds, write_sum};
use crate::texts::Voice;
use clearance::{Assessment, Fault, Law};
use serde::Serialize;

#[derive(Serialize)]
struct Quote<'a> {
    category: u8,
    assessment: AssessmentView<'a>,
    grounds: Vec<GroundView<'a>>,
    warnings: Vec<FaultView<'a>>,
    law: QuoteLaw<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed: Option<Signed<'a>>,
}

/// What was signed of a quote, and by whom.
#[derive(Clone, Copy, Serialize)]
pub struct Signed<'a> {
    /// The record whose key signed.
    pub record: &'a str,
    /// What was asked and answered, as text.
    pub statement: &'a str,
    /// The signature over both.
    pub signature: &'a str,
}

#[derive(Serialize)]
struct QuoteLaw<'a> {
    pack: &'a str,
    version: &'a str,
    as_of: String,
}

#[derive(Serialize)]
struct Faults<'a> {
    errors: Vec<FaultView<'a>>,
}

/// A quote as one line of JSON.
pub fn quote_json(assessment: &Assessment, law: &Law, voice: &Voice) -> String {
    json_of(assessment, law, voice, None)
}

/// A quote with what was signed of it, as one line of JSON.
pub fn signed_quote_json(assessment: &Assessment, law: &Law, voice: &Voice, signed: Signed<'_>) -> String {
    json_of(assessment, law, voice, Some(signed))
}

fn json_of(assessment: &Assessment, law: &Law, voice: &Voice, signed: Option<Signed<'_>>) -> String {
    let quote = Quote {
        category: assessment.category.number(),
        assessment: AssessmentView::of(assessment, |line| line_view(line, None, assessment.day)),
        grounds: assessment.grounds.iter().map(whole_ground).collect(),
        warnings: assessment.warnings.iter().map(|fault| fault_view(fault, voice)).collect(),
        law: QuoteLaw { pack: &law.pack, version: &law.version, as_of: assessment.day.to_string() },
        signed,
    };
    line_of(&quote)
}

/// Why there is no quote, as one line of JSON.
pub fn faults_json(faults: &[Fault], voice: &Voice) -> String {
    line_of(&Faults { errors: faults.iter().map(|fault| fault_view(fault, voice)).collect() })
}

/// Everything that is written here is text or a number, which JSON can always say.
fn line_of(value: &impl Serialize) -> String {
    let mut line = serde_json::to_string(value).unwrap_or_default();
    line.push('\n');
    line
}

/// A quote in words, with the sum shown.
pub fn quote_in_words(assessment: &Assessment, voice: &Voice) -> String {
    let mut out = String::new();
    // Writing to a `String` does not fail.
    let _ = write_grounds(&mut out, assessment.grounds.iter(), voice);
    out.push('\n');
    let _ = write_sum(&mut out, assessment, voice);
    let _ = write_faults(&mut out, &assessment.warnings, voice);
    out.trim_start().to_owned()
}
