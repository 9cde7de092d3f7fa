//! A case is a consignment: who filed what about it, what is owed, what it waits for.

use crate::Declaration;
use crate::assessment::{Assessment, Charge};
use crate::fault::Fault;
use crate::filer::Filer;
use crate::gate::{GateKind, Gates, Wanted};
use crate::gone::GoneBack;
use crate::ground::Ground;
use crate::identifier::{Mrn, PaymentReference};
use crate::law::Law;
use crate::post_clearance::PostClearance;
use crate::tax_token::{TokenFlaw, TokenId};
use jiff::Timestamp;
use quantity::{Money, words};
use std::collections::BTreeSet;

/// A consignment with its filings, its charges and its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub consignment: String,
    /// What was filed about it, in order; never nothing.
    pub filings: Filings,
    /// The report of its arrival.
    pub arrived: Option<Arrival>,
    /// What is owed and why.
    pub assessment: Assessment,
    /// What deserves a look, and why.
    pub findings: Vec<Ground>,
    /// What happened since.
    pub events: Vec<Ground>,
    /// The outcome decided last.
    pub outcome: Outcome,
    /// Where it stands.
    pub state: State,
    /// What was paid so far.
    pub paid: Money,
    /// Where what is owed is deferred to, if it is.
    pub deferred: Option<DeferredTo>,
    /// The payments, by their references.
    pub payments: Vec<(String, Money)>,
    /// The law it was decided by.
    pub law: LawVersion,
    /// What officers wait for by their own decision.
    pub directed: Vec<Wanted>,
    /// Gates that were closed and stay closed, by kind and subject.
    pub resolved: BTreeSet<(GateKind, String)>,
    /// The lines that were refused: at an examination, by an officer, an agency or a deadline.
    pub refused_lines: BTreeSet<u32>,
    /// The lines that the law keeps out by their code, but somebody let in.
    pub admitted_lines: BTreeSet<u32>,
    /// The lines kept out that an examination has set apart from the rest.
    pub separated_lines: BTreeSet<u32>,
    /// The lines that were released before the rest.
    pub released_lines: BTreeSet<u32>,
    /// How many controls were numbered so far.
    pub controls: u32,
    /// What went back after its release, in order.
    pub returns: Vec<GoneBack>,
    /// What was paid out of what was owed back, by their references.
    pub paid_out: Vec<(String, Money)>,
    /// What became of the debt after release.
    pub post_clearance: PostClearance,
}

/// Where the charges of a consignment are deferred to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeferredTo {
    /// The number under which that is allowed.
    pub number: String,
    /// The party on whose statement they stand.
    pub party: String,
}

/// The arrival of the goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The office.
    pub office: String,
    /// When.
    pub at: Timestamp,
}

/// Which version of which pack's law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawVersion {
    /// The pack.
    pub pack: String,
    /// Its version.
    pub version: String,
}

impl LawVersion {
    /// The version of a law.
    pub(crate) fn of(law: &Law) -> LawVersion {
        LawVersion { pack: law.pack.clone(), version: law.version.clone() }
    }
}

/// What one filer says about the consignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// The number of the declaration.
    pub number: Mrn,
    /// Who filed, and in which role.
    pub filer: Filer,
    /// When it was accepted.
    pub accepted: Timestamp,
    /// When it was amended last.
    pub amended: Option<Timestamp>,
    /// Whether it was made invalid.
    pub is_invalid: bool,
    /// What it says now.
    pub declaration: Box<Declaration>,
    /// What was found wanting.
    pub warnings: Vec<Fault>,
}

/// The filings of a case: never none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filings {
    first: Filing,
    others: Vec<Filing>,
}

impl Filings {
    /// The first filing of a case.
    pub fn new(first: Filing) -> Filings {
        Filings { first, others: Vec::new() }
    }

    /// The filings of a case that was kept: the first, and the others in order.
    pub fn of(first: Filing, others: Vec<Filing>) -> Filings {
        Filings { first, others }
    }

