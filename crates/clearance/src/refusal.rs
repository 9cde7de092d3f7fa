//! Why a command does not fit a case: a closed list in order of precedence, each with a stable code.

/// A command that was refused; the case is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Refusal {
    /// There is no such consignment, or not for whoever asks.
    #[error("no such consignment")]
    UnknownConsignment,
    /// The consignment has no such declaration, or it is another filer's.
    #[error("the consignment has no such declaration of yours")]
    UnknownFiling,
    /// A case cannot be joined with itself.
    #[error("the two are one consignment already")]
    SameConsignment,
    /// Only advance data was sent so far; the command needs a declaration.
    #[error("the consignment is not declared yet")]
    NotDeclared,
    /// The declaration was made invalid, or another case stands for this one.
    #[error("the declaration is invalidated")]
    AlreadyInvalidated,
    /// Entry was refused.
    #[error("entry of the goods is refused")]
    AlreadyRefused,
    /// The goods are going back, or have gone.
    #[error("the goods are going back")]
    AlreadyReturning,
    /// The goods were released.
    #[error("the goods are released")]
    AlreadyReleased,
    /// Arrival was reported before.
    #[error("arrival is already reported")]
    AlreadyArrived,
    /// The goods are not here yet.
    #[error("the goods have not arrived")]
    NotArrived,
    /// The goods are neither released nor on their way back.
    #[error("the goods are not released")]
    NotReleased,
    /// An examination was announced; until it is done no filer can change or withdraw what was declared, and the
    /// goods cannot be declined.
    #[error("an examination is announced")]
    ExaminationAnnounced,
    /// An amendment cannot make it another consignment.
    #[error("an amendment cannot change what identifies the consignment")]
    IdentityChanged,
    /// A goods item that was released or refused cannot be changed.
    #[error("a goods item that was released or refused cannot be changed")]
    LineSettled,
    /// There is no such customs office.
    #[error("there is no such customs office")]
    UnknownOffice,
    /// No gate with this number is open.
    #[error("no open control has this number")]
    UnknownControl,
    /// The gate is of another kind, or belongs to somebody else.
    #[error("the control is not of this kind, or not yours to answer")]
    NotYourControl,
    /// The declaration has no such line, or it is settled.
    #[error("no open goods item has this line number")]
    UnknownLine,
    /// A decision, refusal or invalidation needs its reason in words.
    #[error("a reason is needed")]
    ReasonMissing,
    /// The time has not come.
    #[error("the deadline has not passed")]
    DeadlineNotPassed,
    /// Nothing is owed to customs.
    #[error("nothing is owed")]
    NothingOwed,
    /// No payment was recorded under this reference.
    #[error("no payment was recorded under this reference")]
    UnknownPayment,
    /// The payment is not in the currency of the debt, or not above zero.
    #[error("the payment does not fit the debt")]
    PaymentDoesNotFit,
    /// More than is owed.
    #[error("the payment exceeds the debt")]
    PaymentExceedsDebt,
    /// The goods named are not those that came in, have gone back already, or left at a moment that cannot be.
    #[error("no such goods can have gone back")]
    ReturnDoesNotFit,
    /// Nothing is owed back.
    #[error("nothing is owed back")]
    NothingOwedBack,
    /// More than is owed back.
    #[error("the refund exceeds what is owed back")]
    RefundExceedsOwed,
    /// The law in force provides for no such thing.
    #[error("the law in force provides for no such thing")]
    NotByLaw,
    /// The time in which the law lets it be done is over.
    #[error("the time in which the law lets it be done is over")]
    LimitationPassed,
    /// Less than the law does it for.
    #[error("the amount is less than the law does it for")]
    TooSmall,
    /// More than stands of what is meant.
    #[error("more than stands of what is meant")]
    MoreThanStands,
    /// Something else waits for its second signature.
    #[error("something else waits for its second signature")]
    AlreadyProposed,
    /// Nothing waits for a signature.
    #[error("nothing waits for a signature")]
    NothingProposed,
    /// Whoever proposed it cannot sign it.
    #[error("another must sign it than whoever proposed it")]
    OwnProposal,
    /// An earlier claim is not answered yet.
    #[error("an earlier claim is not answered yet")]
    AlreadyClaimed,
    /// Nothing is claimed.
    #[error("nothing is claimed")]
    NothingClaimed,
    /// The law of this country says nothing about the day that counts, or cannot value the goods on it.
    #[error("the law in force cannot assess the goods on this day")]
    CannotAssess,
}

