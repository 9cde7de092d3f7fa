//! What a filer sent: text by field, nothing believed yet.
//!
//! The names of the fields stand here once. JSON members, CSV columns, a pack's data requirements and the
//! pointers of faults are all made from them.

use crate::Fault;
use std::borrow::Cow;

/// Defines a closed list of fields with their dotted names and the longest text each may hold.
macro_rules! fields {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal max $limit:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the dotted name says it")]
        pub enum $name { $($variant),+ }

        impl $name {
            /// Every field, in the order of the format.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The dotted name.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The most characters the field may hold.
            pub fn limit(self) -> usize {
                match self { $($name::$variant => $limit),+ }
            }

            /// The field of a dotted name.
            pub fn from_name(name: &str) -> Option<$name> {
                match name { $($text => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

fields! {
    /// A field that a declaration has once. Limits follow the WCO Data Model (an..35, an..70, an..512).
    HeaderField {
        Reference = "reference" max 35,
        Stage = "stage" max 35,
        Channel = "channel" max 35,
        TrackingNumber = "tracking_number" max 35,
        Ucr = "ucr" max 35,
        TransportDocument = "transport.document" max 35,
        TransportMasterDocument = "transport.master_document" max 35,
        TransportConveyance = "transport.conveyance" max 35,
        TransportArrival = "transport.arrival" max 35,
        TransportOffice = "transport.office" max 17,
        Packages = "packages" max 16,
        GrossMassKg = "gross_mass_kg" max 35,
        Nature = "nature" max 35,
        ConsignorName = "consignor.name" max 140,
        ConsignorAddressLines = "consignor.address.lines" max 350,
        ConsignorCity = "consignor.address.city" max 70,
        ConsignorPostcode = "consignor.address.postcode" max 17,
        ConsignorCountry = "consignor.address.country" max 35,
        ConsignorIdentifierScheme = "consignor.identifier.scheme" max 35,
        ConsignorIdentifier = "consignor.identifier.value" max 70,
        ConsignorEmail = "consignor.email" max 256,
        ConsignorPhone = "consignor.phone" max 50,
        ConsigneeName = "consignee.name" max 140,
        ConsigneeAddressLines = "consignee.address.lines" max 350,
        ConsigneeCity = "consignee.address.city" max 70,
        ConsigneePostcode = "consignee.address.postcode" max 17,
        ConsigneeCountry = "consignee.address.country" max 35,
        ConsigneeIdentifierScheme = "consignee.identifier.scheme" max 35,
        ConsigneeIdentifier = "consignee.identifier.value" max 70,
        ConsigneeEmail = "consignee.email" max 256,
        ConsigneePhone = "consignee.phone" max 50,
        SellerName = "seller.name" max 140,
        SellerIdentifierScheme = "seller.identifier.scheme" max 35,
        SellerIdentifier = "seller.identifier.value" max 70,
        SellerUrl = "seller.url" max 512,
        PlatformName = "platform.name" max 140,
        PlatformIdentifierScheme = "platform.identifier.scheme" max 35,
        PlatformIdentifier = "platform.identifier.value" max 70,
        OrderNumber = "order.number" max 70,
        OrderPlaced = "order.placed" max 35,
        OrderUrl = "order.url" max 512,
        PaymentProvider = "payment.provider" max 70,
        PaymentReference = "payment.reference" max 70,
        PaymentAmount = "payment.amount" max 35,
        PaymentCurrency = "payment.currency" max 35,
        PaymentPayer = "payment.payer" max 140,
        TaxScheme = "tax_scheme.scheme" max 35,
        TaxSchemeNumber = "tax_scheme.number" max 35,
        DeferredPayment = "deferred_payment" max 35,
        TaxSchemeToken = "tax_scheme.token" max 512,
        TaxSchemeSalt = "tax_scheme.salt" max 44,
        ValueCurrency = "value.currency" max 35,
        ValueGoods = "value.goods" max 35,
        ValueFreight = "value.freight" max 35,
        ValueInsurance = "value.insurance" max 35,
    }
}

fields! {
    /// A field that each goods item has.
    ItemField {
        Line = "line" max 5,
        Description = "description" max 512,
        CommodityCode = "commodity_code" max 22,
        Origin = "origin" max 35,
        Quantity = "quantity" max 35,
        Unit = "unit" max 35,
        NetMassKg = "net_mass_kg" max 35,
        Value = "value" max 35,
        TaxPaid = "tax_paid" max 5,
        Gtin = "gtin" max 14,
    }
}

fields! {
    /// A field that each document has.
    DocumentField {
        Type = "type" max 35,
        Number = "number" max 70,
        Sha256 = "sha256" max 64,
    }
}

/// How many fields a declaration has once.
pub const HEADER_FIELDS: usize = HeaderField::ALL.len();
/// How many fields a goods item has.
pub const ITEM_FIELDS: usize = ItemField::ALL.len();
/// How many fields a document has.
pub const DOCUMENT_FIELDS: usize = DocumentField::ALL.len();
/// The most goods items one declaration may have (the limit of the single administrative document).
pub const MAX_GOODS_ITEMS: usize = 999;
/// The most documents one declaration may have.
pub const MAX_DOCUMENTS: usize = 99;
/// What stands between the lines of an address.
pub const ADDRESS_LINE_BREAK: char = '\n';

/// A field of a declaration by where it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Once a declaration.
    Header(HeaderField),
    /// Once a goods item.
    Item(ItemField),
    /// Once a document.
    Document(DocumentField),
    /// The list of documents as such: at least one.
    Documents,
}

impl Field {
    /// The field of a name with `*` for the line: `goods_items.*.commodity_code`.
    pub fn from_name(name: &str) -> Option<Field> {
        if let Some(item) = name.strip_prefix("goods_items.*.") {
            return ItemField::from_name(item).map(Field::Item);
        }
        if let Some(document) = name.strip_prefix("documents.*.") {
            return DocumentField::from_name(document).map(Field::Document);
        }
        if name == "documents" {
            return Some(Field::Documents);
        }
        HeaderField::from_name(name).map(Field::Header)
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Field::Header(field) => f.write_str(field.as_str()),
            Field::Item(field) => write!(f, "goods_items.*.{}", field.as_str()),
            Field::Document(field) => write!(f, "documents.*.{}", field.as_str()),
            Field::Documents => f.write_str("documents"),
        }
    }
}

/// The JSON pointer of a header field.
pub fn header_pointer(field: HeaderField) -> String {
    format!("/{}", field.as_str().replace('.', "/"))
}

/// The JSON pointer of a field of the goods item at a place, counted from 0.
pub fn item_pointer(place: usize, field: ItemField) -> String {
    format!("/goods_items/{place}/{}", field.as_str())
}

/// The JSON pointer of a field of the document at a place, counted from 0.
pub fn document_pointer(place: usize, field: DocumentField) -> String {
    format!("/documents/{place}/{}", field.as_str())
}

/// Text of a goods item by field.
#[derive(Clone, Debug)]
pub struct ItemText<'a>([Option<Cow<'a, str>>; ITEM_FIELDS]);

/// Text of a document by field.
#[derive(Clone, Debug)]
pub struct DocumentText<'a>([Option<Cow<'a, str>>; DOCUMENT_FIELDS]);

