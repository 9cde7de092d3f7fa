//! The words for how goods travel and why, and what may be charged on them, shared by law and declarations.

/// Defines a closed set of words with their wire names in one place.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The name on the wire and in packs.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The value of a name.
            pub fn from_name(name: &str) -> Option<$name> {
                match name { $($text => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

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
