//! The bytes of documents: of which types they may be, and whether they are what they are said to be.

/// The most bytes of one document.
pub(crate) const MOST: usize = 10 << 20;

/// The signatures of types that have one.
const SIGNED: [(&str, &[u8]); 5] = [
    ("application/pdf", b"%PDF-"),
    ("image/jpeg", b"\xff\xd8\xff"),
    ("image/png", b"\x89PNG\r\n\x1a\n"),
    ("image/tiff", b"II*\0"),
    ("image/tiff", b"MM\0*"),
];

/// Types of text, which have none.
const TEXTS: [&str; 3] = ["text/plain", "text/csv", "application/xml"];

/// The type that is taken in, as its name is kept; none for any other.
pub(super) fn known(media_type: &str) -> Option<&'static str> {
    let named = SIGNED.iter().map(|(name, _)| *name).chain(TEXTS);
    named.into_iter().find(|name| *name == media_type)
}

/// Whether bytes begin as their type says.
pub(super) fn are_of(media_type: &str, bytes: &[u8]) -> bool {
    match signed(bytes) {
        Some(found) => found == media_type,
        None => TEXTS.contains(&media_type) && is_text(media_type, bytes),
    }
}

/// The type of the bytes of a file by its first signs, else by the ending of its name; none where it is none of these.
pub(crate) fn media_type_of(name: &str, bytes: &[u8]) -> Option<&'static str> {
    if let Some(found) = signed(bytes) {
        return Some(found);
    }
    let name = name.to_lowercase();
    let named = match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "csv" => "text/csv",
        "xml" => "application/xml",
        "txt" => "text/plain",
        _ => return None,
    };
    is_text(named, bytes).then_some(named)
}

fn signed(bytes: &[u8]) -> Option<&'static str> {
    SIGNED.iter().find(|(_, begins)| bytes.starts_with(begins)).map(|(name, _)| *name)
}

fn is_text(media_type: &str, bytes: &[u8]) -> bool {
    let begin = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let is_xml = begin.starts_with(b"<") || media_type != "application/xml";
    is_xml && !bytes.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_what_they_begin_like() {
        let rows: [(&str, &[u8], bool); 11] = [
            ("application/pdf", b"%PDF-1.7\n", true),
            ("application/pdf", b"<html>", false),
            ("text/plain", b"%PDF-1.7\n", false),
            ("image/png", b"\x89PNG\r\n\x1a\n\0", true),
            ("image/jpeg", b"\x89PNG\r\n\x1a\n\0", false),
            ("image/tiff", b"MM\0*\0", true),
            ("text/csv", b"a;b\n", true),
            ("text/plain", b"MZ\0\0", false),
            ("application/xml", b"\xef\xbb\xbf <a/>", true),
            ("application/xml", b"a", false),
            ("text/html", b"<html>", false),
        ];
        for (media_type, bytes, expected) in rows {
            assert_eq!(are_of(media_type, bytes), expected, "{media_type} {bytes:?}");
        }
        assert_eq!(media_type_of("x.exe", b"%PDF-"), Some("application/pdf"));
        assert_eq!(media_type_of("Lines.CSV", b"a,b"), Some("text/csv"));
        assert_eq!(media_type_of("page.html", b"<html>"), None);
        assert_eq!(media_type_of("no ending", b"text"), None);
        assert_eq!((known("image/png"), known("application/json")), (Some("image/png"), None));
    }
}
