//! Made-up values that hold everything a row can hold.

use clearance::identifier::{Gtin, Mrn, TrackingNumber, Ucr};
use clearance::*;
use jiff::Timestamp;
use jiff::civil::date;
use quantity::{Amount, Currency, Decimal, ExchangeRate, Money, Rate};
use risk::signals::{SignFact, Signal};
use tariff::{
    Aggregate, Basis, Channel, ChargeKind, CommodityCode, Country, Formula, LawRef, Nature, QuotaNumber,
    QuotaPeriod, Validity,
};

/// Stands in every personal text and nowhere else.
pub(super) const SECRET: &str = "Q7-secret";

/// The names of all grounds, in their order on disk.
pub(super) const GROUNDS: [&str; 51] = [
    "DocumentsOnly",
    "LowValueRelief",
    "ExcessCharged",
    "TaxCollectedByVendor",
    "Charged",
    "PreferenceApplied",
    "HighValue",
    "NoRate",
    "Prohibited",
    "PermitMissing",
    "PermitPresented",
    "ProfileHit",
    "ListedParty",
    "WeightReached",
    "FilingsDisagree",
    "ChargesChanged",
    "Examined",
    "OfficerDecided",
    "AgencyAnswered",
    "PaymentReceived",
    "DeadlinePassed",
    "Invalidated",
    "Declined",
    "ReturnedToSender",
    "SchemeNumberNotInForce",
    "Joined",
    "JoinedInto",
    "FlatRate",
    "PartCollected",
    "AddedUp",
    "WaivedAsSmall",
    "QuotaDrawn",
    "QuotaUsedUp",
    "Signalled",
    "ControlSample",
    "ShadowHit",
    "ResemblesListed",
    "BeyondCapacity",
    "Deferred",
    "NotDeferred",
    "SecurityRunsShort",
    "PaymentReversed",
    "TaxedAboveCap",
    "GoodsWentBack",
    "GivenBack",
    "GivenBackByVendor",
    "NotGivenBack",
    "RefundPaid",
    "TaxTokenCounts",
    "TaxTokenRefused",
    "PostClearance",
];

/// The name of a ground; a new one breaks the build here, and wants its name above and an example below.
pub(super) fn name_of(ground: &Ground) -> &'static str {
    let place = match ground {
        Ground::DocumentsOnly => 0,
        Ground::LowValueRelief { .. } => 1,
        Ground::ExcessCharged { .. } => 2,
        Ground::TaxCollectedByVendor { .. } => 3,
        Ground::Charged { .. } => 4,
        Ground::PreferenceApplied { .. } => 5,
        Ground::HighValue { .. } => 6,
        Ground::NoRate { .. } => 7,
        Ground::Prohibited { .. } => 8,
        Ground::PermitMissing { .. } => 9,
        Ground::PermitPresented { .. } => 10,
        Ground::ProfileHit { .. } => 11,
        Ground::ListedParty { .. } => 12,
        Ground::WeightReached { .. } => 13,
        Ground::FilingsDisagree { .. } => 14,
        Ground::ChargesChanged { .. } => 15,
        Ground::Examined { .. } => 16,
        Ground::OfficerDecided { .. } => 17,
        Ground::AgencyAnswered { .. } => 18,
        Ground::PaymentReceived { .. } => 19,
        Ground::DeadlinePassed { .. } => 20,
        Ground::Invalidated { .. } => 21,
        Ground::Declined { .. } => 22,
        Ground::ReturnedToSender { .. } => 23,
        Ground::SchemeNumberNotInForce { .. } => 24,
        Ground::Joined { .. } => 25,
        Ground::JoinedInto { .. } => 26,
        Ground::FlatRate { .. } => 27,
        Ground::PartCollected { .. } => 28,
        Ground::AddedUp { .. } => 29,
        Ground::WaivedAsSmall { .. } => 30,
        Ground::QuotaDrawn { .. } => 31,
        Ground::QuotaUsedUp { .. } => 32,
        Ground::Signalled { .. } => 33,
        Ground::ControlSample { .. } => 34,
        Ground::ShadowHit { .. } => 35,
        Ground::ResemblesListed { .. } => 36,
        Ground::BeyondCapacity { .. } => 37,
        Ground::Deferred { .. } => 38,
        Ground::NotDeferred { .. } => 39,
        Ground::SecurityRunsShort { .. } => 40,
        Ground::PaymentReversed { .. } => 41,
        Ground::TaxedAboveCap { .. } => 42,
        Ground::GoodsWentBack { .. } => 43,
        Ground::GivenBack { .. } => 44,
        Ground::GivenBackByVendor { .. } => 45,
        Ground::NotGivenBack { .. } => 46,
        Ground::RefundPaid { .. } => 47,
        Ground::TaxTokenCounts { .. } => 48,
        Ground::TaxTokenRefused { .. } => 49,
        Ground::PostClearance(_) => 50,
    };
    GROUNDS[place]
}

