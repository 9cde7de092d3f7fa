//! From what is owed and what deserves a look to what must come before release.

use crate::assess::risk::Look;
use crate::assessment::Assessment;
use crate::case::{Case, Outcome};
use crate::gate::{Gate, GateKind, Owner, Wanted};
use crate::ground::Ground;
use crate::procedure::{Debtor, Parameters};
use crate::tax_token::TokenFlaw;
use risk::Action;

/// The answer to advance data: the strongest of what the law and the profiles ask for.
pub(crate) fn advise(case: &Case) -> Outcome {
    let asked = |wanted: fn(&Ground) -> bool| case.grounds().any(wanted);
    if asked(|ground| matches!(ground, Ground::Prohibited { .. }) || hits(ground, &[Action::DoNotLoad])) {
        Outcome::DoNotLoad
    } else if asked(|ground| {
        matches!(ground, Ground::WeightReached { .. })
            || hits(ground, &[Action::RequestScreening, Action::Examine])
    }) {
        Outcome::RequestScreening
    } else if asked(|ground| hits(ground, &[Action::RequestInformation, Action::HoldDocuments])) {
        Outcome::RequestInformation
    } else {
        Outcome::AssessmentComplete
    }
}

/// Whether a ground is a profile that asks for one of these.
fn hits(ground: &Ground, actions: &[Action]) -> bool {
    matches!(ground, Ground::ProfileHit { action, .. } if actions.contains(action))
}

/// Everything that must come before the release of a declared consignment.
pub(crate) fn wanted(case: &Case) -> Vec<Wanted> {
    let mut wanted = case.directed.clone();
    examination(case, &mut wanted);
    for ground in case.assessment.grounds.iter().chain(&case.findings) {
        wanted.extend(gate_for(ground));
    }
    wanted.extend(payment(&case.assessment));
    if case.arrived.is_none() {
        wanted.push(Wanted {
            kind: GateKind::Arrival,
            subject: "arrival".to_owned(),
            asked_by: Vec::new(),
            owner: Owner::Carrier,
            lines: Vec::new(),
        });
    }
    wanted
}

/// One examination for all that ask for it: profiles, weights, and lines to be taken out.
///
/// What asked for an examination that was made asks no more; something new asks for another one. Lines
/// that are refused later, by an agency or an officer, are taken out in an examination of their own.
fn examination(case: &Case, wanted: &mut Vec<Wanted>) {
    let kind = GateKind::Examination;
    let is_new = |asker: &String| !case.resolved.contains(&(kind, asker.clone()));
    let askers: Vec<String> = case.findings.iter().filter_map(asker).filter(is_new).collect();
    let mixed: Vec<u32> = case.kept_out().difference(&case.separated_lines).copied().collect();
    let (subject, asked_by) = if !askers.is_empty() {
        ("risk".to_owned(), askers)
    } else if !mixed.is_empty() {
        (format!("separation {mixed:?}"), Vec::new())
    } else {
        return;
    };
    wanted.push(Wanted { kind, subject, asked_by, owner: Owner::Customs, lines: Vec::new() });
}

/// What asks for an examination, by a name that stays the same as long as it asks for the same.
fn asker(ground: &Ground) -> Option<String> {
    match ground {
        Ground::ProfileHit { profile, action, .. }
            if [Action::Examine, Action::RequestScreening, Action::DoNotLoad].contains(action) =>
        {
            Some(format!("profile {profile}"))
        }
        Ground::WeightReached { weight, .. } => Some(format!("weight {weight}")),
        Ground::ControlSample { .. } => Some("control sample".to_owned()),
        _ => None,
    }
}

/// The documents that an officer or a profile waits for: whether they are good is for an officer to say.
pub(crate) fn documents_to_judge(case: &Case) -> Vec<Wanted> {
    let is_open = |wanted: &Wanted| {
        case.gates().is_some_and(|gates| {
            gates.iter().any(|gate| gate.kind == wanted.kind && gate.subject == wanted.subject)
        })
    };
    let asked = case.directed.iter().cloned().chain(case.findings.iter().filter_map(gate_for));
    asked.filter(|wanted| wanted.kind == GateKind::Document && is_open(wanted)).collect()
}

impl Case {
    /// The grounds that hold a gate open.
    pub fn grounds_of(&self, gate: &Gate) -> impl Iterator<Item = &Ground> {
        self.grounds().filter(move |ground| holds_open(ground, gate))
    }
}

