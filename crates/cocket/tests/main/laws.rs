//! What must hold of every consignment, whatever happens to it: played with made-up parcels and random commands.

use crate::golden::pack_named;
use clearance::identifier::{Mrn, TrackingNumber};
use clearance::{
    AgencyAnswer, Amendment, ArrivalReport, Case, ChargeStatus, Chosen, ClaimOfFiler, ClaimRefusal, Command,
    Condition, Correction, Declination, Direction, ExaminationResult, Facts, Filer, FilerRole, Finding, Gate,
    GateKind, Invalidation, Lodgement, OfficerDecision, Outcome, PassedDeadline, PaymentRecord,
    PaymentReversal, Phase, PostClearanceAct, Proposal, RefundRecord, Register, ReturnReport, ReturnedGoods,
    Signature, State, clear, quote, validate,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use quantity::Money;
use rehearsal::{Mix, Rehearsal, write_ndjson};
use std::sync::OnceLock;

pub(crate) fn facts() -> Facts<'static> {
    let (pack, _) = pack_named("examplia");
    Facts {
        law: &pack.law,
        profiles: &pack.profiles,
        shadow: risk::Profiles::none(),
        lists: &pack.lists,
        register: Register::empty(),
        prices: &pack.prices,
        activity: clearance::Activity::NONE,
        lot: None,
        unlisted: None,
    }
}

fn parcels() -> &'static [Vec<u8>] {
    static PARCELS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    PARCELS.get_or_init(|| {
        let rehearsal = Rehearsal::new(11, Mix::Ordinary);
        let line = |(place, parcel): (usize, _)| {
            let mut line = Vec::new();
            write_ndjson(&parcel, &mut line);
            if place.is_multiple_of(12) { with_a_drone(&line) } else { line }
        };
        rehearsal.parcels(3000).enumerate().map(line).collect()
    })
}

/// The same parcel with goods in which an authority has a say.
fn with_a_drone(line: &[u8]) -> Vec<u8> {
    let mut parcel: serde_json::Value = serde_json::from_slice(line).unwrap();
    if let Some(item) = parcel.pointer_mut("/goods_items/0") {
        item["commodity_code"] = "880622".into();
        item["description"] = "drone with camera, remote controlled, 600 g".into();
        parcel["documents"] = serde_json::json!([{ "type": "drone_registration", "number": "D-1" }]);
    }
    parcel.to_string().into_bytes()
}

pub(crate) fn start() -> Timestamp {
    "2026-03-01T08:00:00Z".parse().unwrap()
}

pub(crate) fn filer(which: u8) -> Filer {
    let role = if which == 0 { FilerRole::Declarant } else { FilerRole::Seller };
    Filer { organisation: format!("filer-{which}"), role }
}

/// A lodgement of a parcel, if it has no faults.
pub(crate) fn lodgement(parcel: usize, which: u8, now: Timestamp) -> Option<Command> {
    let submission = wire::intake::json::read(&parcels()[parcel % parcels().len()]).ok()?;
    let valid = validate(&submission, filer(which).role, facts().law, facts().register, now).ok()?;
    Some(Command::Lodge(Lodgement {
        number: Mrn::compose(26, "XA", &format!("{:013}", u32::from(which) + 1)).unwrap(),
        consignment: "c_1".to_owned(),
        filer: filer(which),
        declaration: valid.declaration,
        warnings: valid.warnings,
        assessed: None,
    }))
}

/// The same parcel declared again by its first filer, some of it said otherwise.
fn amendment(parcel: usize, chance: u8, case: &Case, now: Timestamp) -> Option<Command> {
    let Some(Command::Lodge(Lodgement { mut declaration, warnings, .. })) = lodgement(parcel, 0, now) else {
        return None;
    };
    match chance % 3 {
        0 => declaration.items.reverse(),
        1 => declaration.consignor.name = Some("Baltazar Quorvane".to_owned()),
        _ => declaration.packages = Some(3),
    }
    let mut lines = 1..;
    declaration.items.iter_mut().zip(&mut lines).for_each(|(item, line)| item.line = line);
    let number = case.filings.iter().next()?.number;
    Some(Command::Amend(Amendment { number, filer: filer(0), declaration, warnings }))
}

