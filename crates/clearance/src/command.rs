//! Everything that can happen to a consignment: one way in.

use crate::assessment::Assessment;
use crate::case::{Arrival, Case};
use crate::filer::Filer;
use crate::going_back::Condition;
use crate::identifier::{Mrn, TrackingNumber};
use crate::post_clearance::{Chosen, PostClearanceAct};
use crate::{Declaration, Fault};
use jiff::Timestamp;
use quantity::{Decimal, Money, words};

/// A command about one consignment.
#[derive(Clone, Debug)]
pub enum Command {
    /// A filer declares a consignment, or sends advance data about it.
    Lodge(Lodgement),
    /// A filer replaces what they declared.
    Amend(Amendment),
    /// A filer or an officer makes a declaration invalid.
    Invalidate(Invalidation),
    /// The carrier reports that the goods are here.
    Arrive(ArrivalReport),
    /// An officer examined the goods.
    ReportExamination(ExaminationResult),
    /// An officer decides, whatever was decided before.
    Decide(OfficerDecision),
    /// Another authority answers.
    AnswerReferral(AgencyAnswer),
    /// Money came in.
    RecordPayment(PaymentRecord),
    /// The consignee does not want the goods.
    Decline(Declination),
    /// Goods leave.
    Return(ReturnReport),
    /// All goods leave, as journals tell it from before the law of returns was asked.
    ReturnWhole(WholeReturn),
    /// Money went out for what is owed back.
    RecordRefund(RefundRecord),
    /// A deadline passed.
    PassDeadline(PassedDeadline),
    /// Something that a decision hangs on has changed: it is looked at again.
    Reassess,
    /// Another case turned out to be about this consignment: it is taken in.
    Join(Joining),
    /// This case turned out to be about the consignment of another: it ends in that one.
    JoinInto(JoinedInto),
    /// Money that had come in went back to whoever had paid it: it bounced.
    ReversePayment(PaymentReversal),
    /// An officer corrects what was declared, after release.
    Correct(Correction),
    /// The filer says after release that something else should have been charged.
    Claim(ClaimOfFiler),
    /// An officer finds that what was charged stands.
    RefuseClaim(ClaimRefusal),
    /// An officer proposes to waive a debt, or to give it up.
    Propose(Proposal),
    /// Another signs that, or does not.
    Sign(Signature),
}

/// A declaration comes in.
#[derive(Clone, Debug)]
pub struct Lodgement {
    /// The number of the declaration, given at the edge.
    pub number: Mrn,
    /// The id of the consignment, given at the edge; used if there is no case yet.
    pub consignment: String,
    /// Who files.
    pub filer: Filer,
    /// What was declared.
    pub declaration: Box<Declaration>,
    /// What was found wanting, though not enough to send it back.
    pub warnings: Vec<Fault>,
    /// What it comes to by itself by the law and the register of the facts, where somebody has assessed it ahead. It
    /// changes no answer, only who has reckoned.
    pub assessed: Option<Box<Assessment>>,
}

/// A declaration is replaced.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// The number of the declaration.
    pub number: Mrn,
    /// Who amends: the filer of it.
    pub filer: Filer,
    /// What is declared now.
    pub declaration: Box<Declaration>,
    /// What was found wanting.
    pub warnings: Vec<Fault>,
}

/// A declaration is made invalid.
#[derive(Clone, Debug)]
pub struct Invalidation {
    /// The number of the declaration.
    pub number: Mrn,
    /// The filer who asks; `None` for an officer.
    pub filer: Option<Filer>,
    /// Why.
    pub reason: String,
}

/// The goods are here.
#[derive(Clone, Debug)]
pub struct ArrivalReport {
    /// The office.
    pub office: String,
    /// When they arrived.
    pub arrived: Timestamp,
}

impl From<&ArrivalReport> for Arrival {
    fn from(report: &ArrivalReport) -> Arrival {
        Arrival { office: report.office.clone(), at: report.arrived }
    }
}

/// What an examination found.
#[derive(Clone, Debug)]
pub struct ExaminationResult {
    /// The control that was open.
    pub control: String,
    /// The findings by line; lines without one are as declared.
    pub findings: Vec<(u32, Finding)>,
    /// What the officer wrote.
    pub note: String,
}

words! {
    /// What was found about a line.
    Finding {
        /// As declared.
        Conforms = "conforms",
        /// Not as declared: the filer must correct it.
        Differs = "differs",
        /// May not enter.
        Refused = "refused",
    }
}

/// What an officer decides.
#[derive(Clone, Debug)]
pub struct OfficerDecision {
    /// What.
    pub decision: Direction,
    /// The lines; empty for all.
    pub lines: Vec<u32>,
    /// Why. Never empty.
    pub reason: String,
}

