//! Rows of cases.

use super::declaration::{self, DeclarationV1, TokenV1};
use super::flaw::RowFlaw;
use super::frame;
use super::kept::{Kept, twins};
use super::personal::{PersonalTexts, Texts};
use clearance::identifier::Mrn;
use clearance::{
    Arrival, Assessment, Case, Fault, Filer, FilerRole, Filing, Filings, GateKind, Gates, Ground, LawVersion,
    Outcome, State, Wanted,
};
use jiff::Timestamp;
use quantity::Money;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The row of a case without personal texts: those are in what was filed.
///
/// # Errors
/// [`RowFlaw::Unwritable`].
pub fn encode_case(case: &Case) -> Result<Vec<u8>, RowFlaw> {
    let tokens = tokens_of(case);
    frame::write_with(&split(case), (!tokens.is_empty()).then_some(&tokens), 2048)
}

/// The personal texts of a case, as its filings brought them.
#[cfg(test)]
pub(super) fn personal_texts(case: &Case) -> Result<Vec<PersonalTexts>, RowFlaw> {
    let mut all = Vec::new();
    for filing in case.filings.iter() {
        let (_, texts) = declaration::split(&filing.declaration);
        texts.write(|subject, texts| all.push(PersonalTexts { number: filing.number, subject, texts }))?;
    }
    Ok(all)
}

/// The case of rows. Texts that are not given are erased: their fields are `None`, and so is an identifier
/// whose number is gone.
///
/// # Errors
/// Any [`RowFlaw`] of reading.
pub fn decode_case(clear: &[u8], personal: &[PersonalTexts]) -> Result<Case, RowFlaw> {
    let (twin, tokens) = frame::read_with(clear)?;
    let case = join(twin, tokens.unwrap_or_default(), personal)?;
    let is_of_case = |texts: &PersonalTexts| case.filings.find(texts.number).is_some();
    if personal.iter().all(is_of_case) { Ok(case) } else { Err(RowFlaw::Misplaced) }
}

/// What stays clear of a case.
#[derive(Serialize, Deserialize)]
#[serde(bound(serialize = "", deserialize = "'de: 'a"))]
struct CaseV1<'a> {
    consignment: Twin<'a, String>,
    filings: Vec<FilingV1<'a>>,
    arrived: Twin<'a, Option<Arrival>>,
    assessment: Twin<'a, Assessment>,
    findings: Twin<'a, Vec<Ground>>,
    events: Twin<'a, Vec<Ground>>,
    outcome: Twin<'a, Outcome>,
    state: Twin<'a, State>,
    paid: Twin<'a, Money>,
    payments: Twin<'a, Vec<(String, Money)>>,
    law: Twin<'a, LawVersion>,
    directed: Twin<'a, Vec<Wanted>>,
    resolved: Twin<'a, BTreeSet<(GateKind, String)>>,
    refused_lines: Twin<'a, BTreeSet<u32>>,
    admitted_lines: Twin<'a, BTreeSet<u32>>,
    separated_lines: Twin<'a, BTreeSet<u32>>,
    released_lines: Twin<'a, BTreeSet<u32>>,
    controls: Twin<'a, u32>,
}

/// The tokens of a case's filings by declaration: they came after the first version of its row.
type TokensV1<'a> = Vec<(Twin<'a, Mrn>, TokenV1<'a>)>;

type Twin<'a, T> = <T as Kept>::Twin<'a>;

/// What stays clear of a filing.
#[derive(Serialize, Deserialize)]
#[serde(bound(serialize = "", deserialize = "'de: 'a"))]
struct FilingV1<'a> {
    number: Twin<'a, Mrn>,
    filer: Twin<'a, Filer>,
    accepted: Twin<'a, Timestamp>,
    amended: Twin<'a, Option<Timestamp>>,
    is_invalid: Twin<'a, bool>,
    declaration: DeclarationV1<'a>,
    warnings: Twin<'a, Vec<Fault>>,
}

twins! {
    /// The arrival of the goods.
    struct ArrivalV1 of Arrival { office: String, at: Timestamp }
    /// Whose law.
    struct LawVersionV1 of LawVersion { pack: String, version: String }
    /// Who files.
    struct FilerV1 of Filer { organisation: String, role: FilerRole }
    /// Where a case stands. Variants are only ever appended: their places are on disk.
    enum StateV1 of State {
        Advised,
        Waiting { gates: Gates },
        Released { at: Timestamp },
        Cleared { at: Timestamp },
        Refused { at: Timestamp, leave_by: Timestamp },
        Invalidated { at: Timestamp },
        Leaving { at: Timestamp, leave_by: Timestamp },
        Returned { at: Timestamp },
        Joined { at: Timestamp, into: String },
    }
}

