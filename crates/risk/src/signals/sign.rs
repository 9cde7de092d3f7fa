//! What all signals have in common: their names, their rules, and what they tell.

use quantity::{Decimal, words};

words! {
    /// A sign that a consignment deserves a look, or that it does not.
    Signal {
        /// Several consignments to one person, each below a limit, together above it.
        Splitting = "splitting",
        /// The same, under one order or payment.
        SplitOrder = "split_order",
        /// A piece or a kilogram is declared far below what others declare.
        Undervaluation = "undervaluation",
        /// Order or payment say more than the declaration.
        ThreeWayMismatch = "three_way_mismatch",
        /// The same words and value over and over.
        RepeatedDescription = "repeated_description",
        /// Much was found wanting in the declaration.
        DataQuality = "data_quality",
        /// Examinations of the same parties have found something.
        PartyHistory = "party_history",
        /// Examinations of the same parties have found nothing.
        CleanHistory = "clean_history",
        /// The consignee's identity is hardly assured.
        IdentityAssurance = "identity_assurance",
        /// The tax administration has had nothing against a party for long.
        TaxStanding = "tax_standing",
        /// Customs trusts a party.
        TrustedTrader = "trusted_trader",
        /// It was paid by somebody else.
        MeansOfPayment = "means_of_payment",
    }
}

words! {
    /// What a signal tells beside its name.
    SignFact {
        /// Other consignments.
        Consignments = "consignments",
        /// Days that are looked at.
        Days = "days",
        /// What the consignment, the piece or the kilogram is declared at, in local currency.
        Declared = "declared",
        /// What they are worth together, in local currency.
        Together = "together",
        /// The limit that they stay below.
        Limit = "limit",
        /// A piece or a kilogram.
        Per = "per",
        /// What a quarter of the sellers stay below.
        LowerQuartile = "lower_quartile",
        /// What half of the sellers stay below.
        Median = "median",
        /// How many sellers are compared.
        Sellers = "sellers",
        /// What the order says.
        Ordered = "ordered",
        /// What was paid.
        Paid = "paid",
        /// Warnings about the declaration.
        Warnings = "warnings",
        /// Examinations that found something.
        Findings = "findings",
        /// Examinations that found nothing.
        NoFindings = "no_findings",
        /// A level of assurance.
        Level = "level",
        /// Years.
        Years = "years",
        /// Who differs from whom.
        Differs = "differs",
    }
}

/// When a signal is given, and what it weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignalRule {
    /// The weight; below zero it speaks for the parties.
    pub weight: i32,
    /// From which number on it is given; each signal says what is counted.
    pub at: u32,
    /// Over how many days, where days are looked at.
    pub days: u32,
}

/// A signal that is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Which.
    pub signal: Signal,
    /// What it tells, without personal data.
    pub told: Vec<(SignFact, String)>,
    /// Whether it weighs twice as much as its rule says.
    pub is_double: bool,
}

impl Sign {
    pub(super) fn new<const N: usize>(signal: Signal, told: [(SignFact, &dyn std::fmt::Display); N]) -> Sign {
        let told = told.into_iter().map(|(fact, value)| (fact, value.to_string())).collect();
        Sign { signal, told, is_double: false }
    }
}

/// A sum that stays within the range of numbers.
pub(super) fn sum(values: impl IntoIterator<Item = Decimal>) -> Decimal {
    let most = Decimal::from_micro(Decimal::MOST_MICRO).unwrap_or(Decimal::ZERO);
    values.into_iter().fold(Decimal::ZERO, |sum, value| sum.checked_add(value).unwrap_or(most))
}

/// Whether a number is below so many percent of another.
pub(super) fn is_below_percent(number: Decimal, percent: u32, of: Decimal) -> bool {
    i128::from(number.micro()) * 100 < i128::from(percent) * i128::from(of.micro())
}

/// How many, as a number of the rule.
pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
