//! Why bytes are not a row of ours.

/// Why bytes are not a row of ours. No message repeats what the row holds: it may be personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFlaw {
    /// Another version, or not a row at all.
    #[error("the row is of version {0}, which this program does not know")]
    UnknownVersion(u8),
    /// Cut off, followed by something, or not of the form of its version.
    #[error("the row is cut off or garbled")]
    Malformed,
    /// The form is right, but the domain knows no such value.
    #[error("the row holds what is not {0}")]
    NotA(&'static str),
    /// A text stands where texts of that kind do not belong, or twice.
    #[error("the row holds a text out of its place")]
    Misplaced,
    /// The row could not be written.
    #[error("the row cannot be written")]
    Unwritable,
}
