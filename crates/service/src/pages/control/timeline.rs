//! What happened to a consignment, the newest first, with what was found, decided and said: read from the journal.

use crate::http::events::kind_of;
use crate::pages::frame::Frame;
use clearance::{Command, ExaminationResult, Finding, OfficerDecision, ReturnReport, WholeReturn};
use jiff::Timestamp;
use std::fmt::Display;
use store::row::{KeptCommand, decode_command};
use store::{Entry, Reader, StoreFailure, What, moment};

/// The most that is shown of what happened.
const MOST: usize = 40;

/// Something that happened.
pub(super) struct Happened {
    pub(super) at: Timestamp,
    /// For which organisation it was done.
    pub(super) who: String,
    /// The role in which it was done.
    pub(super) role: String,
    /// What: the end of a message's id.
    pub(super) what: String,
    pub(super) entry: u64,
    /// The command, where it was one that says more.
    command: Option<KeptCommand>,
    /// Why, where it came with other words of a declaration.
    reason: Option<String>,
}

/// One thing that was said with it: what it is about, and what was said.
pub(super) struct Said {
    pub(super) about: String,
    pub(super) text: String,
}

/// What happened, from an entry back.
pub(super) fn happened(reader: &Reader, last: u64) -> Result<Vec<Happened>, StoreFailure> {
    let mut all = Vec::new();
    let mut number = last;
    while number != 0 && all.len() < MOST {
        let Some(bytes) = reader.entry(number)? else { break };
        let entry = Entry::decode(&bytes)?;
        let what = match &entry.result {
            Some(decided) => kind_of(&entry, decided)?,
            None => "declaration.returned",
        };
        let reason = match &entry.what {
            What::Corrected { reason, .. } => Some((*reason).to_owned()),
            _ => None,
        };
        let command = match &entry.what {
            What::Commanded { command } => Some(decode_command(command)?),
            _ => None,
        };
        all.push(Happened {
            at: moment(entry.at)?,
            who: entry.actor.organisation.to_owned(),
            role: entry.actor.role.to_owned(),
            what: what.replace('.', "_"),
            entry: number,
            command,
            reason,
        });
        number = entry.previous;
    }
    Ok(all)
}

impl Happened {
    /// What was found, decided and said.
    pub(super) fn said(&self, f: &Frame) -> Vec<Said> {
        let reason = |reason: &str| said(f.say("page-control-reason"), reason);
        let all = match &self.command {
            None => self.reason.iter().map(|why| reason(why)).collect(),
            Some(KeptCommand::Join { reason: why, .. }) => vec![reason(why)],
            Some(KeptCommand::Whole(command)) => match command {
                Command::ReportExamination(result) => examined(f, result),
                Command::Decide(decision) => decided(f, decision),
                Command::AnswerReferral(answer) => {
                    let answered = if answer.approved { "approve" } else { "refuse" };
                    let answered = f.word("page-agency-answer", answered);
                    vec![said(f.agency(&answer.agency), answered), reason(&answer.reason)]
                }
                Command::RecordPayment(payment) => {
                    vec![said(
                        f.say("page-said-payment"),
                        format!("{} ({})", payment.amount, payment.reference),
                    )]
                }
                Command::ReversePayment(reversal) => vec![
                    said(f.say("page-said-payment_back"), reversal.reference.as_str()),
                    reason(&reversal.reason),
                ],
                Command::Decline(declination) => vec![reason(&declination.reason)],
                Command::Invalidate(invalidation) => vec![reason(&invalidation.reason)],
                Command::Claim(claim) => vec![reason(&claim.reason)],
                Command::RefuseClaim(refusal) => vec![reason(&refusal.reason)],
                Command::Propose(proposal) => vec![reason(&proposal.reason)],
                Command::Sign(signature) => vec![reason(&signature.reason)],
                Command::JoinInto(joined) => vec![reason(&joined.reason)],
                Command::RecordRefund(refund) => {
                    vec![said(f.say("page-said-refund"), format!("{} ({})", refund.amount, refund.reference))]
                }
                Command::Return(ReturnReport { outbound, .. })
                | Command::ReturnWhole(WholeReturn { outbound }) => {
                    vec![said(f.say("page-trade-number"), outbound)]
                }
                Command::PassDeadline(_)
                | Command::Reassess
                | Command::Arrive(_)
                | Command::Lodge(_)
                | Command::Amend(_)
                | Command::Correct(_)
                | Command::Join(_) => Vec::new(),
            },
        };
        all.into_iter().filter(|said| !said.text.is_empty()).collect()
    }
}

/// What an examination found, goods item by goods item; what is not named is as declared.
fn examined(f: &Frame, result: &ExaminationResult) -> Vec<Said> {
    let finding = |finding: Finding| f.word("page-finding", finding.as_str());
    let found = result
        .findings
        .iter()
        .map(|(line, found)| said(f.say_with("page-control-line", "line", line), finding(*found)));
    let mut all: Vec<Said> = found.collect();
    if all.is_empty() {
        all.push(said(f.say("page-control-goods"), finding(Finding::Conforms)));
    }
    all.push(said(f.say("page-control-note"), result.note.as_str()));
    all
}

fn decided(f: &Frame, decision: &OfficerDecision) -> Vec<Said> {
    let lines: Vec<String> =
        decision.lines.iter().map(|line| f.say_with("page-control-line", "line", line)).collect();
    let what = f.word("page-direction", decision.decision.as_str());
    vec![
        said(f.say("page-control-decision"), what),
        said(f.say("page-control-about"), lines.join(", ")),
        said(f.say("page-control-reason"), decision.reason.as_str()),
    ]
}

fn said(about: String, text: impl Display) -> Said {
    Said { about, text: text.to_string() }
}