pub(super) fn number(serial: usize) -> Mrn {
    Mrn::compose(26, "XA", &format!("{serial:013}")).unwrap()
}

fn text(words: &str) -> String {
    words.to_owned()
}

fn secret(what: &str) -> Option<String> {
    Some(format!("{SECRET} {what}"))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn currency() -> Currency {
    Currency::new("EXD", 2).unwrap()
}

fn money(minor: i64) -> Money {
    Money::new(minor, currency())
}

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

fn amount(text: &str) -> Amount {
    Amount { value: decimal(text), currency: Currency::new("KWD", 3).unwrap() }
}

fn law() -> LawRef {
    LawRef::new("XA Customs Act s.31(1)")
}

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::new(FaultCode::MalformedAmount, "/value/goods")
            .with("found", "24,90")
            .with("correct", "24.90"),
        Fault::new(FaultCode::DescriptionVague, "/goods_items/0/description").with("words", "gift"),
        Fault::new(FaultCode::NoGoodsItems, ""),
    ]
}

/// A ground of every kind, in their order on disk.
pub(super) fn grounds() -> Vec<Ground> {
    let mut grounds = grounds_of_charges();
    grounds.extend(grounds_of_the_selection());
    grounds.extend(grounds_of_events());
    grounds
}

fn grounds_of_charges() -> Vec<Ground> {
    let (kind, law) = (ChargeKind::Vat, law());
    vec![
        Ground::DocumentsOnly,
        Ground::LowValueRelief {
            kind: ChargeKind::Duty,
            relief: text("low-value"),
            line: Some(2),
            basis: Basis::Cif,
            value: amount("149.999999"),
            in_local: money(-15_000),
            threshold: amount("150"),
            law: law.clone(),
        },
        Ground::ExcessCharged { kind, relief: text("gifts"), threshold: amount("45"), law: law.clone() },
        Ground::FlatRate {
            kind: ChargeKind::AdditionalDuty,
            relief: text("bands"),
            rate: compound(),
            threshold: amount("50"),
            law: law.clone(),
        },
        Ground::PartCollected {
            kind: ChargeKind::Excise,
            relief: text("retail"),
            share: Rate::parse("70 %").unwrap(),
            law: law.clone(),
        },
        Ground::WaivedAsSmall {
            waiver: text("small"),
            amount: money(400),
            threshold: amount("5"),
            is_inclusive: true,
            law: law.clone(),
        },
        Ground::TaxCollectedByVendor { scheme_number: text("IM2760000001"), law: law.clone() },
        Ground::Charged { kind, amount: money(4_711), law: law.clone() },
        Ground::PreferenceApplied {
            line: 1,
            rate: Formula::AdValorem(rate()),
            proof: Some(text("U162")),
            law: law.clone(),
        },
        Ground::PreferenceApplied { line: 1, rate: Formula::FREE, proof: None, law: law.clone() },
        Ground::HighValue { customs_value: money(i64::MAX), limit: money(i64::MIN), law: law.clone() },
        Ground::NoRate { kind, line: u32::MAX },
        Ground::Prohibited { line: 3, prohibition: text("ivory"), law: law.clone() },
        Ground::PermitMissing {
            line: 1,
            permit: text("cites"),
            document_type: text("C400"),
            law: law.clone(),
        },
        Ground::PermitPresented {
            line: 1,
            permit: text("cites"),
            agency: Some(text("nature")),
            law: law.clone(),
        },
        Ground::PermitPresented { line: 1, permit: text("radio"), agency: None, law },
    ]
}

/// A rate in two currencies.
fn compound() -> Formula {
    let known = |code: &str| Currency::new(code, if code == "KWD" { 3 } else { 2 });
    Formula::parse("12 % + 3.50 EUR / 100 KGM MIN 0.125 KWD / line", known).unwrap()
}

