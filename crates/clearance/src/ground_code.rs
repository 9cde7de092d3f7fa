//! What grounds are called, and who may see them.

use crate::ground::Ground;
use tariff::ChargeKind;

impl Ground {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Ground::DocumentsOnly => "documents_only",
            Ground::LowValueRelief { .. } => "low_value_relief",
            Ground::ExcessCharged { .. } => "excess_charged",
            Ground::FlatRate { .. } => "flat_rate",
            Ground::PartCollected { .. } => "part_collected",
            Ground::AddedUp { .. } => "added_up",
            Ground::WaivedAsSmall { .. } => "waived_as_small",
            Ground::QuotaDrawn { .. } => "quota_drawn",
            Ground::QuotaUsedUp { .. } => "quota_used_up",
            Ground::TaxCollectedByVendor { .. } => "tax_collected_by_vendor",
            Ground::SchemeNumberNotInForce { .. } => "scheme_number_not_in_force",
            Ground::Deferred { .. } => "payment_deferred",
            Ground::NotDeferred { .. } => "payment_not_deferred",
            Ground::SecurityRunsShort { .. } => "security_runs_short",
            Ground::TaxTokenCounts { .. } => "tax_token_counts",
            Ground::TaxTokenRefused { .. } => "tax_token_refused",
            Ground::Charged { kind: ChargeKind::Duty, .. } => "duty_charged",
            Ground::Charged { kind: ChargeKind::AdditionalDuty, .. } => "additional_duty_charged",
            Ground::Charged { kind: ChargeKind::Surcharge, .. } => "surcharge_charged",
            Ground::Charged { kind: ChargeKind::Excise, .. } => "excise_charged",
            Ground::Charged { kind: ChargeKind::Fee, .. } => "fee_charged",
            Ground::Charged { kind: ChargeKind::Vat, .. } => "vat_charged",
            Ground::Charged { kind: ChargeKind::SalesTax, .. } => "sales_tax_charged",
            Ground::Charged { kind: ChargeKind::IncomeTax, .. } => "income_tax_charged",
            Ground::PreferenceApplied { .. } => "preference_applied",
            Ground::HighValue { .. } => "high_value",
            Ground::NoRate { kind: ChargeKind::Duty, .. } => "no_duty_rate",
            // Nobody asks for a rate of the others.
            Ground::NoRate { .. } => "no_vat_rate",
            Ground::Prohibited { .. } => "prohibited",
            Ground::PermitMissing { .. } => "permit_missing",
            Ground::PermitPresented { .. } => "permit_presented",
            Ground::ProfileHit { .. } => "profile_hit",
            Ground::ListedParty { .. } => "listed_party",
            Ground::WeightReached { .. } => "weight_reached",
            Ground::FilingsDisagree { .. } => "filings_disagree",
            Ground::Signalled { signal, .. } => signal.as_str(),
            Ground::ControlSample { .. } => "control_sample",
            Ground::ChargesChanged { .. } => "charges_changed",
            Ground::Examined { .. } => "examined",
            Ground::OfficerDecided { .. } => "officer_decided",
            Ground::AgencyAnswered { .. } => "agency_answered",
            Ground::PaymentReceived { .. } => "payment_received",
            Ground::PaymentReversed { .. } => "payment_reversed",
            Ground::TaxedAboveCap { .. } => "taxed_above_cap",
            Ground::DeadlinePassed { .. } => "deadline_passed",
            Ground::Invalidated { .. } => "invalidated",
            Ground::Declined { .. } => "declined",
            Ground::ReturnedToSender { .. } => "returned_to_sender",
            Ground::GoodsWentBack { .. } => "goods_went_back",
            Ground::GivenBack { .. } => "given_back",
            Ground::GivenBackByVendor { .. } => "given_back_by_vendor",
            Ground::NotGivenBack { .. } => "not_given_back",
            Ground::RefundPaid { .. } => "refund_paid",
            Ground::Joined { .. } => "joined",
            Ground::JoinedInto { .. } => "joined_into",
            Ground::BeyondCapacity { .. } => "beyond_capacity",
            Ground::ShadowHit { .. } => "shadow_hit",
            Ground::ResemblesListed { .. } => "resembles_listed",
            Ground::PostClearance(ground) => ground.code(),
        }
    }

    /// Whether filers may see it; the others, why a look was taken among them, are for officers and agencies only.
    pub fn is_public(&self) -> bool {
        if let Ground::PostClearance(ground) = self {
            return ground.is_public();
        }
        !matches!(
            self,
            Ground::ProfileHit { .. }
                | Ground::ShadowHit { .. }
                | Ground::ListedParty { .. }
                | Ground::ResemblesListed { .. }
                | Ground::WeightReached { .. }
                | Ground::FilingsDisagree { .. }
                | Ground::Signalled { .. }
                | Ground::BeyondCapacity { .. }
                | Ground::ControlSample { .. }
                | Ground::OfficerDecided { what: "examine" | "refer", .. }
        )
    }
}
