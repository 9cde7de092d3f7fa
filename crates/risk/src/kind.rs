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