fn rate() -> Rate {
    Rate::parse("4.7 %").unwrap()
}

fn grounds_of_the_selection() -> Vec<Ground> {
    use risk::Action;
    let hit = |action| Ground::ProfileHit {
        profile: text("XA-P-014"),
        owner: text("customs"),
        action,
        lines: vec![1, 300],
        met: vec![(risk::Field::Channel, text("post")), (risk::Field::ConsigneeName, text(""))],
        reason: text("drones need a permit"),
        public_reason: text("routine_control"),
        law: law(),
    };
    let mut grounds = vec![
        hit(Action::Examine),
        hit(Action::HoldDocuments),
        hit(Action::RequestInformation),
        hit(Action::RequestScreening),
        hit(Action::DoNotLoad),
        hit(Action::AddWeight(40)),
        hit(Action::Refer),
        Ground::WeightReached { weight: 110, limit: 100, law: law() },
    ];
    let listed = |field: &risk::Field| Ground::ListedParty {
        list: text("sanctions"),
        entry: text("S-1"),
        field: *field,
        law: law(),
    };
    grounds.extend(risk::Field::ALL.iter().map(listed));
    let facts = || SignFact::ALL.iter().map(|fact| (*fact, text("7"))).collect();
    grounds.extend(Signal::ALL.iter().map(|signal| Ground::Signalled {
        signal: *signal,
        weight: -30,
        lines: vec![1],
        told: facts(),
        law: law(),
    }));
    grounds.push(Ground::BeyondCapacity { weight: 120, usual: 100, limit: 150, law: law() });
    grounds.push(Ground::ControlSample { per_mille: 5, law: law() });
    grounds.extend(grounds_of_tokens());
    let disagree = |field: &HeaderField| Ground::FilingsDisagree { field: *field, weight: 20 };
    grounds.extend(HeaderField::ALL.iter().map(disagree));
    grounds
}

fn grounds_of_tokens() -> Vec<Ground> {
    let (scheme_number, expires) = (|| text("IM2760000001"), date(2026, 7, 31));
    let refused = |flaw: &TokenFlaw| Ground::TaxTokenRefused {
        scheme_number: scheme_number(),
        flaw: *flaw,
        law: law(),
    };
    let counts =
        Ground::TaxTokenCounts { scheme_number: scheme_number(), tax: text("4.98 KWD"), expires, law: law() };
    TokenFlaw::ALL.iter().map(refused).chain([counts]).collect()
}

fn grounds_of_events() -> Vec<Ground> {
    let day = date(2026, 7, 1);
    let mut grounds = vec![
        Ground::ChargesChanged { before: money(0), after: money(900), day, law: law() },
        Ground::Examined { control: text("k1"), refused: vec![1], differing: vec![], note: text("knife") },
    ];
    grounds.extend(Direction::ALL.iter().map(|direction| Ground::OfficerDecided {
        what: direction.as_str(),
        lines: vec![2, 1],
        reason: text("as the law says"),
    }));
    let (control, agency, reason) = (text("k2"), text("nature"), text("a stuffed toy"));
    grounds.push(Ground::AgencyAnswered { control, agency, approved: true, reason });
    grounds.push(Ground::PaymentReceived { amount: money(900), outstanding: money(0) });
    let passed = |gate: &GateKind| Ground::DeadlinePassed { gate: *gate, law: law() };
    grounds.extend(GateKind::ALL.iter().map(passed));
    grounds.push(Ground::Invalidated { reason: text("sent twice") });
    grounds.push(Ground::PaymentReversed {
        amount: money(900),
        outstanding: money(900),
        reason: text("no cover"),
    });
    grounds.push(Ground::TaxedAboveCap {
        scheme_number: text("IM2760000001"),
        cap: money(15_000),
        value: money(15_001),
        law: law(),
    });
    grounds.push(Ground::Declined { reason: text("") });
    grounds.push(Ground::ReturnedToSender { outbound: text("RR473124829GB") });
    let (consignment, reason) = (text("c_0000000000002"), text("one parcel, two numbers"));
    grounds.push(Ground::Joined { consignment: consignment.clone(), reason: reason.clone() });
    grounds.push(Ground::JoinedInto { consignment, reason });
    grounds.extend(grounds_of_the_register());
    grounds.extend(grounds_of_deferment());
    grounds.extend(Aggregate::ALL.iter().map(|over| Ground::AddedUp {
        relief: text("year"),
        over: *over,
        earlier: money(2_600_000),
        limit: amount("26000"),
        law: law(),
    }));
    let period = QuotaPeriod { number: QuotaNumber::parse("09.0025").unwrap(), opened: date(2026, 7, 1) };
    let (quantity, left, unit) = (Decimal::ONE, Decimal::HUNDRED, text("KGM"));
    grounds.push(Ground::QuotaDrawn { line: 1, period, quantity, left, unit: unit.clone(), law: law() });
    grounds.push(Ground::ShadowHit {
        profile: text("XA-R-0007@2"),
        owner: text("customs"),
        lines: vec![2],
        met: vec![(risk::Field::Origin, text("CN"))],
        law: law(),
    });
    grounds.push(Ground::QuotaUsedUp { line: 2, period, quantity, left: Decimal::ZERO, unit, law: law() });
    grounds.push(Ground::ResemblesListed {
        list: text("sanctions"),
        entry: text("S-1"),
        field: risk::Field::ConsigneeAddress,
        score_per_mille: 873,
        aligned: text("lantern quay"),
        only_listed: text("old harbour"),
        only_declared: 2,
        weight: 60,
        law: law(),
    });
    grounds.extend(grounds_of_returns());
    grounds
}