    /// Every filing, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Filing> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The filing of a declaration number.
    pub fn find(&self, number: Mrn) -> Option<&Filing> {
        self.iter().find(|filing| filing.number == number)
    }

    /// The filing that the charges and the decision stand on: the first valid declaration, else the first valid
    /// advance data, of whoever knows the goods before those who know the order or the payment, else the first of
    /// all.
    pub fn governing(&self) -> &Filing {
        let valid = || self.iter().filter(|filing| !filing.is_invalid);
        valid()
            .find(|filing| filing.declaration.stage != crate::Stage::PreLoading)
            .or_else(|| valid().find(|filing| filing.filer.role.knows_the_goods()))
            .or_else(|| valid().next())
            .unwrap_or(&self.first)
    }

    pub(crate) fn add(&mut self, filing: Filing) {
        self.others.push(filing);
    }

    /// The same, to change what it says.
    pub fn find_mut(&mut self, number: Mrn) -> Option<&mut Filing> {
        std::iter::once(&mut self.first).chain(&mut self.others).find(|filing| filing.number == number)
    }
}

/// Where a consignment stands. Each state holds what is known in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Only advance data is here; the outcome is the answer to it.
    Advised,
    /// Something is waited for.
    Waiting {
        /// What.
        gates: Gates,
    },
    /// The goods may go; something is still owed.
    Released {
        /// Since when.
        at: Timestamp,
    },
    /// The goods may go and nothing is owed.
    Cleared {
        /// Since when.
        at: Timestamp,
    },
    /// The goods may not enter.
    Refused {
        /// Since when.
        at: Timestamp,
        /// By when they must leave.
        leave_by: Timestamp,
    },
    /// No declaration about it is valid.
    Invalidated {
        /// Since when.
        at: Timestamp,
    },
    /// The goods go back.
    Leaving {
        /// Since when that is clear.
        at: Timestamp,
        /// By when they must leave.
        leave_by: Timestamp,
    },
    /// The goods have left.
    Returned {
        /// When.
        at: Timestamp,
    },
    /// It was about the consignment of another case, which stands for it from now on.
    Joined {
        /// Since when.
        at: Timestamp,
        /// The consignment of the other case.
        into: String,
    },
}

words! {
    /// The one status for people.
    Phase {
        /// Customs has data, no declaration.
        Received = "received",
        /// Declared; releasable when the goods arrive.
        Accepted = "accepted",
        /// Something stands in the way.
        Held = "held",
        /// The goods may go.
        Released = "released",
        /// All is settled.
        Cleared = "cleared",
        /// The goods may not enter.
        Refused = "refused",
        /// The declaration is invalid.
        Invalidated = "invalidated",
        /// The goods go back, or have gone.
        Returned = "returned",
    }
}

words! {
    /// What was decided.
    Outcome {
        /// The goods may enter, now or when they arrive.
        Release = "release",
        /// Something must come first.
        Hold = "hold",
        /// The goods are examined first.
        Examine = "examine",
        /// The goods may not enter.
        RefuseEntry = "refuse_entry",
        /// The declaration goes back to the filer.
        Correct = "correct",
        /// Advance data: the goods may be loaded.
        AssessmentComplete = "assessment_complete",
        /// Advance data: more must be said before loading.
        RequestInformation = "request_information",
        /// Advance data: the goods must be screened before loading.
        RequestScreening = "request_screening",
        /// Advance data: the goods must not be loaded.
        DoNotLoad = "do_not_load",
    }
}

impl Case {
    /// Since when it is settled whether the goods may go; none while that is open.
    pub fn settled_at(&self) -> Option<Timestamp> {
        match &self.state {
            State::Advised | State::Waiting { .. } => None,
            State::Released { at }
            | State::Cleared { at }
            | State::Refused { at, .. }
            | State::Invalidated { at }
            | State::Leaving { at, .. }
            | State::Returned { at }
            | State::Joined { at, .. } => Some(*at),
        }
    }

