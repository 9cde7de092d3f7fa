//! Decimal numbers of any source, taken times a factor and rounded, digit by digit exact.

use quantity::Decimal;

/// Takes a number times a factor and rounds it half up; `None` if the text is no number that can be held.
///
/// Numbers of the source may have more decimals than a declaration may: binary fractions are exported as
/// `241.58000000000004`.
pub(super) fn convert(text: &str, factor: Option<Decimal>, decimals: Option<u32>) -> Option<String> {
    let number = Number::parse(text)?;
    let number = match factor {
        Some(factor) => number.times(factor)?,
        None => number,
    };
    Some(match decimals {
        Some(decimals) => number.round(decimals).text(),
        None => number.text(),
    })
}

/// A whole number of tenths, hundredths and so on.
#[derive(Clone, Copy, Debug)]
struct Number {
    digits: i128,
    decimals: u32,
}

/// More decimals than an `i128` can shift by.
const MAX_DECIMALS: usize = 36;
const DECIMALS_OF_FACTOR: u32 = 6;

impl Number {
    fn parse(text: &str) -> Option<Number> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let fraction_kept = fraction.trim_end_matches('0');
        if !is_digits(whole) || !is_digits(fraction) || fraction_kept.len() > MAX_DECIMALS {
            return None;
        }
        let mut digits: i128 = 0;
        for byte in whole.bytes().chain(fraction_kept.bytes()) {
            digits = digits.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
        }
        let decimals = u32::try_from(fraction_kept.len()).ok()?;
        Some(Number { digits: if unsigned.len() < text.len() { -digits } else { digits }, decimals })
    }

    fn times(self, factor: Decimal) -> Option<Number> {
        let (mut factor, mut decimals) = (i128::from(factor.micro()), DECIMALS_OF_FACTOR);
        while decimals > 0 && factor % 10 == 0 {
            (factor, decimals) = (factor / 10, decimals - 1);
        }
        let digits = self.digits.checked_mul(factor)?;
        Some(Number { digits, decimals: self.decimals + decimals })
    }

    /// To the nearest, a half away from zero.
    fn round(self, decimals: u32) -> Number {
        let Some(lost) = self.decimals.checked_sub(decimals).filter(|lost| *lost > 0) else { return self };
        // Beyond 38 digits nothing of an `i128` is left.
        let Some(step) = 10_i128.checked_pow(lost) else { return Number { digits: 0, decimals } };
        let rest = (self.digits % step).unsigned_abs();
        let away = if rest >= step.unsigned_abs() / 2 { self.digits.signum() } else { 0 };
        Number { digits: self.digits / step + away, decimals }
    }

    fn text(self) -> String {
        let sign = if self.digits < 0 { "-" } else { "" };
        let digits = self.digits.unsigned_abs().to_string();
        let decimals = usize::try_from(self.decimals).unwrap_or_default();
        let padded = format!("{digits:0>width$}", width = decimals + 1);
        let (whole, fraction) = padded.split_at_checked(padded.len() - decimals).unwrap_or((&padded, ""));
        match fraction.trim_end_matches('0') {
            "" => format!("{sign}{whole}"),
            fraction => format!("{sign}{whole}.{fraction}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn converts_exactly() {
        let rows = [
            ("241.58000000000004", None, Some(2), Some("241.58")),
            ("241.58000000000004", Some("0.001"), Some(6), Some("0.24158")),
            ("108.0", Some("0.001"), None, Some("0.108")),
            ("11352", Some("1000"), None, Some("11352000")),
            ("0.005", None, Some(2), Some("0.01")),
            ("-0.005", None, Some(2), Some("-0.01")),
            ("-0.004", None, Some(2), Some("0")),
            ("0.00499999999999999999999999999999", None, Some(2), Some("0")),
            ("1.5", None, Some(0), Some("2")),
            ("7", None, Some(2), Some("7")),
            ("3", Some("0"), None, Some("0")),
            ("", None, Some(2), None),
            ("1e3", None, Some(2), None),
            ("1,5", None, Some(2), None),
            ("-", None, Some(2), None),
            (".5", None, Some(2), None),
            ("99999999999999999999999999999999999999999", None, Some(2), None),
            ("0.0000000000000000000000000000000000001", None, Some(2), None),
        ];
        for (text, factor, decimals, expected) in rows {
            let factor = factor.map(|factor| Decimal::parse(factor).unwrap());
            assert_eq!(
                convert(text, factor, decimals).as_deref(),
                expected,
                "{text} {factor:?} {decimals:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_numbers_of_a_declaration(micro: i32, factor: i32) {
            let (left, right) = (Decimal::from_micro(micro.into()).unwrap(), Decimal::from_micro(factor.into()).unwrap());
            let text = convert(&left.to_string(), Some(right), None).unwrap();
            if let Some(product) = left.checked_mul(right) {
                prop_assert_eq!(text, product.to_string());
            }
        }

        #[test]
        fn never_panics(text in "-?[0-9]{0,50}(\\.[0-9]{0,50})?", factor: i64, decimals in 0_u32..7) {
            let factor = Decimal::from_micro(factor / 10);
            convert(&text, factor, Some(decimals));
        }
    }
}
