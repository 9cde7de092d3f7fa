//! What the record's tree holds of each batch: a short text, of which nobody can then make another.

use crate::fields::{FieldFlaw, Fields, write_field};
use crate::hash::{Hash, leaf_hash};

const FIRST_LINE: &str = "cocket-leaf-v1";

/// A batch as the record's tree has it.
///
/// Its text has a line for each field, in their order here, each the field's name, a space and its value. There is one
/// text for each leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogLeaf<'l> {
    /// The number of the batch.
    pub batch: u64,
    /// The number of statements in it.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
    /// When it was written (RFC 3339), as the caller writes it.
    pub moment: &'l str,
    /// The hash of all that the batch was decided by: law, register, rulebook and engine.
    pub setting: Hash,
    /// The number that the next declaration after the batch gets.
    pub next: u64,
}

impl<'l> LogLeaf<'l> {
    /// The text whose leaf hash goes into the record's tree.
    ///
    /// ```
    /// # use evidence::{LogLeaf, content_hash};
    /// let (root, setting) = (content_hash(b""), content_hash(b"law"));
    /// let leaf = LogLeaf { batch: 7, size: 0, root, moment: "2026-03-02T05:40:00Z", setting, next: 12 };
    /// let text = leaf.write().unwrap();
    /// assert!(text.starts_with("cocket-leaf-v1\nbatch 7\nsize 0\nroot 47DEQpj8HBSa+"));
    /// assert!(text.ends_with("\nnext 12\n"));
    /// assert_eq!(LogLeaf::parse(&text), Ok(leaf));
    /// ```
    ///
    /// # Errors
    /// [`LeafFlaw::Value`] for a moment that does not stand clearly in a line.
    pub fn write(&self) -> Result<String, LeafFlaw> {
        let LogLeaf { batch, size, root, moment, setting, next } = self;
        let mut text = format!("{FIRST_LINE}\nbatch {batch}\nsize {size}\nroot {root}\n");
        write_field("moment", Some(moment), &mut text)?;
        text.extend([format!("setting {setting}\nnext {next}\n")]);
        Ok(text)
    }