fn grounds_of_returns() -> Vec<Ground> {
    let (kind, outbound) = (ChargeKind::Vat, text("RR473124829GB"));
    let (line, days, quantity, of) = (2, 12, Decimal::ONE, decimal("5"));
    let (charge, amount) = (money(2_000), money(400));
    let mut grounds = vec![
        Ground::GoodsWentBack { line, quantity, of, outbound },
        Ground::GivenBack { line, kind, charge, amount, quantity, of, days, law: law() },
        Ground::GivenBackByVendor { line, kind, charge, amount, quantity, of, days, law: law() },
        Ground::RefundPaid { amount: money(300), left: money(100) },
    ];
    grounds.extend(after_release());
    grounds.extend(Withheld::ALL.iter().map(|why| Ground::NotGivenBack {
        line,
        kind,
        why: *why,
        days: 31,
        within: 30,
        law: (*why != Withheld::NoRule).then(law),
    }));
    grounds
}

fn grounds_of_deferment() -> Vec<Ground> {
    let number = text("XADEF0001");
    let not_deferred = |(place, why): (usize, &NotDeferred)| Ground::NotDeferred {
        number: number.clone(),
        why: *why,
        owed: money(5760),
        room: (place % 2 == 0).then(|| money(12)),
        law: (place % 3 == 0).then(law),
    };
    let mut grounds: Vec<Ground> = NotDeferred::ALL.iter().enumerate().map(not_deferred).collect();
    grounds.push(Ground::Deferred {
        number: number.clone(),
        amount: money(5760),
        due: date(2026, 4, 15),
        law: law(),
    });
    grounds.push(Ground::SecurityRunsShort { used: money(90), most: money(100), law: law() });
    grounds
}

fn grounds_of_the_register() -> impl Iterator<Item = Ground> {
    let ended = Validity { from: date(2022, 1, 1), to: Some(date(2025, 12, 31)) };
    let begins = Validity { from: date(2026, 8, 1), to: None };
    [None, Some(ended), Some(begins)].into_iter().map(|entered| Ground::SchemeNumberNotInForce {
        scheme_number: text("IM2760000001"),
        day: date(2026, 7, 1),
        entered,
        law: law(),
    })
}

