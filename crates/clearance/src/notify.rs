//! Whose turn it is: who must do what, by when, and why. The same on every page and in every answer.

use crate::case::{Case, Outcome, Phase, State};
use crate::decide::payer;
use crate::gate::{Gate, GateKind, Owner};
use crate::identifier::Mrn;
use jiff::Timestamp;

/// What must happen next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextAction {
    /// Who must act; `None` when nobody must.
    pub who: Option<Owner>,
    /// What they must do.
    pub what: Turn,
    /// By when, if there is a limit.
    pub by: Option<Timestamp>,
}

/// What somebody must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// Correct the declaration and send it again.
    CorrectDeclaration,
    /// Declare the goods.
    LodgeDeclaration,
    /// Bring the goods to the office.
    PresentGoods,
    /// Produce a document, or correct the declaration.
    ProvideDocument,
    /// Pay.
    Pay,
    /// Examine the goods.
    Examine,
    /// Answer whether the goods may enter.
    Answer,
    /// Decide what was referred.
    Decide,
    /// Load the goods.
    LoadGoods,
    /// Say more before the goods are loaded.
    ProvideInformation,
    /// Screen the goods before they are loaded.
    ScreenGoods,
    /// Leave the goods where they are.
    DoNotLoad,
    /// Deliver the goods; something is still to be paid.
    DeliverAndSettle,
    /// Deliver the goods.
    Deliver,
    /// Take the goods out of the country.
    ReturnGoods,
    /// Nothing.
    Nothing,
}

impl Turn {
    /// Every turn.
    pub const ALL: &'static [Turn] = &[
        Turn::CorrectDeclaration,
        Turn::LodgeDeclaration,
        Turn::PresentGoods,
        Turn::ProvideDocument,
        Turn::Pay,
        Turn::Examine,
        Turn::Answer,
        Turn::Decide,
        Turn::LoadGoods,
        Turn::ProvideInformation,
        Turn::ScreenGoods,
        Turn::DoNotLoad,
        Turn::DeliverAndSettle,
        Turn::Deliver,
        Turn::ReturnGoods,
        Turn::Nothing,
    ];

    /// What to do, on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Turn::CorrectDeclaration => "correct_declaration",
            Turn::LodgeDeclaration => "lodge_declaration",
            Turn::PresentGoods => "present_goods",
            Turn::ProvideDocument => "provide_document",
            Turn::Pay => "pay",
            Turn::Examine => "examine",
            Turn::Answer => "answer",
            Turn::Decide => "decide",
            Turn::LoadGoods => "load_goods",
            Turn::ProvideInformation => "provide_information",
            Turn::ScreenGoods => "screen_goods",
            Turn::DoNotLoad => "do_not_load",
            Turn::DeliverAndSettle => "deliver_and_settle",
            Turn::Deliver => "deliver",
            Turn::ReturnGoods => "return_goods",
            Turn::Nothing => "nothing",
        }
    }

    /// Why that is next, on the wire.
    pub fn reason(self) -> &'static str {
        match self {
            Turn::CorrectDeclaration => "faults_found",
            Turn::LodgeDeclaration => "awaiting_declaration",
            Turn::PresentGoods => "awaiting_arrival",
            Turn::ProvideDocument => "awaiting_document",
            Turn::Pay => "awaiting_payment",
            Turn::Examine => "awaiting_examination",
            Turn::Answer => "awaiting_agency",
            Turn::Decide => "awaiting_referral",
            Turn::LoadGoods => "assessment_complete",
            Turn::ProvideInformation => "awaiting_information",
            Turn::ScreenGoods => "awaiting_screening",
            Turn::DoNotLoad => "loading_refused",
            Turn::DeliverAndSettle => "charges_outstanding",
            Turn::Deliver => "released",
            Turn::ReturnGoods => "entry_ended",
            Turn::Nothing => "closed",
        }
    }
}

/// What a declaration with faults needs.
pub fn correction() -> NextAction {
    NextAction { who: Some(Owner::Filer), what: Turn::CorrectDeclaration, by: None }
}

