//! What a vendor declares in a return, against the parcels that used its number in the period.
//!
//! ```text
//!   the ledger: parcels that used the number ─┐
//!                                             ├─► reconcile ─► totals, and what differs, parcel by parcel
//!   the return: lines of what was declared ───┘
//! ```

use crate::assessment::{Charge, ChargeStatus};
use crate::case::{Case, State};
use quantity::words;
use std::collections::BTreeMap;
use tariff::ChargeKind;

words! {
    /// How the return and the parcels differ.
    DifferenceKind {
        /// A parcel used the number, and no return says so.
        NotDeclared = "not_declared",
        /// The return declares tax on a parcel that never came under the number.
        NotSeen = "not_seen",
        /// The return and the parcel say different amounts.
        AmountDiffers = "amount_differs",
        /// The goods went back: the tax is to be taken off.
        Returned = "returned",
        /// Used in one period and declared in another.
        OtherPeriod = "other_period",
        /// The parcel came under the number and is not released yet.
        NotReleased = "not_released",
        /// The number did not count: the tax was charged at the border although it was collected at the sale.
        TaxedAtBorder = "taxed_at_border",
    }
}

words! {
    /// Where a parcel under a number stands, for whoever answers for the number.
    Standing {
        /// The tax counts as collected under the number.
        Collected = "collected",
        /// The parcel waits.
        Waits = "waits",
        /// The goods went back, were refused, or nobody declares them any more.
        Gone = "gone",
        /// The number did not count, and the tax was charged at the border.
        Charged = "charged",
        /// The number did not count, and nothing was charged.
        Nothing = "nothing",
    }
}

/// Where a case stands for whoever answers for a number of a scheme that collects these charges; none where it does not
/// name the number.
pub fn standing(case: &Case, scheme: &str, number: &str, collects: &[ChargeKind]) -> Option<Standing> {
    let declared = case.filings.governing().declaration.tax_scheme.as_ref()?;
    if declared.scheme != scheme || declared.number != number {
        return None;
    }
    if !case.goods_stay() {
        return Some(Standing::Gone);
    }
    let charges = || case.assessment.charges().filter(|charge| collects.contains(&charge.kind));
    let is_collected = charges().any(|charge| charge.status == ChargeStatus::CollectedElsewhere);
    Some(match case.state {
        _ if !is_collected && charges().any(Charge::stands) => Standing::Charged,
        State::Advised | State::Waiting { .. } => Standing::Waits,
        _ if is_collected => Standing::Collected,
        _ => Standing::Nothing,
    })
}

/// What a line of a return declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredTax {
    /// How much, in minor units; below nothing where tax is taken off.
    pub amount: i64,
    /// The parcels under the number that the line is about; none where none is known.
    pub parcels: Vec<u64>,
}

/// What the ledger and the case tell of a parcel under the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParcelUse {
    /// What was collected under the number in the period, less what went back in it.
    pub in_period: i64,
    /// The same of all periods.
    pub in_all: i64,
    /// Where it stands, where nothing was collected on it.
    pub standing: Standing,
    /// Whether the return of another period declares it.
    pub is_declared_elsewhere: bool,
}

/// Something that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// How.
    pub kind: DifferenceKind,
    /// The place of the line in the return; none where it is silent.
    pub line: Option<usize>,
    /// The parcels; none where none is known.
    pub parcels: Vec<u64>,
    /// What was collected in the period.
    pub used: i64,
    /// What the return declares.
    pub declared: i64,
}

/// What a return comes to beside the parcels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// How many parcels used the number in the period.
    pub parcels: u64,
    /// What was collected on them, less what went back.
    pub used: i64,
    /// What the return declares.
    pub declared: i64,
    /// How many lines agree with their parcels.
    pub agreed: u64,
    /// What differs: by line, and then the parcels about which the return is silent.
    pub differences: Vec<Difference>,
}

/// Compares a return with the parcels that used its number: each of those in the period, and each that a line is about.
/// A parcel that two lines are about counts for the first.
pub fn reconcile(declared: &[DeclaredTax], parcels: &BTreeMap<u64, ParcelUse>) -> Reconciliation {
    let mut reconciled = Reconciliation::default();
    let mut left = parcels.clone();
    for (line, DeclaredTax { amount, parcels: named }) in declared.iter().enumerate() {
        reconciled.declared = reconciled.declared.saturating_add(*amount);
        let taken: Vec<(u64, ParcelUse)> =
            named.iter().filter_map(|number| left.remove_entry(number)).collect();
        let used = taken.iter().map(|(_, parcel)| parcel.in_period).fold(0, i64::saturating_add);
        match declared_kind(*amount, used, &taken) {
            None => reconciled.agreed += 1,
            Some(kind) => reconciled.differences.push(Difference {
                kind,
                line: Some(line),
                parcels: taken.iter().map(|(number, _)| *number).collect(),
                used,
                declared: *amount,
            }),
        }
    }
    for (number, parcel) in left {
        if let Some(kind) = silent_kind(&parcel) {
            let (parcels, used) = (vec![number], parcel.in_period);
            reconciled.differences.push(Difference { kind, line: None, parcels, used, declared: 0 });
        }
    }
    for parcel in parcels.values().filter(|parcel| parcel.in_period != 0) {
        reconciled.parcels += 1;
        reconciled.used = reconciled.used.saturating_add(parcel.in_period);
    }
    reconciled
}

