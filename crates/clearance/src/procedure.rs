//! Procedures as dated data: what the law asks of filers and officers, and by when.

use crate::going_back::{ReturnKey, ReturnRule};
use crate::identifier::{Check, Pattern};
use crate::period::PeriodLength;
use crate::post_clearance::{PostClearanceAct, PostClearanceTerms};
use crate::requirement::Requirements;
use crate::retention::{RetentionKey, RetentionRule};
use quantity::{Amount, Currency, Decimal, Money, Rate, words};
use risk::signals::Assurance;
use std::collections::BTreeMap;
use tariff::{Basis, Channel, ChargeKind, DatedTable, LawRef, ReliefUnit, Timeline, Valuation};

/// The procedures of one country.
#[derive(Clone, Debug, Default)]
pub struct Procedures {
    /// The single values of the law, all that are in force together.
    pub parameters: Timeline<Parameters>,
    /// Which fields are demanded when.
    pub requirements: Requirements,
    /// Customs offices by code.
    pub offices: DatedTable<String, Office>,
    /// The categories of release by number.
    pub categories: DatedTable<u8, Named>,
    /// Other authorities by id.
    pub agencies: DatedTable<String, Named>,
    /// Schemes of identification by name.
    pub identifiers: DatedTable<String, IdentifierScheme>,
    /// Schemes of tax collection by name.
    pub schemes: DatedTable<String, CollectionScheme>,
    /// Who owes and who collects, by channel and charge.
    pub collection: DatedTable<(Channel, ChargeKind), Collection>,
    /// How payment is deferred; no entry where it is not.
    pub deferment: DatedTable<(), DefermentTerms>,
    /// Which charges are given back for goods that go back after their release.
    pub returns: DatedTable<ReturnKey, ReturnRule>,
    /// What customs may do about a debt after release, and how long.
    pub post_clearance: DatedTable<PostClearanceAct, PostClearanceTerms>,
    /// For how long personal texts are kept for each purpose; no entry where no law of it is known.
    pub retention: DatedTable<RetentionKey, RetentionRule>,
    /// What the accounts of the ledger are called in the administration's own chart, by their kind and perhaps charge.
    pub accounts: DatedTable<String, ChartAccount>,
    /// Words that say nothing about goods, with the advice to the filer.
    pub vague_terms: DatedTable<String, Named>,
    /// Countries by ISO 3166-1 code.
    pub countries: DatedTable<tariff::Country, Named>,
    /// Currencies by ISO 4217 code.
    pub currencies: DatedTable<String, Currency>,
    /// Units by UN/ECE Recommendation 20 code.
    pub units: DatedTable<String, Unit>,
}

/// Something with a name in the languages of the pack.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The name by language.
    pub name: BTreeMap<String, String>,
}

/// An account in the chart of an administration.
#[derive(Clone, Debug, Default)]
pub struct ChartAccount {
    /// Its number there.
    pub code: String,
    /// The name by language.
    pub name: BTreeMap<String, String>,
}

/// A customs office.
#[derive(Clone, Debug, Default)]
pub struct Office {
    /// The name by language.
    pub name: BTreeMap<String, String>,
    /// How many consignments it can examine a day; none where that is no limit.
    pub examinations_a_day: Option<u32>,
}

/// A unit of quantity.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The name by language.
    pub name: BTreeMap<String, String>,
    /// Whether it counts pieces.
    pub is_piece: bool,
}

/// How identifiers of a scheme look.
#[derive(Clone, Debug)]
pub struct IdentifierScheme {
    /// The form, if one is prescribed.
    pub pattern: Pattern,
    /// The check, if there is one beyond the form.
    pub check: Check,
    /// How well a number of the scheme assures who somebody is, if that is known.
    pub assurance: Option<Assurance>,
}

