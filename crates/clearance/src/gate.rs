//! What a consignment waits for: release happens when the last gate closes.

use crate::procedure::{Parameters, Ruled};
use jiff::{SignedDuration, Timestamp};
use quantity::words;
use tariff::LawRef;

words! {
    /// What is waited for.
    GateKind {
        /// A document, or a corrected declaration.
        Document = "document",
        /// Money.
        Payment = "payment",
        /// The answer of another authority.
        Agency = "agency",
        /// A decision that an officer keeps for a superior or a specialist.
        Referral = "referral",
        /// The goods themselves.
        Arrival = "arrival",
        /// An examination of the goods.
        Examination = "examination",
    }
}

impl GateKind {
    /// How long it may stay open, with the law that says so.
    pub(crate) fn allowance(self, parameters: &Parameters) -> (SignedDuration, LawRef) {
        let days =
            |ruled: &Ruled<u32>| (SignedDuration::from_hours(24 * i64::from(ruled.value)), ruled.law.clone());
        let hours =
            |ruled: &Ruled<u32>| (SignedDuration::from_hours(i64::from(ruled.value)), ruled.law.clone());
        match self {
            GateKind::Document => days(&parameters.document_due_days),
            GateKind::Payment => days(&parameters.payment_due_days),
            GateKind::Arrival => days(&parameters.arrival_due_days),
            GateKind::Agency => hours(&parameters.agency_due_hours),
            GateKind::Examination | GateKind::Referral => hours(&parameters.examination_due_hours),
        }
    }
}

/// Who must act to close a gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The filer of the declaration.
    Filer,
    /// The operator who brings the goods.
    Carrier,
    /// The person the goods are sent to.
    Consignee,
    /// An officer of customs.
    Customs,
    /// A supervisor, after an officer's time ran out.
    Supervisor,
    /// Another authority, by its id in the pack.
    Agency(String),
}

impl Owner {
    /// The name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Owner::Filer => "filer",
            Owner::Carrier => "carrier",
            Owner::Consignee => "consignee",
            Owner::Customs => "customs",
            Owner::Supervisor => "supervisor",
            Owner::Agency(agency) => agency,
        }
    }
}

/// One thing a consignment waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// What is waited for.
    pub kind: GateKind,
    /// What it is about, so that a gate once closed stays closed: a permit's name, a profile's.
    pub subject: String,
    /// Its number within the case: what a result or an answer refers to.
    pub control: String,
    /// Who asked for it, where several may: the profiles, lists and weights behind an examination.
    pub asked_by: Vec<String>,
    /// Who must act.
    pub owner: Owner,
    /// Whether their time ran out, so that a supervisor is called.
    pub is_overdue: bool,
    /// Since when.
    pub opened: Timestamp,
    /// By when.
    pub due: Timestamp,
    /// The lines it holds back; empty for all.
    pub lines: Vec<u32>,
}

impl Gate {
    /// Who must act now: a supervisor, once the owner's time ran out.
    pub fn turn_of(&self) -> &Owner {
        if self.is_overdue { &Owner::Supervisor } else { &self.owner }
    }

    /// Whether it holds a line back.
    pub fn holds(&self, line: u32) -> bool {
        self.lines.is_empty() || self.lines.contains(&line)
    }
}

/// A gate that a decision asks for; the case gives it a number and a deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What is waited for.
    pub kind: GateKind,
    /// What it is about.
    pub subject: String,
    /// Who asked for it, where several may.
    pub asked_by: Vec<String>,
    /// Who must act.
    pub owner: Owner,
    /// The lines it holds back; empty for all.
    pub lines: Vec<u32>,
}

/// The open gates of a consignment: never none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gates {
    first: Gate,
    others: Vec<Gate>,
}

impl Gates {
    /// The gates, if there is at least one.
    pub fn new(gates: Vec<Gate>) -> Option<Gates> {
        let mut gates = gates.into_iter();
        gates.next().map(|first| Gates { first, others: gates.collect() })
    }

    /// Every open gate.
    pub fn iter(&self) -> impl Iterator<Item = &Gate> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The gates, each changed or left as it is.
    pub(crate) fn map(&self, change: impl Fn(&Gate) -> Gate) -> Gates {
        Gates { first: change(&self.first), others: self.others.iter().map(&change).collect() }
    }

    /// Whether the goods are still waited for.
    pub(crate) fn await_arrival(&self) -> bool {
        self.iter().any(|gate| gate.kind == GateKind::Arrival)
    }

    /// Whether the goods are to be examined.
    pub(crate) fn await_examination(&self) -> bool {
        self.iter().any(|gate| gate.kind == GateKind::Examination)
    }

    /// The gate of a control number.
    pub fn find(&self, control: &str) -> Option<&Gate> {
        self.iter().find(|gate| gate.control == control)
    }

    /// Whether nothing but the goods' arrival is waited for.
    pub fn await_arrival_only(&self) -> bool {
        self.iter().all(|gate| gate.kind == GateKind::Arrival)
    }
}
