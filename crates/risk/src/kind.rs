//! What can be on a list.

use quantity::words;

words! {
    /// What a list entry names.
    EntryKind {
        /// A human being.
        Person = "person",
        /// A firm or another body.
        Organisation = "organisation",
        /// A ship or aircraft.
        Vessel = "vessel",
        /// Where someone is.
        Address = "address",
        /// A web site, or a page of one.
        Url = "url",
        /// A number that stands for someone.
        Identifier = "identifier",
    }
}

impl EntryKind {
    /// Whether its names have words that can be misspelled: sites and numbers are the same or they are others.
    pub(crate) fn has_words(self) -> bool {
        match self {
            EntryKind::Person | EntryKind::Organisation | EntryKind::Vessel | EntryKind::Address => true,
            EntryKind::Url | EntryKind::Identifier => false,
        }
    }
}
