//! Rows of commands, but for those that bring a declaration: they are kept as submissions. Joining keeps where
//! the other case is found, and not the case.

use super::flaw::RowFlaw;
use super::frame;
use super::kept::{Kept, twins};
use clearance::identifier::{Mrn, TrackingNumber};
use clearance::{
    AgencyAnswer, ArrivalReport, Chosen, ClaimOfFiler, ClaimRefusal, Command, Condition, Declination,
    Direction, ExaminationResult, Filer, Finding, Invalidation, JoinedInto, OfficerDecision, PassedDeadline,
    PaymentRecord, PaymentReversal, PostClearanceAct, Proposal, RefundRecord, ReturnReport, ReturnedGoods,
    Signature, WholeReturn,
};
use jiff::Timestamp;
use quantity::{Decimal, Money};
use serde::{Deserialize, Serialize};
use tariff::ChargeKind;

/// A command as its row tells it.
#[derive(Clone, Debug)]
pub enum KeptCommand {
    /// All of it.
    Whole(Command),
    /// Another case was taken in.
    Join {
        /// The number of the other consignment.
        other: u64,
        /// The entry of the journal that left it as it was taken in.
        entry: u64,
        /// Why.
        reason: String,
    },
}

/// The row of a command; `None` for lodging, amending and correcting, which are kept as submissions, and for joining, which
/// [`encode_join`] keeps.
///
/// # Errors
/// [`RowFlaw::Unwritable`].
pub fn encode_command(command: &Command) -> Result<Option<Vec<u8>>, RowFlaw> {
    let twin = match command {
        Command::Lodge(_) | Command::Amend(_) | Command::Correct(_) | Command::Join(_) => return Ok(None),
        Command::Invalidate(command) => CommandV1::Invalidate(command.twin()),
        Command::Arrive(command) => CommandV1::Arrive(command.twin()),
        Command::ReportExamination(command) => CommandV1::ReportExamination(command.twin()),
        Command::Decide(command) => CommandV1::Decide(command.twin()),
        Command::AnswerReferral(command) => CommandV1::AnswerReferral(command.twin()),
        Command::RecordPayment(command) => CommandV1::RecordPayment(command.twin()),
        Command::Decline(command) => CommandV1::Decline(command.twin()),
        Command::Return(command) => CommandV1::ReturnGoods(command.twin()),
        Command::ReturnWhole(command) => CommandV1::Return(command.twin()),
        Command::RecordRefund(command) => CommandV1::RecordRefund(command.twin()),
        Command::PassDeadline(command) => CommandV1::PassDeadline(command.twin()),
        Command::JoinInto(command) => CommandV1::JoinInto(command.twin()),
        Command::Reassess => CommandV1::Reassess,
        Command::ReversePayment(command) => CommandV1::ReversePayment(command.twin()),
        Command::Claim(command) => CommandV1::Claim(command.twin()),
        Command::RefuseClaim(command) => CommandV1::RefuseClaim(command.twin()),
        Command::Propose(command) => CommandV1::Propose(command.twin()),
        Command::Sign(command) => CommandV1::Sign(command.twin()),
    };
    frame::write(&twin, 128).map(Some)
}

/// The row of joining: the number of the other consignment, and the entry that left it as it was taken in.
///
/// # Errors
/// [`RowFlaw::Unwritable`].
pub fn encode_join(other: u64, entry: u64, reason: &str) -> Result<Vec<u8>, RowFlaw> {
    frame::write(&CommandV1::Join { other, entry, reason }, 128)
}

/// The command of a row.
///
/// # Errors
/// Any [`RowFlaw`] of reading.
pub fn decode_command(row: &[u8]) -> Result<KeptCommand, RowFlaw> {
    let whole = match frame::read(row)? {
        CommandV1::Join { other, entry, reason } => {
            return Ok(KeptCommand::Join { other, entry, reason: reason.to_owned() });
        }
        CommandV1::Invalidate(twin) => Command::Invalidate(Kept::of_twin(twin)?),
        CommandV1::Arrive(twin) => Command::Arrive(Kept::of_twin(twin)?),
        CommandV1::ReportExamination(twin) => Command::ReportExamination(Kept::of_twin(twin)?),
        CommandV1::Decide(twin) => Command::Decide(Kept::of_twin(twin)?),
        CommandV1::AnswerReferral(twin) => Command::AnswerReferral(Kept::of_twin(twin)?),
        CommandV1::RecordPayment(twin) => Command::RecordPayment(Kept::of_twin(twin)?),
        CommandV1::Decline(twin) => Command::Decline(Kept::of_twin(twin)?),
        CommandV1::Return(twin) => Command::ReturnWhole(Kept::of_twin(twin)?),
        CommandV1::ReturnGoods(twin) => Command::Return(Kept::of_twin(twin)?),
        CommandV1::RecordRefund(twin) => Command::RecordRefund(Kept::of_twin(twin)?),
        CommandV1::PassDeadline(twin) => Command::PassDeadline(Kept::of_twin(twin)?),
        CommandV1::JoinInto(twin) => Command::JoinInto(Kept::of_twin(twin)?),
        CommandV1::Reassess => Command::Reassess,
        CommandV1::ReversePayment(twin) => Command::ReversePayment(Kept::of_twin(twin)?),
        CommandV1::Claim(twin) => Command::Claim(Kept::of_twin(twin)?),
        CommandV1::RefuseClaim(twin) => Command::RefuseClaim(Kept::of_twin(twin)?),
        CommandV1::Propose(twin) => Command::Propose(Kept::of_twin(twin)?),
        CommandV1::Sign(twin) => Command::Sign(Kept::of_twin(twin)?),
    };
    Ok(KeptCommand::Whole(whole))
}

