//! Forgetting: personal texts are erased in their place among what is decided, as far as the law lets them go.
//!
//! ```text
//!   a request ── filings found by the hash of who it is ─┐
//!                                                        ├─► judged one by one ─► one entry, the salts with it
//!   the day ──── filings that are old enough ────────────┘          └─► kept: why, and until when
//! ```

use super::Lane;
use super::act::Act;
use super::ask::{Actor, RequestKey};
use super::batch::{Batch, consignment_number};
use crate::documents::numbers_of;
use clearance::{
    Case, DataSubject, ErasureReason, WhyKept, longest_of_sent_back, may_forget, may_forget_sent_back,
    shortest_retention,
};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::row::Subject;
use store::{Block, Entry, Erasure, StoreFailure, What, Writer, moment};
use tariff::LawRef;

/// What is to be forgotten, and why.
pub struct Forgetting {
    /// Who asks.
    pub actor: Actor,
    /// When it came in.
    pub at: Timestamp,
    /// The filings of the person.
    pub filings: Vec<Erasure>,
    /// Why.
    pub reason: ErasureReason,
    /// By which law.
    pub legal_basis: String,
    /// The key that the request carried.
    pub key: Option<RequestKey>,
}

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// The entry that tells of it; none where nothing is erased.
    pub entry: Option<u64>,
    /// What is erased.
    pub erased: Vec<Erasure>,
    /// What is kept.
    pub kept: Vec<KeptFiling>,
}

/// A filing that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFiling {
    /// The filing, and as whom the person is in it.
    pub filing: Erasure,
    /// The consignment; 0 for what went back.
    pub consignment: u64,
    /// Why.
    pub why: WhyKept,
}

/// The same, or what came of the key that the request carried. Durable when it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForgottenTold {
    /// It was done.
    Done(Forgotten),
    /// The same key came with the same request before: what that answer is about.
    Known(String),
    /// The same key came with another request before.
    KeyUsed,
}

/// How far what is past its retention was looked for.
#[derive(Default)]
pub(super) struct Looked {
    /// The day.
    day: Option<Date>,
    /// The entry to go on from; none once the day is through.
    next: Option<u64>,
}

/// Entries looked at in one turn.
const AT_ONCE: usize = 200;

impl Lane {
    /// Erases what may be forgotten of somebody's texts, durable when this returns.
    ///
    /// # Errors
    /// The store's; then nothing of it is kept.
    pub fn forget(&mut self, forgetting: Forgetting) -> Result<ForgottenTold, StoreFailure> {
        let Forgetting { actor, at, filings, reason, legal_basis, key } = forgetting;
        if let Some(key) = &key
            && let Some((fingerprint, subject)) = self.batch().request(key)?
        {
            return Ok(match fingerprint == key.fingerprint {
                true => ForgottenTold::Known(subject),
                false => ForgottenTold::KeyUsed,
            });
        }
        let mut judged = self.would_forget(&filings, at)?;
        let (erased, laws): (Vec<Erasure>, Vec<String>) = judged.erased_by.drain(..).unzip();
        let basis = if reason == ErasureReason::Retention { joined(laws) } else { legal_basis };
        let entry = match erased.is_empty() {
            true => None,
            false => Some(self.erase(&actor, at, &erased, (reason, &basis), key)?),
        };
        Ok(ForgottenTold::Done(Forgotten { entry, erased, kept: judged.kept }))
    }

    /// What would be erased and what kept; nothing is changed.
    ///
    /// # Errors
    /// The store's.
    pub fn try_forgetting(&self, filings: &[Erasure], at: Timestamp) -> Result<Forgotten, StoreFailure> {
        let Judged { erased_by, kept } = self.would_forget(filings, at)?;
        Ok(Forgotten { entry: None, erased: erased_by.into_iter().map(|(filing, _)| filing).collect(), kept })
    }

    /// Erases, and forgets what is remembered of texts in memory.
    fn erase(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        erased: &[Erasure],
        (reason, legal_basis): (ErasureReason, &str),
        key: Option<RequestKey>,
    ) -> Result<u64, StoreFailure> {
        let mut batch = self.batch();
        let filings = erased.iter().map(|filing| (filing.entry, filing.subject.code())).collect();
        let what = What::Erased { filings, reason: reason.as_str(), legal_basis };
        let entry = batch.record_act(actor, at, &Act::about(0, what))?;
        batch.erased.extend_from_slice(erased);
        if let Some(key) = key {
            batch.keep_request(key, format!("e/{entry}"));
        }
        let made = batch.finish();
        self.append(made, at)?;
        self.country.pack.lists.forget_unlisted();
        self.writer.finish_erasing()?;
        Ok(entry)
    }

