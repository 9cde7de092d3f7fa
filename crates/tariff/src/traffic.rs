//! The words for how goods travel and why, and what may be charged on them, shared by law and declarations.

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
    /// What may be charged.
    ChargeKind {
        /// Customs duty.
        Duty = "duty",
        /// Value added tax, or goods and services tax.
        Vat = "vat",
    }
}