/// The lodgement under a number that no other filing of the case has.
fn numbered(command: Command, case: Option<&Case>) -> Option<Command> {
    let Command::Lodge(lodgement) = command else { return None };
    let place = case.map_or(0, |case| case.filings.iter().count()) + 1;
    let number = Mrn::compose(26, "XA", &format!("{place:013}")).ok()?;
    Some(Command::Lodge(Lodgement { number, ..lodgement }))
}

/// What is done about a debt after release, and payments that bounce.
fn after_release(kind: u8, chance: u8, case: &Case, parcel: usize, now: Timestamp) -> Option<Command> {
    let reason = "because".to_owned();
    let by = format!("officer-{}", chance % 2);
    Some(match kind {
        13 => {
            let amendment = amendment(parcel, 1, case, now)?;
            let Command::Amend(Amendment { mut declaration, warnings, .. }) = amendment else { return None };
            let number = case.filings.governing().number;
            // Everything is worth more, or less.
            let value = declaration.value.as_mut()?;
            let times = [0, 1, 2, 7][usize::from(chance) % 4];
            let changed = |old: quantity::Decimal| quantity::Decimal::from_micro(old.micro() * times / 2);
            value.goods = changed(value.goods)?;
            for item in &mut declaration.items {
                item.value = changed(item.value)?;
            }
            Command::Correct(Correction { number, declaration, warnings, reason, is_wilful: chance > 200 })
        }
        14 => {
            let act = if chance.is_multiple_of(2) {
                PostClearanceAct::Remission
            } else {
                PostClearanceAct::WriteOff
            };
            let kind =
                tariff::ChargeKind::ALL.get(usize::from(chance % 16)).filter(|_| chance > 127).copied();
            let of = Chosen { line: None, kind, only_interest: chance % 16 == 15 };
            let amount = (!chance.is_multiple_of(3))
                .then(|| Money::new(i64::from(chance) * 4 + 1, case.paid.currency()));
            Command::Propose(Proposal { act, of, amount, reason, by })
        }
        15 => Command::Sign(Signature { approved: !chance.is_multiple_of(5), reason, by }),
        16 if chance.is_multiple_of(2) => Command::Claim(ClaimOfFiler { filer: filer(chance % 3), reason }),
        16 => Command::RefuseClaim(ClaimRefusal { reason }),
        _ => {
            let (reference, _) = case.payments.get(usize::from(chance) % case.payments.len().max(1))?;
            Command::ReversePayment(PaymentReversal { reference: reference.clone(), reason })
        }
    })
}

/// Kinds of commands.
const KINDS: u8 = 19;

/// Whether a case is ripe for a kind of command; for what ends it only now and then.
fn is_ripe(kind: u8, chance: u8, case: &Case) -> bool {
    let waits =
        |kind: GateKind| case.gates().is_some_and(|gates| gates.iter().any(|gate: &Gate| gate.kind == kind));
    let has_money = !case.assessment.payable.is_zero() || !case.paid.is_zero() || case.deferred.is_some();
    match kind {
        1 => waits(GateKind::Arrival),
        2 => waits(GateKind::Examination) && !waits(GateKind::Arrival),
        4 => waits(GateKind::Agency),
        5 => !case.assessment.payable.is_zero(),
        3 | 9 | 18 => case.gates().is_some(),
        6 | 8 => case.gates().is_some() && chance.is_multiple_of(8),
        7 | 11 => case.may_go() && chance.is_multiple_of(3),
        12 => !case.repayable().is_zero(),
        13 | 16 => case.may_go(),
        14 => case.may_go() && has_money,
        15 => case.post_clearance.proposed.is_some(),
        17 => !case.payments.is_empty(),
        _ => chance.is_multiple_of(6),
    }
}

