//! One entry of the journal: who asked for what, which running facts were read, and what it came to.

use crate::StoreFailure;
use crate::row::{RowFlaw, Subject};
use serde::{Deserialize, Serialize};

/// The first version of entries, which goes on wherever nothing is added up.
const VERSION: u8 = 1;
/// The version that holds sums after everything else.
const VERSION_WITH_SUMS: u8 = 2;
/// The version that holds sums and then what was drawn of quotas.
const VERSION_WITH_QUOTAS: u8 = 3;
/// The version that holds sums, what was drawn, and then what other consignments told.
const VERSION_WITH_BACKGROUND: u8 = 4;
/// The version that holds all of that, what others told only where they did, then what is deferred, then tax tokens.
const VERSION_WITH_MORE: u8 = 5;

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
    /// More running facts: what counted of earlier consignments towards thresholds, in millionths of the local currency,
    /// in the order of [`tariff::Aggregate::ALL`]; those at the end that are nothing are left out.
    #[serde(skip)]
    pub added_up: Vec<i64>,
    /// More running facts: what others had drawn of the quotas that are asked for.
    #[serde(skip)]
    pub drawn: Vec<DrawnQuota>,
    /// More running facts: what other consignments told about the people and the sale.
    #[serde(skip)]
    pub background: Option<BackgroundRow>,
    /// More running facts: what stood for everything else on the statements of the parties to whom the charges may be
    /// deferred, in minor units.
    #[serde(skip)]
    pub deferred: Vec<(String, i64)>,
    /// More running facts, and what a vendor is told: about tax tokens.
    #[serde(skip)]
    pub tokens: Option<TokenRow>,
}

/// What was read about tax tokens, and whom a refused one is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRow {
    /// The tokens, by their ids, that another consignment had used.
    pub spent: Vec<[u8; 16]>,
    /// The notice to the vendor.
    pub refused: Option<RefusedToken>,
}

/// The notice that a token was refused: all that its vendor is told of the filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedToken {
    /// The party that has the number, or had it last.
    pub party: String,
    /// The declared number.
    pub scheme_number: String,
    /// The order that the token claims to be for.
    pub order: String,
    /// Why it does not count.
    pub flaw: String,
}

/// What other consignments told about the people and the sale, in millionths of the local currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackgroundRow {
    /// What those to the same person are worth.
    pub to_the_person: Vec<i64>,
    /// What those of the same order or payment are worth.
    pub of_the_sale: Vec<i64>,
    /// What the order costs.
    pub ordered: Option<i64>,
    /// What was paid.
    pub paid: Option<i64>,
    /// Examinations that found something.
    pub findings: u32,
    /// Examinations that found nothing.
    pub no_findings: u32,
    /// Others of the same words.
    pub repeated: u32,
    /// The weight from which goods are examined at the office, where it is not the usual one.
    pub threshold: Option<u32>,
}

