//! The figures that consignments are counted under, and the keys that they are kept by.

use crate::assessment::ChargeStatus;
use crate::case::{Outcome, Phase};
use crate::category::Category;
use crate::fault::FaultCode;
use crate::time_bucket::TimeBucket;
use jiff::civil::Date;
use quantity::words;
use std::fmt::{self, Display};
use tariff::{ChargeKind, QuotaNumber, QuotaPeriod};

words! {
    /// What a figure is about.
    FigureKind {
        /// Consignments by the filer that governs, category, phase and outcome.
        Standing = "standing",
        /// Consignments by a filer and the phase that it is told.
        Told = "told",
        /// Releases by category and the time since the first filing was accepted.
        ReleasedAfter = "released_after",
        /// Releases by category and the time since the goods were here and declared.
        ReleasedAfterArrival = "released_after_arrival",
        /// What goods are worth, by category and phase.
        CustomsValue = "customs_value",
        /// What is charged, by kind and what has become of it.
        Charged = "charged",
        /// What is still due, by kind.
        Outstanding = "outstanding",
        /// Declarations and advance data taken, by filer.
        Declared = "declared",
        /// Those of them that anything was found wanting in.
        DeclaredWithWarnings = "declared_with_warnings",
        /// Those of them by what was found wanting.
        Warned = "warned",
        /// Declarations that went back, by whoever sent them.
        Returned = "returned",
        /// Those of them by what was wrong.
        Faulted = "faulted",
        /// What was drawn of tariff quotas.
        QuotaDrawn = "quota_drawn",
    }
}

impl FigureKind {
    /// Whether it stands under a day, and not under all time.
    pub fn is_by_day(self) -> bool {
        !matches!(self, FigureKind::Told | FigureKind::QuotaDrawn)
    }
}

/// One thing that is counted or summed. Sums of money are in minor units of the local currency,
/// quantities in millionths of their unit. `O` is how an
/// organisation is named.
///
/// Its key, as it is kept: the organisation first, if there is one, then the words in the order of the fields,
/// with tabs between. A category and a time are their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure<O> {
    /// Consignments by where they stand.
    Standing {
        /// Whose filing governs.
        organisation: O,
        /// The category.
        category: Category,
        /// The phase.
        phase: Phase,
        /// The outcome.
        outcome: Outcome,
    },
    /// Consignments by what a filer is told.
    Told {
        /// The filer.
        organisation: O,
        /// The phase that it is told.
        phase: Phase,
    },
    /// Releases by the time since the first filing was accepted.
    ReleasedAfter {
        /// The category.
        category: Category,
        /// The time.
        time: TimeBucket,
    },
    /// Releases by the time since the goods were both here and first filed.
    ReleasedAfterArrival {
        /// The category.
        category: Category,
        /// The time.
        time: TimeBucket,
    },
    /// The customs value of consignments.
    CustomsValue {
        /// The category.
        category: Category,
        /// The phase.
        phase: Phase,
    },
    /// The amounts of charges.
    Charged {
        /// The kind of charge.
        kind: ChargeKind,
        /// What has become of it.
        status: ChargeStatus,
    },
    /// What is still due of charges.
    Outstanding {
        /// The kind of charge.
        kind: ChargeKind,
    },
    /// Filings that were taken.
    Declared {
        /// The filer.
        organisation: O,
    },
    /// Filings that were taken with at least one warning.
    DeclaredWithWarnings {
        /// The filer.
        organisation: O,
    },
    /// Filings that were taken with a warning, each warning once a filing.
    Warned {
        /// The filer.
        organisation: O,
        /// What was found wanting.
        code: FaultCode,
    },
    /// Filings that went back.
    Returned {
        /// Whoever sent them.
        organisation: O,
    },
    /// Filings that went back with a fault, each fault once a filing.
    Faulted {
        /// Whoever sent them.
        organisation: O,
        /// What was wrong.
        code: FaultCode,
    },
    /// What was drawn of a tariff quota.
    QuotaDrawn {
        /// The quota and its period.
        period: QuotaPeriod,
    },
}