/// A scheme under which somebody else than customs collects a tax.
#[derive(Clone, Debug)]
pub struct CollectionScheme {
    /// The charges it collects.
    pub collects: Vec<ChargeKind>,
    /// The form of its numbers.
    pub pattern: Pattern,
    /// Up to which value it holds.
    pub cap: Money,
    /// Of a consignment, or of each goods item by itself.
    pub cap_unit: ReliefUnit,
    /// Which value that is.
    pub cap_basis: Basis,
    /// For how long what was collected is declared at once; none where nothing is said of returns.
    pub period: Option<PeriodLength>,
    /// Whether its numbers count without a token.
    pub token: TokenRule,
}

words! {
    /// What a scheme of collection asks of tax tokens.
    TokenRule {
        /// A bare number counts; a token that is declared must be good.
        Accepted = "accepted",
        /// A number counts with a good token only.
        Required = "required",
    }
}

/// How payment is deferred to periodic statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefermentTerms {
    /// What one statement is made for.
    pub period: PeriodLength,
    /// Days after the last of the period in which it must be paid.
    pub due_days: u32,
    /// Interest on what is not paid by then, in percent a year.
    pub late_interest: Rate,
    /// How much of what a party may owe is used when it is told so, in percent.
    pub alert_percent: u32,
    /// Days after which a guarantee may be called for what is not paid.
    pub call_days: u32,
}

/// Who owes a charge and who collects it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Who owes it.
    pub debtor: Debtor,
    /// Who collects it.
    pub collector: Collector,
    /// Whether goods are released only once it is paid.
    pub release_waits: bool,
}

words! {
    /// Who owes a charge.
    Debtor {
        /// The person the goods are sent to.
        Consignee = "consignee",
        /// The filer of the declaration.
        Declarant = "declarant",
        /// The operator who brings the goods.
        Carrier = "carrier",
        /// The seller, under a scheme.
        Seller = "seller",
    }
}

words! {
    /// Who collects a charge.
    Collector {
        /// The customs administration.
        Customs = "customs",
        /// The operator who brings the goods, and pays customs later.
        Carrier = "carrier",
        /// The seller or platform, at the sale.
        Vendor = "vendor",
    }
}

/// The moment whose law and rates count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxPoint {
    /// When the declaration is accepted.
    Acceptance,
    /// When the goods arrive.
    Arrival,
}

/// A single value of the law, with its law.
#[derive(Clone, Debug)]
pub struct Ruled<T> {
    /// The value.
    pub value: T,
    /// The law that sets it.
    pub law: LawRef,
}

/// What becomes of a name that is like a listed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screening {
    /// The lowest score that counts, in thousandths.
    pub floor_per_mille: u32,
    /// The weight that a resemblance adds.
    pub weight: u32,
}

/// The single values of the law that are in force together.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// The moment whose law and rates count.
    pub tax_point: Ruled<TaxPoint>,
    /// How goods are valued and charges rounded.
    pub valuation: Valuation,
    /// The customs value above which a full declaration is due.
    pub full_declaration_above: Ruled<Amount>,
    /// By how much the items' values may differ from the declared total.
    pub value_sum_tolerance: Decimal,
    /// Days in which declared goods must arrive.
    pub arrival_due_days: Ruled<u32>,
    /// Days to produce a document.
    pub document_due_days: Ruled<u32>,
    /// Days to pay.
    pub payment_due_days: Ruled<u32>,
    /// Hours customs gives itself to examine.
    pub examination_due_hours: Ruled<u32>,
    /// Hours another authority has to answer.
    pub agency_due_hours: Ruled<u32>,
    /// Days in which goods that may not stay must leave.
    pub return_due_days: Ruled<u32>,
    /// The sum of risk weights at which a consignment is examined.
    pub examine_at_weight: Ruled<u32>,
    /// How many of a thousand consignments are examined whatever is known of them; none where no law says so.
    pub control_sample_per_mille: Option<Ruled<u32>>,
    /// The weight of a disagreement between two filings.
    pub disagreement_weight: Ruled<u32>,
    /// How names that are like listed ones are shown and weighed; `None` where only the very names count.
    pub screening: Option<Screening>,
    /// The difference in percent that is not yet a disagreement.
    pub disagreement_tolerance_percent: u32,
    /// The net mass of one piece that is still plausible, in kilograms: least and most.
    pub plausible_unit_mass_kg: (Decimal, Decimal),
}
