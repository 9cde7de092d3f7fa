//! What an entry of the journal tells whom.

use super::{Event, RefusedTokenView, sees_all};
use crate::http::{Caller, Role};
use crate::lane::{certificate_id, consignment_id};
use clearance::{Command, Outcome, Phase, Signature};
use evidence::Certificate;
use store::row::{KeptCommand, decode_command};
use store::{Decided, Entry, Reader, RefusedToken, StoreFailure, What, acts, moment};

/// What happened to a consignment about which the caller did not speak: that something did.
const UPDATED: &str = "consignment.updated";
/// An agency is asked.
const REFERRED: &str = "referral.opened";
/// A tax token was refused.
const TOKEN_REFUSED: &str = "tax_token.refused";
/// Two consignments turned out to be one.
const JOINED: &str = "consignment.joined";

/// The events of an entry for a caller: what was done, and what it came to where that is news.
pub(super) fn events(reader: &Reader, caller: &Caller, bytes: &[u8]) -> Result<Vec<Event>, StoreFailure> {
    let entry = Entry::decode(bytes)?;
    // Who looked at what has a list of its own, for whom it concerns.
    if let What::Accessed { .. } = entry.what {
        return Ok(Vec::new());
    }
    let mut events = match sees_all(caller) || entry.concerns.contains(&&*caller.organisation) {
        true => of_consignment(reader, caller, &entry)?,
        false => Vec::new(),
    };
    events.extend(token_refused(caller, &entry)?);
    Ok(events)
}

/// A token was refused: told to customs, and to whoever has its number, who learns nothing else of what was filed with it.
fn token_refused(caller: &Caller, entry: &Entry<'_>) -> Result<Option<Event>, StoreFailure> {
    let Some(RefusedToken { party, scheme_number, order, flaw }) =
        entry.tokens.as_ref().and_then(|tokens| tokens.refused.as_ref())
    else {
        return Ok(None);
    };
    let is_customs = sees_all(caller);
    if !is_customs && *party != *caller.organisation {
        return Ok(None);
    }
    Ok(Some(Event {
        id: String::new(),
        kind: TOKEN_REFUSED,
        at: moment(entry.at)?.to_string(),
        consignment: is_customs.then(|| consignment_id(entry.consignment)),
        declaration: None,
        reference: None,
        phase: None,
        outcome: None,
        certificate: None,
        tax_token: Some(RefusedTokenView {
            scheme_number: scheme_number.clone(),
            order: order.clone(),
            flaw: flaw.clone(),
        }),
    }))
}

/// The events of an entry that concerns a caller.
fn of_consignment(reader: &Reader, caller: &Caller, entry: &Entry<'_>) -> Result<Vec<Event>, StoreFailure> {
    let event = Event {
        id: String::new(),
        kind: UPDATED,
        at: moment(entry.at)?.to_string(),
        consignment: (entry.consignment != 0).then(|| consignment_id(entry.consignment)),
        declaration: None,
        reference: None,
        phase: None,
        outcome: None,
        certificate: None,
        tax_token: None,
    };
    let Some(decided) = entry.result else { return Ok(vec![undecided(entry, event)]) };
    if caller.is(Role::Agency) && is_first_concerned(reader, caller, entry)? {
        return Ok(vec![Event { kind: REFERRED, ..event }]);
    }
    let told = told(reader, caller, entry, &decided)?;
    let event = Event {
        declaration: told.declaration,
        phase: told.state.map(|(phase, _)| phase.as_str()),
        outcome: told.state.map(|(_, outcome)| outcome.as_str()),
        ..event
    };
    let done = match told.share {
        Share::All => Some(kind_of(entry, &decided)?),
        Share::Little => Some(kind_of(entry, &decided)?).filter(|kind| *kind == "consignment.arrived"),
        Share::Nothing => Some(UPDATED),
    };
    let came_to = match told.share {
        Share::Nothing => None,
        Share::All | Share::Little => came_to(reader, entry, &decided)?,
    };
    let kinds = done.into_iter().chain(came_to.filter(|kind| Some(*kind) != done));
    Ok(kinds.map(|kind| Event { kind, ..event.clone() }).collect())
}