/// What a filer sent, by field, with the faults that the door already found.
///
/// Texts are trimmed and never empty: an empty text is a field that is not there.
#[derive(Clone, Debug)]
pub struct Submission<'a> {
    header: Box<[Option<Cow<'a, str>>; HEADER_FIELDS]>,
    /// The goods items, in the order sent.
    pub items: Vec<ItemText<'a>>,
    /// The documents, in the order sent.
    pub documents: Vec<DocumentText<'a>>,
    /// What the door found wrong while reading.
    pub faults: Vec<Fault>,
}

impl Default for Submission<'_> {
    fn default() -> Self {
        Submission {
            header: Box::new([const { None }; HEADER_FIELDS]),
            items: Vec::new(),
            documents: Vec::new(),
            faults: Vec::new(),
        }
    }
}

impl Default for ItemText<'_> {
    fn default() -> Self {
        ItemText([const { None }; ITEM_FIELDS])
    }
}

impl Default for DocumentText<'_> {
    fn default() -> Self {
        DocumentText([const { None }; DOCUMENT_FIELDS])
    }
}

impl<'a> Submission<'a> {
    /// The text of a header field.
    pub fn text(&self, field: HeaderField) -> Option<&str> {
        self.header.get(field as usize)?.as_deref()
    }

    /// Takes in the text of a header field.
    pub fn set(&mut self, field: HeaderField, text: Cow<'a, str>) {
        if let Some(slot) = self.header.get_mut(field as usize) {
            *slot = present(text);
        }
    }
}

impl<'a> ItemText<'a> {
    /// The text of a field.
    pub fn text(&self, field: ItemField) -> Option<&str> {
        self.0.get(field as usize)?.as_deref()
    }

    /// Takes in the text of a field.
    pub fn set(&mut self, field: ItemField, text: Cow<'a, str>) {
        if let Some(slot) = self.0.get_mut(field as usize) {
            *slot = present(text);
        }
    }
}

impl<'a> DocumentText<'a> {
    /// The text of a field.
    pub fn text(&self, field: DocumentField) -> Option<&str> {
        self.0.get(field as usize)?.as_deref()
    }

    /// Takes in the text of a field.
    pub fn set(&mut self, field: DocumentField, text: Cow<'a, str>) {
        if let Some(slot) = self.0.get_mut(field as usize) {
            *slot = present(text);
        }
    }
}

/// The text without the white space around it; `None` if nothing is left.
fn present(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let trimmed = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    };
    (!trimmed.is_empty()).then_some(trimmed)
}