/// A command made of chance and of what the case waits for: mostly one that it is ripe for, sometimes any.
pub(crate) fn command(
    kind: u8,
    chance: u8,
    case: Option<&Case>,
    parcel: usize,
    now: Timestamp,
) -> Option<Command> {
    let ripe: Vec<u8> = match case.filter(|_| !chance.is_multiple_of(5)) {
        Some(case) => (0..KINDS).filter(|kind| is_ripe(*kind, chance, case)).collect(),
        None => Vec::new(),
    };
    let kind = ripe.get(usize::from(kind) % ripe.len().max(1)).copied().unwrap_or(kind % KINDS);
    let fits = |gate: &&Gate| match kind {
        2 => gate.kind == GateKind::Examination,
        4 => gate.kind == GateKind::Agency,
        _ => true,
    };
    let gates: Vec<&Gate> = case.and_then(Case::gates).into_iter().flat_map(|gates| gates.iter()).collect();
    let meant: Vec<&Gate> = gates.into_iter().filter(fits).collect();
    let gate = meant.get(usize::from(chance) % meant.len().max(1));
    let control = gate.map(|gate| gate.control.clone()).unwrap_or_default();
    let agency = gate.map(|gate| gate.owner.as_str().to_owned()).unwrap_or_default();
    let lines: Vec<u32> = if chance.is_multiple_of(3) { vec![1] } else { Vec::new() };
    let reason = "because".to_owned();
    Some(match kind {
        0 => return numbered(lodgement(parcel, chance % 3, now)?, case),
        1 => Command::Arrive(ArrivalReport { office: "XAPRT1".to_owned(), arrived: now }),
        2 => {
            let found = [Finding::Conforms, Finding::Differs, Finding::Refused];
            let findings = lines.iter().map(|line| (*line, found[usize::from(chance) % 3])).collect();
            Command::ReportExamination(ExaminationResult { control, findings, note: reason })
        }
        3 => {
            let decision = Direction::ALL[usize::from(chance) % Direction::ALL.len()];
            Command::Decide(OfficerDecision { decision, lines, reason })
        }
        4 => Command::AnswerReferral(AgencyAnswer {
            control,
            agency,
            approved: chance.is_multiple_of(2),
            reason,
        }),
        5 => {
            let owed = case?.assessment.payable;
            let part = if chance.is_multiple_of(2) { owed.minor() } else { 1 };
            let amount = Money::new(part, owed.currency());
            Command::RecordPayment(PaymentRecord { amount, reference: format!("P-{}", chance % 3) })
        }
        6 => Command::Decline(Declination { reason }),
        7 => Command::Return(ReturnReport::of_all(TrackingNumber::parse("RR473124829XA").ok()?)),
        8 => {
            let number = case?.filings.governing().number;
            let filer = chance.is_multiple_of(2).then(|| filer(0));
            Command::Invalidate(Invalidation { number, filer, reason })
        }
        9 => Command::PassDeadline(PassedDeadline { control }),
        10 => return numbered(lodgement(parcel, 0, now)?, case),
        11 | 12 => {
            let outbound = format!("BACKPARCEL{:03}", chance % 7);
            let whole = ReturnReport::of_all(TrackingNumber::parse(&outbound).ok()?);
            let line = u32::from(chance % 2) + 1;
            let quantity = quantity::Decimal::from_micro(i64::from(chance) * 50_000);
            let condition = Condition::ALL[usize::from(chance) % Condition::ALL.len()];
            let goods =
                vec![ReturnedGoods { line, quantity: quantity.filter(|_| !chance.is_multiple_of(5)) }];
            match kind {
                11 => Command::Return(ReturnReport { goods, condition, ..whole }),
                _ => {
                    let owed = case?.repayable();
                    let part = if chance.is_multiple_of(2) { owed.minor() } else { i64::from(chance) + 1 };
                    let amount = Money::new(part, owed.currency());
                    Command::RecordRefund(RefundRecord { amount, reference: format!("R-{}", chance % 5) })
                }
            }
        }
        13..=17 => return after_release(kind, chance, case?, parcel, now),
        _ => return amendment(parcel, chance, case?, now),
    })
}