words! {
    /// The officer's direction.
    Direction {
        /// Let the goods in, whatever was waited for.
        Release = "release",
        /// Wait for a document.
        Hold = "hold",
        /// Examine the goods.
        Examine = "examine",
        /// Keep the decision for a superior or a specialist.
        Refer = "refer",
        /// The goods may not enter.
        RefuseEntry = "refuse_entry",
    }
}

/// Another authority's answer.
#[derive(Clone, Debug)]
pub struct AgencyAnswer {
    /// The control that was open.
    pub control: String,
    /// The agency that answers; it must be the one that was asked.
    pub agency: String,
    /// Whether it lets the goods in.
    pub approved: bool,
    /// Why.
    pub reason: String,
}

/// A payment.
#[derive(Clone, Debug)]
pub struct PaymentRecord {
    /// How much.
    pub amount: Money,
    /// The payer's or provider's reference.
    pub reference: String,
}

/// A payment bounced.
#[derive(Clone, Debug)]
pub struct PaymentReversal {
    /// The reference under which it was recorded.
    pub reference: String,
    /// Why. Never empty.
    pub reason: String,
}

/// The consignee does not want the goods.
#[derive(Clone, Debug)]
pub struct Declination {
    /// Why.
    pub reason: String,
}

/// Goods leave.
#[derive(Clone, Debug)]
pub struct ReturnReport {
    /// The number under which they travel back.
    pub outbound: TrackingNumber,
    /// Which goods; nothing named means all that are left.
    pub goods: Vec<ReturnedGoods>,
    /// What they are like.
    pub condition: Condition,
    /// When they left; none for the moment of the report.
    pub exported: Option<Timestamp>,
    /// When the return was asked for; none for the moment of the report.
    pub asked: Option<Timestamp>,
    /// Since when they may go, as whoever keeps the case remembers: a case that was paid later only knows since when
    /// it was paid.
    pub released: Option<Timestamp>,
    /// The entry that told of the scan which was matched, if one was.
    pub scan: Option<u64>,
    /// Why an officer matched it.
    pub reason: Option<String>,
}

impl ReturnReport {
    /// All goods that are left leave now, as they came in.
    pub fn of_all(outbound: TrackingNumber) -> ReturnReport {
        let (goods, condition) = (Vec::new(), Condition::Unchanged);
        ReturnReport {
            outbound,
            goods,
            condition,
            exported: None,
            asked: None,
            released: None,
            scan: None,
            reason: None,
        }
    }
}

/// What was declared is corrected after release.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The number of the declaration: the one that governs.
    pub number: Mrn,
    /// What should have been declared.
    pub declaration: Box<Declaration>,
    /// What is found wanting in that.
    pub warnings: Vec<Fault>,
    /// Why. Never empty.
    pub reason: String,
    /// Whether it was declared wrongly on purpose, which gives customs more time.
    pub is_wilful: bool,
}

/// A filer says that something else should have been charged.
#[derive(Clone, Debug)]
pub struct ClaimOfFiler {
    /// Who.
    pub filer: Filer,
    /// Why. Never empty.
    pub reason: String,
}

/// A claim is refused.
#[derive(Clone, Debug)]
pub struct ClaimRefusal {
    /// Why. Never empty.
    pub reason: String,
}

/// A debt is to be waived, or given up.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Remission or writing off.
    pub act: PostClearanceAct,
    /// Of which charges.
    pub of: Chosen,
    /// How much; none for all of it.
    pub amount: Option<Money>,
    /// Why. Never empty.
    pub reason: String,
    /// Who proposes it: the caller, as the service knows them.
    pub by: String,
}

/// What was proposed is signed, or not.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Whether it is signed.
    pub approved: bool,
    /// Why not.
    pub reason: String,
    /// Who signs: the caller, as the service knows them.
    pub by: String,
}

/// Goods of one line that leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnedGoods {
    /// The line.
    pub line: u32,
    /// How much, in the unit declared; none for all that is left.
    pub quantity: Option<Decimal>,
}

/// All goods leave, as it was told before the law of returns was asked. Nobody tells it any more; journals hold it.
#[derive(Clone, Debug)]
pub struct WholeReturn {
    /// The number under which they travel back.
    pub outbound: TrackingNumber,
}

/// Money went out for what is owed back.
#[derive(Clone, Debug)]
pub struct RefundRecord {
    /// How much.
    pub amount: Money,
    /// The payer's or provider's reference.
    pub reference: String,
}

/// A deadline passed.
#[derive(Clone, Debug)]
pub struct PassedDeadline {
    /// The control whose time ran out.
    pub control: String,
}

/// Another case is taken in, said to the one that stays.
#[derive(Clone, Debug)]
pub struct Joining {
    /// The other, as it was before it was joined.
    pub other: Box<Case>,
    /// Why the two are one consignment. Never empty.
    pub reason: String,
}

/// A case ends in another, said to the one that goes.
#[derive(Clone, Debug)]
pub struct JoinedInto {
    /// The consignment of the one that stays.
    pub consignment: String,
    /// Why the two are one consignment. Never empty.
    pub reason: String,
}