/// What was drawn of a quota in one of its periods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnQuota {
    /// The order number.
    pub number: String,
    /// The first day of the period: `2026-07-01`.
    pub opened: String,
    /// How much, in millionths of its unit.
    pub quantity: i64,
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
    /// Something happened on an account of deferred payment.
    OnAccount {
        /// The party.
        party: &'a str,
        /// What.
        #[serde(with = "serde_bytes")]
        what: &'a [u8],
    },
    /// What a vendor declares for a period came in. Its lines are kept apart.
    VendorReturned {
        /// The scheme of the number.
        scheme: &'a str,
        /// The number under which the taxes were collected.
        number: &'a str,
        /// The period, as it is written.
        period: &'a str,
        /// The currency of the amounts.
        currency: &'a str,
        /// How many lines there are.
        lines: u64,
        /// What they declare together, in minor units.
        total: i64,
        /// The hash of the lines as they are kept.
        content: [u8; 32],
        /// The hash of the bytes as they came.
        document: [u8; 32],
    },
    /// Goods were scanned that leave; the return that it is matched to names this entry.
    Scanned {
        /// The scan.
        #[serde(with = "serde_bytes")]
        scan: &'a [u8],
    },
    /// An officer refused to match a scan.
    ScanRefused {
        /// The entry that told of it.
        scan: u64,
        /// Why.
        reason: &'a str,
    },
    /// What was declared was corrected after release.
    Corrected {
        /// The number of the declaration.
        number: &'a str,
        /// The role of its filer.
        role: &'a str,
        /// What should have been declared.
        #[serde(borrow)]
        document: Document<'a>,
        /// Why.
        reason: &'a str,
        /// Whether it was declared wrongly on purpose.
        is_wilful: bool,
    },
    /// Personal texts were erased: whose, in which filings. Who they are stands nowhere.
    Erased {
        /// The entries that brought the filings, each with the code of the subject.
        filings: Vec<(u64, u8)>,
        /// Why: a code.
        reason: &'a str,
        /// By which law.
        legal_basis: &'a str,
    },
    /// A consignment was put under legal hold: nothing of it is erased.
    Held {
        /// Why.
        reason: &'a str,
    },
    /// The legal hold of a consignment was lifted.
    HoldLifted {
        /// Why.
        reason: &'a str,
    },
    /// A participant was frozen out: nothing comes in from it until it is readmitted.
    FrozenOut {
        /// Who.
        organisation: &'a str,
        /// Why.
        reason: &'a str,
    },
    /// A participant was readmitted.
    Readmitted {
        /// Who.
        organisation: &'a str,
        /// Why.
        reason: &'a str,
    },
    /// A document of a consignment came in, or where it is was told.
    DocumentAdded {
        /// What it is: a code of document types.
        kind: &'a str,
        /// Its number; empty for none.
        number: &'a str,
        /// The SHA-256 of its bytes.
        sha256: [u8; 32],
        /// How many bytes it has; 0 where it is held elsewhere and nobody said.
        size: u64,
        /// What the bytes are; empty where it is held elsewhere.
        media_type: &'a str,
        /// Where it is held; empty where it is kept here.
        location: &'a str,
    },
    /// A certificate was issued: the text that was signed.
    Certified {
        /// The text.
        text: &'a str,
    },
    /// A certificate was revoked.
    CertificateRevoked {
        /// The entry that issued it.
        certificate: u64,
        /// Why.
        reason: &'a str,
    },
    /// Somebody looked at what the record has of people or firms.
    Accessed {
        /// What for: a code.
        purpose: &'a str,
        /// In their own words, or a reference; empty for none.
        note: &'a str,
        /// The personal fields that were shown.
        #[serde(borrow)]
        fields: Vec<&'a str>,
        /// The consignments that were shown, where it is more than that of the entry.
        consignments: Vec<u64>,
    },
}

