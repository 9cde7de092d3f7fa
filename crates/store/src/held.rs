//! A consignment as the store holds it: the case, its sealed texts, and what the views have about it.

use crate::StoreFailure;
use crate::row::{self, PersonalTexts, Subject};
use crate::salts::salt_of;
use crate::secret::Secret;
use crate::sql::Row;
use crate::token::moment;
use crate::writer::short_hash;
use clearance::identifier::Mrn;
use clearance::{Case, Figure, Gate, Ground, Owner, Position, State, figures, positions};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A consignment with what the store must know to write it again.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its number, which its id is made from.
    pub number: u64,
    /// The last entry of the journal that touched it.
    pub entry: u64,
    /// Where it stands.
    pub case: Case,
    /// The row of the case.
    pub(crate) clear: Vec<u8>,
    /// The entries that brought its filings, with their personal texts.
    pub(crate) filed: Vec<Filed>,
    /// The day on which the declaration that governs was accepted, as the law counts days; none where none stands.
    pub day: Option<i64>,
    /// What the goods are worth, in millionths of the local currency.
    pub value: i64,
    /// The day on which its first filing was accepted, as the law counts days: its figures stand under it.
    pub first_day: i64,
    /// When the goods were let go, the first time.
    pub released: Option<Timestamp>,
    /// What the views of the database have about it.
    pub(crate) kept: Kept,
    /// The entry after which its row was written, where that was in the batch under way.
    pub(crate) written: Option<u64>,
}

/// The entry of the journal that brought what a filing says now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// The declaration.
    pub number: Mrn,
    /// The entry; its salts open the texts.
    pub entry: u64,
    /// The personal texts, sealed.
    pub texts: Vec<(Subject, Vec<u8>)>,
}

/// What the views of the database have about a consignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Nothing yet.
    Nothing,
    /// What it is.
    AsItIs,
    /// What it was before steps that are not written yet.
    Earlier(Written),
}

/// What views had about a consignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// Its rows of worklists.
    pub(crate) waiting: Vec<Waiting>,
    /// What it counted as.
    pub(crate) figures: Vec<(Figure<Box<str>>, i64)>,
    /// Under which day.
    pub(crate) day: i64,
    /// What it had moved on the ledger.
    pub(crate) positions: Vec<Position<Box<str>>>,
}

/// A row of a worklist.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Waiting {
    pub(crate) list: String,
    pub(crate) due: i64,
    /// Below zero, so that what weighs more comes first.
    pub(crate) weight: i64,
    pub(crate) control: String,
}

/// What a row of a consignment holds, before it is sealed as a whole.
#[derive(Serialize, Deserialize)]
struct Body<'a> {
    #[serde(with = "serde_bytes")]
    clear: &'a [u8],
    #[serde(borrow)]
    filed: Vec<FiledRow<'a>>,
}

#[derive(Serialize, Deserialize)]
struct FiledRow<'a> {
    number: &'a str,
    entry: u64,
    #[serde(borrow)]
    texts: Vec<(u8, &'a Bytes)>,
}

impl FiledRow<'_> {
    /// About how many bytes it takes.
    fn room(&self) -> usize {
        self.number.len() + 16 + self.texts.iter().map(|(_, bytes)| bytes.len() + 4).sum::<usize>()
    }
}

impl Filed {
    fn row(&self) -> FiledRow<'_> {
        let texts = self.texts.iter().map(|(subject, bytes)| (subject.code(), Bytes::new(bytes))).collect();
        FiledRow { number: self.number.as_str(), entry: self.entry, texts }
    }

    fn of_row(row: &FiledRow<'_>) -> Result<Filed, StoreFailure> {
        let text = |(code, bytes): &(u8, &Bytes)| {
            let subject = Subject::from_code(*code);
            let subject = subject.ok_or(StoreFailure::Corrupt("the subject of sealed texts"))?;
            Ok((subject, bytes.to_vec()))
        };
        Ok(Filed {
            number: Mrn::parse(row.number).map_err(|_| StoreFailure::Corrupt("a declaration number"))?,
            entry: row.entry,
            texts: row.texts.iter().map(text).collect::<Result<_, StoreFailure>>()?,
        })
    }
}

