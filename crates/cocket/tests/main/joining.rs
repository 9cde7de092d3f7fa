//! Joining: two cases become one, with one debt, and nothing comes in by it that was kept out.

use crate::laws::{check, command, facts, filer, lodgement, start};
use clearance::identifier::Mrn;
use clearance::{
    ArrivalReport, Case, ChargeStatus, Command, Direction, Gates, Ground, Invalidation, JoinedInto, Joining,
    Lodgement, OfficerDecision, Outcome, PaymentRecord, Phase, Refusal, Stage, State, Turn, clear,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use quantity::Money;

fn later(hours: i64) -> Timestamp {
    start().checked_add(SignedDuration::from_hours(hours)).unwrap()
}

fn taken(case: &Case, command: Command, now: Timestamp) -> Case {
    clear(Some(case), command, &facts(), now).unwrap().case
}

/// A consignment of a parcel, under an id of its own and by a filer of its own.
fn consignment(parcel: usize, which: u8, change: impl FnOnce(&mut Lodgement)) -> Option<Case> {
    let Some(Command::Lodge(mut lodged)) = lodgement(parcel, which, start()) else { return None };
    lodged.consignment = format!("c_{:013}", which + 1);
    lodged.number = Mrn::compose(26, "XA", &format!("{:013}", u32::from(which) + 50)).unwrap();
    change(&mut lodged);
    Some(clear(None, Command::Lodge(lodged), &facts(), start()).unwrap().case)
}

/// Two consignments of one parcel that owes something and is not to be examined, and waits for its arrival alone.
fn pair() -> (Case, Case) {
    let plain = |parcel: &usize| {
        consignment(*parcel, 0, |_| {})
            .is_some_and(|case| case.phase() == Phase::Accepted && !case.assessment.payable.is_zero())
    };
    let parcel = (0..3000).find(plain).expect("some parcel owes something and waits for nothing else");
    (consignment(parcel, 0, |_| {}).unwrap(), consignment(parcel, 1, |_| {}).unwrap())
}

fn join(other: &Case) -> Command {
    Command::Join(Joining { other: Box::new(other.clone()), reason: "one parcel".to_owned() })
}

fn join_into(stays: &Case) -> Command {
    Command::JoinInto(JoinedInto { consignment: stays.consignment.clone(), reason: "one parcel".to_owned() })
}

/// The one that stays and the one that goes, after they were joined.
fn joined(stays: &Case, goes: &Case, now: Timestamp) -> Result<(Case, Case), Refusal> {
    let facts = facts();
    let after = clear(Some(stays), join(goes), &facts, now)?.case;
    Ok((after, clear(Some(goes), join_into(stays), &facts, now)?.case))
}

fn arrive(now: Timestamp) -> Command {
    Command::Arrive(ArrivalReport { office: "XAPRT1".to_owned(), arrived: now })
}

fn pay(amount: Money, reference: &str) -> Command {
    Command::RecordPayment(PaymentRecord { amount, reference: reference.to_owned() })
}

fn decide(decision: Direction, lines: &[u32]) -> Command {
    Command::Decide(OfficerDecision { decision, lines: lines.to_vec(), reason: "because".to_owned() })
}

fn is_examined(case: &Case) -> bool {
    let mut gates = case.gates().into_iter().flat_map(Gates::iter);
    gates.any(|gate| gate.kind == clearance::GateKind::Examination)
}

#[test]
fn the_governing_filing_is_owed_for_and_the_other_owes_nothing() {
    let (stays, goes) = pair();
    let (after, gone) = joined(&stays, &goes, later(1)).unwrap();
    assert_eq!(after.assessment.payable, stays.assessment.payable);
    assert_eq!(after.filings.governing().number, stays.filings.governing().number);
    assert!(after.filings.find(goes.filings.governing().number).is_some());
    assert!(after.events.iter().any(
        |event| matches!(event, Ground::Joined { consignment, .. } if *consignment == goes.consignment)
    ));
    assert_eq!(gone.state, State::Joined { at: later(1), into: stays.consignment.clone() });
    assert_eq!((gone.phase(), gone.next_action().what), (Phase::Invalidated, Turn::Nothing));
    assert_eq!((gone.joined_into(), gone.gates()), (Some(stays.consignment.as_str()), None));
    assert!(gone.assessment.payable.is_zero() && gone.repayable().is_zero());
    assert!(
        gone.assessment.charges().all(|charge| charge.due.is_zero() && charge.status != ChargeStatus::Due)
    );
    // The other filing comes to govern, and is owed for, where the first is withdrawn.
    let number = stays.filings.governing().number;
    let withdrawn = Invalidation { number, filer: Some(filer(0)), reason: "twice".to_owned() };
    let left = taken(&after, Command::Invalidate(withdrawn), later(2));
    assert_eq!(left.filings.governing().number, goes.filings.governing().number);
    assert_eq!(left.assessment.payable, goes.assessment.payable);
}

#[test]
fn advance_data_takes_in_a_declaration_and_the_other_way_round() {
    let (stays, goes) = pair();
    let advance = |case: &Case| {
        let mut filing = case.filings.governing().clone();
        filing.declaration.stage = Stage::PreLoading;
        let lodged = Lodgement {
            number: filing.number,
            consignment: case.consignment.clone(),
            filer: filing.filer,
            declaration: filing.declaration,
            warnings: filing.warnings,
            assessed: None,
        };
        clear(None, Command::Lodge(lodged), &facts(), start()).unwrap().case
    };
    let advised = advance(&stays);
    assert_eq!(advised.state, State::Advised);
    let (after, _) = joined(&advised, &goes, later(1)).unwrap();
    assert_eq!(after.filings.governing().number, goes.filings.governing().number);
    assert_eq!((after.phase(), after.assessment.payable), (Phase::Accepted, goes.assessment.payable));
    let (after, _) = joined(&goes, &advised, later(1)).unwrap();
    assert_eq!(after.filings.governing().number, goes.filings.governing().number);
    let (after, gone) = joined(&advised, &advance(&goes), later(1)).unwrap();
    assert_eq!((after.state, gone.phase()), (State::Advised, Phase::Invalidated));
}

#[test]
fn what_was_paid_in_either_is_paid_once() {
    let (stays, goes) = pair();
    let owed = stays.assessment.payable;
    let part = Money::new(1, owed.currency());
    let paid = taken(&goes, pay(part, "P-2"), later(1));
    let (after, gone) = joined(&stays, &paid, later(2)).unwrap();
    assert_eq!((after.paid, gone.paid), (part, Money::zero(owed.currency())));
    assert_eq!(after.assessment.payable.minor(), owed.minor() - 1);
    assert!(gone.payments.is_empty());
    // Paid twice, in full: all of one is owed back.
    let (first, second) =
        (taken(&stays, pay(owed, "P-1"), later(1)), taken(&goes, pay(owed, "P-2"), later(1)));
    let (after, _) = joined(&first, &second, later(2)).unwrap();
    assert_eq!((after.assessment.payable.minor(), after.repayable()), (0, owed));
    // One payment that both were told of is one payment; another amount under its reference fits neither.
    let same = taken(&goes, pay(owed, "P-1"), later(1));
    let (after, _) = joined(&first, &same, later(2)).unwrap();
    assert_eq!((after.paid, after.payments.len()), (owed, 1));
    let other = taken(&goes, pay(part, "P-1"), later(1));
    assert_eq!(joined(&first, &other, later(2)).unwrap_err(), Refusal::PaymentDoesNotFit);
}

#[test]
fn goods_that_arrived_in_either_have_arrived() {
    let (stays, goes) = pair();
    let arrived = taken(&goes, decide(Direction::Hold, &[]), later(1));
    let arrived = taken(&arrived, arrive(later(2)), later(2));
    let (after, gone) = joined(&stays, &arrived, later(3)).unwrap();
    assert_eq!(after.arrived, arrived.arrived);
    assert_eq!(gone.next_action().what, Turn::Nothing, "the goods that are here are declared there");
    // What an officer waited for in the other is waited for on.
    assert_eq!(after.outcome, Outcome::Hold);
    let here = taken(&stays, decide(Direction::Hold, &[]), later(1));
    let here = taken(&here, arrive(later(1)), later(1));
    let (after, _) = joined(&here, &arrived, later(3)).unwrap();
    assert_eq!(after.arrived, here.arrived, "the arrival of the one that stays counts");
    let (after, _) = joined(&here, &goes, later(3)).unwrap();
    assert_eq!(after.arrived, here.arrived);
}

#[test]
fn an_examination_announced_in_either_is_made() {
    let (stays, goes) = pair();
    let examined = taken(&goes, decide(Direction::Examine, &[1]), later(1));
    let (after, _) = joined(&stays, &examined, later(2)).unwrap();
    assert!(is_examined(&after) && !is_examined(&stays));
    assert!(after.gates().into_iter().flat_map(Gates::iter).all(|gate| gate.lines.is_empty()));
    let (after, _) = joined(&examined, &stays, later(2)).unwrap();
    assert!(is_examined(&after));
    // What selected the other's words may ask nothing of these words; they are examined nonetheless.
    let selected = Case { directed: Vec::new(), ..examined };
    let (after, _) = joined(&stays, &selected, later(2)).unwrap();
    assert_eq!(after.outcome, Outcome::Examine);
    let gate =
        after.gates().into_iter().flat_map(Gates::iter).find(|gate| gate.subject.starts_with("joined "));
    let why: Vec<_> = after.grounds_of(gate.unwrap()).map(Ground::code).collect();
    assert_eq!(why, ["joined"]);
}

/// A case in a state, made by commands, and how joining it is refused.
fn not_open() -> Vec<(Case, Refusal)> {
    let (case, other) = pair();
    let arrived = taken(&case, arrive(later(1)), later(1));
    assert!(arrived.may_go());
    let number = case.filings.governing().number;
    let withdrawn = Invalidation { number, filer: None, reason: "sent twice".to_owned() };
    let declined = Command::Decline(clearance::Declination { reason: String::new() });
    vec![
        (taken(&case, decide(Direction::RefuseEntry, &[]), later(1)), Refusal::AlreadyRefused),
        (taken(&case, Command::Invalidate(withdrawn), later(1)), Refusal::AlreadyInvalidated),
        (taken(&case, declined, later(1)), Refusal::AlreadyReturning),
        (joined(&other, &case, later(1)).unwrap().1, Refusal::AlreadyInvalidated),
        (arrived, Refusal::AlreadyReleased),
    ]
}

#[test]
fn only_what_is_open_is_joined() {
    let (_, open) = pair();
    for (case, refusal) in not_open() {
        for (stays, goes) in [(&case, &open), (&open, &case)] {
            let refused = clear(Some(stays), join(goes), &facts(), later(2)).unwrap_err();
            assert_eq!(refused, refusal, "{:?} takes in {:?}", stays.phase(), goes.phase());
        }
        let refused = clear(Some(&case), join_into(&open), &facts(), later(2)).unwrap_err();
        assert_eq!(refused, refusal, "{:?}", case.phase());
    }
    assert_eq!(clear(None, join(&open), &facts(), later(2)), Err(Refusal::UnknownConsignment));
}

#[test]
fn refusals_come_in_their_order() {
    let (stays, goes) = pair();
    let words = |other: &Case, reason: &str| {
        Command::Join(Joining { other: Box::new(other.clone()), reason: reason.to_owned() })
    };
    let into = |case: &Case, reason: &str| {
        Command::JoinInto(JoinedInto { consignment: case.consignment.clone(), reason: reason.to_owned() })
    };
    let refused = |case: &Case, command| clear(Some(case), command, &facts(), later(3)).unwrap_err();
    let released = taken(&stays, arrive(later(1)), later(1));
    assert_eq!(refused(&released, words(&released, "")), Refusal::SameConsignment);
    assert_eq!(refused(&released, into(&released, "")), Refusal::SameConsignment);
    let settled = Case { refused_lines: [1].into(), ..goes.clone() };
    assert_eq!(refused(&released, words(&settled, "")), Refusal::AlreadyReleased);
    assert_eq!(refused(&stays, words(&settled, "")), Refusal::LineSettled);
    assert_eq!(refused(&settled, into(&stays, "")), Refusal::LineSettled);
    for settled in [
        Case { admitted_lines: [1].into(), ..goes.clone() },
        Case { released_lines: [1].into(), ..goes.clone() },
    ] {
        assert_eq!(joined(&stays, &settled, later(3)).unwrap_err(), Refusal::LineSettled);
        assert!(
            clear(Some(&settled), join(&stays), &facts(), later(3)).is_ok(),
            "the other way round it goes"
        );
    }
    assert_eq!(refused(&stays, words(&goes, " ")), Refusal::ReasonMissing);
    assert_eq!(refused(&goes, into(&stays, "")), Refusal::ReasonMissing);
}

#[test]
fn disagreements_become_a_signal() {
    let (stays, goes) = pair();
    let mut filing = goes.filings.governing().clone();
    filing.declaration.packages = Some(stays.filings.governing().declaration.packages.unwrap_or(1) + 1);
    let other = Case { filings: clearance::Filings::new(filing), ..goes };
    let (after, _) = joined(&stays, &other, later(1)).unwrap();
    assert!(after.findings.iter().any(|ground| matches!(ground, Ground::FilingsDisagree { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to both before and to either after, there is one debt: the two owe no more than the
    /// filing that governs does by itself, and the one that went takes nothing more.
    #[test]
    fn after_joining_there_is_one_debt(
        parcels in (0_usize..3000, 0_usize..3000),
        before in proptest::collection::vec((any::<u8>(), any::<u8>(), any::<bool>()), 0..5),
        play in proptest::collection::vec((any::<u8>(), any::<u8>(), 0_i64..100), 0..8),
    ) {
        let (Some(mut stays), Some(mut goes)) =
            (consignment(parcels.0, 0, |_| {}), consignment(parcels.1, 1, |_| {})) else { return Ok(()) };
        let mut now = later(1);
        for (kind, chance, is_first) in before {
            let (case, parcel) =
                if is_first { (&mut stays, parcels.0) } else { (&mut goes, parcels.1) };
            let Some(command) = command(kind, chance, Some(case), parcel, now) else { continue };
            if let Ok(step) = clear(Some(case), command, &facts(), now) {
                *case = step.case;
            }
        }
        let was_examined = is_examined(&stays) || is_examined(&goes);
        let Ok((mut stays, gone)) = joined(&stays, &goes, now) else { return Ok(()) };
        check(&stays)?;
        check(&gone)?;
        prop_assert!(gone.assessment.payable.is_zero() && gone.paid.is_zero());
        prop_assert!(!was_examined || is_examined(&stays) || stays.phase() == Phase::Refused);
        for (kind, chance, hours) in play {
            now = now.checked_add(SignedDuration::from_hours(hours)).unwrap();
            let Some(command) = command(kind, chance, Some(&stays), parcels.0, now) else { continue };
            let refused = clear(Some(&gone), command.clone(), &facts(), now);
            prop_assert_eq!(refused, Err(Refusal::AlreadyInvalidated));
            if let Ok(step) = clear(Some(&stays), command, &facts(), now) {
                stays = step.case;
                check(&stays)?;
            }
            let alone = clearance::assess(
                &stays.filings.governing().declaration, facts().law, facts().register,
                clearance::UsedUp::NOTHING, stays.assessment.day,
            ).unwrap();
            let owed = stays.assessment.payable.minor() + gone.assessment.payable.minor();
            // What was given back of money that bounced later is owed again.
            let most = alone.payable.minor() + stays.refunded().minor();
            prop_assert!(owed <= most, "{owed} is owed instead of {}", alone.payable);
        }
    }
}

/// Found by a play of chance: the other words would have governed, and the charge of the first stayed.
#[test]
fn words_by_which_goods_went_are_not_withdrawn_while_others_stand() {
    let (stays, goes) = (consignment(569, 0, |_| {}).unwrap(), consignment(1533, 1, |_| {}).unwrap());
    let (both, _) = joined(&stays, &goes, later(1)).unwrap();
    let released = taken(&both, arrive(later(2)), later(2));
    assert!(released.may_go() && !released.assessment.payable.is_zero());
    let withdraw = |filing: &Case| {
        let number = filing.filings.governing().number;
        Command::Invalidate(Invalidation { number, filer: None, reason: "twice".to_owned() })
    };
    assert_eq!(clear(Some(&released), withdraw(&stays), &facts(), later(3)), Err(Refusal::AlreadyReleased));
    // What does not govern can go, and then the last: nothing is declared, and nothing is owed.
    let alone = taken(&released, withdraw(&goes), later(3));
    assert_eq!((alone.phase(), alone.assessment.payable), (released.phase(), released.assessment.payable));
    let none = taken(&alone, withdraw(&stays), later(4));
    assert!(none.phase() == Phase::Invalidated && none.assessment.payable.is_zero());
}