/// What is true of every case.
pub(crate) fn check(case: &Case) -> Result<(), TestCaseError> {
    let assessment = &case.assessment;
    let sum = |of: fn(&clearance::Charge) -> i64| assessment.charges().map(of).sum::<i64>();
    let beside = case.interest_owed().minor() + case.owed_again().minor();
    prop_assert_eq!(
        sum(|charge| charge.due.minor()) + beside,
        assessment.payable.minor(),
        "what is payable is what is due"
    );
    let post = &case.post_clearance;
    prop_assert!(case.interest_owed().minor() >= 0);
    prop_assert!(
        post.additional.is_none_or(|of| of.open.minor() >= 0 && of.open.minor() <= of.assessed.minor())
    );
    prop_assert!(post.proposed.as_ref().is_none_or(|proposed| proposed.amount.minor() > 0));
    let shared: i64 = assessment.lines.iter().map(|line| line.customs_value.minor()).sum();
    prop_assert_eq!(shared, assessment.customs_value.minor(), "the lines share the whole customs value");
    for charge in assessment.charges() {
        prop_assert!(charge.due.minor() >= 0 && charge.due.minor() <= charge.amount.minor());
        prop_assert!(charge.due.is_zero() || charge.status == ChargeStatus::Due, "only what is due is owed");
    }
    match &case.state {
        State::Waiting { gates } => prop_assert!(gates.iter().all(|gate| gate.opened <= gate.due)),
        State::Cleared { .. } => {
            prop_assert!(assessment.payable.is_zero(), "nothing is owed on cleared goods")
        }
        State::Refused { .. } | State::Leaving { .. } | State::Invalidated { .. } | State::Joined { .. } => {
            // Only what was paid out already for a payment that bounced.
            prop_assert_eq!(
                assessment.payable,
                case.owed_again(),
                "nothing is owed on goods that do not stay"
            );
        }
        State::Returned { .. } => {
            // What the law does not give back for goods that went back stays owed.
            prop_assert!(assessment.payable == case.owed_again() || !case.returns.is_empty());
        }
        State::Advised => {
            prop_assert!(assessment.charges().next().is_none(), "nothing is charged on advance data")
        }
        State::Released { .. } => {
            prop_assert!(!assessment.payable.is_zero(), "released and not cleared: something is owed")
        }
    }
    check_money(case)?;
    let is_open = matches!(case.phase(), Phase::Released | Phase::Cleared);
    prop_assert!(!is_open || case.outcome == Outcome::Release);
    prop_assert_eq!(
        case.next_action().who.is_none(),
        matches!(case.state, State::Returned { .. } | State::Joined { .. }) && assessment.payable.is_zero()
            || matches!(case.state, State::Invalidated { .. }) && case.arrived.is_none()
    );
    Ok(())
}

