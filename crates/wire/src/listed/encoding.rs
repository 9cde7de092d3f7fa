//! The text of a list: UTF-8, else Windows-1252, which old lists are in.

use super::ListFlaw;
use std::borrow::Cow;

/// The text of the bytes of a list.
///
/// # Errors
/// What is in neither, or in a mixture of both, with its line: read as one of them, some names would be others.
pub(super) fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, ListFlaw> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(ListFlaw::row(1, "the file is in UTF-16; save it as UTF-8"));
    }
    if let Some(place) = bytes.iter().position(|byte| *byte == 0) {
        return Err(ListFlaw::row(line_of(bytes, place), "a byte of nothing: this is no text in UTF-8"));
    }
    let flaw = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(flaw) => flaw,
    };
    let line = line_of(bytes, flaw.valid_up_to());
    if has_utf8(bytes) {
        let reason = "neither UTF-8 nor anything else: a byte that is no letter, where others are UTF-8";
        return Err(ListFlaw::row(line, reason));
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for (place, byte) in bytes.iter().enumerate() {
        let Some(letter) = letter(*byte) else {
            let reason = format!("the byte {byte:#04x} is a letter neither in UTF-8 nor in Windows-1252");
            return Err(ListFlaw::row(line_of(bytes, place), reason));
        };
        text.push(letter);
    }
    Ok(Cow::Owned(text))
}

fn line_of(bytes: &[u8], place: usize) -> u64 {
    let ended = bytes.iter().take(place).filter(|byte| **byte == b'\n').count();
    u64::try_from(ended).map_or(u64::MAX, |ended| ended + 1)
}

/// Whether some letters beyond ASCII are in UTF-8: in another encoding hardly two letters stand side by side so.
fn has_utf8(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

/// A letter of Windows-1252; it is that of Latin-1 but for these.
fn letter(byte: u8) -> Option<char> {
    const OTHERS: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’',
        '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    match byte.checked_sub(0x80).and_then(|place| OTHERS.get(usize::from(place))) {
        Some('\0') => None,
        Some(other) => Some(*other),
        None => Some(char::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_encoding_is_told_with_its_line() {
        let told = |bytes: &[u8]| text_of(bytes).map(Cow::into_owned).map_err(|flaw| flaw.to_string());
        assert_eq!(told("é".as_bytes()).unwrap(), "é");
        assert_eq!(told(b"Jos\xe9 \x8aimi\x9e O\x92Brien").unwrap(), "José Šimiž O’Brien");
        for (bytes, flaw) in [
            (b"\xff\xfei\0d\0".as_slice(), "line 1: the file is in UTF-16"),
            (b"id\n1\n2\0".as_slice(), "line 3: a byte of nothing"),
            (b"\xc3\xa9\n\n\xe9\n".as_slice(), "line 3: neither UTF-8"),
            (b"A\nB\x81\n".as_slice(), "line 2: the byte 0x81"),
        ] {
            let told = told(bytes).unwrap_err();
            assert!(told.starts_with(flaw), "{told}");
        }
    }
}
