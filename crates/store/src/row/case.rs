//! Rows of cases.

use super::declaration::{self, DeclarationV1, TokenV1};
use super::flaw::RowFlaw;
use super::frame;
use super::kept::{Kept, twins};
use super::personal::{PersonalTexts, Texts};
use clearance::identifier::Mrn;
use clearance::{
    Additional, Arrival, Assessment, Case, Chosen, Claim, Condition, DeferredTo, Fault, Filer, FilerRole,
    Filing, Filings, GateKind, Gates, GoneBack, GoneGoods, Ground, LawVersion, Outcome, PostClearance,
    PostClearanceAct, Proposed, Relinquished, State, Wanted,
};
use jiff::Timestamp;
use jiff::civil::Date;
use quantity::{Decimal, Money};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tariff::ChargeKind;

/// The row of a case without personal texts: those are in what was filed.
///
/// # Errors
/// [`RowFlaw::Unwritable`].
pub fn encode_case(case: &Case) -> Result<Vec<u8>, RowFlaw> {
    frame::write_with_parts(&split(case), &parts(case)?, 2048)
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
    let (twin, parts) = frame::read_with_parts(clear)?;
    // Tokens are read with the declarations: their salts are among the personal texts.
    let tokens = parts.iter().find(|(number, _)| *number == TOKENS);
    let tokens = tokens.map_or(Ok(Vec::new()), |(_, part)| frame::read_part(part))?;
    let mut case = join(twin, tokens, personal)?;
    for (number, part) in parts {
        take_part(&mut case, number, part)?;
    }
    let is_of_case = |texts: &PersonalTexts| case.filings.find(texts.number).is_some();
    if personal.iter().all(is_of_case) { Ok(case) } else { Err(RowFlaw::Misplaced) }
}

/// The numbers of filings that ask to pay later.
const DEFERRED_PAYMENT: u8 = 1;
/// Where what is owed is deferred to.
const DEFERRED: u8 = 2;
/// What went back after its release, and what was paid out for it.
const AFTER_RELEASE: u8 = 3;
/// The tokens of filings.
const TOKENS: u8 = 4;
/// What became of the debt after release.
const POST_CLEARANCE: u8 = 5;

/// What came to cases after their form was fixed, where there is any of it. Numbers are never used again.
fn parts(case: &Case) -> Result<Vec<(u8, Vec<u8>)>, RowFlaw> {
    let mut parts = Vec::new();
    let asked: Vec<_> = case
        .filings
        .iter()
        .filter_map(|filing| Some((filing.number.twin(), filing.declaration.deferred_payment.as_deref()?)))
        .collect();
    if !asked.is_empty() {
        parts.push((DEFERRED_PAYMENT, frame::part(&asked)?));
    }
    if let Some(deferred) = &case.deferred {
        parts.push((DEFERRED, frame::part(&deferred.twin())?));
    }
    if !case.returns.is_empty() || !case.paid_out.is_empty() {
        let after = AfterReleaseV1 { returns: case.returns.twin(), paid_out: case.paid_out.twin() };
        parts.push((AFTER_RELEASE, frame::part(&after)?));
    }
    let tokens = tokens_of(case);
    if !tokens.is_empty() {
        parts.push((TOKENS, frame::part(&tokens)?));
    }
    if case.post_clearance != PostClearance::default() {
        parts.push((POST_CLEARANCE, frame::part(&case.post_clearance.twin())?));
    }
    Ok(parts)
}

fn take_part(case: &mut Case, number: u8, part: &[u8]) -> Result<(), RowFlaw> {
    match number {
        DEFERRED_PAYMENT => {
            let asked: Vec<(Twin<'_, Mrn>, &str)> = frame::read_part(part)?;
            for (number, asked) in asked {
                let number = Mrn::of_twin(number)?;
                let filing = case.filings.find_mut(number).ok_or(RowFlaw::Misplaced)?;
                filing.declaration.deferred_payment = Some(asked.to_owned());
            }
        }
        DEFERRED => case.deferred = Some(DeferredTo::of_twin(frame::read_part(part)?)?),
        AFTER_RELEASE => {
            let AfterReleaseV1 { returns, paid_out } = frame::read_part(part)?;
            (case.returns, case.paid_out) = (Kept::of_twin(returns)?, Kept::of_twin(paid_out)?);
        }
        TOKENS => {}
        POST_CLEARANCE => case.post_clearance = PostClearance::of_twin(frame::read_part(part)?)?,
        _ => return Err(RowFlaw::NotA("a part of a case")),
    }
    Ok(())
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

/// What happened to goods after their release, where anything did.
#[derive(Serialize, Deserialize)]
#[serde(bound(serialize = "", deserialize = "'de: 'a"))]
struct AfterReleaseV1<'a> {
    returns: Twin<'a, Vec<GoneBack>>,
    paid_out: Twin<'a, Vec<(String, Money)>>,
}

/// The tokens of filings by declaration.
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
    /// Where what is owed is deferred to.
    struct DeferredToV1 of DeferredTo { number: String, party: String }
    /// Goods that went back together.
    struct GoneBackV1 of GoneBack { outbound: String, at: Timestamp, condition: Condition, goods: Vec<GoneGoods> }
    /// How much of a goods item went back.
    struct GoneGoodsV1 of GoneGoods {
        line: u32,
        quantity: Decimal,
        is_restored: bool,
        kinds: Vec<ChargeKind>,
        given_back: Money,
        by_vendor: Money,
    }
    /// What became of the debt after release.
    struct PostClearanceV1 of PostClearance {
        claim: Option<Claim>,
        proposed: Option<Proposed>,
        additional: Option<Additional>,
        interest: Option<Money>,
        interest_written_off: Option<Money>,
        relinquished: Vec<Relinquished>,
    }
    /// What a filer claims.
    struct ClaimV1 of Claim { organisation: String, at: Timestamp, reason: String }
    /// What waits for a second signature.
    struct ProposedV1 of Proposed {
        act: PostClearanceAct,
        of: Chosen,
        amount: Money,
        reason: String,
        by: String,
        at: Timestamp,
    }
    /// What was assessed after release.
    struct AdditionalV1 of Additional { assessed: Money, open: Money, due: Date, late_minor_days: u64 }
    /// What was waived or given up.
    struct RelinquishedV1 of Relinquished {
        of: Option<(u32, ChargeKind)>,
        act: PostClearanceAct,
        amount: Money,
        gone: Decimal,
    }
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
        deferred: _,
        payments,
        law,
        directed,
        resolved,
        refused_lines,
        admitted_lines,
        separated_lines,
        released_lines,
        controls,
        returns: _,
        paid_out: _,
        post_clearance: _,
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
        deferred: None,
        payments: Kept::of_twin(payments)?,
        law: Kept::of_twin(law)?,
        directed: Kept::of_twin(directed)?,
        resolved: Kept::of_twin(resolved)?,
        refused_lines: Kept::of_twin(refused_lines)?,
        admitted_lines: Kept::of_twin(admitted_lines)?,
        separated_lines: Kept::of_twin(separated_lines)?,
        released_lines: Kept::of_twin(released_lines)?,
        controls: Kept::of_twin(controls)?,
        returns: Vec::new(),
        paid_out: Vec::new(),
        post_clearance: PostClearance::default(),
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
        declaration: Box::new(declaration::join(declaration, token, texts)?),
        warnings: Kept::of_twin(warnings)?,
    })
}