impl Refusal {
    /// Every refusal, in order of precedence.
    pub const ALL: &'static [Refusal] = &[
        Refusal::UnknownConsignment,
        Refusal::UnknownFiling,
        Refusal::SameConsignment,
        Refusal::NotDeclared,
        Refusal::AlreadyInvalidated,
        Refusal::AlreadyRefused,
        Refusal::AlreadyReturning,
        Refusal::AlreadyReleased,
        Refusal::AlreadyArrived,
        Refusal::NotArrived,
        Refusal::NotReleased,
        Refusal::ExaminationAnnounced,
        Refusal::IdentityChanged,
        Refusal::LineSettled,
        Refusal::UnknownOffice,
        Refusal::UnknownControl,
        Refusal::NotYourControl,
        Refusal::UnknownLine,
        Refusal::ReasonMissing,
        Refusal::DeadlineNotPassed,
        Refusal::NothingOwed,
        Refusal::UnknownPayment,
        Refusal::PaymentDoesNotFit,
        Refusal::PaymentExceedsDebt,
        Refusal::ReturnDoesNotFit,
        Refusal::NothingOwedBack,
        Refusal::RefundExceedsOwed,
        Refusal::NotByLaw,
        Refusal::LimitationPassed,
        Refusal::TooSmall,
        Refusal::MoreThanStands,
        Refusal::AlreadyProposed,
        Refusal::NothingProposed,
        Refusal::OwnProposal,
        Refusal::AlreadyClaimed,
        Refusal::NothingClaimed,
        Refusal::CannotAssess,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::UnknownConsignment => "unknown_consignment",
            Refusal::UnknownFiling => "unknown_filing",
            Refusal::SameConsignment => "same_consignment",
            Refusal::NotDeclared => "not_declared",
            Refusal::AlreadyInvalidated => "already_invalidated",
            Refusal::AlreadyRefused => "already_refused",
            Refusal::AlreadyReturning => "already_returning",
            Refusal::AlreadyReleased => "already_released",
            Refusal::AlreadyArrived => "already_arrived",
            Refusal::NotArrived => "not_arrived",
            Refusal::NotReleased => "not_released",
            Refusal::ExaminationAnnounced => "examination_announced",
            Refusal::IdentityChanged => "identity_changed",
            Refusal::LineSettled => "line_settled",
            Refusal::UnknownOffice => "unknown_office",
            Refusal::UnknownControl => "unknown_control",
            Refusal::NotYourControl => "not_your_control",
            Refusal::UnknownLine => "unknown_line",
            Refusal::ReasonMissing => "reason_missing",
            Refusal::DeadlineNotPassed => "deadline_not_passed",
            Refusal::NothingOwed => "nothing_owed",
            Refusal::UnknownPayment => "unknown_payment",
            Refusal::PaymentDoesNotFit => "payment_does_not_fit",
            Refusal::PaymentExceedsDebt => "payment_exceeds_debt",
            Refusal::ReturnDoesNotFit => "return_does_not_fit",
            Refusal::NothingOwedBack => "nothing_owed_back",
            Refusal::RefundExceedsOwed => "refund_exceeds_owed",
            Refusal::NotByLaw => "not_by_law",
            Refusal::LimitationPassed => "limitation_passed",
            Refusal::TooSmall => "too_small",
            Refusal::MoreThanStands => "more_than_stands",
            Refusal::AlreadyProposed => "already_proposed",
            Refusal::NothingProposed => "nothing_proposed",
            Refusal::OwnProposal => "own_proposal",
            Refusal::AlreadyClaimed => "already_claimed",
            Refusal::NothingClaimed => "nothing_claimed",
            Refusal::CannotAssess => "cannot_assess",
        }
    }

    /// Whether the same command may succeed later without anybody changing it.
    pub fn may_retry(self) -> bool {
        match self {
            Refusal::UnknownConsignment
            | Refusal::NotDeclared
            | Refusal::NotArrived
            | Refusal::NotReleased
            | Refusal::ExaminationAnnounced
            | Refusal::DeadlineNotPassed
            | Refusal::UnknownPayment
            | Refusal::CannotAssess => true,
            Refusal::UnknownFiling
            | Refusal::SameConsignment
            | Refusal::AlreadyInvalidated
            | Refusal::AlreadyRefused
            | Refusal::AlreadyReturning
            | Refusal::AlreadyReleased
            | Refusal::AlreadyArrived
            | Refusal::IdentityChanged
            | Refusal::LineSettled
            | Refusal::UnknownOffice
            | Refusal::UnknownControl
            | Refusal::NotYourControl
            | Refusal::UnknownLine
            | Refusal::ReasonMissing
            | Refusal::NothingOwed
            | Refusal::PaymentDoesNotFit
            | Refusal::PaymentExceedsDebt
            | Refusal::ReturnDoesNotFit
            | Refusal::NothingOwedBack
            | Refusal::RefundExceedsOwed
            | Refusal::NotByLaw
            | Refusal::LimitationPassed
            | Refusal::TooSmall
            | Refusal::MoreThanStands
            | Refusal::AlreadyProposed
            | Refusal::NothingProposed
            | Refusal::OwnProposal
            | Refusal::AlreadyClaimed
            | Refusal::NothingClaimed => false,
        }
    }
}