    fn would_forget(&self, filings: &[Erasure], at: Timestamp) -> Result<Judged, StoreFailure> {
        let mut batch = self.batch();
        let mut blocks = Blocks { writer: &self.writer, last: None };
        let mut judged = Judged::default();
        let mut with_people: BTreeMap<u64, String> = BTreeMap::new();
        for filing in filings {
            let bytes = blocks.entry(filing.entry)?;
            let entry = Entry::decode(&bytes)?;
            let is_document = matches!(entry.what, What::DocumentAdded { .. });
            if entry.document().is_none() && !is_document {
                return Err(StoreFailure::Corrupt("salts of an entry without a document"));
            }
            match batch.judge(&entry, filing.subject, at)? {
                Ok(law) => {
                    // What went back is forgotten by itself.
                    if entry.result.is_some() {
                        with_people.entry(entry.consignment).or_insert_with(|| law.clone());
                    }
                    judged.erased_by.push((*filing, law));
                }
                Err(why) => {
                    let consignment = entry.consignment;
                    judged.kept.push(KeptFiling { filing: *filing, consignment, why });
                }
            }
        }
        for (consignment, law) in with_people {
            batch.documents_go(consignment, &law, &mut judged)?;
        }
        Ok(judged)
    }

    /// Erases what is past its retention, some at a time, each day anew.
    ///
    /// # Errors
    /// The store's.
    pub fn forget_past_retention(&mut self, now: Timestamp) -> Result<(), StoreFailure> {
        let law = self.country.law();
        let today = law.day_of(now);
        if self.retention.day != Some(today) {
            self.forget_flaws(today)?;
            self.retention = Looked { day: Some(today), next: Some(0) };
        }
        let law = self.country.law();
        let (Some(from), Some(months)) = (self.retention.next, shortest_retention(law, today)) else {
            return Ok(());
        };
        let youngest = today.checked_sub(Span::new().months(i64::from(months))).unwrap_or(Date::MIN);
        let (sealed, next) = self.writer.sealed_from(from, AT_ONCE)?;
        let mut filings = Vec::new();
        let mut is_through = next.is_none();
        let mut blocks = Blocks { writer: &self.writer, last: None };
        for filing in sealed {
            // Entries follow each other in time: from the first that is too young on all are.
            let bytes = blocks.entry(filing.entry)?;
            if law.day_of(moment(Entry::decode(&bytes)?.at)?) >= youngest {
                is_through = true;
                break;
            }
            filings.push(filing);
        }
        if !filings.is_empty() {
            self.forget(Forgetting {
                actor: Actor::program(),
                at: now,
                filings,
                reason: ErasureReason::Retention,
                legal_basis: String::new(),
                key: None,
            })?;
        }
        self.retention.next = next.filter(|_| !is_through);
        Ok(())
    }
}

impl Lane {
    /// What was told of files that could not be read may repeat texts of anybody: it goes as what went back goes.
    fn forget_flaws(&mut self, today: Date) -> Result<(), StoreFailure> {
        let law = self.country.law();
        let Some(months) = longest_of_sent_back(law, today) else { return Ok(()) };
        let before = today.checked_sub(Span::new().months(i64::from(months))).unwrap_or(Date::MIN);
        let begun = before.to_zoned(jiff::tz::TimeZone::UTC).map(|begun| begun.timestamp());
        self.writer.forget_flaws(begun.unwrap_or(Timestamp::MIN), "[]")
    }
}

/// What may be forgotten, by which law, and what is kept.
#[derive(Default)]
struct Judged {
    erased_by: Vec<(Erasure, String)>,
    kept: Vec<KeptFiling>,
}

