//! Commands as JSON: what other programs send about a consignment that is declared.

use crate::post_clearance::PostClearanceText;
use clearance::identifier::{Flaw, Mrn, TrackingNumber};
use clearance::{
    AgencyAnswer, ArrivalReport, Command, Condition, Declination, Direction, ExaminationResult, Filer,
    FilerRole, Finding, Invalidation, OfficerDecision, PassedDeadline, PaymentRecord, PaymentReversal,
    RefundRecord, ReturnReport, ReturnedGoods,
};
use jiff::Timestamp;
use quantity::{Currency, Decimal, Money};
use serde::Deserialize;
use std::borrow::Cow;

/// A command as text, by its name in `command`. Lodging and amending carry a declaration and are read by
/// [`intake`](crate::intake) and `validate` instead.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum CommandText {
    /// A declaration is made invalid.
    Invalidate(InvalidationText),
    /// The goods are here.
    Arrive(ArrivalText),
    /// An officer examined the goods.
    ReportExamination(ExaminationText),
    /// An officer decides.
    Decide(DecisionText),
    /// Another authority answers.
    AnswerReferral(AnswerText),
    /// Money came in.
    RecordPayment(PaymentText),
    /// Money that had come in bounced.
    ReversePayment(ReversalText),
    /// The consignee does not want the goods.
    Decline(DeclinationText),
    /// Goods leave.
    Return(ReturnText),
    /// Money went out for what is owed back.
    RecordRefund(PaymentText),
    /// A deadline passed.
    PassDeadline(DeadlineText),
    /// Something that a decision hangs on has changed.
    Reassess,
    /// Something about the debt after release.
    #[serde(untagged)]
    PostClearance(PostClearanceText),
}

/// A declaration is made invalid, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvalidationText {
    /// The number of the declaration.
    pub declaration: String,
    /// Who asks; none for an officer.
    pub filer: Option<FilerText>,
    /// Why.
    pub reason: String,
}

/// The goods are here, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArrivalText {
    /// The customs office.
    pub office: String,
    /// When.
    pub arrived: Timestamp,
}

/// What an examination found, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExaminationText {
    /// The control.
    pub control: String,
    /// What was found, line by line.
    #[serde(default)]
    pub findings: Vec<FindingText>,
    /// In the officer's words.
    #[serde(default)]
    pub note: String,
}

/// An officer's decision, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionText {
    /// `release`, `hold`, `examine`, `refer` or `refuse_entry`.
    pub decision: String,
    /// The lines; none for all.
    #[serde(default)]
    pub lines: Vec<u32>,
    /// Why.
    pub reason: String,
}

/// Another authority's answer, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerText {
    /// The control.
    pub control: String,
    /// Who answers.
    pub agency: String,
    /// Whether the goods may enter.
    pub approved: bool,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A payment, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentText {
    /// How much, as decimal text.
    pub amount: String,
    /// In which currency.
    pub currency: String,
    /// The payer's reference.
    #[serde(default)]
    pub reference: String,
}

/// That a payment bounced, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReversalText {
    /// The reference under which it was recorded.
    pub reference: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// That the consignee does not want the goods, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclinationText {
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// That goods leave, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnText {
    /// The number under which they travel back.
    pub outbound: String,
    /// Which goods; none for all that are left.
    #[serde(default)]
    pub goods: Vec<ReturnedText>,
    /// `unchanged`, `defective` or `changed`.
    #[serde(default)]
    pub condition: Option<String>,
    /// When they left; none for now.
    #[serde(default)]
    pub exported: Option<Timestamp>,
    /// When the return was asked for; none for now.
    #[serde(default)]
    pub asked: Option<Timestamp>,
}

/// Goods of a line that leave, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnedText {
    /// The line.
    pub line: u32,
    /// How much, as decimal text; none for all that is left.
    #[serde(default)]
    pub quantity: Option<String>,
}

/// That a deadline passed, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineText {
    /// The control whose time ran out.
    pub control: String,
}

/// A filer as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilerText {
    /// The organisation.
    pub organisation: String,
    /// The role.
    pub role: String,
}

