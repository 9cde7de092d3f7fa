//! What is asked about a debt after release, and what is told of it.

use crate::command::{CommandFlaw, FilerText, flaw, free_text, money};
use crate::decision::Shown;
use clearance::{
    Case, Chosen, ClaimOfFiler, ClaimRefusal, Command, PostClearance, PostClearanceAct, Proposal, Signature,
};
use quantity::Currency;
use serde::{Deserialize, Serialize};
use tariff::ChargeKind;

/// A command about a debt after release, by its name in `command`.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum PostClearanceText {
    /// A filer claims.
    Claim(ClaimText),
    /// A claim is refused.
    RefuseClaim(ReasonText),
    /// A debt is to be waived.
    Remit(WaiverText),
    /// A debt is to be given up.
    WriteOff(WaiverText),
    /// What was proposed is signed, or not.
    Sign(SignatureText),
}

/// A claim, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimText {
    /// Who claims.
    pub filer: FilerText,
    /// Why.
    pub reason: String,
}

/// Why, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReasonText {
    /// Why.
    pub reason: String,
}

/// What of a debt is to be waived or given up, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaiverText {
    /// Why.
    pub reason: String,
    /// On one line; none for all.
    #[serde(default)]
    pub line: Option<u32>,
    /// One kind of charge, or `interest`; none for all.
    #[serde(default)]
    pub charge: Option<String>,
    /// How much, as decimal text; none for all of it.
    #[serde(default)]
    pub amount: Option<String>,
    /// In which currency, where an amount is said.
    #[serde(default)]
    pub currency: Option<String>,
}

/// A signature, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureText {
    /// Whether it is signed.
    pub approved: bool,
    /// Why not.
    #[serde(default)]
    pub reason: String,
}

/// The word for interest beside the kinds of charges.
const INTEREST: &str = "interest";

impl PostClearanceText {
    /// The command. Who proposes and who signs is not theirs to say: the service knows it.
    pub(crate) fn read(&self, local: Currency) -> Result<Command, CommandFlaw> {
        Ok(match self {
            PostClearanceText::Claim(text) => Command::Claim(ClaimOfFiler {
                filer: text.filer.read()?,
                reason: free_text("/reason", &text.reason)?,
            }),
            PostClearanceText::RefuseClaim(text) => {
                Command::RefuseClaim(ClaimRefusal { reason: free_text("/reason", &text.reason)? })
            }
            PostClearanceText::Remit(text) => text.read(PostClearanceAct::Remission, local)?,
            PostClearanceText::WriteOff(text) => text.read(PostClearanceAct::WriteOff, local)?,
            PostClearanceText::Sign(text) => Command::Sign(Signature {
                approved: text.approved,
                reason: free_text("/reason", &text.reason)?,
                by: String::new(),
            }),
        })
    }
}

impl WaiverText {
    fn read(&self, act: PostClearanceAct, local: Currency) -> Result<Command, CommandFlaw> {
        let of = match self.charge.as_deref() {
            None => Chosen { line: self.line, ..Chosen::default() },
            Some(INTEREST) if self.line.is_none() => Chosen { only_interest: true, ..Chosen::default() },
            Some(INTEREST) => return Err(flaw("/line", "no line: interest is on the whole debt")),
            Some(text) => {
                let kind = ChargeKind::from_name(text).ok_or_else(|| {
                    let names = ChargeKind::ALL.iter().map(|kind| kind.as_str());
                    flaw("/charge", names.chain([INTEREST]).collect::<Vec<_>>().join(", "))
                })?;
                Chosen { line: self.line, kind: Some(kind), only_interest: false }
            }
        };
        let amount = match (&self.amount, &self.currency) {
            (None, None) => None,
            (Some(amount), Some(currency)) => Some(money(amount, currency, local)?),
            (Some(_), None) => return Err(flaw("/currency", "the currency of the amount")),
            (None, Some(_)) => return Err(flaw("/amount", "an amount in the currency")),
        };
        let reason = free_text("/reason", &self.reason)?;
        Ok(Command::Propose(Proposal { act, of, amount, reason, by: String::new() }))
    }
}

/// What became of a debt after release, as it is told.
#[derive(Serialize)]
pub(crate) struct PostClearanceView<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<ClaimView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proposed: Option<ProposedView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional: Option<AdditionalView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interest: Option<Shown<quantity::MoneyNumber>>,
}

#[derive(Serialize)]
struct ClaimView<'a> {
    at: Shown<jiff::Timestamp>,
    reason: &'a str,
}

#[derive(Serialize)]
struct ProposedView<'a> {
    act: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charge: Option<&'static str>,
    amount: Shown<quantity::MoneyNumber>,
    reason: &'a str,
    by: &'a str,
    at: Shown<jiff::Timestamp>,
}

#[derive(Serialize)]
struct AdditionalView {
    assessed: Shown<quantity::MoneyNumber>,
    open: Shown<quantity::MoneyNumber>,
    due: Shown<jiff::civil::Date>,
}

impl<'a> PostClearanceView<'a> {
    /// What there is to tell of a case; what waits for a signature only to officers.
    pub(crate) fn of(case: &'a Case, is_officer: bool) -> Option<PostClearanceView<'a>> {
        let PostClearance { claim, proposed, additional, interest, .. } = &case.post_clearance;
        let proposed = proposed.as_ref().filter(|_| is_officer);
        let is_told = claim.is_some() || proposed.is_some() || additional.is_some() || interest.is_some();
        is_told.then(|| PostClearanceView {
            claim: claim.as_ref().map(|claim| ClaimView { at: Shown(claim.at), reason: &claim.reason }),
            proposed: proposed.map(|proposed| ProposedView {
                act: proposed.act.as_str(),
                line: proposed.of.line,
                charge: match proposed.of.only_interest {
                    true => Some(INTEREST),
                    false => proposed.of.kind.map(ChargeKind::as_str),
                },
                amount: Shown(proposed.amount.number()),
                reason: &proposed.reason,
                by: &proposed.by,
                at: Shown(proposed.at),
            }),
            additional: additional.map(|additional| AdditionalView {
                assessed: Shown(additional.assessed.number()),
                open: Shown(additional.open.number()),
                due: Shown(additional.due),
            }),
            interest: interest.map(|interest| Shown(interest.number())),
        })
    }
}
