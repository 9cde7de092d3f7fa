//! What profiles may ask about: a closed list of fields, named as in a pack.

use crate::kind::EntryKind;
use crate::normal::Spelling;
use quantity::words;

words! {
    /// A field of a consignment that a profile may ask about. Those of goods items come last.
    Field {
        /// Who carries the consignment.
        Channel = "channel",
        /// How far on its way it is.
        Stage = "stage",
        /// Why the goods are sent.
        Nature = "nature",
        /// The customs office of entry.
        Office = "office",
        /// Who filed.
        Filer = "filer",
        /// The consignor's name.
        ConsignorName = "consignor.name",
        /// The country the consignor sends from.
        ConsignorCountry = "consignor.country",
        /// The consignor's city.
        ConsignorCity = "consignor.city",
        /// The consignor's postcode.
        ConsignorPostcode = "consignor.postcode",
        /// Street and house of the consignor.
        ConsignorAddress = "consignor.address",
        /// Where to write to the consignor.
        ConsignorEmail = "consignor.email",
        /// Where to call the consignor.
        ConsignorPhone = "consignor.phone",
        /// The consignor's number in a national scheme.
        ConsignorIdentifier = "consignor.identifier",
        /// The consignee's name.
        ConsigneeName = "consignee.name",
        /// The consignee's country.
        ConsigneeCountry = "consignee.country",
        /// The consignee's city.
        ConsigneeCity = "consignee.city",
        /// The consignee's postcode.
        ConsigneePostcode = "consignee.postcode",
        /// Street and house of the consignee.
        ConsigneeAddress = "consignee.address",
        /// Where to write to the consignee.
        ConsigneeEmail = "consignee.email",
        /// Where to call the consignee.
        ConsigneePhone = "consignee.phone",
        /// The consignee's number in a national scheme.
        ConsigneeIdentifier = "consignee.identifier",
        /// The seller's name.
        SellerName = "seller.name",
        /// The seller's registration number.
        SellerIdentifier = "seller.identifier",
        /// The seller's web site.
        SellerUrl = "seller.url",
        /// The platform's registration number.
        PlatformIdentifier = "platform.identifier",
        /// The number of the order.
        OrderNumber = "order.number",
        /// The site on which the goods were offered: the host of the offer's address.
        OrderUrl = "order.url",
        /// Who handled the payment.
        PaymentProvider = "payment.provider",
        /// Who paid.
        PaymentPayer = "payment.payer",
        /// The number under which a scheme collects the tax.
        TaxSchemeNumber = "tax_scheme.number",
        /// The master transport document.
        MasterDocument = "transport.master_document",
        /// The flight, vessel or vehicle.
        Conveyance = "transport.conveyance",
        /// The currency the values are declared in.
        ValueCurrency = "value.currency",
        /// What the goods of the consignment are worth, in the pack's currency.
        ValueLocal = "value_local",
        /// What was paid, in the pack's currency.
        PaymentLocal = "payment_local",
        /// The gross mass of the consignment.
        GrossMassKg = "gross_mass_kg",
        /// How many packages.
        Packages = "packages",
        /// How many goods items.
        ItemCount = "item_count",
        /// How many other consignments the consignee gets on the day.
        ConsigneeConsignmentsToday = "consignee.consignments_today",
        /// What the goods of those are worth together, in the pack's currency.
        ConsigneeValueToday = "consignee.value_today",
        /// The kinds of authorisation that the filing organisation has in force.
        FilerAuthorisations = "filer.authorisations",
        /// How many examinations of the same seller, or else consignor, found something.
        SellerFindings = "seller.findings",
        /// How many found nothing.
        SellerNoFindings = "seller.no_findings",
        /// The names of the watch lists that a party is on.
        ListedOn = "listed_on",
        /// The signals that the consignment gives.
        Signals = "signals",
        /// The names of the watch lists of which a party's name, or an address, is like an entry.
        Resembles = "resembles",
        /// The commodity code of an item.
        CommodityCode = "goods_items.commodity_code",
        /// The country an item comes from.
        Origin = "goods_items.origin",
        /// What an item is, in the filer's words.
        Description = "goods_items.description",
        /// How many of an item.
        Quantity = "goods_items.quantity",
        /// The net mass of an item.
        NetMassKg = "goods_items.net_mass_kg",
        /// What an item is worth, in the pack's currency.
        ItemValueLocal = "goods_items.value_local",
        /// What one piece of an item is worth, in the pack's currency.
        UnitValueLocal = "goods_items.unit_value_local",
    }
}