/// How a line differs from its parcels.
fn declared_kind(declared: i64, used: i64, parcels: &[(u64, ParcelUse)]) -> Option<DifferenceKind> {
    if parcels.is_empty() {
        return Some(DifferenceKind::NotSeen);
    }
    if declared == used {
        return None;
    }
    let is_one = |standing| parcels.iter().any(|(_, parcel)| parcel.standing == standing);
    let in_all = parcels.iter().map(|(_, parcel)| parcel.in_all).fold(0, i64::saturating_add);
    Some(match used {
        0 if in_all != 0 => DifferenceKind::OtherPeriod,
        0 if is_one(Standing::Charged) => DifferenceKind::TaxedAtBorder,
        0 if is_one(Standing::Waits) => DifferenceKind::NotReleased,
        0 if is_one(Standing::Gone) => DifferenceKind::Returned,
        0 => DifferenceKind::NotSeen,
        _ if used < 0 => DifferenceKind::Returned,
        _ => DifferenceKind::AmountDiffers,
    })
}

/// How a parcel differs from a return that is silent about it.
fn silent_kind(parcel: &ParcelUse) -> Option<DifferenceKind> {
    match parcel.in_period {
        0 => None,
        _ if parcel.in_period < 0 => {
            // What no return has declared is not taken off either.
            parcel.is_declared_elsewhere.then_some(DifferenceKind::Returned)
        }
        _ if parcel.is_declared_elsewhere => Some(DifferenceKind::OtherPeriod),
        // Whatever was collected has gone back since.
        _ if parcel.in_all == 0 => None,
        _ => Some(DifferenceKind::NotDeclared),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DifferenceKind::*;

    fn parcel(in_period: i64, in_all: i64, standing: Standing, is_declared_elsewhere: bool) -> ParcelUse {
        ParcelUse { in_period, in_all, standing, is_declared_elsewhere }
    }

    fn told(declared: &[(i64, &[u64])], parcels: &[(u64, ParcelUse)]) -> Vec<(DifferenceKind, i64, i64)> {
        let declared: Vec<DeclaredTax> = declared
            .iter()
            .map(|(amount, parcels)| DeclaredTax { amount: *amount, parcels: parcels.to_vec() })
            .collect();
        let found = reconcile(&declared, &parcels.iter().copied().collect());
        assert_eq!(found.declared, declared.iter().map(|line| line.amount).sum::<i64>());
        assert_eq!(found.used, parcels.iter().map(|(_, parcel)| parcel.in_period).sum::<i64>());
        let differing = found.differences.iter().filter(|difference| difference.line.is_some()).count();
        assert_eq!(found.agreed, u64::try_from(declared.len() - differing).unwrap());
        found.differences.iter().map(|found| (found.kind, found.used, found.declared)).collect()
    }

    #[test]
    fn each_way_to_differ() {
        use Standing::*;
        let came = parcel(700, 700, Collected, false);
        assert_eq!(told(&[(700, &[1])], &[(1, came)]), []);
        assert_eq!(told(&[], &[(1, came)]), [(NotDeclared, 700, 0)]);
        assert_eq!(told(&[(700, &[])], &[]), [(NotSeen, 0, 700)]);
        assert_eq!(told(&[(650, &[1])], &[(1, came)]), [(AmountDiffers, 700, 650)]);
        assert_eq!(told(&[(700, &[1])], &[(1, parcel(0, 700, Collected, false))]), [(OtherPeriod, 0, 700)]);
        assert_eq!(told(&[], &[(1, parcel(700, 700, Collected, true))]), [(OtherPeriod, 700, 0)]);
        assert_eq!(told(&[(700, &[1])], &[(1, parcel(0, 0, Waits, false))]), [(NotReleased, 0, 700)]);
        assert_eq!(told(&[(700, &[1])], &[(1, parcel(0, 0, Charged, false))]), [(TaxedAtBorder, 0, 700)]);
        assert_eq!(told(&[(700, &[1])], &[(1, parcel(0, 0, Gone, false))]), [(Returned, 0, 700)]);
        assert_eq!(told(&[(700, &[1])], &[(1, parcel(0, 0, Nothing, false))]), [(NotSeen, 0, 700)]);
    }

    #[test]
    fn goods_that_go_back_are_taken_off_once() {
        use Standing::{Collected, Gone};
        // Declared in March, back in April.
        let back = parcel(-700, 0, Gone, true);
        assert_eq!(told(&[], &[(1, back)]), [(Returned, -700, 0)]);
        assert_eq!(told(&[(-700, &[1])], &[(1, back)]), []);
        assert_eq!(told(&[(700, &[1])], &[(1, back)]), [(Returned, -700, 700)]);
        // Never declared, came in March, back in April: nothing is owed for either.
        assert_eq!(told(&[], &[(1, parcel(700, 0, Gone, false))]), []);
        assert_eq!(told(&[], &[(1, parcel(-700, 0, Gone, false))]), []);
        // Came and went in one period.
        assert_eq!(told(&[(700, &[1])], &[(1, parcel(0, 0, Gone, false))]), [(Returned, 0, 700)]);
        assert_eq!(told(&[], &[(1, parcel(0, 0, Gone, false))]), []);
        // One of two lines of goods went back in the same period.
        assert_eq!(
            told(&[(700, &[1])], &[(1, parcel(300, 300, Collected, false))]),
            [(AmountDiffers, 300, 700)]
        );
    }

    #[test]
    fn an_order_is_all_its_parcels_and_each_counts_once() {
        let came = |amount| parcel(amount, amount, Standing::Collected, false);
        let parcels = [(1, came(100)), (2, came(200)), (3, came(50))];
        assert_eq!(told(&[(300, &[1, 2]), (50, &[3])], &parcels), []);
        assert_eq!(told(&[(100, &[1]), (200, &[1, 2]), (50, &[3])], &parcels), []);
        assert_eq!(
            told(&[(300, &[1, 2]), (100, &[1]), (50, &[3])], &parcels),
            [(NotSeen, 0, 100)],
            "the second line finds its parcel taken"
        );
    }
}
