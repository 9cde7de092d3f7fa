//! Numbers with a check digit, and numbers that look drawn but never repeat.

/// The postal item identifier S10 of the Universal Postal Union: service, serial, check digit, country.
pub(crate) fn s10(service: [u8; 2], serial: u64, country: &str) -> String {
    let mut number = Vec::with_capacity(13);
    number.extend_from_slice(&service);
    push_padded(&mut number, serial, 8);
    number.push(digit(s10_check(serial)));
    number.extend_from_slice(country.as_bytes());
    text(number)
}

/// Weights 8 6 4 2 3 5 9 7; what is missing to a multiple of eleven, where ten is written 0 and eleven 5.
pub(crate) fn s10_check(serial: u64) -> u64 {
    let mut rest = serial;
    let mut sum = 0;
    for weight in [7, 9, 5, 3, 2, 4, 6, 8] {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    }
}

/// The serial number of an air waybill or of a carrier's parcel, followed by its remainder by seven.
pub(crate) fn with_check_by_seven(serial: u64) -> u64 {
    serial * 10 + serial % 7
}

/// The numbers below 10^`digits` in an order of their own: two indexes meet only when the digits are used up.
pub(crate) fn shuffled(index: u64, offset: u64, digits: u32) -> u64 {
    let all = 10u64.pow(digits);
    // A factor that shares no divisor with ten visits every number once.
    (index % all * 61_803_399 + offset % all) % all
}

/// Sixty-four bits that follow from sixty-four others (the finisher of SplitMix64).
pub(crate) fn scrambled(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Appends a number with at least `width` digits, of twenty at most.
pub(crate) fn push_padded(out: &mut Vec<u8>, number: u64, width: u8) {
    let mut digits = [b'0'; 20];
    let (mut rest, mut used) = (number, 0);
    for place in digits.iter_mut().rev() {
        if rest == 0 && used >= usize::from(width.max(1)) {
            break;
        }
        *place = digit(rest);
        rest /= 10;
        used += 1;
    }
    out.extend_from_slice(digits.get(digits.len().saturating_sub(used)..).unwrap_or_default());
}

/// The last decimal digit.
pub(crate) fn digit(number: u64) -> u8 {
    b'0' + u8::try_from(number % 10).unwrap_or_default()
}

/// The text of bytes that this crate has put together from digits and ASCII words.
pub(crate) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_of_published_examples() {
        assert_eq!(s10(*b"LX", 47_312_482, "CN"), "LX473124829CN");
        assert_eq!(s10(*b"RR", 47_312_482 + 1, "SE").len(), 13);
        assert_eq!(with_check_by_seven(1_234_567), 12_345_675);
    }

    #[test]
    fn shuffled_numbers_do_not_repeat() {
        let mut seen: Vec<u64> = (0..10_000).map(|index| shuffled(index, 4711, 4)).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 10_000);
    }
}