/// A command. Variants are only ever appended: their places are on disk.
#[derive(Serialize, Deserialize)]
#[serde(bound(serialize = "", deserialize = "'de: 'a"))]
enum CommandV1<'a> {
    Invalidate(InvalidationV1<'a>),
    Arrive(ArrivalReportV1<'a>),
    ReportExamination(ExaminationResultV1<'a>),
    Decide(OfficerDecisionV1<'a>),
    AnswerReferral(AgencyAnswerV1<'a>),
    RecordPayment(PaymentRecordV1<'a>),
    Decline(DeclinationV1<'a>),
    Return(WholeReturnV1<'a>),
    PassDeadline(PassedDeadlineV1<'a>),
    JoinInto(JoinedIntoV1<'a>),
    Join { other: u64, entry: u64, reason: &'a str },
    Reassess,
    ReversePayment(PaymentReversalV1<'a>),
    ReturnGoods(ReturnReportV1<'a>),
    RecordRefund(RefundRecordV1<'a>),
    Claim(ClaimOfFilerV1<'a>),
    RefuseClaim(ClaimRefusalV1<'a>),
    Propose(ProposalV1<'a>),
    Sign(SignatureV1<'a>),
}

twins! {
    /// A declaration is made invalid.
    struct InvalidationV1 of Invalidation { number: Mrn, filer: Option<Filer>, reason: String }
    /// The goods are here.
    struct ArrivalReportV1 of ArrivalReport { office: String, arrived: Timestamp }
    /// What an examination found.
    struct ExaminationResultV1 of ExaminationResult {
        control: String,
        findings: Vec<(u32, Finding)>,
        note: String,
    }
    /// What an officer decides.
    struct OfficerDecisionV1 of OfficerDecision { decision: Direction, lines: Vec<u32>, reason: String }
    /// Another authority's answer.
    struct AgencyAnswerV1 of AgencyAnswer { control: String, agency: String, approved: bool, reason: String }
    /// A payment.
    struct PaymentRecordV1 of PaymentRecord { amount: Money, reference: String }
    /// A payment bounced.
    struct PaymentReversalV1 of PaymentReversal { reference: String, reason: String }
    /// The consignee does not want the goods.
    struct DeclinationV1 of Declination { reason: String }
    /// All goods leave.
    struct WholeReturnV1 of WholeReturn { outbound: TrackingNumber }
    /// Goods leave.
    struct ReturnReportV1 of ReturnReport {
        outbound: TrackingNumber,
        goods: Vec<ReturnedGoods>,
        condition: Condition,
        exported: Option<Timestamp>,
        asked: Option<Timestamp>,
        released: Option<Timestamp>,
        scan: Option<u64>,
        reason: Option<String>,
    }
    /// Goods of one line that leave.
    struct ReturnedGoodsV1 of ReturnedGoods { line: u32, quantity: Option<Decimal> }
    /// Money went out.
    struct RefundRecordV1 of RefundRecord { amount: Money, reference: String }
    /// A filer claims.
    struct ClaimOfFilerV1 of ClaimOfFiler { filer: Filer, reason: String }
    /// That is refused.
    struct ClaimRefusalV1 of ClaimRefusal { reason: String }
    /// A debt is to be waived, or given up.
    struct ProposalV1 of Proposal {
        act: PostClearanceAct,
        of: Chosen,
        amount: Option<Money>,
        reason: String,
        by: String,
    }
    /// Which charges are meant.
    struct ChosenV1 of Chosen { line: Option<u32>, kind: Option<ChargeKind>, only_interest: bool }
    /// That is signed, or not.
    struct SignatureV1 of Signature { approved: bool, reason: String, by: String }
    /// A deadline passed.
    struct PassedDeadlineV1 of PassedDeadline { control: String }
    /// The case ends in another.
    struct JoinedIntoV1 of JoinedInto { consignment: String, reason: String }
}
