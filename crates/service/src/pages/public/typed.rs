//! Amounts as people type them: `24.90` or `24,90`. What may as well be thousands is not guessed at.

use std::borrow::Cow;

/// A number that can be read in two ways: `1,200` is twelve hundred to one reader and 1.2 to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TwoWays;

/// The amount with a point before its decimals. What is no number stays as it was typed, so that whoever reads why it
/// is none finds their own words.
pub(super) fn amount(typed: &str) -> Result<Cow<'_, str>, TwoWays> {
    let Some((whole, decimals)) = typed.split_once([',', '.']) else { return Ok(typed.into()) };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match is_digits(whole.strip_prefix('-').unwrap_or(whole)) && is_digits(decimals) {
        true if decimals.len() == 3 => Err(TwoWays),
        true => Ok(format!("{whole}.{decimals}").into()),
        false => Ok(typed.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_with_either_sign_and_thousands_are_not_guessed() {
        let rows: [(&str, Result<&str, TwoWays>); 16] = [
            ("24.90", Ok("24.90")),
            ("24,90", Ok("24.90")),
            ("24,9", Ok("24.9")),
            ("1200", Ok("1200")),
            ("1200,5000", Ok("1200.5000")),
            ("1,200", Err(TwoWays)),
            ("1.200", Err(TwoWays)),
            ("0,500", Err(TwoWays)),
            ("-1,200", Err(TwoWays)),
            ("12,345", Err(TwoWays)),
            ("1.200,50", Ok("1.200,50")),
            ("1,200.50", Ok("1,200.50")),
            ("1,200,000", Ok("1,200,000")),
            ("1 200,50", Ok("1 200,50")),
            ("12,x90", Ok("12,x90")),
            ("", Ok("")),
        ];
        for (typed, expected) in rows {
            assert_eq!(amount(typed).as_deref(), expected.as_ref().map(|text| *text), "{typed}");
        }
    }
}
