//! Why: every decision carries its grounds as data. Words are made at the edge, per language and reader.

use crate::gate::GateKind;
use crate::going_back::Withheld;
use crate::post_clearance_ground::PostClearanceGround;
use crate::submission::HeaderField;
use crate::tax_token::TokenFlaw;
use jiff::civil::Date;
use quantity::{Amount, Decimal, Money, Rate, words};
use risk::signals::{SignFact, Signal};
use tariff::{Aggregate, Basis, ChargeKind, Formula, LawRef, QuotaPeriod, Validity};

/// One reason of a decision. The list is closed and the codes are stable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Correspondence or documents without value.
    DocumentsOnly,
    /// A charge is not collected because the goods are worth little.
    LowValueRelief {
        /// The charge.
        kind: ChargeKind,
        /// The relief's name in the pack.
        relief: String,
        /// The line that was compared; `None` for the consignment.
        line: Option<u32>,
        /// Which value was compared.
        basis: Basis,
        /// The value as declared.
        value: Amount,
        /// The value in local currency, rounded for reading; the comparison was exact.
        in_local: Money,
        /// The threshold.
        threshold: Amount,
        /// The law of the relief.
        law: LawRef,
    },
    /// Only what exceeds a threshold is charged.
    ExcessCharged {
        /// The charge.
        kind: ChargeKind,
        /// The relief's name in the pack.
        relief: String,
        /// The threshold.
        threshold: Amount,
        /// The law of the relief.
        law: LawRef,
    },
    /// Within a threshold the law charges at a rate of its own.
    FlatRate {
        /// The charge.
        kind: ChargeKind,
        /// The regime's name in the pack.
        relief: String,
        /// The rate.
        rate: Formula,
        /// The threshold.
        threshold: Amount,
        /// The law of the regime.
        law: LawRef,
    },
    /// Within a threshold only a part of a charge is collected.
    PartCollected {
        /// The charge.
        kind: ChargeKind,
        /// The regime's name in the pack.
        relief: String,
        /// How much of it.
        share: Rate,
        /// The law of the regime.
        law: LawRef,
    },
    /// A relief is used up by what else went to the consignee.
    AddedUp {
        /// The relief's name in the pack.
        relief: String,
        /// What is added up.
        over: Aggregate,
        /// What counts of the others.
        earlier: Money,
        /// Up to which sum the relief holds.
        limit: Amount,
        /// The law of the relief.
        law: LawRef,
    },
    /// What is due is too little to be collected.
    WaivedAsSmall {
        /// The waiver's name in the pack.
        waiver: String,
        /// What would be due.
        amount: Money,
        /// Up to which sum nothing is collected.
        threshold: Amount,
        /// Whether the threshold itself is not collected.
        is_inclusive: bool,
        /// The law of the waiver.
        law: LawRef,
    },
    /// Goods draw on a tariff quota.
    QuotaDrawn {
        /// The line.
        line: u32,
        /// The quota and its period.
        period: QuotaPeriod,
        /// How much they draw.
        quantity: Decimal,
        /// How much is left after it.
        left: Decimal,
        /// The unit of both.
        unit: String,
        /// The law of the quota.
        law: LawRef,
    },
    /// Too little is left of a tariff quota for goods that ask for it.
    QuotaUsedUp {
        /// The line.
        line: u32,
        /// The quota and its period.
        period: QuotaPeriod,
        /// How much they would draw.
        quantity: Decimal,
        /// How much is left.
        left: Decimal,
        /// The unit of both.
        unit: String,
        /// The law of the quota.
        law: LawRef,
    },
    /// The seller collected the tax at the sale.
    TaxCollectedByVendor {
        /// The seller's number under the scheme.
        scheme_number: String,
        /// The law of the scheme.
        law: LawRef,
    },
    /// What is owed stands on a periodic statement.
    Deferred {
        /// The number under which that is allowed.
        number: String,
        /// How much.
        amount: Money,
        /// By when the statement must be paid.
        due: Date,
        /// The law or decision by which the number was granted.
        law: LawRef,
    },
    /// What is owed is not deferred though it was asked: the goods wait until it is paid.
    NotDeferred {
        /// The number that was declared.
        number: String,
        /// Why.
        why: NotDeferred,
        /// What is owed.
        owed: Money,
        /// How much could be deferred; none where that is not why.
        room: Option<Money>,
        /// The law of deferred payment; none where there is none.
        law: Option<LawRef>,
    },
    /// Nearly all that may be deferred is.
    SecurityRunsShort {
        /// What is owed and expected on the statements.
        used: Money,
        /// What may be.
        most: Money,
        /// The law of deferred payment.
        law: LawRef,
    },
    /// The register does not have the declared number of a tax scheme in force, so the scheme does not count.
    SchemeNumberNotInForce {
        /// The number.
        scheme_number: String,
        /// The day that counts.
        day: Date,
        /// When the register has it in force; `None` where it does not know the number.
        entered: Option<Validity>,
        /// The law of the number's row, or of the scheme where there is none.
        law: LawRef,
    },
    /// A charge is due.
    Charged {
        /// The charge.
        kind: ChargeKind,
        /// The sum of it over all lines.
        amount: Money,
        /// The law of its first line.
        law: LawRef,
    },
    /// A lower duty for the goods' origin.
    PreferenceApplied {
        /// The line.
        line: u32,
        /// The rate.
        rate: Formula,
        /// The document that proves it, where one is needed.
        proof: Option<String>,
        /// The law of the preference.
        law: LawRef,
    },
    /// The customs value is above the limit of the simplified procedures.
    HighValue {
        /// The customs value.
        customs_value: Money,
        /// The limit.
        limit: Money,
        /// The law of the limit.
        law: LawRef,
    },
    /// No rate was found for a line, so nobody can say what is owed.
    NoRate {
        /// The charge.
        kind: ChargeKind,
        /// The line.
        line: u32,
    },
    /// Goods that may not enter.
    Prohibited {
        /// The line.
        line: u32,
        /// The prohibition's name in the pack.
        prohibition: String,
        /// Its law.
        law: LawRef,
    },
    /// A permit is needed and was not presented.
    PermitMissing {
        /// The line.
        line: u32,
        /// The permit's name in the pack.
        permit: String,
        /// The type of document to present.
        document_type: String,
        /// Its law.
        law: LawRef,
    },
    /// A permit is needed and was presented.
    PermitPresented {
        /// The line.
        line: u32,
        /// The permit's name in the pack.
        permit: String,
        /// The agency that must confirm it, if one must.
        agency: Option<String>,
        /// Its law.
        law: LawRef,
    },
    /// A profile asks for a look. For officers and agencies only.
    ProfileHit {
        /// The profile.
        profile: String,
        /// Its owner.
        owner: String,
        /// What it asks for.
        action: risk::Action,
        /// The lines it met; empty for the whole consignment.
        lines: Vec<u32>,
        /// Which criterion met which value; personal values are not repeated.
        met: Vec<(risk::Field, String)>,
        /// What officers are told.
        reason: String,
        /// The key of what the filer is told.
        public_reason: String,
        /// Its law.
        law: LawRef,
    },
    /// A party is on a list. For officers and agencies only.
    ListedParty {
        /// The list.
        list: String,
        /// The entry.
        entry: String,
        /// The field that met it; its value is not repeated.
        field: risk::Field,
        /// The law of the entry.
        law: LawRef,
    },
    /// The weights of signals and profiles reach the limit. For officers and agencies only.
    WeightReached {
        /// Their sum.
        weight: u32,
        /// The limit.
        limit: u32,
        /// Its law.
        law: LawRef,
    },
    /// The consignment looks, beside others, as if it deserved a look, or as if it did not.
    Signalled {
        /// Which signal.
        signal: Signal,
        /// What it adds to the weight; below zero it takes away.
        weight: i32,
        /// The lines it is about, if it is about some.
        lines: Vec<u32>,
        /// What it tells.
        told: Vec<(SignFact, String)>,
        /// Its law.
        law: LawRef,
    },
    /// The lot has chosen it for the control sample, whatever is known of it.
    ControlSample {
        /// How many of a thousand are chosen.
        per_mille: u32,
        /// The law of the sample.
        law: LawRef,
    },
    /// Two filers say different things about the consignment. For officers and agencies only.
    FilingsDisagree {
        /// The field they disagree on; the values are in the filings.
        field: HeaderField,
        /// The weight this adds.
        weight: u32,
    },
    /// At the tax point the charges are other than announced.
    ChargesChanged {
        /// What was payable by the earlier assessment.
        before: Money,
        /// What is payable now.
        after: Money,
        /// The day whose law counts.
        day: Date,
        /// The law of the tax point.
        law: LawRef,
    },
    /// The goods were examined.
    Examined {
        /// The control.
        control: String,
        /// The lines that may not enter.
        refused: Vec<u32>,
        /// The lines that are not as declared.
        differing: Vec<u32>,
        /// What the officer wrote.
        note: String,
    },
    /// An officer decided.
    OfficerDecided {
        /// What was decided.
        what: &'static str,
        /// The lines; empty for all.
        lines: Vec<u32>,
        /// Why, in the officer's words.
        reason: String,
    },
    /// Another authority answered.
    AgencyAnswered {
        /// The control.
        control: String,
        /// The agency.
        agency: String,
        /// Whether it lets the goods in.
        approved: bool,
        /// Why, in its words.
        reason: String,
    },
    /// Money was received.
    PaymentReceived {
        /// How much.
        amount: Money,
        /// What is still owed.
        outstanding: Money,
    },
    /// A deadline passed.
    DeadlinePassed {
        /// What was waited for.
        gate: GateKind,
        /// The law of the deadline.
        law: LawRef,
    },
    /// The declaration was made invalid.
    Invalidated {
        /// Why, in the words of who asked.
        reason: String,
    },
    /// The consignee does not want the goods.
    Declined {
        /// Why, in their words.
        reason: String,
    },
    /// The goods left.
    ReturnedToSender {
        /// The number under which they travel back.
        outbound: String,
    },
    /// Another case turned out to be about this consignment.
    Joined {
        /// What the other was called.
        consignment: String,
        /// Why, in the officer's words.
        reason: String,
    },
    /// The case turned out to be about the consignment of another.
    JoinedInto {
        /// The other, which stands for it.
        consignment: String,
        /// Why, in the officer's words.
        reason: String,
    },
    /// The signs weigh enough, but the office has weightier consignments to examine than it can. For officers only.
    BeyondCapacity {
        /// The sum of the weights.
        weight: u32,
        /// The weight from which goods are usually examined.
        usual: u32,
        /// The weight from which they are examined at the office now.
        limit: u32,
        /// The law of the limit.
        law: LawRef,
    },
    /// Goods of a line went back, and others stay, or went before.
    GoodsWentBack {
        /// The line.
        line: u32,
        /// How much went.
        quantity: Decimal,
        /// Of how much.
        of: Decimal,
        /// The number under which they travel.
        outbound: String,
    },
    /// A charge, or a share of it, is owed no more for goods that went back, and owed back if it was paid.
    GivenBack {
        /// The line.
        line: u32,
        /// The charge.
        kind: ChargeKind,
        /// What was charged on the whole line.
        charge: Money,
        /// What of it is given back.
        amount: Money,
        /// How much went back.
        quantity: Decimal,
        /// Of how much.
        of: Decimal,
        /// How many days had passed.
        days: u32,
        /// The law that gives it back.
        law: LawRef,
    },
    /// A charge that was collected at the sale, or a share of it, is whoever collected it to give back.
    GivenBackByVendor {
        /// The line.
        line: u32,
        /// The charge.
        kind: ChargeKind,
        /// What was collected on the whole line.
        charge: Money,
        /// What of it is to be given back.
        amount: Money,
        /// How much went back.
        quantity: Decimal,
        /// Of how much.
        of: Decimal,
        /// How many days had passed.
        days: u32,
        /// The law that gives it back.
        law: LawRef,
    },
    /// A charge stands though its goods went back.
    NotGivenBack {
        /// The line.
        line: u32,
        /// The charge.
        kind: ChargeKind,
        /// Why.
        why: Withheld,
        /// How many days had passed; 0 where that is not why.
        days: u32,
        /// Within how many it would be given back; 0 where that is not why.
        within: u32,
        /// The law that gives it back to those in time; none where no law does.
        law: Option<LawRef>,
    },
    /// Money went out for what is owed back.
    RefundPaid {
        /// How much.
        amount: Money,
        /// What is still owed back.
        left: Money,
    },
    /// A profile that is tried would have asked for a look; it asks for nothing. For officers and agencies only.
    ShadowHit {
        /// The profile.
        profile: String,
        /// Its owner.
        owner: String,
        /// The lines it met; empty for the whole consignment.
        lines: Vec<u32>,
        /// Which criterion met which value; personal values are not repeated.
        met: Vec<(risk::Field, String)>,
        /// Its law.
        law: LawRef,
    },
    /// A party may be someone on a list under another spelling. For officers and agencies only.
    ResemblesListed {
        /// The list.
        list: String,
        /// The entry.
        entry: String,
        /// The field that is like it; its value is not repeated.
        field: risk::Field,
        /// How sure that is, in thousandths.
        score_per_mille: u32,
        /// The words of the entry that agree; none where the names only sound alike as a whole.
        aligned: String,
        /// The words of the entry that were not declared.
        only_listed: String,
        /// How many words were declared that the entry has not.
        only_declared: u32,
        /// The weight this adds.
        weight: u32,
        /// The law of the entry.
        law: LawRef,
    },
    /// A payment bounced: it is owed again.
    PaymentReversed {
        /// How much.
        amount: Money,
        /// What is owed now.
        outstanding: Money,
        /// Why.
        reason: String,
    },
    /// Tax that was collected at the sale is charged at the border, because the consignment is worth more than the scheme
    /// covers: whoever sold the goods owes back what they collected.
    TaxedAboveCap {
        /// The number under which it was collected.
        scheme_number: String,
        /// Up to which value the scheme holds.
        cap: Money,
        /// What the consignment is worth by the scheme's measure.
        value: Money,
        /// The law of the scheme.
        law: LawRef,
    },
    /// The vendor's token says that the tax was collected, and it is good.
    TaxTokenCounts {
        /// The vendor's number under the scheme.
        scheme_number: String,
        /// The tax that it says was collected, with its currency.
        tax: String,
        /// Its last day.
        expires: Date,
        /// The law of the scheme.
        law: LawRef,
    },
    /// A token does not count, or there is none where one must be; so the scheme does not count.
    TaxTokenRefused {
        /// The declared number under the scheme.
        scheme_number: String,
        /// Why.
        flaw: TokenFlaw,
        /// The law of the scheme.
        law: LawRef,
    },
    /// What became of the debt after release.
    PostClearance(PostClearanceGround),
}

words! {
    /// Why charges are not deferred though it was asked.
    NotDeferred {
        /// The law of the day knows no deferred payment.
        NotOffered = "not_offered",
        /// The register does not know the number.
        Unknown = "unknown",
        /// The register has the number for other days.
        NotInForce = "not_in_force",
        /// It is the number of a party that the filer does not act for.
        NotTheFilers = "not_the_filers",
        /// Not enough is guaranteed.
        BeyondSecurity = "beyond_security",
        /// A part of the charges was paid already.
        PaidInPart = "paid_in_part",
    }
}