    /// The one status for people.
    pub fn phase(&self) -> Phase {
        match &self.state {
            State::Advised => Phase::Received,
            State::Waiting { gates } if gates.await_arrival_only() => Phase::Accepted,
            State::Waiting { .. } => Phase::Held,
            State::Released { .. } => Phase::Released,
            State::Cleared { .. } => Phase::Cleared,
            State::Refused { .. } => Phase::Refused,
            State::Invalidated { .. } | State::Joined { .. } => Phase::Invalidated,
            State::Leaving { .. } | State::Returned { .. } => Phase::Returned,
        }
    }

    /// Whether the goods may go.
    pub fn may_go(&self) -> bool {
        matches!(self.phase(), Phase::Released | Phase::Cleared)
    }

    /// Whether a declaration stands and its goods are here to stay, or may come to be.
    pub(crate) fn goods_stay(&self) -> bool {
        let governing = self.filings.governing();
        !governing.is_invalid
            && !governing.declaration.is_advance()
            && match self.state {
                State::Advised | State::Waiting { .. } | State::Released { .. } | State::Cleared { .. } => {
                    true
                }
                // Goods that went back after their release count as far as the law does not restore it.
                State::Returned { .. } => self.has_all_gone(),
                State::Invalidated { .. }
                | State::Joined { .. }
                | State::Refused { .. }
                | State::Leaving { .. } => false,
            }
    }

    /// The open gates, while something is waited for.
    pub fn gates(&self) -> Option<&Gates> {
        match &self.state {
            State::Waiting { gates } => Some(gates),
            State::Advised
            | State::Released { .. }
            | State::Cleared { .. }
            | State::Refused { .. }
            | State::Invalidated { .. }
            | State::Leaving { .. }
            | State::Returned { .. }
            | State::Joined { .. } => None,
        }
    }

    /// The consignment that stands for this one, if it was joined to another.
    pub fn joined_into(&self) -> Option<&str> {
        match &self.state {
            State::Joined { into, .. } => Some(into),
            _ => None,
        }
    }

    /// Every ground of where it stands: of the charges, of the selection, of what happened since.
    pub fn grounds(&self) -> impl Iterator<Item = &Ground> {
        self.assessment.grounds.iter().chain(&self.findings).chain(&self.events)
    }

    /// The tax token that counts for it: as long as its declaration stands, no other consignment can use that.
    pub fn redeems(&self) -> Option<TokenId> {
        let governing = self.filings.governing();
        let stands = !governing.is_invalid
            && !governing.declaration.is_advance()
            && !matches!(self.state, State::Invalidated { .. } | State::Joined { .. });
        let counts = |ground: &Ground| matches!(ground, Ground::TaxTokenCounts { .. });
        let declared = governing.declaration.tax_token.as_ref().filter(|_| stands)?;
        self.assessment.grounds.iter().any(counts).then(|| declared.token.id())
    }

    /// Why the token of its declaration does not count, if it has one.
    pub fn refuses_token(&self) -> Option<TokenFlaw> {
        self.filings.governing().declaration.tax_token.as_ref()?;
        self.assessment.grounds.iter().find_map(|ground| match ground {
            Ground::TaxTokenRefused { flaw, .. } => Some(*flaw),
            _ => None,
        })
    }