/// A finding as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingText {
    /// The line.
    pub line: u32,
    /// `conforms`, `differs` or `refused`.
    pub finding: String,
}

/// Why a text is not a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandFlaw {
    /// The member that is wrong, as a JSON pointer.
    pub pointer: Cow<'static, str>,
    /// What belongs there.
    pub expected: String,
}

/// The most characters of a reason, a note or a name in a command.
pub const FREE_TEXT_CHARS: usize = 2_000;

pub(crate) fn flaw(pointer: impl Into<Cow<'static, str>>, expected: impl Into<String>) -> CommandFlaw {
    CommandFlaw { pointer: pointer.into(), expected: expected.into() }
}

impl FilerText {
    /// The filer, if the role is known.
    pub fn read(&self) -> Result<Filer, CommandFlaw> {
        let role = FilerRole::from_name(&self.role).ok_or_else(|| {
            let roles: Vec<&str> = FilerRole::ALL.iter().map(|role| role.as_str()).collect();
            flaw("/filer/role", roles.join(", "))
        })?;
        Ok(Filer { organisation: self.organisation.clone(), role })
    }
}

impl CommandText {
    /// The command; `local` is the currency that debts are in.
    ///
    /// Errors: the member that is not what it should be.
    pub fn read(&self, local: Currency) -> Result<Command, CommandFlaw> {
        Ok(match self {
            CommandText::Invalidate(text) => Command::Invalidate(Invalidation {
                number: mrn(&text.declaration)?,
                filer: text.filer.as_ref().map(FilerText::read).transpose()?,
                reason: free_text("/reason", &text.reason)?,
            }),
            CommandText::Arrive(text) => Command::Arrive(ArrivalReport {
                office: free_text("/office", &text.office)?,
                arrived: text.arrived,
            }),
            CommandText::ReportExamination(text) => Command::ReportExamination(ExaminationResult {
                control: free_text("/control", &text.control)?,
                findings: (0..).zip(&text.findings).map(finding).collect::<Result<_, _>>()?,
                note: free_text("/note", &text.note)?,
            }),
            CommandText::Decide(text) => Command::Decide(OfficerDecision {
                decision: direction(&text.decision)?,
                lines: text.lines.clone(),
                reason: free_text("/reason", &text.reason)?,
            }),
            CommandText::AnswerReferral(text) => Command::AnswerReferral(AgencyAnswer {
                control: free_text("/control", &text.control)?,
                agency: free_text("/agency", &text.agency)?,
                approved: text.approved,
                reason: free_text("/reason", &text.reason)?,
            }),
            CommandText::RecordPayment(text) => Command::RecordPayment(PaymentRecord {
                amount: money(&text.amount, &text.currency, local)?,
                reference: one_line("/reference", &text.reference)?,
            }),
            CommandText::ReversePayment(text) => Command::ReversePayment(PaymentReversal {
                reference: one_line("/reference", &text.reference)?,
                reason: free_text("/reason", &text.reason)?,
            }),
            CommandText::Decline(text) => {
                Command::Decline(Declination { reason: free_text("/reason", &text.reason)? })
            }
            CommandText::Return(text) => Command::Return(text.read()?),
            CommandText::RecordRefund(text) => Command::RecordRefund(RefundRecord {
                amount: money(&text.amount, &text.currency, local)?,
                reference: one_line("/reference", &text.reference)?,
            }),
            CommandText::Reassess => Command::Reassess,
            CommandText::PostClearance(text) => text.read(local)?,
            CommandText::PassDeadline(text) => {
                Command::PassDeadline(PassedDeadline { control: free_text("/control", &text.control)? })
            }
        })
    }
}

/// The most goods one return may name: those of the largest declaration.
const MOST_RETURNED: usize = clearance::MAX_GOODS_ITEMS;

impl ReturnText {
    /// The report, with nothing that only whoever keeps the case remembers.
    pub fn read(&self) -> Result<ReturnReport, CommandFlaw> {
        Ok(ReturnReport {
            goods: returned_goods(&self.goods)?,
            condition: condition(self.condition.as_deref())?,
            exported: self.exported,
            asked: self.asked,
            ..ReturnReport::of_all(tracking_number("/outbound", &self.outbound)?)
        })
    }
}

