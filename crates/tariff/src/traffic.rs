//! The words for how goods travel and why, and what may be charged on them, shared by law and declarations.

use crate::Country;
use quantity::words;

words! {
    /// Who carries the consignment.
    Channel {
        /// A designated postal operator.
        Post = "post",
        /// An express carrier.
        Express = "express",
        /// Any other carriage.
        Cargo = "cargo",
    }
}

words! {
    /// Why the goods are sent (the categories of item of the UPU form CN 23).
    Nature {
        /// Sale of goods.
        Sale = "sale",
        /// A gift between private persons.
        Gift = "gift",
        /// Correspondence and documents.
        Documents = "documents",
        /// A commercial sample.
        CommercialSample = "commercial_sample",
        /// Goods that come back.
        ReturnedGoods = "returned_goods",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// What may be charged, in the order in which it is reckoned: a base may hold what comes before.
    ChargeKind {
        /// Customs duty.
        Duty = "duty",
        /// Beside it: anti-dumping, countervailing, safeguard and other additional duties.
        AdditionalDuty = "additional_duty",
        /// A surcharge, for example on the duty itself.
        Surcharge = "surcharge",
        /// Excise or consumption tax.
        Excise = "excise",
        /// A fee or levy.
        Fee = "fee",
        /// Value added tax, or goods and services tax.
        Vat = "vat",
        /// Another tax on sales.
        SalesTax = "sales_tax",
        /// Income tax that is collected at importation.
        IncomeTax = "income_tax",
    }
}

/// Which goods a rule is about by how and why they are sent. An empty list is no condition.
#[derive(Clone, Debug, Default)]
pub struct Traffic {
    /// These channels.
    pub channels: Vec<Channel>,
    /// Goods sent for these reasons.
    pub natures: Vec<Nature>,
    /// Goods sent from these countries.
    pub dispatched_from: Vec<Country>,
}

impl Traffic {
    /// Whether goods of this traffic are meant.
    pub fn holds(&self, channel: Channel, nature: Nature, dispatch: Option<Country>) -> bool {
        (self.channels.is_empty() || self.channels.contains(&channel))
            && (self.natures.is_empty() || self.natures.contains(&nature))
            && (self.dispatched_from.is_empty()
                || dispatch.is_some_and(|country| self.dispatched_from.contains(&country)))
    }
}
