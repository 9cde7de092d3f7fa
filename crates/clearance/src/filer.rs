//! Who says something about a consignment.

use quantity::words;

/// Who files: an organisation, in a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filer {
    /// The organisation.
    pub organisation: String,
    /// The role it files in.
    pub role: FilerRole,
}

words! {
    /// The role in which somebody files.
    FilerRole {
        /// Declares, and answers for the debt.
        Declarant = "declarant",
        /// Brings the goods.
        Carrier = "carrier",
        /// Sold the goods.
        Seller = "seller",
        /// Runs the market place.
        Platform = "platform",
        /// Transferred the money.
        PaymentProvider = "payment_provider",
        /// Declares for another.
        Broker = "broker",
    }
}

impl FilerRole {
    /// Whether they say what is sent and brought; the others know one part of it, the order or the payment.
    pub(crate) fn knows_the_goods(self) -> bool {
        match self {
            FilerRole::Declarant | FilerRole::Carrier | FilerRole::Broker => true,
            FilerRole::Seller | FilerRole::Platform | FilerRole::PaymentProvider => false,
        }
    }
}
