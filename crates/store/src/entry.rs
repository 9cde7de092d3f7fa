//! One entry of the journal: who asked for what, which running facts were read, and what it came to.

use crate::StoreFailure;
use crate::row::{RowFlaw, Subject};
use serde::{Deserialize, Serialize};

/// The version of entries that is written.
const VERSION: u8 = 1;

/// What is recorded of one command. Entries are never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry<'a> {
    /// The consignment; 0 for none.
    pub consignment: u64,
    /// The entry that touched the consignment before; 0 for none.
    pub previous: u64,
    /// When it came in at the door, in microseconds since 1970.
    pub at: i64,
    /// Who asked.
    #[serde(borrow)]
    pub actor: Actor<'a>,
    /// What was asked.
    #[serde(borrow)]
    pub what: What<'a>,
    /// The running facts that were read.
    pub running: Running,
    /// What it came to; none where nothing was decided about a consignment.
    #[serde(borrow)]
    pub result: Option<Decided<'a>>,
    /// The organisations it concerns.
    #[serde(borrow)]
    pub concerns: Vec<&'a str>,
}

/// Who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor<'a> {
    /// The organisation.
    pub organisation: &'a str,
    /// The role they asked in.
    pub role: &'a str,
    /// The credential; 0 for the program itself.
    pub credential: u64,
}

/// What was asked. Variants are only ever appended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What<'a> {
    /// A declaration was lodged.
    Lodged {
        /// Its number.
        number: &'a str,
        /// The role of the filer.
        role: &'a str,
        /// What was filed.
        #[serde(borrow)]
        document: Document<'a>,
    },
    /// A declaration was amended.
    Amended {
        /// Its number.
        number: &'a str,
        /// The role of the filer.
        role: &'a str,
        /// What was filed.
        #[serde(borrow)]
        document: Document<'a>,
    },
    /// What was filed went back.
    Returned {
        /// The filer's reference, as far as it could be read.
        reference: &'a str,
        /// The role of the filer.
        role: &'a str,
        /// Whether the document could not be read at all.
        is_unread: bool,
        /// What was filed.
        #[serde(borrow)]
        document: Document<'a>,
        /// Why.
        #[serde(with = "serde_bytes")]
        faults: &'a [u8],
    },
    /// Another command.
    Commanded {
        /// The command.
        #[serde(with = "serde_bytes")]
        command: &'a [u8],
    },
    /// The country pack or the register that counts from here on.
    Activated {
        /// Which kind of fact.
        kind: &'a str,
        /// What it is called.
        label: &'a str,
    },
}

/// What was filed, with personal texts sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document<'a> {
    /// The fields that are not personal.
    #[serde(with = "serde_bytes")]
    pub submission: &'a [u8],
    /// The sealed texts, by the code of their subject.
    #[serde(borrow)]
    pub personal: Vec<(u8, &'a serde_bytes::Bytes)>,
    /// The commitment to the bytes as they came.
    pub commitment: [u8; 32],
}

/// The running facts that were read for a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Other consignments to the same consignee on the day.
    pub consignments: u32,
    /// What they are worth together, in millionths of the local currency.
    pub value: i64,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided<'a> {
    /// The declaration that the answer is about.
    pub number: &'a str,
    /// Whether that declaration governs; about the others less is told.
    pub governs: bool,
    /// The phase after it.
    pub phase: &'a str,
    /// The outcome after it.
    pub outcome: &'a str,
    /// What is payable, with its currency.
    pub payable: &'a str,
    /// The first bytes of the hash of the case after it.
    pub case: [u8; 16],
}

impl<'a> Entry<'a> {
    /// The entry as bytes.
    pub fn encode(&self) -> Result<Vec<u8>, StoreFailure> {
        let mut bytes = Vec::with_capacity(1024);
        bytes.push(VERSION);
        postcard::to_extend(self, bytes).map_err(|_| StoreFailure::Corrupt("an entry that cannot be written"))
    }

    /// An entry from its bytes.
    pub fn decode(bytes: &'a [u8]) -> Result<Entry<'a>, StoreFailure> {
        match bytes.split_first() {
            Some((&VERSION, rest)) => {
                postcard::from_bytes(rest).map_err(|_| StoreFailure::Corrupt("an entry of the journal"))
            }
            Some((version, _)) => Err(RowFlaw::UnknownVersion(*version).into()),
            None => Err(StoreFailure::Corrupt("an empty entry of the journal")),
        }
    }

    /// What was filed, if anything was.
    pub fn document(&self) -> Option<&Document<'a>> {
        match &self.what {
            What::Lodged { document, .. }
            | What::Amended { document, .. }
            | What::Returned { document, .. } => Some(document),
            What::Commanded { .. } | What::Activated { .. } => None,
        }
    }
}

impl Document<'_> {
    /// The sealed texts with their subjects.
    pub fn sealed(&self) -> impl Iterator<Item = Result<(Subject, &[u8]), StoreFailure>> {
        self.personal.iter().map(|(code, bytes)| {
            let subject =
                Subject::from_code(*code).ok_or(StoreFailure::Corrupt("the subject of sealed texts"))?;
            Ok((subject, &***bytes))
        })
    }
}
