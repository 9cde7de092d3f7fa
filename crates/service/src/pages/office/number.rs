//! Numbers as people read them: in groups of three, times in the two greatest units.

use crate::pages::frame::Frame;
use quantity::Money;

/// A count, in groups of three digits.
pub(in crate::pages) fn count(f: &Frame, number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(&number.unsigned_abs().to_string(), separator(f)))
}

/// An amount of money without its currency, its whole part in groups of three digits.
pub(in crate::pages) fn amount(f: &Frame, money: Money) -> String {
    let text = money.number().to_string();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |text| ("-", text));
    let (whole, part) = text.find('.').and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
    format!("{sign}{}{part}", grouped(whole, separator(f)))
}

/// So much of a whole, in percent to the nearest tenth.
pub(in crate::pages) fn percent(f: &Frame, part: i64, whole: i64) -> String {
    let per_mille = part.saturating_mul(2000).saturating_add(whole).checked_div(whole.saturating_mul(2));
    of_hundred(f, &tenths(f, per_mille.unwrap_or_default()))
}

/// A number of a hundred.
pub(in crate::pages) fn of_hundred(f: &Frame, number: &str) -> String {
    let between = if f.language() == "fr" { "\u{202f}" } else { "" };
    format!("{number}{between}%")
}

/// Tenths as a number with one decimal.
fn tenths(f: &Frame, tenths: i64) -> String {
    let point = if f.language() == "fr" { ',' } else { '.' };
    format!("{}{point}{}", tenths / 10, tenths % 10)
}

/// A time in minutes, in the two greatest units.
pub(in crate::pages) fn minutes(f: &Frame, minutes: u64) -> String {
    let (days, hours) = (minutes / 1440, minutes / 60 % 24);
    match (days, hours) {
        (0, 0) if minutes == 0 => f.say("page-figures-below_minute"),
        (0, 0) => f.say_with("page-left-minutes", "minutes", minutes),
        (0, hours) => f.say_of("page-left-hours", &("hours", hours), &("minutes", minutes % 60)),
        (days, hours) => f.say_of("page-left-days", &("days", days), &("hours", hours)),
    }
}

/// Bytes, in millions to a tenth.
pub(super) fn megabytes(f: &Frame, bytes: u64) -> String {
    let number = tenths(f, i64::try_from(bytes / 100_000).unwrap_or(i64::MAX));
    f.say_with("page-admin-megabytes", "number", number)
}

/// What stands between groups of digits.
fn separator(f: &Frame) -> &'static str {
    if f.language() == "fr" { "\u{202f}" } else { "," }
}

fn grouped(digits: &str, separator: &str) -> String {
    let first = digits.len() % 3;
    let mut text = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 3 == first {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_stand_in_threes() {
        let texts = ["0", "12", "123", "1234", "123456", "1234567"].map(|digits| grouped(digits, ","));
        assert_eq!(texts, ["0", "12", "123", "1,234", "123,456", "1,234,567"]);
    }
}