impl Held {
    /// A consignment after a step; `clear` is the row of its case.
    pub fn after(before: Option<Held>, number: u64, entry: u64, case: Case, clear: Vec<u8>) -> Held {
        let released = before.as_ref().and_then(|held| held.released).or_else(|| case.released_at());
        let first_day = before.as_ref().map_or_else(|| first_day(&case, None), |held| held.first_day);
        let written = before.as_ref().and_then(|held| held.written);
        let (filed, kept) = before.map_or((Vec::new(), Kept::Nothing), Held::into_kept);
        Held { number, entry, case, clear, filed, day: None, value: 0, first_day, released, kept, written }
    }

    /// What stays of a consignment once it has become another by a step.
    fn into_kept(self) -> (Vec<Filed>, Kept) {
        let kept = match &self.kept {
            Kept::AsItIs => Kept::Earlier(self.written()),
            Kept::Nothing | Kept::Earlier(_) => self.kept,
        };
        (self.filed, kept)
    }

    /// The consignment, to be written as it is now; none where it has a row.
    pub fn first_row(held: &mut Arc<Held>) -> Option<Arc<Held>> {
        held.is_new().then(|| Held::to_be_written(held))
    }

    /// The consignment, to be written as it is now.
    pub(crate) fn to_be_written(held: &mut Arc<Held>) -> Arc<Held> {
        let now = Arc::make_mut(held);
        now.written = Some(now.entry);
        Arc::clone(held)
    }

    /// Whether it has no row.
    pub(crate) fn is_new(&self) -> bool {
        self.kept == Kept::Nothing && self.written.is_none()
    }

    /// Whether its row is written as it is now.
    pub(crate) fn is_written(&self) -> bool {
        self.written == Some(self.entry)
    }

    /// Takes in what an entry filed, instead of what the declaration said before.
    pub fn take_filed(&mut self, filed: Filed) {
        self.filed.retain(|earlier| earlier.number != filed.number);
        self.filed.push(filed);
    }

    /// Takes over the filings of another consignment.
    pub fn take_all_filed(&mut self, other: &Held) {
        self.filed.extend(other.filed.iter().cloned());
    }

    /// The first bytes of the hash of the row of its case, as it is kept.
    pub fn row_hash(&self) -> [u8; 16] {
        short_hash(&self.clear)
    }

    /// Those whom its filings name, erased or not.
    pub fn subjects(&self) -> BTreeSet<Subject> {
        self.filed.iter().flat_map(|filed| &filed.texts).map(|(subject, _)| *subject).collect()
    }

    /// The entry that brought what a declaration says now.
    pub fn filed_by(&self, number: Mrn) -> Option<u64> {
        self.filed.iter().find(|filed| filed.number == number).map(|filed| filed.entry)
    }

    /// The row as bytes, sealed.
    pub(crate) fn encode(&self, secret: &Secret) -> Result<Vec<u8>, StoreFailure> {
        let filed: Vec<FiledRow<'_>> = self.filed.iter().map(Filed::row).collect();
        let texts: usize = filed.iter().map(FiledRow::room).sum();
        secret.seal_written(self.number, self.clear.len() + texts + 16, |sealed| {
            postcard::to_extend(&Body { clear: &self.clear, filed }, sealed)
                .map_err(|_| StoreFailure::Corrupt("a consignment that cannot be written"))
        })
    }

    /// What views should have about it.
    fn written(&self) -> Written {
        let owned = |(figure, value): (Figure<&str>, i64)| (figure.map(Box::from), value);
        let figures = self.figures().into_iter().map(owned).collect();
        let positions = positions(&self.case).into_iter().map(|position| position.map(Box::from)).collect();
        Written { waiting: self.waiting(), figures, day: self.first_day, positions }
    }

