//! Retention: for how long the law has personal texts of a filing kept, for what, and why they are kept still.
//!
//! Each purpose for which texts are kept has its own time; the one that ends last counts. Where the law says nothing,
//! nothing may be forgotten: what was kept too long can still be erased, what was erased cannot come back.

use jiff::civil::Date;
use quantity::words;
use tariff::LawRef;

words! {
    /// Whose personal texts a filing holds.
    DataSubject {
        /// Who sends the goods.
        Consignor = "consignor",
        /// Who receives them.
        Consignee = "consignee",
        /// Who sold them.
        Seller = "seller",
        /// Who paid.
        Payer = "payer",
    }
}

words! {
    /// What personal texts are kept for.
    RetentionPurpose {
        /// To look again at what was declared.
        Control = "control",
        /// To prove what was charged.
        Debt = "debt",
        /// To prove why goods were not let in.
        Enforcement = "enforcement",
        /// To answer for what went back to its filer.
        SentBack = "sent_back",
    }
}

words! {
    /// The day from which the time of retention counts.
    RetentionFrom {
        /// The day of release; of the end, where nothing was released.
        Release = "release",
        /// The day on which the last thing happened.
        End = "end",
    }
}

words! {
    /// Why somebody's texts are erased.
    ErasureReason {
        /// The person asks for it.
        Request = "request",
        /// They should not have been kept.
        Unlawful = "unlawful",
        /// A court or another authority orders it.
        Order = "order",
        /// The time for which they are kept is over.
        Retention = "retention",
    }
}

/// What a row of retention is about; no subject stands for any.
pub type RetentionKey = (Option<DataSubject>, RetentionPurpose);

/// For how long texts are kept for a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionRule {
    /// How many months.
    pub months: u32,
    /// From when on.
    pub counted_from: RetentionFrom,
}

/// Why texts of a filing may not be forgotten yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyKept {
    /// The consignment is not over: something is waited for, or goods that may not stay are not known to have left.
    Open,
    /// Money is owed, or owed back, or disputed.
    MoneyOpen,
    /// The consignment is under legal hold.
    LegalHold,
    /// The time of a purpose is not over.
    Retention {
        /// The purpose whose time ends last.
        purpose: RetentionPurpose,
        /// The last day.
        until: Date,
        /// The law.
        law: LawRef,
    },
    /// The pack knows no law of retention for them.
    NoLaw,
}

impl WhyKept {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            WhyKept::Open => "not_over",
            WhyKept::MoneyOpen => "money_open",
            WhyKept::LegalHold => "legal_hold",
            WhyKept::Retention { .. } => "within_retention",
            WhyKept::NoLaw => "no_retention_law",
        }
    }
}