impl Batch<'_> {
    /// Whether somebody's texts in a filing may be forgotten.
    fn judge(
        &mut self,
        entry: &Entry<'_>,
        subject: Subject,
        now: Timestamp,
    ) -> Result<Result<String, WhyKept>, StoreFailure> {
        let (law, at) = (self.country.law(), moment(entry.at)?);
        // What went back is kept for itself, also where it conflicted with a consignment.
        let is_sent_back = matches!(entry.what, What::Returned { .. });
        let mut judged = match data_subject(subject).filter(|_| is_sent_back) {
            Some(whose) => may_forget_sent_back(at, whose, law, now),
            None => Err(WhyKept::NoLaw),
        };
        let mut next = (entry.consignment != 0).then_some(entry.consignment);
        while let Some(number) = next {
            if self.writer.legal_hold(number)?.is_some() {
                return Ok(Err(WhyKept::LegalHold));
            }
            let missing = StoreFailure::Corrupt("an entry of a consignment that is not there");
            let held = self.loaded(number)?.ok_or(missing)?;
            next = held.case.joined_into().and_then(consignment_number);
            if next.is_some() || is_sent_back {
                continue;
            }
            let (case, released, last) = (held.case.clone(), held.released, held.entry);
            let whose = match subject {
                Subject::Document => held.subjects(),
                of_filing => BTreeSet::from([of_filing]),
            };
            let last = self.moment_of(last)?;
            judged = first_to_go(&whose, |whose| may_forget(&case, (released, last), whose, law, now));
        }
        Ok(judged.map(|law| law.as_str().to_owned()))
    }

    /// The documents of a consignment go with the first of those it names: they may name any of them.
    fn documents_go(&mut self, consignment: u64, law: &str, judged: &mut Judged) -> Result<(), StoreFailure> {
        let mut stands = consignment;
        while let Some(next) = self.case(stands)?.joined_into().and_then(consignment_number) {
            stands = next;
        }
        let case = self.case(stands)?;
        for number in numbers_of(stands, &case, |other| self.case(other).map(Some))? {
            let is_held = self.writer.legal_hold(number)?.is_some();
            for row in self.writer.documents_of(number)?.into_iter().filter(|row| row.is_kept) {
                let filing = Erasure { entry: row.entry, subject: Subject::Document };
                if is_held {
                    judged.kept.retain(|kept| kept.filing != filing);
                    judged.kept.push(KeptFiling { filing, consignment: number, why: WhyKept::LegalHold });
                } else if judged.erased_by.iter().all(|(erased, _)| *erased != filing) {
                    judged.erased_by.push((filing, law.to_owned()));
                }
            }
        }
        let erased: BTreeSet<Erasure> = judged.erased_by.iter().map(|(filing, _)| *filing).collect();
        judged.kept.retain(|kept| !erased.contains(&kept.filing));
        Ok(())
    }

    fn case(&mut self, number: u64) -> Result<Case, StoreFailure> {
        let held = self.loaded(number)?;
        let missing = StoreFailure::Corrupt("a consignment that is not there");
        held.map(|held| held.case.clone()).ok_or(missing)
    }

    fn moment_of(&self, entry: u64) -> Result<Timestamp, StoreFailure> {
        let bytes = self.writer.entry(entry)?;
        let bytes = bytes.ok_or(StoreFailure::Corrupt("an entry that is not there"))?;
        moment(Entry::decode(&bytes)?.at)
    }
}

/// Whose texts they are, as the law calls them; a document may name several people.
pub(crate) fn data_subject(subject: Subject) -> Option<DataSubject> {
    match subject {
        Subject::Consignor => Some(DataSubject::Consignor),
        Subject::Consignee => Some(DataSubject::Consignee),
        Subject::Seller => Some(DataSubject::Seller),
        Subject::Payer => Some(DataSubject::Payer),
        Subject::Document => None,
    }
}

/// What is erased, in a word.
pub(crate) fn subject_word(subject: Subject) -> &'static str {
    data_subject(subject).map_or("document", DataSubject::as_str)
}

/// Whether the first of some may be forgotten; why not, of the first.
fn first_to_go(
    whose: &BTreeSet<Subject>,
    may: impl Fn(DataSubject) -> Result<LawRef, WhyKept>,
) -> Result<LawRef, WhyKept> {
    let judged = whose.iter().filter_map(|subject| data_subject(*subject)).map(may);
    judged.reduce(|first, next| first.or_else(|why| next.map_err(|_| why))).unwrap_or(Err(WhyKept::NoLaw))
}

/// Each law once.
fn joined(laws: Vec<String>) -> String {
    laws.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("; ")
}

/// Entries of which neighbours are read one after the other.
struct Blocks<'w> {
    writer: &'w Writer,
    last: Option<Block>,
}

impl Blocks<'_> {
    fn entry(&mut self, number: u64) -> Result<Vec<u8>, StoreFailure> {
        if let Some(bytes) = self.last.as_ref().and_then(|block| block.entry(number)) {
            return Ok(bytes.to_vec());
        }
        self.last = self.writer.block_of(number)?;
        let bytes = self.last.as_ref().and_then(|block| block.entry(number)).map(<[u8]>::to_vec);
        bytes.ok_or(StoreFailure::Corrupt("salts of an entry that is not there"))
    }
}