/// What sort of value a field has, and so which tests fit it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Words: `in`, `not_in`, `starts_with`, `contains`, and `resembles` where they are names.
    Text,
    /// A number or mark without words, compared without regard to spaces: `in`, `not_in`, `starts_with`.
    Mark,
    /// A commodity code, of which any beginning can be named: `in`, `not_in`, `starts_with`.
    Code,
    /// An exact number: `from`, `above`, `to`, `below`.
    Number,
    /// Any number of names: `in`, `not_in`.
    Names,
}

impl Field {
    /// How many fields come before those of goods items.
    pub(crate) const HEADER: usize = Field::CommodityCode as usize;
    /// How many fields a goods item has.
    pub(crate) const ITEM: usize = Field::ALL.len() - Field::HEADER;

    /// Whether each goods item has its own value.
    pub fn is_item(self) -> bool {
        self >= Field::CommodityCode
    }

    /// Whether the value may say who or where a person is, so that grounds point to it and never repeat it.
    pub fn is_personal(self) -> bool {
        use Field::*;
        matches!(
            self,
            Filer
                | ConsignorName
                | ConsignorCity
                | ConsignorPostcode
                | ConsignorIdentifier
                | ConsignorAddress
                | ConsignorEmail
                | ConsignorPhone
                | ConsigneeName
                | ConsigneeCity
                | ConsigneePostcode
                | ConsigneeAddress
                | ConsigneeIdentifier
                | ConsigneeEmail
                | ConsigneePhone
                | SellerName
                | SellerIdentifier
                | SellerUrl
                | PlatformIdentifier
                | OrderNumber
                | OrderUrl
                | PaymentPayer
                | TaxSchemeNumber
        )
    }

    /// What sort of value it has.
    pub fn kind(self) -> FieldKind {
        use Field::*;
        match self {
            Channel | Stage | Nature | Office | ConsignorName | ConsignorCountry | ConsignorCity
            | ConsignorAddress | ConsigneeName | ConsigneeCountry | ConsigneeCity | ConsigneeAddress
            | SellerName | SellerUrl | OrderUrl | PaymentProvider | PaymentPayer | Conveyance
            | ValueCurrency | Origin | Description => FieldKind::Text,
            Filer | ConsignorPostcode | ConsignorEmail | ConsignorPhone | ConsignorIdentifier
            | ConsigneePostcode | ConsigneeEmail | ConsigneePhone | ConsigneeIdentifier
            | SellerIdentifier | PlatformIdentifier | OrderNumber | TaxSchemeNumber | MasterDocument => {
                FieldKind::Mark
            }
            ValueLocal
            | PaymentLocal
            | GrossMassKg
            | Packages
            | ItemCount
            | ConsigneeConsignmentsToday
            | ConsigneeValueToday
            | SellerFindings
            | SellerNoFindings
            | Quantity
            | NetMassKg
            | ItemValueLocal
            | UnitValueLocal => FieldKind::Number,
            CommodityCode => FieldKind::Code,
            ListedOn | Resembles | Signals | FilerAuthorisations => FieldKind::Names,
        }
    }

    /// The kind of list entry that its value is screened against, if it is screened.
    pub fn screened_as(self) -> Option<EntryKind> {
        use Field::*;
        match self {
            ConsignorName | ConsigneeName | SellerName => Some(EntryKind::Person),
            ConsigneeIdentifier | SellerIdentifier | PlatformIdentifier | ConsignorEmail | ConsignorPhone
            | ConsigneeEmail | ConsigneePhone => Some(EntryKind::Identifier),
            ConsignorAddress | ConsigneeAddress => Some(EntryKind::Address),
            SellerUrl => Some(EntryKind::Url),
            Conveyance => Some(EntryKind::Vessel),
            _ => None,
        }
    }

    /// What the names in it are names of, if it holds names that another can be like.
    pub fn kind_of_name(self) -> Option<EntryKind> {
        match self {
            Field::PaymentProvider | Field::PaymentPayer => Some(EntryKind::Person),
            _ => self.screened_as().filter(|kind| kind.has_words()),
        }
    }

    /// How its texts are compared.
    pub(crate) fn spelling(self) -> Spelling {
        match self.kind() {
            FieldKind::Mark | FieldKind::Code => Spelling::Solid,
            _ if matches!(self, Field::SellerUrl | Field::OrderUrl) => Spelling::Web,
            _ => Spelling::Words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_fields_and_items_come_last() {
        for field in Field::ALL {
            assert_eq!(Field::from_name(field.as_str()), Some(*field));
            assert_eq!(field.is_item(), field.as_str().starts_with("goods_items."));
        }
        assert_eq!((Field::HEADER, Field::ITEM), (46, 7));
    }
}