impl<O> Figure<O> {
    /// What it is about.
    pub fn kind(&self) -> FigureKind {
        match self {
            Figure::Standing { .. } => FigureKind::Standing,
            Figure::Told { .. } => FigureKind::Told,
            Figure::ReleasedAfter { .. } => FigureKind::ReleasedAfter,
            Figure::ReleasedAfterArrival { .. } => FigureKind::ReleasedAfterArrival,
            Figure::CustomsValue { .. } => FigureKind::CustomsValue,
            Figure::Charged { .. } => FigureKind::Charged,
            Figure::Outstanding { .. } => FigureKind::Outstanding,
            Figure::Declared { .. } => FigureKind::Declared,
            Figure::DeclaredWithWarnings { .. } => FigureKind::DeclaredWithWarnings,
            Figure::Warned { .. } => FigureKind::Warned,
            Figure::Returned { .. } => FigureKind::Returned,
            Figure::Faulted { .. } => FigureKind::Faulted,
            Figure::QuotaDrawn { .. } => FigureKind::QuotaDrawn,
        }
    }

    /// The organisation, if it is about one.
    pub fn organisation(&self) -> Option<&O> {
        match self {
            Figure::Standing { organisation, .. }
            | Figure::Told { organisation, .. }
            | Figure::Declared { organisation }
            | Figure::DeclaredWithWarnings { organisation }
            | Figure::Warned { organisation, .. }
            | Figure::Returned { organisation }
            | Figure::Faulted { organisation, .. } => Some(organisation),
            Figure::ReleasedAfter { .. }
            | Figure::ReleasedAfterArrival { .. }
            | Figure::CustomsValue { .. }
            | Figure::Charged { .. }
            | Figure::Outstanding { .. }
            | Figure::QuotaDrawn { .. } => None,
        }
    }

    /// The same with the organisation named in another way.
    pub fn map<P>(self, name: impl FnOnce(O) -> P) -> Figure<P> {
        match self {
            Figure::Standing { organisation, category, phase, outcome } => {
                Figure::Standing { organisation: name(organisation), category, phase, outcome }
            }
            Figure::Told { organisation, phase } => Figure::Told { organisation: name(organisation), phase },
            Figure::ReleasedAfter { category, time } => Figure::ReleasedAfter { category, time },
            Figure::ReleasedAfterArrival { category, time } => {
                Figure::ReleasedAfterArrival { category, time }
            }
            Figure::CustomsValue { category, phase } => Figure::CustomsValue { category, phase },
            Figure::Charged { kind, status } => Figure::Charged { kind, status },
            Figure::Outstanding { kind } => Figure::Outstanding { kind },
            Figure::Declared { organisation } => Figure::Declared { organisation: name(organisation) },
            Figure::DeclaredWithWarnings { organisation } => {
                Figure::DeclaredWithWarnings { organisation: name(organisation) }
            }
            Figure::Warned { organisation, code } => {
                Figure::Warned { organisation: name(organisation), code }
            }
            Figure::Returned { organisation } => Figure::Returned { organisation: name(organisation) },
            Figure::Faulted { organisation, code } => {
                Figure::Faulted { organisation: name(organisation), code }
            }
            Figure::QuotaDrawn { period } => Figure::QuotaDrawn { period },
        }
    }
}

/// The key.
impl<O: Display> Display for Figure<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Figure::Standing { organisation, category, phase, outcome } => {
                let (category, phase, outcome) = (category.number(), phase.as_str(), outcome.as_str());
                write!(f, "{organisation}\t{category}\t{phase}\t{outcome}")
            }
            Figure::Told { organisation, phase } => write!(f, "{organisation}\t{}", phase.as_str()),
            Figure::ReleasedAfter { category, time } | Figure::ReleasedAfterArrival { category, time } => {
                write!(f, "{}\t{}", category.number(), time.number())
            }
            Figure::CustomsValue { category, phase } => {
                write!(f, "{}\t{}", category.number(), phase.as_str())
            }
            Figure::Charged { kind, status } => write!(f, "{}\t{}", kind.as_str(), status.as_str()),
            Figure::Outstanding { kind } => f.write_str(kind.as_str()),
            Figure::QuotaDrawn { period: QuotaPeriod { number, opened } } => write!(f, "{number}\t{opened}"),
            Figure::Declared { organisation }
            | Figure::DeclaredWithWarnings { organisation }
            | Figure::Returned { organisation } => write!(f, "{organisation}\t"),
            Figure::Warned { organisation, code } | Figure::Faulted { organisation, code } => {
                write!(f, "{organisation}\t{}", code.as_str())
            }
        }
    }
}