/// Nothing is owed back that was not paid, nothing is paid out that was not owed back, and no more goes back than came.
fn check_money(case: &Case) -> Result<(), TestCaseError> {
    let (paid, out, owed_back) = (case.paid.minor(), case.refunded().minor(), case.repayable().minor());
    let again = case.owed_again().minor();
    prop_assert!(owed_back >= 0 && again >= 0 && (owed_back == 0 || again == 0));
    prop_assert!(out >= 0 && out + owed_back <= paid + again, "{} {} {}", paid, out, owed_back);
    for line in case.lines() {
        prop_assert!(!case.left_of(line).is_negative());
    }
    let given: i64 =
        case.returns.iter().flat_map(|gone| &gone.goods).map(|goods| goods.given_back.minor()).sum();
    let apart = case.assessment.charges().filter(|charge| charge.status == ChargeStatus::GivenBack);
    prop_assert_eq!(apart.map(|charge| charge.amount.minor()).sum::<i64>(), given);
    let position = |of: clearance::AccountKind, is_debit: bool| -> i64 {
        let positions = clearance::positions(case);
        let side = |position: &&clearance::Position<&str>| {
            (if is_debit { position.debit } else { position.credit }).kind() == of
        };
        positions.iter().filter(side).map(|position| position.posted).sum()
    };
    if case.joined_into().is_none() {
        let kind = clearance::AccountKind::Received;
        prop_assert_eq!(position(kind, true) - position(kind, false), paid - out, "what is in the till");
        let kind = clearance::AccountKind::Refunds;
        prop_assert_eq!(position(kind, false) - position(kind, true), owed_back - again, "what is owed back");
    }
    Ok(())
}

/// A correction that leaves the values of all goods moves no money.
fn unchanged_by_other_words(before: &Case, after: &Case) -> Result<(), TestCaseError> {
    let values = |case: &Case| -> Vec<(u32, quantity::Decimal)> {
        case.filings.governing().declaration.items.iter().map(|item| (item.line, item.value)).collect()
    };
    let goods = |case: &Case| case.filings.governing().declaration.value.map(|value| value.goods);
    if (values(before), goods(before)) == (values(after), goods(after)) {
        let money = |case: &Case| (case.assessment.payable, case.repayable(), case.line_outcome(1));
        prop_assert_eq!(money(before), money(after));
    }
    Ok(())
}

/// A law that forgets a rate releases nothing: an officer must decide.
/// Only what exceeds is charged, and a month is added up.
fn law_of_months() -> clearance::Law {
    let mut law = facts().law.clone();
    for relief in &mut law.tariff.reliefs {
        if relief.value.id == "low-value" {
            relief.value.shape = tariff::Shape::Excess;
            relief.value.basis = tariff::Basis::Cif;
            relief.value.aggregation =
                Some(tariff::Aggregation { over: tariff::Aggregate::ConsigneeMonth, amount: None });
        }
    }
    law
}

/// Where only what exceeds is charged and a month is added up, earlier parcels use up what is free.
#[test]
fn what_exceeds_is_taken_of_the_sum() {
    let law = law_of_months();
    let parcel = br#"{"reference":"A","ucr":"26XAA","channel":"express","stage":"on_arrival","nature":"sale",
        "consignor":{"name":"A","address":{"lines":["1"],"city":"S","country":"CN"}},
        "consignee":{"name":"B","identifier":{"scheme":"XA-ID","value":"900101-1234"},"address":{"lines":["1"],"city":"P","postcode":"1","country":"XA"}},
        "transport":{"document":"X1","office":"XAPRT1"},"packages":1,"gross_mass_kg":"1",
        "seller":{"name":"S","url":"https://s.example"},"value":{"currency":"EXD","goods":"100.00"},
        "goods_items":[{"line":1,"description":"running shoes","commodity_code":"64041110","origin":"CN",
        "quantity":"1","unit":"PR","net_mass_kg":"0.9","value":"100.00"}]}"#;
    let submission = wire::intake::json::read(parcel).unwrap();
    let valid = validate(&submission, FilerRole::Declarant, &law, facts().register, start()).unwrap();
    let day = law.day_of(start());
    // Of 150.00 a month is left 150, 50, 0: of 100.00 is charged 0, 50, 100 at 16.9 %.
    for (earlier, duty) in [("0", 0), ("50", 0), ("100", 845), ("149.99", 1690), ("150", 1690), ("900", 1690)]
    {
        let sums = [quantity::Decimal::ZERO, quantity::Decimal::parse(earlier).unwrap()];
        let added_up = clearance::AddedUp::of_sums(sums);
        let used_up = clearance::UsedUp { added_up: &added_up, ..clearance::UsedUp::NOTHING };
        let assessed = clearance::assess(&valid.declaration, &law, facts().register, used_up, day).unwrap();
        let due: i64 = assessed
            .charges()
            .filter(|charge| charge.kind == tariff::ChargeKind::Duty)
            .map(|charge| charge.due.minor())
            .sum();
        assert_eq!(due, duty, "after {earlier}");
    }
}

