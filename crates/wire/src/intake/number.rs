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

/// The number of a text such as `1.234,56` or `1 234,56`, written with a point; `None` if it is not such a number.
///
/// What stands between groups of three digits is a point or a space of any kind, the same throughout. `0.123`
/// is no such number: no group of thousands begins with a nought.
pub(super) fn with_point(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match unsigned.split_once(',') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !fraction.is_none_or(is_digits) {
        return None;
    }
    let digits = match whole.chars().find(|sign| GROUP_SEPARATORS.contains(sign)) {
        Some(separator) => {
            let mut groups = whole.split(separator);
            let first = groups.next().unwrap_or_default();
            let is_first = is_digits(first) && first.len() <= 3 && !first.starts_with('0');
            if !is_first || !groups.all(|group| is_digits(group) && group.len() == 3) {
                return None;
            }
            whole.replace(separator, "")
        }
        None if is_digits(whole) => whole.to_owned(),
        None => return None,
    };
    let sign = if unsigned.len() < text.len() { "-" } else { "" };
    Some(match fraction {
        Some(fraction) => format!("{sign}{digits}.{fraction}"),
        None => format!("{sign}{digits}"),
    })
}

/// A point, and the spaces that keep a number on one line: plain, no-break, and narrow no-break.
const GROUP_SEPARATORS: [char; 4] = ['.', ' ', '\u{a0}', '\u{202f}'];

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

    #[test]
    fn reads_a_decimal_comma() {
        let rows = [
            ("1.234,56", Some("1234.56")),
            ("1 234,56", Some("1234.56")),
            ("1\u{a0}234,56", Some("1234.56")),
            ("1\u{202f}234\u{202f}567,8", Some("1234567.8")),
            ("1234,56", Some("1234.56")),
            ("12.345.678", Some("12345678")),
            ("1.500", Some("1500")),
            ("0,5", Some("0.5")),
            ("-1.234,5", Some("-1234.5")),
            ("250", Some("250")),
            ("12.50", None),
            ("0.123", None),
            ("1234.567", None),
            ("1,234.56", None),
            ("1.234 567,8", None),
            ("1.23,4", None),
            ("1,2,3", None),
            (",5", None),
            ("5,", None),
            (".500", None),
            ("1..234", None),
            ("1e3", None),
            ("EUR 1,50", None),
            ("", None),
            ("-", None),
        ];
        for (text, expected) in rows {
            assert_eq!(with_point(text).as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_comma_is_read_as_the_point_it_stands_for(micro: i64) {
            let number = Decimal::from_micro(micro / 10).unwrap_or_default();
            let text = number.to_string().replace('.', ",");
            prop_assert_eq!(with_point(&text), Some(number.to_string()));
        }

        #[test]
        fn agrees_with_the_numbers_of_a_declaration(micro: i32, factor: i32) {
            let (left, right) = (Decimal::from_micro(micro.into()).unwrap(), Decimal::from_micro(factor.into()).unwrap());
            let text = convert(&left.to_string(), Some(right), None).unwrap();
            if let Some(product) = left.checked_mul(right) {
                prop_assert_eq!(text, product.to_string());
            }
        }

        #[test]
        fn never_panics(text in "-?[0-9]{0,50}(\\.[0-9]{0,50})?", any: String, factor: i64, decimals in 0_u32..7) {
            with_point(&any);
            let factor = Decimal::from_micro(factor / 10);
            convert(&text, factor, Some(decimals));
        }
    }
}
