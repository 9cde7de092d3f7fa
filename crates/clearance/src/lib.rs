//! The heart: what a filer says becomes a declaration, and a declaration with the facts becomes a step.
//!
//! ```text
//! Submission ── validate ──► Declaration ── clear(case, command, facts, now) ──► Step
//!     │ every fault at once                    assess · decide · account · notify
//!     ▼
//!  Correct
//! ```
//!
//! [`clear()`] is pure: no clock, no input or output, no chance. Time and identity are arguments, and the
//! same case, command and facts always give the same step.

mod access;
mod account;
mod account_name;
mod added_up;
mod assess;
mod assessment;
mod background;
mod case;
mod category;
mod certificate;
mod chart;
mod clear;
mod command;
mod consignments;
mod day_number;
mod decide;
mod declaration;
mod deferment;
mod drawn;
mod facts;
mod fault;
mod figure;
mod figures;
mod filer;
mod filings;
mod forgetting;
mod gate;
mod going_back;
mod gone;
mod ground;
mod ground_code;
mod ground_law;
pub mod identifier;
mod interest;
mod key_hashes;
mod known;
mod law;
mod matching;
mod notify;
mod on_account;
mod outbound;
mod period;
mod post_clearance;
mod post_clearance_ground;
mod posting;
mod procedure;
mod quality;
mod recall;
mod reconcile;
mod refusal;
mod register;
mod remaining;
mod requirement;
mod retention;
mod statement;
mod step;
mod submission;
mod tax_token;
mod time_bucket;
mod token_check;
mod trial;
mod validate;

pub use access::{AccessPurpose, AccessTold};
pub use account_name::{AccountKind, AccountName};
pub use assess::assess;
pub use assess::risk::is_unlisted;
pub use assess::signal::declared_prices;
pub use assessment::{AssessedLine, Assessment, Charge, ChargeStatus};
pub use background::Background;
pub use case::{Arrival, Case, DeferredTo, Filing, Filings, LawVersion, Outcome, Phase, State};
pub use category::Category;
pub use certificate::{
    CertificateDays, CertificateDaysFlaw, CertificateKind, CertificateStanding, TrustedHolder, plain_day,
};
pub use clear::clear;
pub use command::{
    AgencyAnswer, Amendment, ArrivalReport, ClaimOfFiler, ClaimRefusal, Command, Correction, Declination,
    Direction, ExaminationResult, Finding, Invalidation, JoinedInto, Joining, Lodgement, OfficerDecision,
    PassedDeadline, PaymentRecord, PaymentReversal, Proposal, RefundRecord, ReturnReport, ReturnedGoods,
    Signature, WholeReturn,
};
pub use consignments::{Consignments, Counted};
pub use day_number::{day_number, day_of_number};
pub use declaration::{
    Declaration, DeclaredToken, DeclaredValue, Document, GoodsItem, Identifier, Order, Party, Payment,
    Seller, Stage, TaxScheme, Transport,
};
pub use deferment::{Allowance, allowance, deferred, deferring_party, guaranteed};
pub use drawn::{Drawn, QUOTA_DOCUMENT, draws};
pub use facts::{Activity, AddedUp, Facts, UsedUp};
pub use fault::{FAULT_DETAILS, Fault, FaultCode, Severity};
pub use figure::{Figure, FigureKind};
pub use figures::figures;
pub use filer::{Filer, FilerRole};
pub use forgetting::{longest_of_sent_back, may_forget, may_forget_sent_back, shortest_retention};
pub use gate::{Gate, GateKind, Gates, Owner, Wanted};
pub use going_back::{Condition, CountedFrom, ReturnKey, ReturnRule, Withheld};
pub use gone::{GoneBack, GoneGoods};
pub use ground::{Ground, NotDeferred};
pub use key_hashes::KeyHashes;
pub use known::{Key, KeyKind};
pub use law::Law;
pub use matching::{activity, asked_for, closed, known, spent};
pub use notify::{NextAction, Turn, correction};
pub use on_account::{AccountEntry, AccountEntryKind, AccountRefusal, AccountStanding, as_signed, enter};
pub use outbound::{
    Doubt, Match, OutboundScan, ScannedGoods, ScannedOrder, match_scan, report, scanned_goods,
};
pub use period::{Period, PeriodLength};
pub use post_clearance::{
    Additional, Chosen, Claim, PostClearance, PostClearanceAct, PostClearanceTerms, Proposed, Relinquished,
};
pub use post_clearance_ground::PostClearanceGround;
pub use posting::{Position, positions, transfers};
pub use procedure::{
    ChartAccount, Collection, CollectionScheme, Collector, Debtor, DefermentTerms, IdentifierScheme, Named,
    Office, Parameters, Procedures, Ruled, Screening, TaxPoint, TokenRule, Unit,
};
pub use recall::{ExaminationOutcome, examined};
pub use reconcile::{
    DeclaredTax, Difference, DifferenceKind, ParcelUse, Reconciliation, Standing, reconcile, standing,
};
pub use refusal::Refusal;
pub use register::{Authorisation, AuthorisationKind, Register, SchemeNumber, SharedDays};
pub use requirement::{Level, Requirement, Requirements};
pub use retention::{
    DataSubject, ErasureReason, RetentionFrom, RetentionKey, RetentionPurpose, RetentionRule, WhyKept,
};
pub use statement::{AccountDay, AccountDays, Statement, StatementState};
pub use step::{Answer, Step};
pub use submission::{
    ADDRESS_LINE_BREAK, DOCUMENT_FIELDS, DocumentField, DocumentText, Field, HEADER_FIELDS, HeaderField,
    ITEM_FIELDS, ItemField, ItemText, MAX_DOCUMENTS, MAX_GOODS_ITEMS, Submission, document_pointer,
    header_pointer, item_pointer,
};
pub use tax_token::{
    MalformedToken, TOKEN_FORM, TOKEN_LIMIT, TaxToken, TokenAmount, TokenClaim, TokenFlaw, TokenId,
    consignee_commitment,
};
pub use time_bucket::{TimeBucket, percentile};
pub use token_check::{TokenKeys, TokenSubject, token_flaw};
pub use trial::{Trial, Tried};
pub use validate::{Valid, quote, validate};