pub(crate) fn tracking_number(pointer: &'static str, text: &str) -> Result<TrackingNumber, CommandFlaw> {
    TrackingNumber::parse(text).map_err(|found| flaw(pointer, found.to_string()))
}

/// Goods that leave, line by line.
///
/// Errors: the member that is not what it should be.
pub fn returned_goods(goods: &[ReturnedText]) -> Result<Vec<ReturnedGoods>, CommandFlaw> {
    if goods.len() > MOST_RETURNED {
        return Err(flaw("/goods", format!("at most {MOST_RETURNED} lines")));
    }
    (0..).zip(goods).map(returned).collect()
}

fn returned((place, text): (usize, &ReturnedText)) -> Result<ReturnedGoods, CommandFlaw> {
    let quantity = text.quantity.as_deref().map(Decimal::parse).transpose();
    let quantity = quantity.map_err(|_| flaw(format!("/goods/{place}/quantity"), "a decimal number"))?;
    Ok(ReturnedGoods { line: text.line, quantity })
}

/// What goods are like; whoever says nothing has seen nothing that is not as it was.
pub(crate) fn condition(text: Option<&str>) -> Result<Condition, CommandFlaw> {
    let Some(text) = text else { return Ok(Condition::Unchanged) };
    Condition::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = Condition::ALL.iter().map(|condition| condition.as_str()).collect();
        flaw("/condition", names.join(", "))
    })
}

/// What somebody wrote in their own words, or a name: it is kept for good, so it must not be a book.
///
/// Errors: it is longer than [`FREE_TEXT_CHARS`], or has control characters that are no ends of lines.
pub fn free_text(pointer: &'static str, text: &str) -> Result<String, CommandFlaw> {
    if text.chars().any(|sign| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t')) {
        return Err(flaw(pointer, "no control characters".to_owned()));
    }
    match text.chars().nth(FREE_TEXT_CHARS) {
        None => Ok(text.to_owned()),
        Some(_) => Err(flaw(pointer, format!("at most {FREE_TEXT_CHARS} characters"))),
    }
}

/// What others print on one line, such as the reference of a payment.
///
/// Errors: as [`free_text`], or it has more than one line.
pub fn one_line(pointer: &'static str, text: &str) -> Result<String, CommandFlaw> {
    match text.chars().any(char::is_control) {
        true => Err(flaw(pointer, "one line without control characters".to_owned())),
        false => free_text(pointer, text),
    }
}

fn mrn(text: &str) -> Result<Mrn, CommandFlaw> {
    Mrn::parse(text).map_err(|found: Flaw| flaw("/declaration", found.to_string()))
}

fn finding((place, text): (usize, &FindingText)) -> Result<(u32, Finding), CommandFlaw> {
    let finding = Finding::from_name(&text.finding).ok_or_else(|| {
        let names: Vec<&str> = Finding::ALL.iter().map(|finding| finding.as_str()).collect();
        flaw(format!("/findings/{place}/finding"), names.join(", "))
    })?;
    Ok((text.line, finding))
}

fn direction(text: &str) -> Result<Direction, CommandFlaw> {
    Direction::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = Direction::ALL.iter().map(|direction| direction.as_str()).collect();
        flaw("/decision", names.join(", "))
    })
}

/// Money in the currency of debts keeps whole minor units; in another currency it cannot fit a debt, and
/// clearance refuses it.
///
/// # Errors
/// It is no amount of whole minor units.
pub fn money(amount: &str, currency: &str, local: Currency) -> Result<Money, CommandFlaw> {
    let currency = match currency == local.code() {
        true => local,
        false => Currency::new(currency, 2).ok_or_else(|| flaw("/currency", "three capital letters"))?,
    };
    let micro = Decimal::parse(amount).map_err(|_| flaw("/amount", "a decimal number"))?.micro();
    let micro_per_minor = 1_000_000 / currency.minor_per_unit();
    match micro % micro_per_minor {
        0 => Ok(Money::new(micro / micro_per_minor, currency)),
        _ => Err(flaw("/amount", "whole minor units of the currency")),
    }
}
