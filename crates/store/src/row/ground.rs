//! Twins of the grounds of decisions.

use super::flaw::RowFlaw;
use super::kept::{Kept, twins};
use clearance::{
    Direction, GateKind, Ground, HeaderField, NotDeferred, PostClearanceAct, PostClearanceGround, TokenFlaw,
    Withheld,
};
use jiff::civil::Date;
use quantity::{Amount, Decimal, Money, Rate};
use risk::Action;
use risk::signals::{SignFact, Signal};
use tariff::{Aggregate, Basis, ChargeKind, Formula, LawRef, QuotaNumber, QuotaPeriod, Validity};

twins! {
    /// A ground. Variants are only ever appended: their places are on disk.
    enum GroundV1 of Ground {
        DocumentsOnly,
        LowValueRelief {
            kind: ChargeKind,
            relief: String,
            line: Option<u32>,
            basis: Basis,
            value: Amount,
            in_local: Money,
            threshold: Amount,
            law: LawRef,
        },
        ExcessCharged { kind: ChargeKind, relief: String, threshold: Amount, law: LawRef },
        TaxCollectedByVendor { scheme_number: String, law: LawRef },
        Charged { kind: ChargeKind, amount: Money, law: LawRef },
        PreferenceApplied { line: u32, rate: Formula, proof: Option<String>, law: LawRef },
        HighValue { customs_value: Money, limit: Money, law: LawRef },
        NoRate { kind: ChargeKind, line: u32 },
        Prohibited { line: u32, prohibition: String, law: LawRef },
        PermitMissing { line: u32, permit: String, document_type: String, law: LawRef },
        PermitPresented { line: u32, permit: String, agency: Option<String>, law: LawRef },
        ProfileHit {
            profile: String,
            owner: String,
            action: Action,
            lines: Vec<u32>,
            met: Vec<(risk::Field, String)>,
            reason: String,
            public_reason: String,
            law: LawRef,
        },
        ListedParty { list: String, entry: String, field: risk::Field, law: LawRef },
        WeightReached { weight: u32, limit: u32, law: LawRef },
        FilingsDisagree { field: HeaderField, weight: u32 },
        ChargesChanged { before: Money, after: Money, day: Date, law: LawRef },
        Examined { control: String, refused: Vec<u32>, differing: Vec<u32>, note: String },
        OfficerDecided { what: &'static str, lines: Vec<u32>, reason: String },
        AgencyAnswered { control: String, agency: String, approved: bool, reason: String },
        PaymentReceived { amount: Money, outstanding: Money },
        DeadlinePassed { gate: GateKind, law: LawRef },
        Invalidated { reason: String },
        Declined { reason: String },
        ReturnedToSender { outbound: String },
        SchemeNumberNotInForce { scheme_number: String, day: Date, entered: Option<Validity>, law: LawRef },
        Joined { consignment: String, reason: String },
        JoinedInto { consignment: String, reason: String },
        FlatRate { kind: ChargeKind, relief: String, rate: Formula, threshold: Amount, law: LawRef },
        PartCollected { kind: ChargeKind, relief: String, share: Rate, law: LawRef },
        AddedUp { relief: String, over: Aggregate, earlier: Money, limit: Amount, law: LawRef },
        WaivedAsSmall { waiver: String, amount: Money, threshold: Amount, is_inclusive: bool, law: LawRef },
        QuotaDrawn {
            line: u32,
            period: QuotaPeriod,
            quantity: Decimal,
            left: Decimal,
            unit: String,
            law: LawRef,
        },
        QuotaUsedUp {
            line: u32,
            period: QuotaPeriod,
            quantity: Decimal,
            left: Decimal,
            unit: String,
            law: LawRef,
        },
        Signalled {
            signal: Signal,
            weight: i32,
            lines: Vec<u32>,
            told: Vec<(SignFact, String)>,
            law: LawRef,
        },
        ControlSample { per_mille: u32, law: LawRef },
        ShadowHit {
            profile: String,
            owner: String,
            lines: Vec<u32>,
            met: Vec<(risk::Field, String)>,
            law: LawRef,
        },
        ResemblesListed {
            list: String,
            entry: String,
            field: risk::Field,
            score_per_mille: u32,
            aligned: String,
            only_listed: String,
            only_declared: u32,
            weight: u32,
            law: LawRef,
        },
        BeyondCapacity { weight: u32, usual: u32, limit: u32, law: LawRef },
        Deferred { number: String, amount: Money, due: Date, law: LawRef },
        NotDeferred { number: String, why: NotDeferred, owed: Money, room: Option<Money>, law: Option<LawRef> },
        SecurityRunsShort { used: Money, most: Money, law: LawRef },
        PaymentReversed { amount: Money, outstanding: Money, reason: String },
        TaxedAboveCap { scheme_number: String, cap: Money, value: Money, law: LawRef },
        GoodsWentBack { line: u32, quantity: Decimal, of: Decimal, outbound: String },
        GivenBack {
            line: u32,
            kind: ChargeKind,
            charge: Money,
            amount: Money,
            quantity: Decimal,
            of: Decimal,
            days: u32,
            law: LawRef,
        },
        GivenBackByVendor {
            line: u32,
            kind: ChargeKind,
            charge: Money,
            amount: Money,
            quantity: Decimal,
            of: Decimal,
            days: u32,
            law: LawRef,
        },
        NotGivenBack {
            line: u32,
            kind: ChargeKind,
            why: Withheld,
            days: u32,
            within: u32,
            law: Option<LawRef>,
        },
        RefundPaid { amount: Money, left: Money },
        TaxTokenCounts { scheme_number: String, tax: String, expires: Date, law: LawRef },
        TaxTokenRefused { scheme_number: String, flaw: TokenFlaw, law: LawRef },
        PostClearance(ground: PostClearanceGround),
    }
    /// What became of a debt after release. Variants are only ever appended: their places are on disk.
    enum PostClearanceGroundV1 of PostClearanceGround {
        Corrected { reason: String, is_wilful: bool },
        AssessedMore { before: Money, after: Money, due: Date, law: LawRef },
        AssessedLess { before: Money, after: Money, law: LawRef },
        InterestCharged { amount: Money, base: Money, days: u32, rate: Rate, law: LawRef },
        Remitted { amount: Money, reason: String, law: LawRef },
        WrittenOff { amount: Money, reason: String, law: LawRef },
        Proposed { act: PostClearanceAct, amount: Money, reason: String },
        NotSigned { act: PostClearanceAct, amount: Money, reason: String },
        Claimed { reason: String },
        ClaimRefused { reason: String },
    }
    /// A quota in one of its periods.
    struct QuotaPeriodV1 of QuotaPeriod { number: QuotaNumber, opened: Date }
    /// When a row of the register is in force.
    struct ValidityV1 of Validity { from: Date, to: Option<Date> }
    /// What a profile asks for. Variants are only ever appended: their places are on disk.
    enum ActionV1 of Action {
        Examine,
        HoldDocuments,
        RequestInformation,
        RequestScreening,
        DoNotLoad,
        AddWeight(weight: u32),
        Refer,
    }
}

/// What an officer decided: the only words of a ground that are not kept as text of its own.
impl Kept for &'static str {
    type Twin<'a> = &'a str;

    fn twin(&self) -> &str {
        self
    }

    fn of_twin(name: &str) -> Result<&'static str, RowFlaw> {
        Direction::of_twin(name).map(Direction::as_str)
    }
}