/// Whether nothing of the consignment concerned a caller before an entry.
fn is_first_concerned(reader: &Reader, caller: &Caller, entry: &Entry<'_>) -> Result<bool, StoreFailure> {
    if entry.previous == 0 {
        return Ok(true);
    }
    let Some(bytes) = reader.entry(entry.previous)? else { return Ok(true) };
    Ok(!Entry::decode(&bytes)?.concerns.contains(&&*caller.organisation))
}

/// What happened to no consignment: something went back, or a pack or register counts from now on.
fn undecided(entry: &Entry<'_>, event: Event) -> Event {
    match &entry.what {
        What::Activated { kind, .. } if *kind == "register" => Event { kind: "register.activated", ..event },
        What::Activated { .. } => Event { kind: "pack.activated", ..event },
        What::VendorReturned { .. } => Event { kind: "vendor_return.filed", ..event },
        What::Returned { reference, .. } => Event {
            kind: "declaration.returned",
            reference: (!reference.is_empty()).then(|| (*reference).to_owned()),
            outcome: Some(Outcome::Correct.as_str()),
            ..event
        },
        What::OnAccount { .. } => Event { kind: "account.changed", ..event },
        What::Scanned { .. } => Event { kind: "return.scanned", ..event },
        What::ScanRefused { .. } => Event { kind: "return.refused", ..event },
        What::Erased { .. } => Event { kind: "texts.erased", ..event },
        What::Held { .. } => Event { kind: "legal_hold.put", ..event },
        What::HoldLifted { .. } => Event { kind: "legal_hold.lifted", ..event },
        What::FrozenOut { .. } => Event { kind: "participant.frozen_out", ..event },
        What::Readmitted { .. } => Event { kind: "participant.readmitted", ..event },
        What::DocumentAdded { .. } => Event { kind: "document.added", ..event },
        What::Certified { text } => {
            let certificate = Certificate::parse(text).ok().map(|certificate| certificate.number.to_owned());
            Event { kind: "certificate.issued", certificate, ..event }
        }
        What::CertificateRevoked { certificate, .. } => {
            Event { kind: "certificate.revoked", certificate: Some(certificate_id(*certificate)), ..event }
        }
        What::Lodged { .. }
        | What::Amended { .. }
        | What::Corrected { .. }
        | What::Commanded { .. }
        | What::Accessed { .. } => event,
    }
}

/// How much of an entry is a caller's to know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Share {
    /// It is about their declaration, or their own doing, or they are of customs.
    All,
    /// It is between customs and another filer: only what can be seen from outside.
    Little,
    /// Another filed about the same consignment: that something changed.
    Nothing,
}

struct Told {
    share: Share,
    declaration: Option<String>,
    state: Option<(Phase, Outcome)>,
}

/// What a caller is told of a decision. It hangs on the entry and on who filed before it, so it never changes.
fn told(
    reader: &Reader,
    caller: &Caller,
    entry: &Entry<'_>,
    decided: &Decided<'_>,
) -> Result<Told, StoreFailure> {
    let phase = Phase::from_name(decided.phase);
    let whole = phase.zip(Outcome::from_name(decided.outcome));
    let little = phase.map(Phase::told_to_others);
    let about = |state| Told { share: Share::All, declaration: Some(decided.number.to_owned()), state };
    if sees_all(caller) {
        return Ok(about(whole));
    }
    let own = own_declarations(reader, caller, entry)?;
    if own.iter().any(|number| number == decided.number) {
        return Ok(about(if decided.governs { whole } else { little }));
    }
    let is_actor = entry.actor.organisation == &*caller.organisation;
    let declaration = own.into_iter().next();
    Ok(match (is_actor, decided.governs) {
        (true, _) => Told { share: Share::All, declaration, state: little },
        (false, true) => Told { share: Share::Little, declaration, state: little },
        (false, false) => Told { share: Share::Nothing, declaration, state: None },
    })
}

