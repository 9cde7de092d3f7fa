//! The article of law that each ground stands on.

use crate::ground::Ground;
use tariff::LawRef;

impl Ground {
    /// The article of law it stands on.
    pub fn law(&self) -> Option<&LawRef> {
        match self {
            Ground::LowValueRelief { law, .. }
            | Ground::ExcessCharged { law, .. }
            | Ground::FlatRate { law, .. }
            | Ground::PartCollected { law, .. }
            | Ground::AddedUp { law, .. }
            | Ground::WaivedAsSmall { law, .. }
            | Ground::QuotaDrawn { law, .. }
            | Ground::QuotaUsedUp { law, .. }
            | Ground::TaxCollectedByVendor { law, .. }
            | Ground::SchemeNumberNotInForce { law, .. }
            | Ground::TaxTokenCounts { law, .. }
            | Ground::TaxTokenRefused { law, .. }
            | Ground::Deferred { law, .. }
            | Ground::SecurityRunsShort { law, .. }
            | Ground::TaxedAboveCap { law, .. }
            | Ground::Charged { law, .. }
            | Ground::PreferenceApplied { law, .. }
            | Ground::HighValue { law, .. }
            | Ground::Prohibited { law, .. }
            | Ground::PermitMissing { law, .. }
            | Ground::PermitPresented { law, .. }
            | Ground::ProfileHit { law, .. }
            | Ground::ShadowHit { law, .. }
            | Ground::ListedParty { law, .. }
            | Ground::ResemblesListed { law, .. }
            | Ground::WeightReached { law, .. }
            | Ground::Signalled { law, .. }
            | Ground::ControlSample { law, .. }
            | Ground::BeyondCapacity { law, .. }
            | Ground::ChargesChanged { law, .. }
            | Ground::GivenBack { law, .. }
            | Ground::GivenBackByVendor { law, .. }
            | Ground::DeadlinePassed { law, .. } => Some(law),
            Ground::PostClearance(ground) => ground.law(),
            Ground::NotGivenBack { law, .. } | Ground::NotDeferred { law, .. } => law.as_ref(),
            Ground::DocumentsOnly
            | Ground::NoRate { .. }
            | Ground::FilingsDisagree { .. }
            | Ground::Examined { .. }
            | Ground::OfficerDecided { .. }
            | Ground::AgencyAnswered { .. }
            | Ground::PaymentReceived { .. }
            | Ground::PaymentReversed { .. }
            | Ground::Invalidated { .. }
            | Ground::Declined { .. }
            | Ground::ReturnedToSender { .. }
            | Ground::GoodsWentBack { .. }
            | Ground::RefundPaid { .. }
            | Ground::Joined { .. }
            | Ground::JoinedInto { .. } => None,
        }
    }
}