/// An arm for each kind of entry that decides nothing about a consignment and brings no filing.
#[macro_export]
macro_rules! acts {
    () => {
        $crate::What::Erased { .. }
            | $crate::What::Held { .. }
            | $crate::What::HoldLifted { .. }
            | $crate::What::FrozenOut { .. }
            | $crate::What::Readmitted { .. }
            | $crate::What::DocumentAdded { .. }
            | $crate::What::Certified { .. }
            | $crate::What::CertificateRevoked { .. }
            | $crate::What::Accessed { .. }
    };
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
    /// An entry about nothing but what was asked: no consignment, nothing that was read, nothing that was decided, and
    /// nobody whom it concerns.
    pub fn bare(at: i64, actor: Actor<'a>, what: What<'a>) -> Entry<'a> {
        Entry {
            consignment: 0,
            previous: 0,
            at,
            actor,
            what,
            running: Running::default(),
            result: None,
            concerns: Vec::new(),
            added_up: Vec::new(),
            drawn: Vec::new(),
            background: None,
            deferred: Vec::new(),
            tokens: None,
        }
    }

    /// The entry as bytes.
    pub fn encode(&self) -> Result<Vec<u8>, StoreFailure> {
        let mut bytes = Vec::with_capacity(1024);
        let unwritable = |_| StoreFailure::Corrupt("an entry that cannot be written");
        let version = match (self.added_up.is_empty(), self.drawn.is_empty(), &self.background) {
            _ if !self.deferred.is_empty() || self.tokens.is_some() => VERSION_WITH_MORE,
            (_, _, Some(_)) => VERSION_WITH_BACKGROUND,
            (true, true, None) => VERSION,
            (false, true, None) => VERSION_WITH_SUMS,
            (_, false, None) => VERSION_WITH_QUOTAS,
        };
        bytes.push(version);
        let mut bytes = postcard::to_extend(self, bytes).map_err(unwritable)?;
        if version >= VERSION_WITH_SUMS {
            bytes = postcard::to_extend(&self.added_up, bytes).map_err(unwritable)?;
        }
        if version >= VERSION_WITH_QUOTAS {
            bytes = postcard::to_extend(&self.drawn, bytes).map_err(unwritable)?;
        }
        if version == VERSION_WITH_MORE {
            let more = (&self.background, &self.deferred, &self.tokens);
            bytes = postcard::to_extend(&more, bytes).map_err(unwritable)?;
        } else if let Some(background) = &self.background {
            bytes = postcard::to_extend(background, bytes).map_err(unwritable)?;
        }
        Ok(bytes)
    }

    /// An entry from its bytes.
    pub fn decode(bytes: &'a [u8]) -> Result<Entry<'a>, StoreFailure> {
        match bytes.split_first() {
            Some((version @ VERSION..=VERSION_WITH_MORE, rest)) => {
                let corrupt = |_| StoreFailure::Corrupt("an entry of the journal");
                let (mut entry, mut rest) = postcard::take_from_bytes::<Entry<'a>>(rest).map_err(corrupt)?;
                if *version >= VERSION_WITH_SUMS {
                    (entry.added_up, rest) = postcard::take_from_bytes(rest).map_err(corrupt)?;
                }
                if *version >= VERSION_WITH_QUOTAS {
                    (entry.drawn, rest) = postcard::take_from_bytes(rest).map_err(corrupt)?;
                }
                if *version == VERSION_WITH_BACKGROUND {
                    entry.background = Some(postcard::from_bytes(rest).map_err(corrupt)?);
                }
                if *version >= VERSION_WITH_MORE {
                    (entry.background, entry.deferred, entry.tokens) =
                        postcard::from_bytes(rest).map_err(corrupt)?;
                }
                Ok(entry)
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
            | What::Corrected { document, .. }
            | What::Returned { document, .. } => Some(document),
            What::Commanded { .. }
            | What::Activated { .. }
            | What::OnAccount { .. }
            | What::VendorReturned { .. }
            | What::Scanned { .. }
            | What::ScanRefused { .. }
            | acts!() => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_come_after_everything_else() {
        let without = Entry {
            consignment: 7,
            previous: 3,
            at: 1,
            actor: Actor { organisation: "customs", role: "officer", credential: 1 },
            what: What::Commanded { command: &[1, 2] },
            running: Running { consignments: 2, value: 30 },
            result: None,
            concerns: vec!["post"],
            added_up: Vec::new(),
            drawn: Vec::new(),
            background: None,
            deferred: Vec::new(),
            tokens: None,
        };
        let with = Entry { added_up: vec![0, 0, 26_000_000_000], ..without.clone() };
        let (old, new) = (without.encode().unwrap(), with.encode().unwrap());
        assert_eq!((old[0], new[0]), (VERSION, VERSION_WITH_SUMS));
        assert_eq!(old[1..], new[1..old.len()], "what the first version says stays where it was");
        assert_eq!(Entry::decode(&old).unwrap(), without);
        assert_eq!(Entry::decode(&new).unwrap(), with);
        assert!(Entry::decode(&new[..new.len() - 1]).is_err());
        let drawn = vec![DrawnQuota {
            number: "090025".to_owned(),
            opened: "2026-07-01".to_owned(),
            quantity: 12_500_000,
        }];
        for added_up in [vec![], with.added_up.clone()] {
            let entry = Entry { added_up, drawn: drawn.clone(), ..without.clone() };
            let bytes = entry.encode().unwrap();
            assert_eq!((bytes[0], &bytes[1..old.len()]), (VERSION_WITH_QUOTAS, &old[1..]));
            assert_eq!(Entry::decode(&bytes).unwrap(), entry);
        }
        let background = BackgroundRow {
            to_the_person: vec![148_500_000],
            of_the_sale: Vec::new(),
            ordered: Some(249_000_000),
            paid: None,
            findings: 1,
            no_findings: 3,
            repeated: 0,
            threshold: Some(150),
        };
        let entry = Entry { background: Some(background), ..with.clone() };
        let bytes = entry.encode().unwrap();
        assert_eq!((bytes[0], &bytes[1..old.len()]), (VERSION_WITH_BACKGROUND, &old[1..]));
        assert_eq!(Entry::decode(&bytes).unwrap(), entry);
        assert!(Entry::decode(&bytes[..bytes.len() - 1]).is_err());
        let refused = RefusedToken {
            party: "bright-shop".to_owned(),
            scheme_number: "XAV0012345".to_owned(),
            order: "99817".to_owned(),
            flaw: "used_before".to_owned(),
        };
        let tokens = Some(TokenRow { spent: vec![[7; 16]], refused: Some(refused) });
        let deferred = vec![("post".to_owned(), 12_345)];
        for before in [&without, &with, &entry] {
            for (deferred, tokens) in
                [(deferred.clone(), None), (Vec::new(), tokens.clone()), (deferred.clone(), tokens.clone())]
            {
                let entry = Entry { deferred, tokens, ..before.clone() };
                let bytes = entry.encode().unwrap();
                assert_eq!((bytes[0], &bytes[1..old.len()]), (VERSION_WITH_MORE, &old[1..]));
                assert_eq!(Entry::decode(&bytes).unwrap(), entry);
                assert!(Entry::decode(&bytes[..bytes.len() - 1]).is_err());
            }
        }
    }
}