fn holds_open(ground: &Ground, gate: &Gate) -> bool {
    let is_asked = |asker: String| gate.kind == GateKind::Examination && gate.asked_by.contains(&asker);
    let is_about = |prefix: &str| gate.subject.starts_with(prefix);
    match ground {
        Ground::Charged { .. } | Ground::NotDeferred { .. } => gate.kind == GateKind::Payment,
        Ground::OfficerDecided { .. } => is_about("directed "),
        Ground::Joined { consignment, .. } => is_about(&format!("joined {consignment}")),
        Ground::Examined { differing, .. } => !differing.is_empty() && is_about("discrepancy "),
        Ground::Prohibited { .. } => is_about("separation "),
        Ground::ListedParty { .. }
        | Ground::ResemblesListed { .. }
        | Ground::FilingsDisagree { .. }
        | Ground::Signalled { .. } => gate.asked_by.iter().any(|asker| asker.starts_with("weight ")),
        _ => {
            let own =
                gate_for(ground).is_some_and(|own| own.kind == gate.kind && own.subject == gate.subject);
            own || asker(ground).is_some_and(is_asked)
        }
    }
}

/// The gate that one ground asks for by itself.
fn gate_for(ground: &Ground) -> Option<Wanted> {
    let (kind, subject, owner, lines) = match ground {
        Ground::PermitMissing { line, permit, .. } => {
            (GateKind::Document, format!("permit {permit} line {line}"), Owner::Filer, vec![*line])
        }
        Ground::PermitPresented { line, permit, agency: Some(agency), .. } => (
            GateKind::Agency,
            format!("permit {permit} line {line}"),
            Owner::Agency(agency.clone()),
            vec![*line],
        ),
        Ground::ProfileHit {
            profile,
            action: Action::HoldDocuments | Action::RequestInformation,
            lines,
            ..
        } => (GateKind::Document, format!("profile {profile}"), Owner::Filer, lines.clone()),
        Ground::ProfileHit { profile, owner, action: Action::Refer, lines, .. } => {
            (GateKind::Agency, format!("profile {profile}"), Owner::Agency(owner.clone()), lines.clone())
        }
        Ground::TaxTokenRefused { flaw, .. } if *flaw != TokenFlaw::Missing => {
            (GateKind::Document, "tax token".to_owned(), Owner::Filer, Vec::new())
        }
        Ground::NoRate { kind, line } => {
            (GateKind::Referral, format!("{} rate line {line}", kind.as_str()), Owner::Customs, vec![*line])
        }
        _ => return None,
    };
    Some(Wanted { kind, subject, asked_by: Vec::new(), owner, lines })
}

/// Payment, where release waits for it; asked of whoever owes the first charge that waits.
fn payment(assessment: &Assessment) -> Option<Wanted> {
    let waiting = assessment.charges().find(|charge| charge.is_waited_for())?;
    Some(Wanted {
        kind: GateKind::Payment,
        subject: "payment".to_owned(),
        asked_by: Vec::new(),
        owner: payer(waiting.debtor),
        lines: Vec::new(),
    })
}

/// Whose turn it is to pay what a debtor owes.
pub(crate) fn payer(debtor: Debtor) -> Owner {
    match debtor {
        Debtor::Consignee => Owner::Consignee,
        Debtor::Declarant | Debtor::Seller => Owner::Filer,
        Debtor::Carrier => Owner::Carrier,
    }
}

/// What deserves a look, as grounds, with the sum of weights where it reaches the limit, and whether the lot has chosen
/// the consignment.
pub(crate) fn findings(
    look: Look,
    disagreements: Vec<Ground>,
    (lot, threshold): (Option<u64>, Option<u32>),
    parameters: &Parameters,
) -> Vec<Ground> {
    let weight = disagreements
        .iter()
        .map(|ground| match ground {
            Ground::FilingsDisagree { weight, .. } => i64::from(*weight),
            _ => 0,
        })
        .fold(look.weight, i64::saturating_add);
    let mut findings = look.grounds;
    findings.extend(disagreements);
    let limit = &parameters.examine_at_weight;
    let weight = u32::try_from(weight.clamp(0, i64::from(u32::MAX))).unwrap_or_default();
    let (usual, law) = (limit.value, || limit.law.clone());
    let threshold = threshold.unwrap_or(usual).max(usual);
    if weight > 0 && weight >= threshold {
        findings.push(Ground::WeightReached { weight, limit: threshold, law: law() });
    } else if weight > 0 && weight >= usual {
        findings.push(Ground::BeyondCapacity { weight, usual, limit: threshold, law: law() });
    }
    if let Some(share) = &parameters.control_sample_per_mille
        && lot.is_some_and(|lot| is_drawn(lot, share.value))
    {
        findings.push(Ground::ControlSample { per_mille: share.value, law: share.law.clone() });
    }
    findings
}

/// Whether a lot is among so many of a thousand.
fn is_drawn(lot: u64, per_mille: u32) -> bool {
    (u128::from(lot) * 1000) >> 64 < u128::from(per_mille)
}
