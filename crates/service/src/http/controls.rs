//! Controls: what an examination found, and what another authority answers.

use crate::http::commands::{COMMAND, Opened, consignment_of};
use crate::http::openapi::Operation;
use crate::http::{Code, Problem};
use axum::extract::Path;
use axum::response::Response;
use clearance::{Case, Ground, Owner};
use wire::CommandText;

pub(super) const REPORT: Operation = Operation {
    summary: "Reports what an examination found, under the number of its control.",
    takes: &[("application/json", "ExaminationResult")],
    ..COMMAND
};

pub(super) const ANSWER: Operation = Operation {
    summary: "Another authority answers what was referred to it, under the number of its control.",
    takes: &[("application/json", "AgencyAnswer")],
    ..COMMAND
};

/// An officer examined the goods.
pub(super) async fn report(
    Path(control): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let text = CommandText::ReportExamination(members.with("control", &control)?.read()?);
    let number = consignment_of(&control)?;
    let command = request.command(&text)?;
    request.carry_out(number, &format!("/v1/controls/{control}/results"), command).await
}

/// Another authority answers what was referred to it, and nothing else.
pub(super) async fn answer(
    Path(control): Path<String>,
    Opened(members, request): Opened,
) -> Result<Response, Problem> {
    let members = members.with("control", &control)?.with("agency", &request.caller.organisation)?;
    let text = CommandText::AnswerReferral(members.read()?);
    let number = consignment_of(&control)?;
    let held = request.shared.read(move |reader| reader.load(number)).await?;
    if !held.is_some_and(|held| was_asked(&held.case, &control, &request.caller.organisation)) {
        return Err(Problem::of(Code::NotFound));
    }
    let command = request.command(&text)?;
    request.carry_out(number, &format!("/v1/referrals/{control}/decision"), command).await
}

/// Whether an agency is asked about a consignment, or has answered.
pub(crate) fn was_referred(case: &Case, agency: &str) -> bool {
    let mut gates = case.gates().into_iter().flat_map(|gates| gates.iter());
    gates.any(|gate| matches!(&gate.owner, Owner::Agency(owner) if owner == agency))
        || case
            .events
            .iter()
            .any(|event| matches!(event, Ground::AgencyAnswered { agency: by, .. } if by == agency))
}

/// Whether an agency is asked under a control, or has answered.
pub(crate) fn was_asked(case: &Case, control: &str, agency: &str) -> bool {
    let gate = case.gates().and_then(|gates| gates.find(control));
    let is_open = gate.is_some_and(|gate| matches!(&gate.owner, Owner::Agency(owner) if owner == agency));
    is_open
        || case.events.iter().any(|event| match event {
            Ground::AgencyAnswered { control: answered, agency: by, .. } => {
                answered == control && by == agency
            }
            _ => false,
        })
}