/// Every command that has a row.
pub(super) fn commands() -> Vec<Command> {
    let reason = text("sent twice");
    let decide = |direction: &Direction| {
        Command::Decide(OfficerDecision { decision: *direction, lines: vec![1], reason: text("law") })
    };
    let mut commands = vec![
        Command::Invalidate(Invalidation { number: number(1), filer: None, reason: reason.clone() }),
        Command::Invalidate(Invalidation { number: number(1), filer: Some(filer()), reason: reason.clone() }),
        Command::Arrive(ArrivalReport { office: text("XA000100"), arrived: at("1969-07-20T20:17:40.5Z") }),
        Command::ReportExamination(ExaminationResult {
            control: text("k1"),
            findings: Finding::ALL.iter().map(|finding| (4, *finding)).collect(),
            note: text("knife"),
        }),
    ];
    commands.extend(Direction::ALL.iter().map(decide));
    commands.extend([
        Command::AnswerReferral(AgencyAnswer {
            control: text("k2"),
            agency: text("nature"),
            approved: false,
            reason: reason.clone(),
        }),
        Command::RecordPayment(PaymentRecord { amount: money(900), reference: text("P-1") }),
        Command::Decline(Declination { reason }),
        Command::ReturnWhole(WholeReturn { outbound: outbound() }),
        Command::PassDeadline(PassedDeadline { control: text("k3") }),
        Command::JoinInto(JoinedInto { consignment: text("c_0000000000002"), reason: text("one parcel") }),
        Command::Reassess,
        Command::ReversePayment(PaymentReversal { reference: text("P-1"), reason: text("no cover") }),
    ]);
    let goods = [None, Some(decimal("1.5"))].map(|quantity| ReturnedGoods { line: 2, quantity });
    commands.extend(Condition::ALL.iter().map(|condition| {
        Command::Return(ReturnReport {
            outbound: outbound(),
            goods: goods.to_vec(),
            condition: *condition,
            exported: Some(at("2026-03-09T09:00:00Z")),
            asked: None,
            released: Some(at("2026-03-02T09:00:00Z")),
            scan: Some(u64::MAX),
            reason: Some(text("the seller says so")),
        })
    }));
    commands.push(Command::RecordRefund(RefundRecord { amount: money(400), reference: text("R-1") }));
    commands.extend([
        Command::Claim(ClaimOfFiler { filer: filer(), reason: text("another price") }),
        Command::RefuseClaim(ClaimRefusal { reason: text("the invoice says so") }),
        Command::Sign(Signature { approved: true, reason: text(""), by: text("officer two") }),
    ]);
    commands.extend(PostClearanceAct::ALL.iter().map(|act| {
        let (amount, reason, by) = (Some(money(400)), text("hardship"), text("officer one"));
        Command::Propose(Proposal { act: *act, of: chosen(), amount, reason, by })
    }));
    commands
}

/// A scan that says everything.
pub(super) fn scan() -> OutboundScan {
    let goods = ScannedGoods {
        line: Some(2),
        commodity_code: CommodityCode::parse("61091010"),
        description: Some(text("cotton shirts")),
        quantity: Some(decimal("1.5")),
    };
    OutboundScan {
        outbound: outbound(),
        tracking_number: Some(outbound()),
        ucr: Some(Ucr::parse("6CNSELLER42-ORDER-99817").unwrap()),
        order: Some(ScannedOrder { number: text("99817"), platform: text("M-1") }),
        goods: vec![goods],
        condition: Condition::Changed,
        is_exchanged: true,
        exported: Some(at("2026-03-09T09:00:00Z")),
        asked: Some(at("2026-03-08T09:00:00Z")),
    }
}

fn outbound() -> TrackingNumber {
    TrackingNumber::parse("RR473124829GB").unwrap()
}

fn filer() -> Filer {
    Filer { organisation: text("carrier-one"), role: FilerRole::Carrier }
}

/// A state of every kind.
pub(super) fn states() -> Vec<State> {
    let (at, leave_by) = (at("2026-03-02T09:00:00Z"), at("2026-04-02T09:00:00Z"));
    let owners = [
        Owner::Filer,
        Owner::Carrier,
        Owner::Consignee,
        Owner::Customs,
        Owner::Supervisor,
        Owner::Agency(text("nature")),
    ];
    let gate = |(kind, owner): (&GateKind, Owner)| Gate {
        kind: *kind,
        subject: text("cites"),
        control: text("k1"),
        asked_by: vec![text("XA-P-014"), text("sanctions")],
        owner,
        is_overdue: true,
        opened: at,
        due: leave_by,
        lines: vec![1, 2],
    };
    let gates = Gates::new(GateKind::ALL.iter().zip(owners).map(gate).collect()).unwrap();
    vec![
        State::Advised,
        State::Waiting { gates },
        State::Released { at },
        State::Cleared { at },
        State::Refused { at, leave_by },
        State::Invalidated { at },
        State::Leaving { at, leave_by },
        State::Returned { at },
        State::Joined { at, into: text("c_0000000000002") },
    ]
}

