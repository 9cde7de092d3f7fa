//! What becomes of a debt after the goods were released: assessed anew, repaid, remitted, written off. The law of it as
//! dated data, and what a case remembers of it.

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use quantity::{Decimal, Money, Rate, words};
use tariff::ChargeKind;

words! {
    /// What customs may do about a debt after release.
    PostClearanceAct {
        /// To assess what was charged too little.
        AdditionalAssessment = "additional_assessment",
        /// To give back what was charged too much.
        Repayment = "repayment",
        /// To charge interest on what was assessed late, or paid late after that.
        Interest = "interest",
        /// To waive a debt, or give it back, though it was owed.
        Remission = "remission",
        /// To give up a debt that nobody will pay.
        WriteOff = "write_off",
    }
}

/// What the law says of an act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostClearanceTerms {
    /// Within how many years of the day whose law the charges are by; none where that does not matter.
    pub within_years: Option<u32>,
    /// Within how many where the declaration was wrong wilfully.
    pub wilful_within_years: Option<u32>,
    /// The least amount that it is done for.
    pub least: Option<Money>,
    /// The amount above which a second person must sign; none where one is enough.
    pub second_signature_above: Option<Money>,
    /// Days to pay what is assessed.
    pub due_days: u32,
    /// Interest in percent a year.
    pub rate: Option<Rate>,
}

impl PostClearanceTerms {
    /// Whether it may be done on a day for charges by the law of another.
    pub(crate) fn is_in_time(&self, charged: Date, today: Date, wilful: bool) -> bool {
        let years = if wilful { self.wilful_within_years.or(self.within_years) } else { self.within_years };
        let last = years.map(|years| charged.checked_add(Span::new().years(i64::from(years))));
        last.is_none_or(|last| last.is_ok_and(|last| today <= last))
    }

    /// Whether an amount is too small for it.
    pub(crate) fn is_too_small(&self, amount: Money) -> bool {
        self.least.is_some_and(|least| amount.minor() < least.minor())
    }

    /// Whether one person may do it alone.
    pub(crate) fn needs_second(&self, amount: Money) -> bool {
        self.second_signature_above.is_some_and(|above| amount.minor() > above.minor())
    }
}

/// What happened to the debt of a case after release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostClearance {
    /// What its filer asks to have looked at again, until customs answers.
    pub claim: Option<Claim>,
    /// What waits for a second signature.
    pub proposed: Option<Proposed>,
    /// What was assessed beyond what was charged at release.
    pub additional: Option<Additional>,
    /// Interest that is owed or was paid.
    pub interest: Option<Money>,
    /// Of that, what was given up.
    pub interest_written_off: Option<Money>,
    /// What was waived and given up, in order.
    pub relinquished: Vec<Relinquished>,
}

/// A part of a debt that was waived or given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relinquished {
    /// Of which charge of which line; none for interest.
    pub of: Option<(u32, ChargeKind)>,
    /// Remission or writing off.
    pub act: PostClearanceAct,
    /// How much.
    pub amount: Money,
    /// How much of the line had gone back by then with the charge given back.
    pub gone: Decimal,
}

/// A filer says that too much or too little was charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub organisation: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// What one person proposes and another must sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// What.
    pub act: PostClearanceAct,
    /// Of which charges.
    pub of: Chosen,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Who proposes it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Which part of what is owed is meant; nothing said means all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// On one line.
    pub line: Option<u32>,
    /// One kind of charge.
    pub kind: Option<ChargeKind>,
    /// Interest, and no charge.
    pub only_interest: bool,
}

impl Chosen {
    /// Whether a charge is meant.
    pub(crate) fn holds(&self, line: u32, kind: ChargeKind) -> bool {
        !self.only_interest && self.line.is_none_or(|of| of == line) && self.kind.is_none_or(|of| of == kind)
    }

    /// Whether interest is meant.
    pub(crate) fn holds_interest(&self) -> bool {
        self.only_interest || *self == Chosen::default()
    }
}

/// What was assessed after release, beyond what was charged then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Additional {
    /// How much.
    pub assessed: Money,
    /// What of it is not paid yet.
    pub open: Money,
    /// By when it must be paid.
    pub due: Date,
    /// What was paid late and bore no interest yet, because that would have been too little: minor units times days.
    pub late_minor_days: u64,
}

impl PostClearance {
    /// Interest that is owed or was paid, in minor units.
    pub(crate) fn interest_minor(&self) -> i64 {
        self.interest.map_or(0, Money::minor)
    }

    /// How much was waived, or given up, in minor units.
    pub(crate) fn relinquished_by(&self, act: PostClearanceAct) -> i64 {
        let of = self.relinquished.iter().filter(|part| part.act == act);
        of.map(|part| part.amount.minor()).fold(0, i64::saturating_add)
    }

    /// The part of it that somebody still owes or has paid, in minor units.
    pub(crate) fn interest_to_pay(&self) -> i64 {
        self.interest_minor().saturating_sub(self.interest_written_off.map_or(0, Money::minor))
    }
}