/// The declarations that a caller had filed about the consignment by then.
fn own_declarations(
    reader: &Reader,
    caller: &Caller,
    entry: &Entry<'_>,
) -> Result<Vec<String>, StoreFailure> {
    let is_actor = entry.actor.organisation == &*caller.organisation;
    if let What::Lodged { number, .. } | What::Amended { number, .. } = entry.what
        && is_actor
    {
        return Ok(vec![number.to_owned()]);
    }
    let Some(held) = reader.load(entry.consignment)? else { return Ok(Vec::new()) };
    let own = held.case.filings.iter().filter(|filing| {
        *filing.filer.organisation == *caller.organisation && filing.accepted.as_microsecond() <= entry.at
    });
    Ok(own.map(|filing| filing.number.as_str().to_owned()).collect())
}

/// What was done.
pub(crate) fn kind_of(entry: &Entry<'_>, decided: &Decided<'_>) -> Result<&'static str, StoreFailure> {
    let command = match &entry.what {
        What::Lodged { .. } if decided.phase == Phase::Received.as_str() => {
            return Ok("declaration.received");
        }
        What::Lodged { .. } => return Ok("declaration.accepted"),
        What::Amended { .. } => return Ok("declaration.amended"),
        What::Corrected { .. } => return Ok("assessment.issued"),
        What::Returned { .. }
        | What::Activated { .. }
        | What::OnAccount { .. }
        | What::VendorReturned { .. }
        | What::Scanned { .. }
        | What::ScanRefused { .. }
        | acts!() => return Ok(UPDATED),
        What::Commanded { command } => match decode_command(command)? {
            KeptCommand::Whole(command) => command,
            KeptCommand::Join { .. } => return Ok(JOINED),
        },
    };
    Ok(match command {
        Command::Lodge(_) => "declaration.accepted",
        Command::Amend(_) => "declaration.amended",
        Command::Invalidate(_) => "declaration.invalidated",
        Command::Arrive(_) => "consignment.arrived",
        Command::ReportExamination(_) => "control.closed",
        Command::Decide(_) => "decision.made",
        Command::AnswerReferral(_) => "referral.decided",
        Command::RecordPayment(_) => "payment.received",
        Command::ReversePayment(_) => "payment.reversed",
        Command::Decline(_) => "consignment.declined",
        Command::Return(_) | Command::ReturnWhole(_) => "consignment.returned",
        Command::RecordRefund(_) => "refund.paid",
        Command::Correct(_) => "assessment.issued",
        Command::Claim(_) => "claim.filed",
        Command::RefuseClaim(_) => "claim.refused",
        Command::Sign(Signature { approved: true, .. }) => "assessment.issued",
        Command::Propose(_) | Command::Sign(_) => UPDATED,
        Command::PassDeadline(_) => "deadline.passed",
        Command::Reassess => "declaration.reassessed",
        Command::Join(_) | Command::JoinInto(_) => JOINED,
    })
}

/// What it came to, where the consignment stands elsewhere than before.
fn came_to(
    reader: &Reader,
    entry: &Entry<'_>,
    decided: &Decided<'_>,
) -> Result<Option<&'static str>, StoreFailure> {
    let kind = match Phase::from_name(decided.phase) {
        Some(Phase::Held) => "declaration.held",
        Some(Phase::Released) => "declaration.released",
        Some(Phase::Cleared) => "declaration.cleared",
        Some(Phase::Refused) => "consignment.refused",
        Some(Phase::Invalidated) => "declaration.invalidated",
        Some(Phase::Received | Phase::Accepted | Phase::Returned) | None => return Ok(None),
    };
    let before = match entry.previous {
        0 => None,
        previous => reader.entry(previous)?,
    };
    let is_same = match &before {
        None => false,
        Some(bytes) => Entry::decode(bytes)?.result.is_some_and(|before| before.phase == decided.phase),
    };
    Ok((!is_same).then_some(kind))
}