/// A case that holds something wherever something can be held.
pub(super) fn case(state: State) -> Case {
    let kinds = GateKind::ALL.iter();
    let wanted = |kind: &GateKind| Wanted {
        kind: *kind,
        subject: text("directed 1"),
        asked_by: vec![text("XA-P-014")],
        owner: Owner::Supervisor,
        lines: vec![1],
    };
    Case {
        consignment: text("c_0000000000001"),
        filings: Filings::of(filing(1), vec![filing(2)]),
        arrived: Some(Arrival { office: text("XA000100"), at: at("2026-03-02T09:00:00.000000001Z") }),
        assessment: assessment(),
        findings: grounds(),
        events: vec![Ground::Declined { reason: text("too late") }],
        outcome: Outcome::DoNotLoad,
        state,
        paid: money(100),
        deferred: None,
        payments: vec![(text("P-1"), money(60)), (text("P-2"), money(40))],
        law: LawVersion { pack: text("examplia"), version: text("2026.1") },
        directed: kinds.clone().map(wanted).collect(),
        resolved: kinds.map(|kind| (*kind, text("cites"))).collect(),
        refused_lines: [1].into(),
        admitted_lines: [2, 3].into(),
        separated_lines: [4].into(),
        released_lines: [5, 6, 7].into(),
        controls: 6,
        returns: vec![],
        paid_out: vec![],
        post_clearance: PostClearance::default(),
    }
}

/// A case that holds what came after the form of its row was fixed.
pub(super) fn case_with_parts() -> Case {
    let mut case = bare_case(State::Advised);
    let deferred = Some(DeferredTo { number: text("XADEF0001"), party: text("carrier-one") });
    case.filings.find_mut(number(1)).unwrap().declaration.deferred_payment = Some(text("XADEF0001"));
    let mut case = Case { deferred, ..case };
    let charges = case.assessment.lines.iter_mut().flat_map(|line| &mut line.charges);
    charges.take(1).for_each(|charge| charge.status = ChargeStatus::Deferred);
    case
}

/// A case of which goods went back and money went out.
pub(super) fn returned_case(state: State) -> Case {
    let goods = GoneGoods {
        line: 1,
        quantity: decimal("1.5"),
        is_restored: true,
        kinds: ChargeKind::ALL.to_vec(),
        given_back: money(400),
        by_vendor: money(0),
    };
    let gone = GoneBack {
        outbound: text("RR473124829GB"),
        at: at("2026-03-09T09:00:00Z"),
        condition: Condition::Defective,
        goods: vec![goods],
    };
    let mut case = Case { returns: vec![gone], paid_out: vec![(text("R-1"), money(40))], ..case(state) };
    let charges = &mut case.assessment.lines[0].charges;
    let last = charges.last().unwrap().clone();
    let later = [ChargeStatus::Remitted, ChargeStatus::WrittenOff];
    let first = ChargeStatus::ALL.iter().filter(|status| !later.contains(status));
    charges.extend(first.map(|status| Charge { status: *status, ..last.clone() }));
    case
}

/// What happens after release.
fn after_release() -> [Ground; 10] {
    let (before, after, amount, base) = (money(400), money(700), money(300), money(300));
    let (act, reason) = (PostClearanceAct::WriteOff, || text("bankrupt"));
    [
        PostClearanceGround::Corrected { reason: reason(), is_wilful: true },
        PostClearanceGround::AssessedMore { before, after, due: date(2026, 5, 19), law: law() },
        PostClearanceGround::AssessedLess { before: after, after: before, law: law() },
        PostClearanceGround::InterestCharged { amount, base, days: 31, rate: rate(), law: law() },
        PostClearanceGround::Remitted { amount, reason: reason(), law: law() },
        PostClearanceGround::WrittenOff { amount, reason: reason(), law: law() },
        PostClearanceGround::Proposed { act, amount, reason: reason() },
        PostClearanceGround::NotSigned { act, amount, reason: reason() },
        PostClearanceGround::Claimed { reason: reason() },
        PostClearanceGround::ClaimRefused { reason: reason() },
    ]
    .map(Ground::PostClearance)
}

fn chosen() -> Chosen {
    Chosen { line: Some(1), kind: Some(ChargeKind::Vat), only_interest: true }
}