    /// What it counts as.
    pub fn figures(&self) -> Vec<(Figure<&str>, i64)> {
        figures(&self.case, self.released)
    }

    /// The rows of worklists that it should have.
    pub(crate) fn waiting(&self) -> Vec<Waiting> {
        if let State::Refused { leave_by, .. } | State::Leaving { leave_by, .. } = &self.case.state {
            let (list, due) = (LEAVING.to_owned(), leave_by.as_microsecond());
            return vec![Waiting { list, due, weight: 0, control: String::new() }];
        }
        let Some(gates) = self.case.gates().filter(|gates| !gates.await_arrival_only()) else {
            return self.after_release();
        };
        let weight = i64::from(weight_of(&self.case));
        let filer = self.case.filings.governing().filer.organisation.as_str();
        let mut waiting: Vec<Waiting> = gates
            .iter()
            .filter(|gate| gate.kind != clearance::GateKind::Arrival)
            .flat_map(|gate| lists_of(gate, filer).map(move |list| (gate, list)))
            .map(|(gate, list)| Waiting {
                list,
                due: gate.due.as_microsecond(),
                weight: -weight,
                control: gate.control.clone(),
            })
            .collect();
        waiting.sort_unstable();
        waiting.dedup();
        waiting
    }

    /// The rows about its debt after release.
    fn after_release(&self) -> Vec<Waiting> {
        let post = &self.case.post_clearance;
        let row = |list: &str, due: i64, weight: i64| {
            let (list, control) = (list.to_owned(), String::new());
            Waiting { list, due, weight, control }
        };
        let mut rows = Vec::new();
        rows.extend(post.claim.as_ref().map(|claim| row(CLAIMS, claim.at.as_microsecond(), 0)));
        rows.extend(post.proposed.as_ref().map(|proposed| {
            row(SIGNATURES, proposed.at.as_microsecond(), proposed.amount.minor().saturating_neg())
        }));
        let has_gone = matches!(self.case.state, State::Returned { .. });
        let is_owed = !self.case.assessment.payable.is_zero() && (self.case.may_go() || has_gone);
        rows.extend(post.additional.filter(|_| is_owed).map(|additional| {
            let due = additional
                .due
                .to_zoned(jiff::tz::TimeZone::UTC)
                .map_or(0, |due| due.timestamp().as_microsecond());
            row(DEBTS, due, additional.open.minor().saturating_neg())
        }));
        rows.sort_unstable();
        rows
    }
}

/// The list of goods that may not stay and are not known to have left.
pub const LEAVING: &str = "leaving";
/// The list of what filers claim after release.
pub const CLAIMS: &str = "claims";
/// The list of what waits for a second signature.
pub const SIGNATURES: &str = "signatures";
/// The list of what was assessed after release and is owed.
pub const DEBTS: &str = "debts";

/// The day of the first filing in a row that does not tell it. Between those of two filings lie as many days as in
/// universal time, but for an hour or so.
fn first_day(case: &Case, day: Option<i64>) -> i64 {
    let universal = |moment: Timestamp| moment.as_second().div_euclid(86_400);
    let governing = universal(case.filings.governing().accepted);
    let first = case.filings.iter().next().map_or(governing, |filing| universal(filing.accepted));
    day.map_or(first, |day| day + first - governing)
}

/// A row of a consignment, opened as a whole, its personal texts still sealed.
pub(crate) struct Opened {
    pub(crate) clear: Vec<u8>,
    pub(crate) filed: Vec<Filed>,
}

/// Opens a row.
fn open(number: u64, row: &[u8], secret: &Secret) -> Result<Opened, StoreFailure> {
    let bytes = secret.open(number, row)?;
    let body: Body<'_> =
        postcard::from_bytes(&bytes).map_err(|_| StoreFailure::Corrupt("the row of a consignment"))?;
    let filed = body.filed.iter().map(Filed::of_row).collect::<Result<_, _>>()?;
    Ok(Opened { clear: body.clear.to_vec(), filed })
}

