//! The arithmetic of check digits. Shapes are checked before; a sign without a value counts as nought.

/// The sign of a value: `0` to `9`, then `A` to `Z`.
pub(super) fn sign_of(value: u32) -> u8 {
    let sign = char::from_digit(value, 36).and_then(|sign| u8::try_from(sign).ok());
    sign.unwrap_or(b'0').to_ascii_uppercase()
}

/// The value of a sign: digits 0 to 9, letters 10 to 35.
pub(super) fn value_of(sign: u8) -> u32 {
    char::from(sign).to_digit(36).unwrap_or(0)
}

/// The sum of values, each times its weight.
pub(super) fn weighted(values: impl Iterator<Item = u32>, weights: impl IntoIterator<Item = u32>) -> u32 {
    values.zip(weights).map(|(value, weight)| value * weight).sum()
}

/// The check digit of ISO 6346: the value of each sign times 2^place, modulo 11, 10 as 0.
///
/// Letters count 10, 12, 13 … 38: multiples of 11 are left out. Containers, MRN and GRN have it
/// (ISO 6346:2022 annex A; DG XXI/0879/99). For at most 17 signs.
pub(super) fn iso_6346(signs: impl Iterator<Item = u8>) -> u32 {
    let values = signs.map(value_of).map(|value| value + value.saturating_sub(1) / 10);
    weighted(values, (0..17).map(|place| 1 << place)) % 11 % 10
}

/// The check digit of GS1: weights 3 and 1 from the right, up to the next ten (GS1 General Specifications
/// 7.9).
pub(super) fn gs1(signs: impl DoubleEndedIterator<Item = u8>) -> u32 {
    let sum = weighted(signs.rev().map(value_of), [3, 1].into_iter().cycle());
    (10 - sum % 10) % 10
}

/// The check digit of ISO 7064 mod 11-2 for 17 digits: 0 to 9, and 10, which is written `X`.
pub(super) fn iso_7064_mod_11_2(signs: impl Iterator<Item = u8>) -> u32 {
    let remainder = signs.map(value_of).fold(0, |sum, digit| (sum + digit) * 2 % 11);
    (12 - remainder) % 11
}

/// The check sign of a GSTIN: Luhn's rule in base 36, weights 2 and 1 from the right.
pub(super) fn luhn_36(signs: impl DoubleEndedIterator<Item = u8>) -> u32 {
    let products =
        signs.rev().map(value_of).zip([2, 1].into_iter().cycle()).map(|(value, weight)| value * weight);
    let sum: u32 = products.map(|product| product / 36 + product % 36).sum();
    (36 - sum % 36) % 36
}

/// The check digit of Verhoeff: the digits, each permuted by its place, multiplied in the group of a
/// pentagon's symmetries (J. Verhoeff, Error Detecting Decimal Codes, 1969). Finds every wrong digit and
/// every swap of neighbours.
pub(super) fn verhoeff(signs: impl DoubleEndedIterator<Item = u8>) -> u32 {
    let digits = signs.rev().map(value_of).zip(1..);
    let product = digits.fold(0, |product, (digit, place)| turned(product, permuted(digit, place)));
    if product < 5 { (5 - product) % 5 } else { product }
}

/// Verhoeff's permutation, `times` times.
fn permuted(digit: u32, times: u32) -> u32 {
    (0..times).fold(digit, |digit, _| match digit {
        0 => 1,
        1 => 5,
        2 => 7,
        3 => 6,
        4 => 2,
        5 => 8,
        6 => 3,
        7 => 0,
        8 => 9,
        _ => 4,
    })
}

/// One symmetry of a pentagon after another: 0 to 4 turn it, 5 to 9 turn and mirror it.
fn turned(first: u32, second: u32) -> u32 {
    let turn = if first < 5 { (first + second) % 5 } else { (first + 5 - second % 5) % 5 };
    if (first < 5) == (second < 5) { turn } else { turn + 5 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_values_are_one_another() {
        for value in 0..36 {
            assert_eq!(value_of(sign_of(value)), value);
        }
        assert_eq!((sign_of(9), sign_of(10), sign_of(35), sign_of(36)), (b'9', b'A', b'Z', b'0'));
        assert_eq!((value_of(b'z'), value_of(b'-'), value_of(0xff)), (35, 0, 0));
    }

    #[test]
    fn letters_of_iso_6346_leave_out_multiples_of_eleven() {
        let values: Vec<u32> = (10..36_u32).map(|value| value + value.saturating_sub(1) / 10).collect();
        let listed: Vec<u32> = (10..39).filter(|value| value % 11 != 0).collect();
        assert_eq!(values, listed);
    }

    #[test]
    fn verhoeff_finds_every_wrong_digit_and_every_swap_of_neighbours() {
        assert_eq!(verhoeff(b"236".iter().copied()), 3);
        for number in (200_000_u32..1_000_000).step_by(997) {
            let written = format!("{number}{}", verhoeff(number.to_string().bytes()));
            let holds = |text: &[u8]| {
                let (check, rest) = text.split_last().unwrap();
                verhoeff(rest.iter().copied()) == value_of(*check)
            };
            assert!(holds(written.as_bytes()));
            for place in 0..written.len() {
                let mut wrong = written.clone().into_bytes();
                for digit in (b'0'..=b'9').filter(|digit| *digit != written.as_bytes()[place]) {
                    wrong[place] = digit;
                    assert!(!holds(&wrong), "{written} {place} {digit}");
                }
                let mut swapped = written.clone().into_bytes();
                swapped.swap(place, (place + 1).min(written.len() - 1));
                assert!(swapped == written.as_bytes() || !holds(&swapped), "{written} {place}");
            }
        }
    }
}