    /// The signals that it gave when it was looked at last.
    pub fn signals(&self) -> Vec<&'static str> {
        let given = self.findings.iter().filter(|ground| matches!(ground, Ground::Signalled { .. }));
        given.map(Ground::code).collect()
    }

    /// The line numbers of the declaration that governs.
    pub fn lines(&self) -> impl Iterator<Item = u32> {
        self.filings.governing().declaration.items.iter().map(|item| item.line)
    }

    /// The lines about which something was decided that stands: released, refused, let in.
    pub(crate) fn settled_lines(&self) -> impl Iterator<Item = u32> {
        self.released_lines.iter().chain(&self.refused_lines).chain(&self.admitted_lines).copied()
    }

    /// The lines that may not enter: by the law, unless somebody let them in, or by a decision.
    pub(crate) fn kept_out(&self) -> BTreeSet<u32> {
        let by_law = self.assessment.prohibited_lines();
        by_law.difference(&self.admitted_lines).chain(&self.refused_lines).copied().collect()
    }

    /// What payers name, while something is owed on it.
    pub fn payment_reference(&self) -> Option<PaymentReference> {
        let is_owed_for_goods = !self.assessment.payable.is_zero() && self.goods_stay();
        if !is_owed_for_goods && self.owed_again().is_zero() {
            return None;
        }
        let number = self.consignment.strip_prefix("c_")?.parse().ok()?;
        Some(PaymentReference::of_consignment(number))
    }

    /// What was paid, is not owed and was not paid out yet: for goods that do not stay, or because less is charged
    /// now.
    pub fn repayable(&self) -> Money {
        Money::new(self.beyond_charges().max(0), self.paid.currency())
    }

    /// What was paid out though it is not there: a payment bounced after it.
    pub fn owed_again(&self) -> Money {
        Money::new(self.beyond_charges().min(0).saturating_neg(), self.paid.currency())
    }

    /// What is held beyond what charges keep, in minor units; below zero where too much was paid out.
    pub(crate) fn beyond_charges(&self) -> i64 {
        self.beyond_assessed().saturating_sub(self.interest_covered())
    }

    /// What is held beyond what charges on goods keep, in minor units.
    fn beyond_assessed(&self) -> i64 {
        let kept = self.assessment.charges().map(Charge::covered).fold(0, i64::saturating_add);
        self.held_money().minor().saturating_sub(kept)
    }

    /// How much of the interest was paid, in minor units: what is held goes to the charges first.
    pub(crate) fn interest_covered(&self) -> i64 {
        match self.deferred {
            None => self.beyond_assessed().clamp(0, self.post_clearance.interest_to_pay().max(0)),
            Some(_) => 0,
        }
    }

    /// What is still owed of the interest; what stands on a statement is owed there.
    pub fn interest_owed(&self) -> Money {
        let owed = match self.deferred {
            None => self.post_clearance.interest_to_pay() - self.interest_covered(),
            Some(_) => 0,
        };
        Money::new(owed, self.paid.currency())
    }

    /// What was paid out of what was owed back.
    pub fn refunded(&self) -> Money {
        let sum = self.paid_out.iter().map(|(_, amount)| amount.minor()).sum();
        Money::new(sum, self.paid.currency())
    }

    /// What was paid and not paid out again.
    pub(crate) fn held_money(&self) -> Money {
        Money::new(self.paid.minor() - self.refunded().minor(), self.paid.currency())
    }

    /// The outcome of one line.
    pub fn line_outcome(&self, line: u32) -> Outcome {
        if self.state == State::Advised {
            return self.outcome;
        }
        if self.kept_out().contains(&line) {
            return Outcome::RefuseEntry;
        }
        match self.gates() {
            Some(_) if self.released_lines.contains(&line) => Outcome::Release,
            Some(gates) => outcome_of(gates.iter().filter(|gate| gate.holds(line)).map(|gate| gate.kind)),
            None => self.outcome,
        }
    }
}

/// What waiting for gates of these kinds comes to.
pub(crate) fn outcome_of(open: impl Iterator<Item = GateKind>) -> Outcome {
    open.map(|kind| match kind {
        GateKind::Examination => Outcome::Examine,
        GateKind::Document | GateKind::Payment | GateKind::Agency | GateKind::Referral => Outcome::Hold,
        GateKind::Arrival => Outcome::Release,
    })
    .max()
    .unwrap_or(Outcome::Release)
}
