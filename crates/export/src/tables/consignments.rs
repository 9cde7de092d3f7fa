//! One row a consignment: who is in it by token, what it is worth, where it stands.

use super::columns;
use crate::column::{Column, Table};
use crate::tokens::Tokens;
use clearance::{Case, Filing, GateKind, Ground};
use jiff::Timestamp;

/// The table of consignments.
pub(crate) struct Consignments;

/// What a row is made from.
pub(crate) struct ConsignmentRow<'a> {
    pub(crate) case: &'a Case,
    /// The filing that governs.
    pub(crate) filing: &'a Filing,
    /// When the goods were let go, the first time.
    pub(crate) released: Option<Timestamp>,
    pub(crate) tokens: Tokens,
}

impl ConsignmentRow<'_> {
    fn awaits(&self, kind: GateKind) -> bool {
        self.case.gates().is_some_and(|gates| gates.iter().any(|gate| gate.kind == kind))
    }

    /// When it was first filed.
    fn first_accepted(&self) -> Timestamp {
        self.case.filings.iter().map(|filing| filing.accepted).min().unwrap_or(self.filing.accepted)
    }

    /// What the last examination came to.
    fn examination(&self) -> Option<&'static str> {
        let last = self.case.events.iter().rev().find_map(|event| match event {
            Ground::Examined { refused, differing, .. } => Some(refused.is_empty() && differing.is_empty()),
            _ => None,
        });
        last.map(|is_clean| if is_clean { "no_finding" } else { "finding" })
    }
}

impl Table for Consignments {
    type Row<'a> = ConsignmentRow<'a>;

    const NAME: &'static str = "consignments";

    fn columns() -> &'static [Column<Consignments>] {
        columns! { row:
            consignment Text = row.case.consignment.as_str();
            declaration Text = row.filing.number.as_str();
            filings Whole = row.case.filings.iter().count();
            filer Text = row.filing.filer.organisation.as_str();
            role Text = row.filing.filer.role.as_str();
            stage Text = row.filing.declaration.stage.as_str();
            channel Text = row.filing.declaration.channel.as_str();
            nature Text = row.filing.declaration.nature.as_str();
            transport_office Text optional = row.filing.declaration.transport.office.as_deref();
            transport_arrival Moment optional = row.filing.declaration.transport.arrival;
            packages Whole optional = row.filing.declaration.packages;
            gross_mass_kg Declared optional = row.filing.declaration.gross_mass_kg;
            consignor_token Text optional = row.tokens.consignor.as_deref();
            consignor_country Text optional = row.filing.declaration.consignor.country.as_ref().map(|country| country.as_str());
            consignee_token Text optional = row.tokens.consignee.as_deref();
            consignee_country Text optional = row.filing.declaration.consignee.country.as_ref().map(|country| country.as_str());
            seller_token Text optional = row.tokens.seller.as_deref();
            platform_token Text optional = row.tokens.platform.as_deref();
            tax_scheme Text optional = row.filing.declaration.tax_scheme.as_ref().map(|scheme| scheme.scheme.as_str());
            value_currency Text optional = row.filing.declaration.value.as_ref().map(|value| value.currency.code());
            value_goods Declared optional = row.filing.declaration.value.map(|value| value.goods);
            value_freight Declared optional = row.filing.declaration.value.map(|value| value.freight);
            value_insurance Declared optional = row.filing.declaration.value.map(|value| value.insurance);
            goods_items Whole = row.filing.declaration.items.len();
            category Whole = u32::from(row.case.assessment.category.number());
            currency Text = row.case.assessment.payable.currency();
            intrinsic_value Exact = row.case.assessment.intrinsic;
            customs_value Money = row.case.assessment.customs_value;
            payable Money = row.case.assessment.payable;
            paid Money = row.case.paid;
            repayable Money = row.case.repayable();
            outcome Text = row.case.outcome.as_str();
            phase Text = row.case.phase().as_str();
            awaits_arrival Flag = row.awaits(GateKind::Arrival);
            awaits_document Flag = row.awaits(GateKind::Document);
            awaits_payment Flag = row.awaits(GateKind::Payment);
            awaits_agency Flag = row.awaits(GateKind::Agency);
            awaits_referral Flag = row.awaits(GateKind::Referral);
            awaits_examination Flag = row.awaits(GateKind::Examination);
            examination Text optional = row.examination();
            accepted_at Moment = row.first_accepted();
            amended_at Moment optional = row.filing.amended;
            arrived_at Moment optional = row.case.arrived.as_ref().map(|arrived| arrived.at);
            arrived_office Text optional = row.case.arrived.as_ref().map(|arrived| arrived.office.as_str());
            released_at Moment optional = row.released;
            settled_at Moment optional = row.case.settled_at();
            law_pack Text = row.case.law.pack.as_str();
            law_version Text = row.case.law.version.as_str();
            law_as_of Day = row.case.assessment.day;
        }
    }
}