fn relinquished(of: Option<(u32, ChargeKind)>, act: PostClearanceAct) -> Relinquished {
    Relinquished { of, act, amount: money(1), gone: decimal("1.5") }
}

/// A case whose debt was looked at again after release.
pub(super) fn case_after_release() -> Case {
    let proposed = Proposed {
        act: PostClearanceAct::WriteOff,
        of: chosen(),
        amount: money(300),
        reason: text("bankrupt"),
        by: text("officer one"),
        at: at("2026-05-09T09:00:00Z"),
    };
    let claim = Claim {
        organisation: text("carrier-one"),
        at: at("2026-05-08T09:00:00Z"),
        reason: text("another price"),
    };
    let post_clearance = PostClearance {
        claim: Some(claim),
        proposed: Some(proposed),
        additional: Some(Additional {
            assessed: money(700),
            open: money(600),
            due: date(2026, 5, 19),
            late_minor_days: 7,
        }),
        interest: Some(money(8)),
        interest_written_off: Some(money(1)),
        relinquished: vec![
            relinquished(Some((1, ChargeKind::Vat)), PostClearanceAct::Remission),
            relinquished(None, PostClearanceAct::WriteOff),
        ],
    };
    let mut case = bare_case(State::Released { at: at("2026-03-02T09:00:00Z") });
    let first = assessment().lines.remove(0);
    let charge = first.charges.last().unwrap().clone();
    let charges =
        [ChargeStatus::Remitted, ChargeStatus::WrittenOff].map(|status| Charge { status, ..charge.clone() });
    case.assessment.lines = vec![AssessedLine { charges: charges.to_vec(), ..first }];
    Case { post_clearance, ..case }
}

/// A case that holds no more than it must.
pub(super) fn bare_case(state: State) -> Case {
    Case {
        filings: Filings::new(without_all_but_the_consignor(filing(1))),
        arrived: None,
        assessment: Assessment { lines: vec![], grounds: vec![], warnings: vec![], ..assessment() },
        findings: vec![],
        events: vec![],
        payments: vec![],
        directed: vec![],
        resolved: [].into(),
        ..case(state)
    }
}

fn assessment() -> Assessment {
    let charge = |(kind, status): (&ChargeKind, &ChargeStatus)| Charge {
        kind: *kind,
        base: money(10_000),
        rate: Formula::AdValorem(rate()),
        amount: money(470),
        status: *status,
        debtor: Debtor::Seller,
        collector: Collector::Vendor,
        due: money(0),
        release_waits: true,
        law: law(),
    };
    // The first statuses there were: the row of this case stays as it was.
    let later = [
        ChargeStatus::Deferred,
        ChargeStatus::GivenBack,
        ChargeStatus::GivenBackElsewhere,
        ChargeStatus::Remitted,
        ChargeStatus::WrittenOff,
    ];
    let first = ChargeStatus::ALL.iter().filter(|status| !later.contains(status));
    let charges = [ChargeKind::Duty, ChargeKind::Vat].iter().cycle().zip(first).map(charge).collect();
    Assessment {
        day: date(2026, 3, 2),
        category: Category::LowValueDutiable,
        customs_value: money(10_000),
        payable: money(470),
        intrinsic: ExchangeRate::parse("0.92345678").unwrap().convert(decimal("999999999999.999999")),
        lines: vec![AssessedLine { line: 1, customs_value: money(10_000), charges }],
        grounds: vec![Ground::DocumentsOnly],
        warnings: faults(),
    }
}

fn filing(serial: usize) -> Filing {
    Filing {
        number: number(serial),
        filer: filer(),
        accepted: at("2026-03-01T09:00:00Z"),
        amended: Some(at("2026-03-01T10:00:00Z")),
        is_invalid: serial == 2,
        declaration: Box::new(declaration()),
        warnings: faults(),
    }
}

/// A case whose second filing has a token that counts, and whose first has one of another flaw.
pub(super) fn case_with_tokens(state: State) -> Case {
    let case = case(state);
    let mut filings: Vec<Filing> = case.filings.iter().cloned().collect();
    for (filing, flaw) in filings.iter_mut().zip([Some(TokenFlaw::OtherValue), None]) {
        filing.declaration.tax_token = Some(DeclaredToken { token: token(), salt: secret("salt"), flaw });
    }
    let others = filings.split_off(1);
    Case { filings: Filings::of(filings.remove(0), others), ..case }
}

