//! Sharing a sum so that the parts add up to it again.

/// Shares `total` in proportion to `weights` by largest remainder: the parts sum to the total exactly.
///
/// The first of equal remainders is served first. Without any weight the parts are as equal as can be.
/// Negative weights count as none.
///
/// ```
/// # use quantity::share;
/// assert_eq!(share(2567, &[1490, 1000]), [1536, 1031]);
/// assert_eq!(share(100, &[0, 0, 0]), [34, 33, 33]);
/// ```
pub fn share(total: i64, weights: &[i64]) -> Vec<i64> {
    if let [_] = weights {
        return vec![total];
    }
    let positive: Vec<i128> = weights.iter().map(|weight| i128::from((*weight).max(0))).collect();
    let sum: i128 = positive.iter().sum();
    let (weights, sum) = match sum {
        0 => (vec![1; positive.len()], i128::try_from(positive.len()).unwrap_or(i128::MAX)),
        sum => (positive, sum),
    };
    let exact: Vec<(i128, i128)> = weights
        .iter()
        .map(|weight| {
            let product = i128::from(total) * weight;
            (product.div_euclid(sum), product.rem_euclid(sum))
        })
        .collect();
    let given: i128 = exact.iter().map(|(part, _)| part).sum();
    let missing = usize::try_from(i128::from(total) - given).unwrap_or(0);
    let mut by_remainder: Vec<usize> = (0..exact.len()).collect();
    by_remainder.sort_by_key(|place| std::cmp::Reverse(exact.get(*place).map(|(_, rest)| *rest)));
    let mut parts: Vec<i64> =
        exact.iter().map(|(part, _)| i64::try_from(*part).unwrap_or_default()).collect();
    for place in by_remainder.into_iter().take(missing) {
        if let Some(part) = parts.get_mut(place) {
            *part += 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_sum_to_the_total_and_stay_within_one_of_their_due(
            total in -1_000_000_000_000_i64..1_000_000_000_000,
            weights in proptest::collection::vec(0_i64..1_000_000_000_000, 1..60),
        ) {
            let parts = share(total, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            if sum > 0 {
                for (part, weight) in parts.iter().zip(&weights) {
                    let off = i128::from(*part) * sum - i128::from(total) * i128::from(*weight);
                    prop_assert!(off.abs() < sum);
                }
            }
        }
    }
}