/// A row of a consignment as it was read, opened as a whole.
pub(crate) struct ReadRow {
    number: u64,
    entry: u64,
    day: Option<i64>,
    value: i64,
    first_day: Option<i64>,
    released: Option<i64>,
    pub(crate) opened: Opened,
}

impl ReadRow {
    /// Reads the columns number, entry, day, value, body, first_day, released.
    pub(crate) fn of(row: &Row<'_>, secret: &Secret) -> Result<ReadRow, StoreFailure> {
        let number = row.get::<i64>(0)?.cast_unsigned();
        Ok(ReadRow {
            number,
            entry: row.get::<i64>(1)?.cast_unsigned(),
            day: row.get(2)?,
            value: row.get(3)?,
            opened: open(number, row.bytes(4)?, secret)?,
            first_day: row.get(5)?,
            released: row.get(6)?,
        })
    }

    /// The consignment, with the personal texts whose salts are given.
    pub(crate) fn held(self, secret: &Secret, salts: &BTreeMap<u64, Vec<u8>>) -> Result<Held, StoreFailure> {
        let ReadRow { number, entry, day, value, first_day: known, released, opened } = self;
        let case =
            opened.case(secret, |entry, subject| salts.get(&entry).and_then(|all| salt_of(all, subject)))?;
        Ok(Held {
            number,
            entry,
            day,
            value,
            first_day: known.unwrap_or_else(|| first_day(&case, day)),
            released: released.map_or(Ok(case.released_at()), |at| moment(at).map(Some))?,
            kept: Kept::AsItIs,
            written: None,
            case,
            clear: opened.clear,
            filed: opened.filed,
        })
    }
}

impl Opened {
    /// The entries that brought its filings.
    pub(crate) fn entries(&self) -> impl Iterator<Item = u64> {
        self.filed.iter().map(|filed| filed.entry)
    }

    /// The case, with the personal texts whose salts are still there.
    pub(crate) fn case(
        &self,
        secret: &Secret,
        salt: impl Fn(u64, Subject) -> Option<[u8; crate::secret::SALT_LEN]>,
    ) -> Result<Case, StoreFailure> {
        let mut personal = Vec::new();
        for filed in &self.filed {
            for (subject, bytes) in &filed.texts {
                let Some(salt) = salt(filed.entry, *subject) else { continue };
                personal.push(PersonalTexts {
                    number: filed.number,
                    subject: *subject,
                    texts: secret.open_person(&salt, *subject, bytes)?,
                });
            }
        }
        Ok(row::decode_case(&self.clear, &personal)?)
    }
}

/// The worklists that a gate stands on; what the filer must do is for the one whose filing governs.
fn lists_of(gate: &Gate, filer: &str) -> impl Iterator<Item = String> {
    let kind = gate.kind.as_str().to_owned();
    let theirs = match &gate.owner {
        Owner::Agency(agency) => Some(format!("agency/{agency}")),
        Owner::Filer => Some(format!("filer/{filer}")),
        Owner::Carrier | Owner::Consignee | Owner::Customs | Owner::Supervisor => None,
    };
    let overdue = gate.is_overdue.then(|| "overdue".to_owned());
    [Some(kind), theirs, overdue].into_iter().flatten()
}

/// How much speaks for a look: the weights that were added, and what asks for one outright counts as the most.
fn weight_of(case: &Case) -> u32 {
    let mut weight = 0_i64;
    for ground in case.grounds() {
        let added = match ground {
            Ground::ProfileHit { action: risk::Action::AddWeight(added), .. } => i64::from(*added),
            Ground::FilingsDisagree { weight, .. } | Ground::ResemblesListed { weight, .. } => {
                i64::from(*weight)
            }
            Ground::Signalled { weight, .. } => i64::from(*weight),
            Ground::ProfileHit { .. } | Ground::ListedParty { .. } => 1_000,
            _ => 0,
        };
        weight = weight.saturating_add(added);
    }
    u32::try_from(weight.clamp(0, i64::from(u32::MAX))).unwrap_or_default()
}
