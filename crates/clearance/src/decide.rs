//! From what is owed and what deserves a look to what must come before release.

use crate::assess::risk::Look;
use crate::assessment::Assessment;
use crate::case::{Case, Outcome};
use crate::gate::{GateKind, Owner, Wanted};
use crate::ground::Ground;
use crate::procedure::{Debtor, Parameters};
use crate::{Declaration, Stage};
use risk::Action;

/// The answer to advance data: the strongest of what the profiles ask for.
pub(crate) fn advise(findings: &[Ground]) -> Outcome {
    let asked = |wanted: fn(Action) -> bool| {
        findings.iter().any(|ground| matches!(ground, Ground::ProfileHit { action, .. } if wanted(*action)))
    };
    if asked(|action| action == Action::DoNotLoad) {
        Outcome::DoNotLoad
    } else if asked(|action| matches!(action, Action::RequestScreening | Action::Examine)) {
        Outcome::RequestScreening
    } else if asked(|action| matches!(action, Action::RequestInformation | Action::HoldDocuments)) {
        Outcome::RequestInformation
    } else {
        Outcome::AssessmentComplete
    }
}

/// Everything that must come before the release of a declared consignment.
pub(crate) fn wanted(case: &Case, declaration: &Declaration) -> Vec<Wanted> {
    let mut wanted = case.directed.clone();
    examination(case, &mut wanted);
    for ground in case.assessment.grounds.iter().chain(&case.findings) {
        wanted.extend(gate_for(ground));
    }
    wanted.extend(payment(&case.assessment));
    if case.arrived.is_none() && declaration.stage != Stage::OnArrival {
        wanted.push(Wanted {
            kind: GateKind::Arrival,
            subject: "arrival".to_owned(),
            owner: Owner::Carrier,
            lines: Vec::new(),
        });
    }
    wanted
}

/// One examination for all that ask for it: profiles, weights, and lines to be taken out.
///
/// Lines that are refused later, by an agency or an officer, are taken out in an examination of their own.
fn examination(case: &Case, wanted: &mut Vec<Wanted>) {
    let asks = |ground: &Ground| match ground {
        Ground::ProfileHit { action, .. } => {
            matches!(action, Action::Examine | Action::RequestScreening | Action::DoNotLoad)
        }
        Ground::WeightReached { .. } => true,
        _ => false,
    };
    let kind = GateKind::Examination;
    let is_done = |subject: &str| case.resolved.contains(&(kind, subject.to_owned()));
    let mixed: Vec<u32> = case.kept_out().difference(&case.separated_lines).copied().collect();
    let subject = if case.grounds().any(asks) && !is_done("risk") {
        "risk".to_owned()
    } else if !mixed.is_empty() {
        format!("separation {mixed:?}")
    } else {
        return;
    };
    wanted.push(Wanted { kind, subject, owner: Owner::Customs, lines: Vec::new() });
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
        Ground::NoDutyRate { line } => {
            (GateKind::Referral, format!("duty rate line {line}"), Owner::Customs, vec![*line])
        }
        _ => return None,
    };
    Some(Wanted { kind, subject, owner, lines })
}

/// Payment, where release waits for it; asked of whoever owes the first charge that waits.
fn payment(assessment: &Assessment) -> Option<Wanted> {
    let waiting = assessment.charges().find(|charge| charge.release_waits && !charge.due.is_zero())?;
    let owner = match waiting.debtor {
        Debtor::Consignee => Owner::Consignee,
        Debtor::Declarant | Debtor::Seller => Owner::Filer,
        Debtor::Carrier => Owner::Carrier,
    };
    Some(Wanted { kind: GateKind::Payment, subject: "payment".to_owned(), owner, lines: Vec::new() })
}

/// What deserves a look, as grounds, with the sum of weights where it reaches the limit.
pub(crate) fn findings(look: Look, disagreements: Vec<Ground>, parameters: &Parameters) -> Vec<Ground> {
    let weight = disagreements
        .iter()
        .map(|ground| match ground {
            Ground::FilingsDisagree { weight, .. } => *weight,
            _ => 0,
        })
        .fold(look.weight, u32::saturating_add);
    let mut findings = look.grounds;
    findings.extend(disagreements);
    let limit = &parameters.examine_at_weight;
    if weight > 0 && weight >= limit.value {
        findings.push(Ground::WeightReached { weight, limit: limit.value, law: limit.law.clone() });
    }
    findings
}
