//! A submission as bytes that this process reads again when a later line is about the same consignment. They
//! outlive no run, so they need no version.

use clearance::{DocumentField, DocumentText, HeaderField, ItemField, ItemText, Submission};
use std::borrow::Cow;
use std::io;
use store::row::{decode_faults, encode_faults};

/// Stands where the texts of a header, goods item or document end; fields count from 0 and are fewer.
const END: u8 = u8::MAX;

/// Appends a submission.
pub(crate) fn write(submission: &Submission<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    write_texts(HeaderField::ALL, |field| submission.text(field), out);
    write_count(submission.items.len(), out);
    for item in &submission.items {
        write_texts(ItemField::ALL, |field| item.text(field), out);
    }
    write_count(submission.documents.len(), out);
    for document in &submission.documents {
        write_texts(DocumentField::ALL, |field| document.text(field), out);
    }
    if !submission.faults.is_empty() {
        out.extend(encode_faults(&submission.faults).map_err(io::Error::other)?);
    }
    Ok(())
}

/// The submission that the bytes are of.
pub(crate) fn read(bytes: &[u8]) -> io::Result<Submission<'_>> {
    let mut rest = bytes;
    let mut submission = Submission::default();
    read_texts(&mut rest, HeaderField::ALL, |field, text| submission.set(field, text))?;
    for _ in 0..read_count(&mut rest)? {
        let mut item = ItemText::default();
        read_texts(&mut rest, ItemField::ALL, |field, text| item.set(field, text))?;
        submission.items.push(item);
    }
    for _ in 0..read_count(&mut rest)? {
        let mut document = DocumentText::default();
        read_texts(&mut rest, DocumentField::ALL, |field, text| document.set(field, text))?;
        submission.documents.push(document);
    }
    if !rest.is_empty() {
        submission.faults = decode_faults(rest).map_err(io::Error::other)?;
    }
    Ok(submission)
}

fn write_texts<'a, F: Copy>(fields: &[F], text: impl Fn(F) -> Option<&'a str>, out: &mut Vec<u8>) {
    for (code, field) in (0..END).zip(fields) {
        if let Some(text) = text(*field) {
            out.push(code);
            write_count(text.len(), out);
            out.extend_from_slice(text.as_bytes());
        }
    }
    out.push(END);
}

fn read_texts<'b, F: Copy>(
    rest: &mut &'b [u8],
    fields: &[F],
    mut set: impl FnMut(F, Cow<'b, str>),
) -> io::Result<()> {
    loop {
        let (code, after) = rest.split_first().ok_or_else(cut_off)?;
        *rest = after;
        if *code == END {
            return Ok(());
        }
        let field = fields.get(usize::from(*code)).ok_or_else(cut_off)?;
        let length = read_count(rest)?;
        let (text, after) = rest.split_at_checked(length).ok_or_else(cut_off)?;
        *rest = after;
        set(*field, Cow::Borrowed(std::str::from_utf8(text).map_err(io::Error::other)?));
    }
}

/// A document is no longer than a megabyte, and so is each of its texts.
fn write_count(count: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

fn read_count(rest: &mut &[u8]) -> io::Result<usize> {
    let (count, after) = rest.split_first_chunk().ok_or_else(cut_off)?;
    *rest = after;
    usize::try_from(u32::from_le_bytes(*count)).map_err(io::Error::other)
}

fn cut_off() -> io::Error {
    io::Error::other("what was kept of an earlier line is cut off")
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use clearance::HeaderField;
    use rehearsal::{Mix, Rehearsal, write_ndjson};

    #[test]
    fn what_is_kept_is_read_again() {
        for parcel in Rehearsal::new(5, Mix::Faulty).parcels(300) {
            let mut line = Vec::new();
            write_ndjson(&parcel, &mut line);
            let Ok(submission) = wire::intake::json::read(&line) else { continue };
            let mut bytes = Vec::new();
            write(&submission, &mut bytes).unwrap();
            let again = read(&bytes).unwrap();
            for field in HeaderField::ALL {
                assert_eq!(again.text(*field), submission.text(*field));
            }
            assert_eq!(again.faults, submission.faults);
            let mut bytes_again = Vec::new();
            write(&again, &mut bytes_again).unwrap();
            assert_eq!(bytes_again, bytes);
            assert!(read(&bytes[..bytes.len() / 2]).is_err());
        }
    }
}
