//! The published list of sellers and web sites: what is stated, and how it stands in a file.

use serde::{Deserialize, Serialize};

/// A list as it is handed out: a statement as text, with the signature over it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignedSellerList {
    /// The record whose key signed.
    pub record: String,
    /// What is stated, on one line: a [`SellerList`].
    pub statement: String,
    /// The signature over both.
    pub signature: String,
}

/// What a list states.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SellerList {
    /// Its number: a list stands for all with lower ones.
    pub list: u64,
    /// When it was issued.
    pub issued: String,
    /// The last day on which anybody may act on it.
    pub valid_to: String,
    /// Who is on it.
    pub sellers: Vec<ListedSeller>,
}

/// A seller or a web site on a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ListedSeller {
    /// `seller` or `site`.
    pub kind: String,
    /// What it is known by: the scheme and value of its number, its name in plain letters, or a host.
    pub id: String,
    /// Its name as it was declared, or the host.
    pub name: String,
    /// Consignments of it that were examined.
    pub examined: u64,
    /// Those of them that were not as declared or could not enter.
    pub with_finding: u64,
    /// The day on which the last of these was declared.
    pub last_finding: String,
    /// Why it is listed, in the words of whoever reviewed it.
    pub reason: String,
}

impl SellerList {
    /// The statement, on one line.
    pub fn text(&self) -> String {
        // Texts and numbers can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}