#[test]
fn gaps_in_the_law_are_referred() {
    let (pack, _) = pack_named("examplia");
    let mut without_vat = pack.law.clone();
    without_vat.tariff.taxes = tariff::Taxes::default();
    let mut without_duty = pack.law.clone();
    without_duty.tariff.duties = tariff::Duties::default();
    without_duty.tariff.reliefs.clear();
    for (law, ground) in [(without_vat, "no_vat_rate"), (without_duty, "no_duty_rate")] {
        let facts = Facts { law: &law, ..facts() };
        let mut referred = 0;
        for line in parcels().iter().take(200) {
            let submission = wire::intake::json::read(line).unwrap();
            let Ok(clearance::Valid { declaration, warnings, .. }) =
                validate(&submission, FilerRole::Declarant, &law, facts.register, start())
            else {
                continue;
            };
            let Some(Command::Lodge(lodgement)) = lodgement(0, 0, start()) else {
                panic!("the first parcel is clean")
            };
            let command = Command::Lodge(Lodgement { declaration, warnings, ..lodgement });
            let case = clear(None, command, &facts, start()).unwrap().case;
            if case.grounds().any(|found| found.code() == ground) {
                referred += 1;
                assert_ne!(case.outcome, Outcome::Release, "{ground}");
            }
        }
        assert!(referred > 50, "{ground} was found on {referred} parcels only");
    }
}

/// Who has assessed and searched ahead has only saved work, whatever is used up by then.
#[test]
fn what_was_found_ahead_changes_no_answer() {
    let added_up = clearance::AddedUp::of_sums([quantity::Decimal::parse("140").unwrap(); 2]);
    let none = clearance::Activity::NONE;
    let others = [
        none.clone(),
        clearance::Activity { added_up, ..none.clone() },
        none.and(quantity::Decimal::parse("900").unwrap()),
    ];
    let (mut differing, mut listed) = (0, 0);
    let law = &law_of_months();
    let Facts { register, lists, .. } = facts();
    let Some(Command::Lodge(lodgement)) = lodgement(0, 0, start()) else {
        panic!("the first parcel is clean")
    };
    for (place, line) in parcels().iter().take(400).enumerate() {
        let mut parcel: serde_json::Value = serde_json::from_slice(line).unwrap();
        if place.is_multiple_of(10) {
            parcel["consignor"]["name"] = "Baltazar Quorvane".into();
        }
        let bytes = parcel.to_string();
        let submission = wire::intake::json::read(bytes.as_bytes()).unwrap();
        let Ok(valid) = validate(&submission, FilerRole::Declarant, law, register, start()) else { continue };
        let command = |assessed| {
            let clearance::Valid { declaration, warnings, .. } = valid.clone();
            Command::Lodge(Lodgement { declaration, warnings, assessed, ..lodgement.clone() })
        };
        let day = law.day_of(start());
        let unlisted = clearance::is_unlisted(&valid.declaration, lists, law, day);
        let unlisted = unlisted.then_some((lodgement.number, day));
        listed += usize::from(unlisted.is_none());
        let mut payable = Vec::new();
        for activity in &others {
            let facts = Facts { law, activity: activity.clone(), ..facts() };
            let by_itself = clear(None, command(None), &facts, start());
            let facts = Facts { unlisted, ..facts };
            let ahead = clear(None, command(Some(valid.assessment.clone())), &facts, start());
            assert_eq!(ahead, by_itself);
            payable.push(by_itself.unwrap().case.assessment.payable);
        }
        payable.dedup();
        differing += usize::from(payable.len() > 1);
    }
    assert!(differing > 5 && listed > 5, "{differing} {listed}");
}