impl Phase {
    /// What filers are told whose filing does not govern: whether the goods may go, and no more.
    pub fn told_to_others(self) -> (Phase, Outcome) {
        match self {
            Phase::Received | Phase::Accepted | Phase::Held => (Phase::Received, Outcome::Hold),
            Phase::Released | Phase::Cleared => (self, Outcome::Release),
            Phase::Refused => (self, Outcome::RefuseEntry),
            Phase::Invalidated | Phase::Returned => (self, Outcome::Hold),
        }
    }
}

impl Case {
    /// Where the consignment stands, and what was decided, as the filer of a declaration is told: what is between
    /// customs and whoever filed the declaration that governs is not told to the others.
    pub fn told_about(&self, number: Mrn) -> (Phase, Outcome) {
        match self.filings.governing().number == number {
            true => (self.phase(), self.outcome),
            false => self.phase().told_to_others(),
        }
    }

    /// Whoever owes what is still to be paid.
    fn debtor(&self) -> Owner {
        let due = self.assessment.charges().find(|charge| !charge.due.is_zero());
        let debtor = due.or_else(|| self.assessment.charges().next()).map(|charge| charge.debtor);
        debtor.map_or(Owner::Filer, payer)
    }

    /// What must happen next.
    pub fn next_action(&self) -> NextAction {
        let act = |who: Owner, what: Turn, by: Option<Timestamp>| NextAction { who: Some(who), what, by };
        match &self.state {
            State::Advised if self.arrived.is_some() => act(Owner::Filer, Turn::LodgeDeclaration, None),
            State::Advised => match self.outcome {
                Outcome::DoNotLoad => act(Owner::Carrier, Turn::DoNotLoad, None),
                Outcome::RequestScreening => act(Owner::Carrier, Turn::ScreenGoods, None),
                Outcome::RequestInformation => act(Owner::Filer, Turn::ProvideInformation, None),
                Outcome::AssessmentComplete
                | Outcome::Release
                | Outcome::Hold
                | Outcome::Examine
                | Outcome::RefuseEntry
                | Outcome::Correct => act(Owner::Carrier, Turn::LoadGoods, None),
            },
            State::Waiting { gates } => gates
                .iter()
                .min_by_key(|gate| (rank(gate.kind), gate.due))
                .map_or(NextAction { who: Some(Owner::Customs), what: Turn::Decide, by: None }, |gate| {
                    act(gate.turn_of().clone(), turn(gate), Some(gate.due))
                }),
            // The goods have gone; what was assessed after that is for whoever owes it.
            State::Released { .. }
                if self.post_clearance.additional.is_some_and(|additional| !additional.open.is_zero()) =>
            {
                act(self.debtor(), Turn::Pay, None)
            }
            State::Released { .. } => act(Owner::Carrier, Turn::DeliverAndSettle, None),
            State::Cleared { .. } => act(Owner::Carrier, Turn::Deliver, None),
            State::Refused { leave_by, .. } | State::Leaving { leave_by, .. } => {
                act(Owner::Carrier, Turn::ReturnGoods, Some(*leave_by))
            }
            State::Invalidated { .. } if self.arrived.is_some() => {
                act(Owner::Filer, Turn::LodgeDeclaration, None)
            }
            // Goods went back for which the law gives nothing back, or not all: the rest is owed.
            State::Returned { .. } if !self.assessment.payable.is_zero() => {
                act(self.debtor(), Turn::Pay, None)
            }
            State::Returned { .. } | State::Invalidated { .. } | State::Joined { .. } => {
                NextAction { who: None, what: Turn::Nothing, by: None }
            }
        }
    }
}

/// Papers first, then the goods, then looking at them: the order in which gates can be closed.
fn rank(kind: GateKind) -> u8 {
    match kind {
        GateKind::Document => 0,
        GateKind::Payment => 1,
        GateKind::Agency => 2,
        GateKind::Referral => 3,
        GateKind::Arrival => 4,
        GateKind::Examination => 5,
    }
}

fn turn(gate: &Gate) -> Turn {
    match gate.kind {
        GateKind::Document => Turn::ProvideDocument,
        GateKind::Payment => Turn::Pay,
        GateKind::Agency => Turn::Answer,
        GateKind::Referral => Turn::Decide,
        GateKind::Arrival => Turn::PresentGoods,
        GateKind::Examination => Turn::Examine,
    }
}
