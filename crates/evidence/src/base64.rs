//! Bytes as text: standard base64 with padding (RFC 4648 section 4), one text for each value.

const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD: u8 = b'=';

/// Adds the text of some bytes.
pub(crate) fn write(bytes: &[u8], out: &mut String) {
    out.reserve(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let mut bits = three.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
        bits <<= 8 * (3 - three.len());
        for place in 0..4 {
            let six = bits >> (18 - 6 * place) & 63;
            let sign = if place > three.len() { None } else { SIGNS.get(six as usize) };
            out.push(char::from(*sign.unwrap_or(&PAD)));
        }
    }
}

/// Reads exactly this many bytes; `None` for any text but the one that [`write`] gives.
pub(crate) fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    fill(text, &mut bytes)?;
    Some(bytes)
}

/// Reads as many bytes as the text holds; `None` for any text but the one that [`write`] gives.
pub(crate) fn read_any(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches(char::from(PAD));
    let mut bytes = vec![0; digits.len() / 4 * 3 + digits.len() % 4 * 6 / 8];
    fill(text, &mut bytes)?;
    Some(bytes)
}

fn fill(text: &str, bytes: &mut [u8]) -> Option<()> {
    let digits = text.trim_end_matches(char::from(PAD));
    // Before any work: a hostile text may be long.
    if text.len() != bytes.len().div_ceil(3) * 4 || digits.len() != (bytes.len() * 8).div_ceil(6) {
        return None;
    }
    let (mut bits, mut count) = (0_u32, 0);
    let mut place = bytes.iter_mut();
    for sign in digits.bytes() {
        bits = bits << 6 | u32::from(value(sign)?);
        count += 6;
        if count >= 8 {
            count -= 8;
            *place.next()? = (bits >> count & 0xff) as u8;
        }
        bits &= 0xff;
    }
    // Bits after the last byte would give one value many texts.
    let rest = bits & ((1 << count) - 1);
    (rest == 0).then_some(())
}

fn value(sign: u8) -> Option<u8> {
    Some(match sign {
        b'A'..=b'Z' => sign - b'A',
        b'a'..=b'z' => sign - b'a' + 26,
        b'0'..=b'9' => sign - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// Gives a type over an array of bytes its bytes and its text.
macro_rules! text_of_bytes {
    ($name:ident, $size:literal) => {
        impl $name {
            /// The value of these bytes.
            pub const fn from_bytes(bytes: [u8; $size]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $size] {
                &self.0
            }

            /// Reads standard base64 with padding (RFC 4648 section 4); `None` for any other text.
            pub fn parse(text: &str) -> Option<Self> {
                $crate::base64::read(text).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut text = String::new();
                $crate::base64::write(&self.0, &mut text);
                out.pad(&text)
            }
        }
    };
}

pub(crate) use text_of_bytes;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(bytes: &[u8]) -> String {
        let mut text = String::new();
        write(bytes, &mut text);
        text
    }

    /// The examples of RFC 4648 section 10.
    #[test]
    fn writes_as_the_standard_does() {
        let examples = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
        ];
        for (bytes, expected) in examples {
            assert_eq!(text(bytes.as_bytes()), expected);
        }
        assert_eq!(text(&[0xfb, 0xff, 0xfe]), "+//+");
        assert_eq!(read(""), Some([]));
        assert_eq!(read("Zg=="), Some(*b"f"));
        assert_eq!(read("Zm8="), Some(*b"fo"));
        assert_eq!(read("+//+"), Some([0xfb, 0xff, 0xfe]));
    }

    #[test]
    fn reads_no_second_text_of_a_value() {
        for other in
            ["Zh==", "Zg=", "Zg", "Zg===", " Zg==", "Zg==\n", "Z===", "====", "Zg=A", "Zé=", "-g==", "_g=="]
        {
            assert_eq!(read::<1>(other), None, "{other}");
            assert_eq!(read_any(other), None, "{other}");
        }
        assert_eq!(read::<2>("Zm9="), None);
        assert_eq!(read::<3>("Zm9vZm9v"), None);
        assert_eq!(read::<32>(&"A".repeat(1_000_000)), None);
    }

    proptest! {
        #[test]
        fn round_trips(bytes: [u8; 32], long: [[u8; 32]; 2]) {
            let long: [u8; 64] = long.concat().try_into().unwrap();
            prop_assert_eq!(read(&text(&bytes)), Some(bytes));
            prop_assert_eq!(read(&text(&long)), Some(long));
        }

        #[test]
        fn any_length_round_trips(bytes: Vec<u8>, other in "[A-Za-z0-9+/]{0,7}[AQg=]{0,4}") {
            prop_assert_eq!(read_any(&text(&bytes)), Some(bytes));
            if let Some(bytes) = read_any(&other) {
                prop_assert_eq!(text(&bytes), other);
            }
        }

        #[test]
        fn what_is_read_is_written_the_same(read_text in "[A-Za-z0-9+/=]{0,3}[A-Za-z0-9+/=é \n]{40,42}[=AEgw]{0,2}") {
            if let Some(bytes) = read::<32>(&read_text) {
                prop_assert_eq!(text(&bytes), read_text);
            }
        }
    }
}