fn token() -> TaxToken {
    let goods = TokenAmount::parse("24.90EXD").unwrap();
    let claim = TokenClaim {
        scheme: text("XA-OSS"),
        number: text("IM2760000001"),
        market: Some(text("MP-1")),
        order: text("O-1"),
        tax: goods.clone(),
        goods,
        expires: date(2026, 7, 31),
        consignee: evidence::content_hash(b"nobody"),
    };
    claim.signed(&evidence::SigningKey::from_seed(&[7; 32]).unwrap()).unwrap()
}

fn party(country: &str) -> Party {
    Party {
        name: secret("name"),
        address_lines: secret("street\nfloor"),
        city: secret("city"),
        postcode: secret("postcode"),
        country: Country::parse(country),
        identifier: identifier("XA-ID"),
        email: secret("email"),
        phone: secret("phone"),
    }
}

fn identifier(scheme: &str) -> Option<Identifier> {
    Some(Identifier { scheme: text(scheme), value: format!("{SECRET} number") })
}

fn declaration() -> Declaration {
    Declaration {
        reference: text("LRN-1"),
        stage: Stage::OnArrival,
        channel: Channel::Cargo,
        nature: Nature::ReturnedGoods,
        tracking_number: TrackingNumber::parse("RR473124829GB").ok(),
        ucr: Ucr::parse("6CNSELLER42-ORDER-99817").ok(),
        transport: Transport {
            document: Some(text("H-1")),
            master_document: Some(text("020-12345675")),
            conveyance: Some(text("XA 42")),
            arrival: Some(at("2026-03-02T08:00:00Z")),
            office: Some(text("XA000100")),
        },
        packages: Some(2),
        gross_mass_kg: Some(decimal("1.25")),
        consignor: party("CN"),
        consignee: party("XA"),
        seller: Seller { name: secret("name"), identifier: identifier("CN-USCC"), url: secret("url") },
        platform: Some(Identifier { scheme: text("XA-MP"), value: text("MP-1") }),
        platform_name: Some(text("Bazaar")),
        order: Order {
            number: Some(text("O-1")),
            placed: Some(at("2026-02-20T08:00:00Z")),
            url: Some(text("https://bazaar.example/1")),
        },
        payment: Payment {
            provider: Some(text("Pay")),
            reference: Some(text("R-1")),
            amount: Some(amount("27.9")),
            payer: secret("payer"),
        },
        deferred_payment: None,
        tax_scheme: Some(TaxScheme { scheme: text("XA-OSS"), number: text("IM2760000001") }),
        tax_token: None,
        value: Some(DeclaredValue {
            currency: currency(),
            goods: decimal("24.9"),
            freight: decimal("3"),
            insurance: decimal("0"),
        }),
        items: vec![item(1), item(2)],
        documents: vec![
            Document { kind: text("N380"), number: Some(text("1")), sha256: None },
            Document { kind: text("C400"), number: None, sha256: Some("0f".repeat(32)) },
        ],
    }
}

fn item(line: u32) -> GoodsItem {
    GoodsItem {
        line,
        description: Some(text("cotton shirts")),
        commodity_code: CommodityCode::parse("0109101099"),
        origin: Country::parse("CN"),
        quantity: Some(decimal("2")),
        unit: Some(text("C62")),
        net_mass_kg: Some(decimal("0.5")),
        value: decimal("12.45"),
        tax_paid: Some(line == 1),
        gtin: Gtin::parse("4006381333931").ok(),
    }
}

/// The filing once the keys of all but its consignor are gone.
pub(super) fn without_all_but_the_consignor(mut filing: Filing) -> Filing {
    let Party { country, .. } = filing.declaration.consignee;
    filing.declaration.consignee = Party { country, ..Party::default() };
    filing.declaration.seller = Seller::default();
    filing.declaration.payment.payer = None;
    filing
}

/// A case with a charge of every kind, at a rate of more than one term.
pub(super) fn case_of_every_charge() -> Case {
    let mut case = case(State::Advised);
    let first = case.assessment.lines[0].charges[0].clone();
    let of = |kind: &ChargeKind| Charge { kind: *kind, rate: compound(), ..first.clone() };
    case.assessment.lines[0].charges = ChargeKind::ALL.iter().map(of).collect();
    case
}
