//! What is stated of one entry of the record: a short text that a filer can check line by line.

use crate::fields::{FieldFlaw, Fields, write_field};
use crate::hash::Hash;

const FIRST_LINE: &str = "cocket-statement-v1";

/// What was decided about one filing and when, and the bytes that it was decided on.
///
/// Its text has a line for each field, in their order here, each the field's name, a space and its value, or `-`
/// for what is absent. There is one text for each statement. Its leaf hash says nothing of it to who cannot guess
/// the document's commitment or the stored entry, so these two must hold what nobody can guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement<'t> {
    /// The number of the declaration.
    pub declaration: Option<&'t str>,
    /// The consignment's id.
    pub consignment: Option<&'t str>,
    /// When it was decided (RFC 3339), as the caller writes it.
    pub moment: &'t str,
    /// Who filed.
    pub organisation: Option<&'t str>,
    /// The outcome in one word.
    pub outcome: Option<&'t str>,
    /// The phase in one word.
    pub phase: Option<&'t str>,
    /// What is payable, with its currency: `0.00 EXD`.
    pub payable: Option<&'t str>,
    /// The commitment to the bytes as filed, by [`document_commitment`](crate::document_commitment).
    pub document: Option<Hash>,
    /// The hash of the entry as stored, by [`content_hash`](crate::content_hash).
    pub record: Hash,
}

impl<'t> Statement<'t> {
    /// The text whose leaf hash goes into the tree.
    ///
    /// ```
    /// # use evidence::{Statement, content_hash};
    /// let statement = Statement {
    ///     declaration: Some("26XA00000000000007"),
    ///     consignment: Some("c_01JNB0Z9V4Q6"),
    ///     moment: "2026-03-02T05:40:00Z",
    ///     organisation: None,
    ///     outcome: Some("release"),
    ///     phase: Some("accepted"),
    ///     payable: Some("0.00 EXD"),
    ///     document: None,
    ///     record: content_hash(b""),
    /// };
    /// let text = statement.write().unwrap();
    /// assert_eq!(text.lines().nth(1), Some("declaration 26XA00000000000007"));
    /// assert_eq!(text.lines().nth(4), Some("organisation -"));
    /// assert_eq!(Statement::parse(&text), Ok(statement));
    /// ```
    ///
    /// # Errors
    /// [`StatementFlaw::Value`] for a text that does not stand clearly in a line.
    pub fn write(&self) -> Result<String, StatementFlaw> {
        let mut text = String::with_capacity(320);
        text.push_str(FIRST_LINE);
        text.push('\n');
        write_field("declaration", self.declaration, &mut text)?;
        write_field("consignment", self.consignment, &mut text)?;
        write_field("moment", Some(self.moment), &mut text)?;
        write_field("organisation", self.organisation, &mut text)?;
        write_field("outcome", self.outcome, &mut text)?;
        write_field("phase", self.phase, &mut text)?;
        write_field("payable", self.payable, &mut text)?;
        let document = self.document.map(|hash| hash.to_string());
        write_field("document", document.as_deref(), &mut text)?;
        write_field("record", Some(&self.record.to_string()), &mut text)?;
        Ok(text)
    }