    /// Reads the text that [`write`](LogLeaf::write) gives, and no other.
    ///
    /// # Errors
    /// The first [`LeafFlaw`] from the top.
    pub fn parse(text: &'l str) -> Result<LogLeaf<'l>, LeafFlaw> {
        let mut fields = Fields::after(FIRST_LINE, text).ok_or(LeafFlaw::FirstLine)?;
        // The lines are read in the order in which the fields are written here.
        let leaf = LogLeaf {
            batch: fields.number("batch")?.ok_or(LeafFlaw::Value("batch"))?,
            size: fields.number("size")?.ok_or(LeafFlaw::Value("size"))?,
            root: fields.hash("root")?.ok_or(LeafFlaw::Value("root"))?,
            moment: fields.text("moment")?.ok_or(LeafFlaw::Value("moment"))?,
            setting: fields.hash("setting")?.ok_or(LeafFlaw::Value("setting"))?,
            next: fields.number("next")?.ok_or(LeafFlaw::Value("next"))?,
        };
        if fields.is_at_end() { Ok(leaf) } else { Err(LeafFlaw::TextAfterEnd) }
    }

    /// The leaf hash of the text (RFC 6962 section 2.1).
    ///
    /// # Errors
    /// Those of [`write`](LogLeaf::write).
    pub fn hash(&self) -> Result<Hash, LeafFlaw> {
        Ok(leaf_hash(self.write()?.as_bytes()))
    }
}

/// Why a text is no leaf of the record's tree, or a leaf has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum LeafFlaw {
    /// The text does not begin as leaves of this version do.
    #[error("the first line is not `{FIRST_LINE}`")]
    FirstLine,
    /// A line is missing, cut off, or not in its place.
    #[error("the line `{0}` is missing or not in its place")]
    Line(&'static str),
    /// The value of this line is none that it can have.
    #[error("the value of `{0}` is not one that a leaf can have")]
    Value(&'static str),
    /// Something follows the last line.
    #[error("text follows the last line")]
    TextAfterEnd,
}

impl From<FieldFlaw> for LeafFlaw {
    fn from(flaw: FieldFlaw) -> LeafFlaw {
        match flaw {
            FieldFlaw::Line(name) => LeafFlaw::Line(name),
            FieldFlaw::Value(name) => LeafFlaw::Value(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::content_hash;
    use proptest::prelude::*;

    fn example() -> LogLeaf<'static> {
        LogLeaf {
            batch: 7,
            size: 3,
            root: content_hash(b""),
            moment: "2026-03-02T05:40:00Z",
            setting: content_hash(b"document"),
            next: 12,
        }
    }

    const TEXT: &str = "cocket-leaf-v1\n\
        batch 7\n\
        size 3\n\
        root 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\
        moment 2026-03-02T05:40:00Z\n\
        setting Q8wj+lK4e0zB0CtbEUFUFR1q3dsXyf3cBrAn+pniQAg=\n\
        next 12\n";

    fn check_flaw(from: &str, to: &str, expected: LeafFlaw) {
        assert_eq!(TEXT.matches(from).count(), 1, "{from}");
        assert_eq!(LogLeaf::parse(&TEXT.replace(from, to)), Err(expected), "`{from}` to `{to}`");
    }

    #[test]
    fn the_text_is_the_one_that_was_promised() {
        assert_eq!(example().write().as_deref(), Ok(TEXT));
        assert_eq!(LogLeaf::parse(TEXT), Ok(example()));
        assert_eq!(example().hash(), Ok(leaf_hash(TEXT.as_bytes())));
    }

    #[test]
    fn each_way_to_another_text_is_found() {
        check_flaw("leaf-v1\n", "leaf-v2\n", LeafFlaw::FirstLine);
        check_flaw("leaf-v1\n", "leaf-v1 \n", LeafFlaw::FirstLine);
        check_flaw("batch 7\n", "", LeafFlaw::Line("batch"));
        check_flaw("batch 7\n", "batch 07\n", LeafFlaw::Value("batch"));
        check_flaw("batch 7\n", "batch -\n", LeafFlaw::Value("batch"));
        check_flaw("size 3\n", "size 3 \n", LeafFlaw::Value("size"));
        check_flaw("size 3\n", "size 18446744073709551616\n", LeafFlaw::Value("size"));
        check_flaw("root 4", "root  4", LeafFlaw::Value("root"));
        check_flaw("hSuFU=", "hSuFV=", LeafFlaw::Value("root"));
        check_flaw("moment 2026-03-02T05:40:00Z", "moment -", LeafFlaw::Value("moment"));
        check_flaw("moment 2026-03-02T05:40:00Z", "moment a\u{202e}", LeafFlaw::Value("moment"));
        check_flaw("setting", "settings", LeafFlaw::Line("setting"));
        check_flaw("next 12\n", "next 12", LeafFlaw::Line("next"));
        check_flaw("next 12\n", "next 12\r\n", LeafFlaw::Value("next"));
        check_flaw("next 12\n", "next 12\n\n", LeafFlaw::TextAfterEnd);
        let refused = LogLeaf { moment: "a\nnext 1", ..example() };
        assert_eq!(refused.write(), Err(LeafFlaw::Value("moment")));
        assert_eq!(refused.hash(), Err(LeafFlaw::Value("moment")));
    }

    proptest! {
        #[test]
        fn round_trips(batch: u64, size: u64, next: u64, hashes: [[u8; 32]; 2], moment: String) {
            let [root, setting] = hashes.map(Hash::from_bytes);
            let leaf = LogLeaf { batch, size, root, moment: &moment, setting, next };
            if let Ok(text) = leaf.write() {
                prop_assert_eq!(text.matches('\n').count(), 7);
                prop_assert_eq!(LogLeaf::parse(&text), Ok(leaf));
            }
        }

        #[test]
        fn what_is_read_is_written_the_same(at: prop::sample::Index, insert in "[-0-9\n a=]{0,3}", cut in 0..4_usize) {
            let at = at.index(TEXT.len() + 1);
            let end = (at + cut).min(TEXT.len());
            let mut text = TEXT.to_owned();
            text.replace_range(at..end, &insert);
            if let Ok(leaf) = LogLeaf::parse(&text) {
                prop_assert_eq!(leaf.write(), Ok(text.clone()));
            }
        }
    }
}
