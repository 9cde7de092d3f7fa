//! Whole numbers as text: decimal digits, one text for each value.

/// Reads a number; `None` for a sign, a leading zero, anything but digits, and what does not fit.
pub(crate) fn read(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit());
    let padded = text.len() > 1 && text.starts_with('0');
    if digits && !padded { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_for_each_number() {
        for number in [0, 1, 10, 255, u64::MAX] {
            assert_eq!(read(&number.to_string()), Some(number));
        }
        for other in
            ["", "00", "01", "+1", "-1", " 1", "1 ", "1.0", "1_0", "٣", "0x1", "18446744073709551616"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
