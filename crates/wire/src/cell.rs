//! Cells of a CSV that people open in a spreadsheet: no text of anybody's becomes a formula there.
//!
//! A spreadsheet runs what begins like a formula, and a formula can send the sheet away (OWASP, CSV injection). An
//! apostrophe before it makes it a text. What goes out so comes in again from the same people, corrected, and the
//! apostrophe is ours and not theirs: left on, every round would change a telephone number or a name, and make
//! other content of the same declaration. So the intake takes it off, and only where [`write_cell`] puts it.

/// With what a cell begins that a spreadsheet runs.
const SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
const APOSTROPHE: char = '\'';

/// Writes a cell, without what stands between cells.
pub fn write_cell(text: &str, out: &mut Vec<u8>) {
    let is_guarded = must_be_guarded(text);
    if !is_guarded && !text.contains([',', ';', '"', '\t', '\n', '\r']) {
        return out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
    if is_guarded {
        out.push(b'\'');
    }
    out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

/// Writes cells as a line, each as [`write_cell`] does.
pub fn write_line<S: AsRef<str>>(cells: &[S], out: &mut Vec<u8>) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        write_cell(cell.as_ref(), out);
    }
    out.push(b'\n');
}

/// A cell as it was before [`write_cell`] put an apostrophe there.
pub fn without_guard(cell: &str) -> &str {
    match cell.strip_prefix(APOSTROPHE) {
        Some(text) if is_run(text.trim_start_matches(APOSTROPHE)) => text,
        _ => cell,
    }
}

/// A number below nothing stays one. A text that looks guarded is guarded once more, so that one apostrophe less
/// is again what it was.
fn must_be_guarded(text: &str) -> bool {
    is_run(text.trim_start_matches(APOSTROPHE)) && !is_number(text)
}

fn is_run(text: &str) -> bool {
    text.starts_with(SIGNS)
}

/// Whether a text is digits with at most one point between them, and perhaps a minus.
fn is_number(text: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let size = text.strip_prefix('-').unwrap_or(text);
    match size.split_once('.') {
        None => is_digits(size),
        Some((whole, part)) => is_digits(whole) && is_digits(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written for a text; it must read back.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut out = Vec::new();
        write_cell(text, &mut out);
        let written = String::from_utf8(out).unwrap();
        assert_eq!(written, expected);
        let inside = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let cell = inside.map_or(written.clone(), |inside| inside.replace("\"\"", "\""));
        assert_eq!(without_guard(&cell), text, "{written}");
        assert!(!cell.starts_with(SIGNS) || is_number(&cell), "{written} is run");
    }

    #[test]
    fn formulas_are_texts_and_read_back() {
        check("cotton t-shirt", "cotton t-shirt");
        check("", "");
        check("=1+1", "\"'=1+1\"");
        check("@SUM(A1)", "\"'@SUM(A1)\"");
        check("+49 30 1234", "\"'+49 30 1234\"");
        check("+49", "\"'+49\"");
        check("-5.20", "-5.20");
        check("-5", "-5");
        check("-", "\"'-\"");
        check("-5-3", "\"'-5-3\"");
        check("-5.", "\"'-5.\"");
        check("\t=1", "\"'\t=1\"");
        check("'=1", "\"''=1\"");
        check("''-5", "\"'''-5\"");
        check("'t Hof", "'t Hof");
        check("'", "'");
        check("a, \"b\"", "\"a, \"\"b\"\"\"");
        check("two\nlines", "\"two\nlines\"");
    }
}