impl<'k> Figure<&'k str> {
    /// The figure of a key; `None` where it is none of this kind.
    pub fn read(kind: FigureKind, key: &'k str) -> Option<Figure<&'k str>> {
        // From the end: nothing but the organisation could hold a tab.
        let mut parts = key.rsplitn(if kind == FigureKind::Standing { 4 } else { 2 }, '\t');
        let mut last = || parts.next();
        let category = |text: &str| Category::from_number(text.parse().ok()?);
        let time = |text: &str| TimeBucket::from_number(text.parse().ok()?);
        Some(match kind {
            FigureKind::Standing => {
                let outcome = Outcome::from_name(last()?)?;
                let phase = Phase::from_name(last()?)?;
                let category = category(last()?)?;
                Figure::Standing { organisation: last()?, category, phase, outcome }
            }
            FigureKind::Told => {
                let phase = Phase::from_name(last()?)?;
                Figure::Told { organisation: last()?, phase }
            }
            FigureKind::ReleasedAfter => {
                let time = time(last()?)?;
                Figure::ReleasedAfter { category: category(last()?)?, time }
            }
            FigureKind::ReleasedAfterArrival => {
                let time = time(last()?)?;
                Figure::ReleasedAfterArrival { category: category(last()?)?, time }
            }
            FigureKind::CustomsValue => {
                let phase = Phase::from_name(last()?)?;
                Figure::CustomsValue { category: category(last()?)?, phase }
            }
            FigureKind::Charged => {
                let status = ChargeStatus::from_name(last()?)?;
                Figure::Charged { kind: ChargeKind::from_name(last()?)?, status }
            }
            FigureKind::Outstanding => Figure::Outstanding { kind: ChargeKind::from_name(key)? },
            FigureKind::Declared => Figure::Declared { organisation: key.strip_suffix('\t')? },
            FigureKind::DeclaredWithWarnings => {
                Figure::DeclaredWithWarnings { organisation: key.strip_suffix('\t')? }
            }
            FigureKind::Warned => {
                let code = FaultCode::from_name(last()?)?;
                Figure::Warned { organisation: last()?, code }
            }
            FigureKind::Returned => Figure::Returned { organisation: key.strip_suffix('\t')? },
            FigureKind::Faulted => {
                let code = FaultCode::from_name(last()?)?;
                Figure::Faulted { organisation: last()?, code }
            }
            FigureKind::QuotaDrawn => {
                let opened: Date = last()?.parse().ok()?;
                Figure::QuotaDrawn { period: QuotaPeriod { number: QuotaNumber::parse(last()?)?, opened } }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A figure of every kind, for an organisation.
    fn figures(organisation: &str) -> Vec<Figure<&str>> {
        let (category, phase, kind) = (Category::HighValue, Phase::Held, ChargeKind::Vat);
        let (time, code) = (TimeBucket::of_minutes(90), FaultCode::Missing);
        let number = QuotaNumber::parse("09.0025").unwrap();
        let period = QuotaPeriod { number, opened: jiff::civil::date(2026, 7, 1) };
        vec![
            Figure::Standing { organisation, category, phase, outcome: Outcome::Examine },
            Figure::Told { organisation, phase },
            Figure::ReleasedAfter { category, time },
            Figure::ReleasedAfterArrival { category, time },
            Figure::CustomsValue { category, phase },
            Figure::Charged { kind, status: ChargeStatus::CollectedElsewhere },
            Figure::Outstanding { kind },
            Figure::Declared { organisation },
            Figure::DeclaredWithWarnings { organisation },
            Figure::Warned { organisation, code },
            Figure::Returned { organisation },
            Figure::Faulted { organisation, code },
            Figure::QuotaDrawn { period },
        ]
    }

    #[test]
    fn a_key_reads_back() {
        for organisation in ["post", "", "Müller & Söhne", "odd\tname"] {
            for figure in figures(organisation) {
                let key = figure.to_string();
                assert_eq!(Figure::read(figure.kind(), &key), Some(figure), "{key:?}");
                if figure.organisation().is_some() {
                    assert!(key.starts_with(&format!("{organisation}\t")), "{key:?}");
                }
            }
        }
        let kinds: Vec<FigureKind> = figures("post").iter().map(Figure::kind).collect();
        assert_eq!(kinds, FigureKind::ALL);
    }

    #[test]
    fn other_keys_are_none() {
        for kind in FigureKind::ALL {
            for key in ["", "post", "post\tnothing", "9\t9", "1\t240", "vat\tsold"] {
                assert_eq!(Figure::read(*kind, key), None, "{kind:?} {key:?}");
            }
        }
    }
}