/// What the property below is about does happen: every kind of command is carried out in such histories.
#[test]
fn histories_carry_out_every_kind_of_command() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let histories = (0_usize..3000, proptest::collection::vec((any::<u8>(), any::<u8>(), 0_i64..200), 14));
    let mut carried_out = std::collections::BTreeSet::new();
    for _ in 0..1_000 {
        let (parcel, play) = histories.new_tree(&mut runner).unwrap().current();
        let (mut now, mut case): (_, Option<Case>) = (start(), None);
        for (kind, chance, hours) in std::iter::once((0, 0, 0)).chain(play) {
            now = now.checked_add(SignedDuration::from_hours(hours)).unwrap();
            let Some(command) = command(kind, chance, case.as_ref(), parcel, now) else { continue };
            let name = format!("{command:?}").split(['(', ' ']).next().unwrap().to_owned();
            if let Ok(step) = clear(case.as_ref(), command, &facts(), now) {
                carried_out.insert(name);
                case = Some(step.case);
            }
        }
    }
    let every = [
        "Lodge",
        "Amend",
        "Invalidate",
        "Arrive",
        "ReportExamination",
        "Decide",
        "AnswerReferral",
        "RecordPayment",
        "Decline",
        "Return",
        "RecordRefund",
        "PassDeadline",
        "ReversePayment",
        "Correct",
        "Claim",
        "RefuseClaim",
        "Propose",
        "Sign",
    ];
    for kind in every {
        assert!(carried_out.contains(kind), "no {kind} was carried out, only {carried_out:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same case, command and facts give the same step, and no command breaks what holds of every case.
    #[test]
    fn the_same_facts_give_the_same_step(
        parcel in 0_usize..3000,
        play in proptest::collection::vec((any::<u8>(), any::<u8>(), 0_i64..400), 1..14),
    ) {
        let mut now = start();
        let mut case: Option<Case> = None;
        let first = (0_u8, 0_u8, 0_i64);
        for (kind, chance, hours) in std::iter::once(first).chain(play) {
            now = now.checked_add(SignedDuration::from_hours(hours)).unwrap();
            let Some(command) = command(kind, chance, case.as_ref(), parcel, now) else { continue };
            let is_correction = matches!(command, Command::Correct(_));
            let taken = clear(case.as_ref(), command.clone(), &facts(), now);
            prop_assert_eq!(&taken, &clear(case.as_ref(), command, &facts(), now));
            if let Ok(step) = taken {
                check(&step.case)?;
                if let (true, Some(before)) = (is_correction, &case) {
                    unchanged_by_other_words(before, &step.case)?;
                }
                prop_assert!(step.case.filings.find(step.number).is_some());
                case = Some(step.case);
            }
        }
    }

    /// A quote is the assessment.
    #[test]
    fn a_quote_is_the_assessment(parcel in 0_usize..3000) {
        let submission = wire::intake::json::read(&parcels()[parcel]).unwrap();
        if let Ok(quoted) = quote(&submission, facts().law, facts().register, start())
            && let Some(command) = lodgement(parcel, 0, start())
        {
            let step = clear(None, command, &facts(), start()).unwrap();
            prop_assert_eq!(quoted, step.case.assessment);
        }
    }

    /// Whatever bytes arrive, there is one answer and no panic.
    #[test]
    fn any_bytes_get_an_answer(parcel in 0_usize..3000, at in any::<prop::sample::Index>(), with in any::<u8>()) {
        let mut bytes = parcels()[parcel].clone();
        let place = at.index(bytes.len());
        bytes[place] = with;
        if let Ok(submission) = wire::intake::json::read(&bytes)
            && let Err(faults) = validate(&submission, FilerRole::Declarant, facts().law, facts().register, start())
        {
            prop_assert!(faults.iter().any(|fault| fault.severity() == clearance::Severity::Error));
        }
    }
}
