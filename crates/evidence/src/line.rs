//! What the signature of a token covers: one line that somebody else than the keeper of a record signs.

/// The mark with which the line of a tax token begins.
pub const TAX_TOKEN: &str = "taxtoken1:";

/// A line that a token carries as it was signed.
///
/// It begins with the mark of its kind and holds no end of a line, so that it is never taken for the text of a batch or
/// of a statement, nor one of those for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedLine<'t>(&'t str);

impl<'t> SignedLine<'t> {
    /// The line of a tax token, up to its signature; none for any other text.
    ///
    /// ```
    /// # use evidence::SignedLine;
    /// assert!(SignedLine::of_tax_token("taxtoken1:vendor:XAV0012345").is_some());
    /// assert!(SignedLine::of_tax_token("cocket-quote-v1\ncustoms.example/log\n{}\n").is_none());
    /// ```
    pub fn of_tax_token(text: &'t str) -> Option<SignedLine<'t>> {
        (text.starts_with(TAX_TOKEN) && !text.contains(['\n', '\r'])).then_some(SignedLine(text))
    }

    /// The bytes that are signed.
    pub fn text(&self) -> &'t str {
        self.0
    }
}
