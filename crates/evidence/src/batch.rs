//! What is signed of a batch: whose record it is of, which batch, and the tree over it.

use crate::hash::Hash;
use std::fmt;

/// The first line of a signed batch: no signature over it can be taken for one over anything else.
const FIRST_LINE: &str = "cocket-batch-v1";

/// How the first lines of other texts begin that are signed by keys of a record or a witness.
const RESERVED: [&str; 2] = ["cocket-", "cosignature/"];

/// The name of a record for ever, such as `customs.example/log`, as C2SP checkpoints name theirs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

impl Origin {
    /// Reads a name: 1 to 255 visible ASCII signs without `+`, so that it fits in signed notes (C2SP).
    ///
    /// A checkpoint begins with the name of its record. None is therefore called as the first line of another text
    /// that the same key signs: no name begins with `cocket-` or `cosignature/`.
    ///
    /// `None` for any other text.
    pub fn parse(text: &str) -> Option<Origin> {
        let fits = (1..=255).contains(&text.len());
        let fits = fits && text.bytes().all(|sign| sign.is_ascii_graphic() && sign != b'+');
        let fits = fits && !RESERVED.iter().any(|start| text.starts_with(start));
        fits.then(|| Origin(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

/// What the signature of a batch covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchHead<'l> {
    /// The record that the batch is of.
    pub log: &'l Origin,
    /// The number of the batch in the record.
    pub batch: u64,
    /// The number of leaves.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

impl BatchHead<'_> {
    /// The bytes that are signed: five lines, each with its end.
    ///
    /// ```
    /// # use evidence::{BatchHead, Origin, content_hash};
    /// let log = Origin::parse("customs.example/log").unwrap();
    /// let head = BatchHead { log: &log, batch: 7, size: 0, root: content_hash(b"") };
    /// assert_eq!(
    ///     head.text(),
    ///     "cocket-batch-v1\ncustoms.example/log\n7\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    /// );
    /// ```
    pub fn text(&self) -> String {
        let BatchHead { log, batch, size, root } = self;
        format!("{FIRST_LINE}\n{log}\n{batch}\n{size}\n{root}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_make_a_line() {
        for good in ["customs.example/log", "a", &"x".repeat(255)] {
            assert_eq!(Origin::parse(good).map(|origin| origin.to_string()).as_deref(), Some(good));
        }
        for bad in ["", "a b", "a\n1", "a\r", "a+b", "a\0", "zoll.österreich", &"x".repeat(256)] {
            assert_eq!(Origin::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn no_name_is_the_first_line_of_another_text() {
        for bad in [FIRST_LINE, "cocket-quote-v1", "cocket-leaf-v1", "cosignature/v1", "cosignature/"] {
            assert_eq!(Origin::parse(bad), None, "{bad}");
        }
        for good in ["cocket.example", "cocket/log", "cosignature.example", "Cocket-batch-v1"] {
            assert!(Origin::parse(good).is_some(), "{good}");
        }
    }
}