/// What stays clear of a case.
fn split(case: &Case) -> CaseV1<'_> {
    let Case {
        consignment,
        filings,
        arrived,
        assessment,
        findings,
        events,
        outcome,
        state,
        paid,
        payments,
        law,
        directed,
        resolved,
        refused_lines,
        admitted_lines,
        separated_lines,
        released_lines,
        controls,
    } = case;
    CaseV1 {
        consignment: consignment.twin(),
        filings: filings.iter().map(split_filing).collect(),
        arrived: arrived.twin(),
        assessment: assessment.twin(),
        findings: findings.twin(),
        events: events.twin(),
        outcome: outcome.twin(),
        state: state.twin(),
        paid: paid.twin(),
        payments: payments.twin(),
        law: law.twin(),
        directed: directed.twin(),
        resolved: resolved.twin(),
        refused_lines: refused_lines.twin(),
        admitted_lines: admitted_lines.twin(),
        separated_lines: separated_lines.twin(),
        released_lines: released_lines.twin(),
        controls: controls.twin(),
    }
}

fn tokens_of(case: &Case) -> TokensV1<'_> {
    let mut tokens = Vec::new();
    for filing in case.filings.iter() {
        let token = declaration::split_token(&filing.declaration);
        tokens.extend(token.map(|token| (filing.number.twin(), token)));
    }
    tokens
}

fn join(clear: CaseV1<'_>, tokens: TokensV1<'_>, personal: &[PersonalTexts]) -> Result<Case, RowFlaw> {
    let CaseV1 {
        consignment,
        filings,
        arrived,
        assessment,
        findings,
        events,
        outcome,
        state,
        paid,
        payments,
        law,
        directed,
        resolved,
        refused_lines,
        admitted_lines,
        separated_lines,
        released_lines,
        controls,
    } = clear;
    let mut filings = filings.into_iter().map(|filing| join_filing(filing, &tokens, personal));
    let first = filings.next().ok_or(RowFlaw::NotA("a list of filings"))??;
    let filings = Filings::of(first, filings.collect::<Result<_, _>>()?);
    // A token of no filing would be lost.
    if filings.iter().filter(|filing| filing.declaration.tax_token.is_some()).count() != tokens.len() {
        return Err(RowFlaw::Misplaced);
    }
    Ok(Case {
        consignment: Kept::of_twin(consignment)?,
        filings,
        arrived: Kept::of_twin(arrived)?,
        assessment: Kept::of_twin(assessment)?,
        findings: Kept::of_twin(findings)?,
        events: Kept::of_twin(events)?,
        outcome: Kept::of_twin(outcome)?,
        state: Kept::of_twin(state)?,
        paid: Kept::of_twin(paid)?,
        payments: Kept::of_twin(payments)?,
        law: Kept::of_twin(law)?,
        directed: Kept::of_twin(directed)?,
        resolved: Kept::of_twin(resolved)?,
        refused_lines: Kept::of_twin(refused_lines)?,
        admitted_lines: Kept::of_twin(admitted_lines)?,
        separated_lines: Kept::of_twin(separated_lines)?,
        released_lines: Kept::of_twin(released_lines)?,
        controls: Kept::of_twin(controls)?,
    })
}

fn split_filing(filing: &Filing) -> FilingV1<'_> {
    let Filing { number, filer, accepted, amended, is_invalid, declaration, warnings } = filing;
    let (declaration, _) = declaration::split(declaration);
    FilingV1 {
        number: number.twin(),
        filer: filer.twin(),
        accepted: accepted.twin(),
        amended: amended.twin(),
        is_invalid: is_invalid.twin(),
        declaration,
        warnings: warnings.twin(),
    }
}

fn join_filing(
    clear: FilingV1<'_>,
    tokens: &TokensV1<'_>,
    personal: &[PersonalTexts],
) -> Result<Filing, RowFlaw> {
    let FilingV1 { number, filer, accepted, amended, is_invalid, declaration, warnings } = clear;
    let token = tokens.iter().find(|(of, _)| *of == number).map(|(_, token)| token);
    let number = Mrn::of_twin(number)?;
    let texts = Texts::read(|subject| {
        let found = personal.iter().find(|texts| texts.number == number && texts.subject == subject);
        found.map(|found| found.texts.as_slice())
    })?;
    Ok(Filing {
        number,
        filer: Kept::of_twin(filer)?,
        accepted: Kept::of_twin(accepted)?,
        amended: Kept::of_twin(amended)?,
        is_invalid: Kept::of_twin(is_invalid)?,
        declaration: declaration::join(declaration, token, texts)?,
        warnings: Kept::of_twin(warnings)?,
    })
}