    /// Reads the text that [`write`](Statement::write) gives, and no other.
    ///
    /// # Errors
    /// The first [`StatementFlaw`] from the top.
    pub fn parse(text: &'t str) -> Result<Statement<'t>, StatementFlaw> {
        let mut fields = Fields::after(FIRST_LINE, text).ok_or(StatementFlaw::FirstLine)?;
        // The lines are read in the order in which the fields are written here.
        let statement = Statement {
            declaration: fields.text("declaration")?,
            consignment: fields.text("consignment")?,
            moment: fields.text("moment")?.ok_or(StatementFlaw::Value("moment"))?,
            organisation: fields.text("organisation")?,
            outcome: fields.text("outcome")?,
            phase: fields.text("phase")?,
            payable: fields.text("payable")?,
            document: fields.hash("document")?,
            record: fields.hash("record")?.ok_or(StatementFlaw::Value("record"))?,
        };
        if fields.is_at_end() { Ok(statement) } else { Err(StatementFlaw::TextAfterEnd) }
    }
}

/// Why a text is no statement, or a statement has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum StatementFlaw {
    /// The text does not begin as statements of this version do.
    #[error("the first line is not `{FIRST_LINE}`")]
    FirstLine,
    /// A line is missing, cut off, or not in its place.
    #[error("the line `{0}` is missing or not in its place")]
    Line(&'static str),
    /// The value of this line is missing where it must be there, is no hash where it must be one, or cannot be
    /// told for certain by who reads the line.
    #[error("the value of `{0}` is not one that a statement can have")]
    Value(&'static str),
    /// Something follows the last line.
    #[error("text follows the last line")]
    TextAfterEnd,
}

impl From<FieldFlaw> for StatementFlaw {
    fn from(flaw: FieldFlaw) -> StatementFlaw {
        match flaw {
            FieldFlaw::Line(name) => StatementFlaw::Line(name),
            FieldFlaw::Value(name) => StatementFlaw::Value(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::is_clear;
    use crate::hash::content_hash;
    use proptest::prelude::*;

    fn example() -> Statement<'static> {
        Statement {
            declaration: Some("26XA00000000000007"),
            consignment: Some("c_01JNB0Z9V4Q6"),
            moment: "2026-03-02T05:40:00Z",
            organisation: Some("Δ Express, Ltd."),
            outcome: Some("release"),
            phase: Some("accepted"),
            payable: Some("0.00 EXD"),
            document: Some(content_hash(b"document")),
            record: content_hash(b""),
        }
    }

    const TEXT: &str = "cocket-statement-v1\n\
        declaration 26XA00000000000007\n\
        consignment c_01JNB0Z9V4Q6\n\
        moment 2026-03-02T05:40:00Z\n\
        organisation Δ Express, Ltd.\n\
        outcome release\n\
        phase accepted\n\
        payable 0.00 EXD\n\
        document Q8wj+lK4e0zB0CtbEUFUFR1q3dsXyf3cBrAn+pniQAg=\n\
        record 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";

    fn check_flaw(from: &str, to: &str, expected: StatementFlaw) {
        assert_eq!(TEXT.matches(from).count(), 1, "{from}");
        assert_eq!(Statement::parse(&TEXT.replace(from, to)), Err(expected), "`{from}` to `{to}`");
    }

    #[test]
    fn the_text_is_the_one_that_was_promised() {
        assert_eq!(example().write().as_deref(), Ok(TEXT));
        assert_eq!(Statement::parse(TEXT), Ok(example()));
        let absent = Statement { document: None, payable: None, ..example() }.write().unwrap();
        assert!(absent.contains("\npayable -\ndocument -\nrecord "), "{absent}");
    }

    #[test]
    fn each_way_to_another_text_is_found() {
        check_flaw("cocket-statement-v1\n", "cocket-statement-v2\n", StatementFlaw::FirstLine);
        check_flaw("cocket-statement-v1\n", "", StatementFlaw::FirstLine);
        check_flaw("cocket-statement-v1\n", "\u{feff}cocket-statement-v1\n", StatementFlaw::FirstLine);
        check_flaw("cocket-statement-v1\n", "cocket-statement-v1\r\n", StatementFlaw::FirstLine);
        check_flaw("outcome release\n", "", StatementFlaw::Line("outcome"));
        check_flaw("outcome release\n", "Outcome release\n", StatementFlaw::Line("outcome"));
        check_flaw("outcome release\n", "outcomerelease\n", StatementFlaw::Line("outcome"));
        check_flaw("outcome release\n", "outcome\n", StatementFlaw::Line("outcome"));
        check_flaw("outcome release\n", "\noutcome release\n", StatementFlaw::Line("outcome"));
        check_flaw("outcome release\n", "phase accepted\noutcome release\n", StatementFlaw::Line("outcome"));
        check_flaw("outcome release\n", "outcome release\r\n", StatementFlaw::Value("outcome"));
        check_flaw("outcome release\n", "outcome  release\n", StatementFlaw::Value("outcome"));
        check_flaw("outcome release\n", "outcome \n", StatementFlaw::Value("outcome"));
        check_flaw("outcome release\n", "outcome hold\u{202e}\n", StatementFlaw::Value("outcome"));
        check_flaw("moment 2026-03-02T05:40:00Z", "moment -", StatementFlaw::Value("moment"));
        check_flaw("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "-", StatementFlaw::Value("record"));
        check_flaw("hSuFU=", "hSuFV=", StatementFlaw::Value("record"));
        check_flaw("hSuFU=", "hSuFU", StatementFlaw::Value("record"));
        check_flaw("hSuFU=\n", "hSuFU=", StatementFlaw::Line("record"));
        check_flaw("hSuFU=\n", "hSuFU=\n\n", StatementFlaw::TextAfterEnd);
        check_flaw("hSuFU=\n", "hSuFU=\nrecord -\n", StatementFlaw::TextAfterEnd);
    }

    #[test]
    fn a_value_cannot_make_a_line() {
        let values = [
            "",
            "-",
            " ",
            " a",
            "a ",
            "a\nb",
            "a\n",
            "\r",
            "a\tb",
            "\0",
            "a\u{85}b",
            "\u{7f}",
            "a\u{2028}b",
            "\u{a0}",
        ];
        for value in values {
            let refused = Err(StatementFlaw::Value("phase"));
            assert_eq!(Statement { phase: Some(value), ..example() }.write(), refused, "{value:?}");
            let refused = Err(StatementFlaw::Value("moment"));
            assert_eq!(Statement { moment: value, ..example() }.write(), refused, "{value:?}");
        }
        for value in ["--", "- ‌x", "می‌خواهم", "a  b", "税関", "record AAAA", "💶"] {
            let text = Statement { phase: Some(value), ..example() }.write().unwrap();
            assert_eq!(Statement::parse(&text).unwrap().phase, Some(value));
        }
    }

    proptest! {
        #[test]
        fn round_trips(
            values: [Option<String>; 6], moment: String, document: Option<[u8; 32]>, record: [u8; 32],
        ) {
            let [declaration, consignment, organisation, outcome, phase, payable] = &values;
            let statement = Statement {
                declaration: declaration.as_deref(),
                consignment: consignment.as_deref(),
                moment: &moment,
                organisation: organisation.as_deref(),
                outcome: outcome.as_deref(),
                phase: phase.as_deref(),
                payable: payable.as_deref(),
                document: document.map(Hash::from_bytes),
                record: Hash::from_bytes(record),
            };
            let clear = values.iter().flatten().chain([&moment]).all(|value| is_clear(value));
            match statement.write() {
                Ok(text) => {
                    prop_assert!(clear);
                    prop_assert_eq!(text.matches('\n').count(), 10);
                    prop_assert_eq!(Statement::parse(&text), Ok(statement));
                }
                Err(flaw) => prop_assert!(!clear, "{flaw}"),
            }
        }

        #[test]
        fn what_is_read_is_written_the_same(at: prop::sample::Index, insert in "[-\n a\u{202e}=]{0,3}", cut in 0..4_usize) {
            let signs: Vec<char> = TEXT.chars().collect();
            let at = at.index(signs.len() + 1);
            let end = (at + cut).min(signs.len());
            let text: String = signs[..at].iter().copied().chain(insert.chars()).chain(signs[end..].iter().copied()).collect();
            if let Ok(statement) = Statement::parse(&text) {
                prop_assert_eq!(statement.write(), Ok(text.clone()));
            }
        }

        #[test]
        fn any_text_is_answered(text: String, lines in "cocket-statement-v1\n([a-z]{0,12}[ \n-]{0,2}){0,12}") {
            prop_assert!(Statement::parse(&text).is_err());
            prop_assert!(Statement::parse(&lines).is_err());
        }
    }
}
