//! The numbers under which rows keep the fields of a submission, and whose each personal text is.

use super::code::codes;
use super::personal::Subject;
use clearance::{DocumentField, HeaderField, ItemField};

codes! {
    HeaderField is "a field of a declaration" {
        Reference = 1,
        Stage = 2,
        Channel = 3,
        TrackingNumber = 4,
        Ucr = 5,
        TransportDocument = 6,
        TransportMasterDocument = 7,
        TransportConveyance = 8,
        TransportArrival = 9,
        TransportOffice = 10,
        Packages = 11,
        GrossMassKg = 12,
        Nature = 13,
        ConsignorName = 14,
        ConsignorAddressLines = 15,
        ConsignorCity = 16,
        ConsignorPostcode = 17,
        ConsignorCountry = 18,
        ConsignorIdentifierScheme = 19,
        ConsignorIdentifier = 20,
        ConsignorEmail = 21,
        ConsignorPhone = 22,
        ConsigneeName = 23,
        ConsigneeAddressLines = 24,
        ConsigneeCity = 25,
        ConsigneePostcode = 26,
        ConsigneeCountry = 27,
        ConsigneeIdentifierScheme = 28,
        ConsigneeIdentifier = 29,
        ConsigneeEmail = 30,
        ConsigneePhone = 31,
        SellerName = 32,
        SellerIdentifierScheme = 33,
        SellerIdentifier = 34,
        SellerUrl = 35,
        PlatformName = 36,
        PlatformIdentifierScheme = 37,
        PlatformIdentifier = 38,
        OrderNumber = 39,
        OrderPlaced = 40,
        OrderUrl = 41,
        PaymentProvider = 42,
        PaymentReference = 43,
        PaymentAmount = 44,
        PaymentCurrency = 45,
        PaymentPayer = 46,
        TaxScheme = 47,
        TaxSchemeNumber = 48,
        ValueCurrency = 49,
        ValueGoods = 50,
        ValueFreight = 51,
        ValueInsurance = 52,
        DeferredPayment = 53,
        TaxSchemeToken = 54,
        TaxSchemeSalt = 55,
    }
    ItemField is "a field of a goods item" {
        Line = 1,
        Description = 2,
        CommodityCode = 3,
        Origin = 4,
        Quantity = 5,
        Unit = 6,
        NetMassKg = 7,
        Value = 8,
        TaxPaid = 9,
        Gtin = 10,
    }
    DocumentField is "a field of a document" { Type = 1, Number = 2, Sha256 = 3 }
}

/// Whose personal text a field holds; `None` for what stays clear. Every field is named, so that a new one
/// cannot stay clear by oversight.
pub fn subject_of(field: HeaderField) -> Option<Subject> {
    use HeaderField::*;
    match field {
        ConsignorName
        | ConsignorAddressLines
        | ConsignorCity
        | ConsignorPostcode
        | ConsignorIdentifier
        | ConsignorEmail
        | ConsignorPhone => Some(Subject::Consignor),
        ConsigneeName
        | ConsigneeAddressLines
        | ConsigneeCity
        | ConsigneePostcode
        | ConsigneeIdentifier
        | ConsigneeEmail
        | ConsigneePhone
        // With the salt of a token whoever guesses the consignee knows that they guessed right.
        | TaxSchemeSalt => Some(Subject::Consignee),
        SellerName | SellerIdentifier | SellerUrl => Some(Subject::Seller),
        PaymentPayer => Some(Subject::Payer),
        Reference
        | Stage
        | Channel
        | TrackingNumber
        | Ucr
        | TransportDocument
        | TransportMasterDocument
        | TransportConveyance
        | TransportArrival
        | TransportOffice
        | Packages
        | GrossMassKg
        | Nature
        | ConsignorCountry
        | ConsignorIdentifierScheme
        | ConsigneeCountry
        | ConsigneeIdentifierScheme
        | SellerIdentifierScheme
        | PlatformName
        | PlatformIdentifierScheme
        | PlatformIdentifier
        | OrderNumber
        | OrderPlaced
        | OrderUrl
        | PaymentProvider
        | PaymentReference
        | PaymentAmount
        | PaymentCurrency
        | TaxScheme
        | TaxSchemeNumber
        | TaxSchemeToken
        | ValueCurrency
        | ValueGoods
        | ValueFreight
        | ValueInsurance
        | DeferredPayment => None,
    }
}
