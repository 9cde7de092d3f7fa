//! The question what goods would cost, as programs and the command line ask it.

use clearance::{DocumentField, DocumentText, HeaderField, ItemField, ItemText, Submission};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What goods would cost, asked without a declaration.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EstimateText {
    /// The country the goods are sent from.
    pub from: String,
    /// The country they are sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The country they were made in, if it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The commodity code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What they are worth.
    pub value: AmountText,
    /// What carriage costs, in the currency of the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freight: Option<String>,
    /// What insurance costs, in the currency of the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insurance: Option<String>,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<String>,
    /// Of which unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What they weigh, in kilograms; the parcel is taken to weigh the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mass_kg: Option<String>,
    /// `post`, `express` or `cargo`; the post where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// `sale`, `gift` and so on; a sale where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nature: Option<String>,
    /// What they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The tax scheme under which the tax was paid at the sale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// The seller's number under that scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme_number: Option<String>,
    /// Types of documents that will be presented, such as a proof of origin; `TYPE:NUMBER` where the number counts, as that
    /// of a quota does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<String>,
    /// As of the start of this day instead of now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
}

/// An amount with its currency, as text.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AmountText {
    /// How much.
    pub amount: String,
    /// In which currency.
    pub currency: String,
}

impl EstimateText {
    /// The question as a declaration says it.
    pub fn submission(&self) -> Submission<'_> {
        let mut said = Submission::default();
        let mut say = |field, text: Option<&str>| {
            if let Some(text) = text {
                said.set(field, Cow::Owned(text.to_owned()));
            }
        };
        say(HeaderField::Reference, Some("estimate"));
        say(HeaderField::Ucr, Some("ESTIMATE"));
        say(HeaderField::Channel, Some(self.channel.as_deref().unwrap_or("post")));
        say(HeaderField::Nature, Some(self.nature.as_deref().unwrap_or("sale")));
        say(HeaderField::ConsignorCountry, Some(&self.from));
        say(HeaderField::ValueCurrency, Some(&self.value.currency));
        say(HeaderField::ValueGoods, Some(&self.value.amount));
        say(HeaderField::ValueFreight, self.freight.as_deref());
        say(HeaderField::ValueInsurance, self.insurance.as_deref());
        say(HeaderField::GrossMassKg, self.mass_kg.as_deref());
        if let Some(number) = &self.scheme_number {
            say(HeaderField::TaxScheme, Some(self.scheme.as_deref().unwrap_or("vendor")));
            say(HeaderField::TaxSchemeNumber, Some(number));
        }
        said.items.push(self.item());
        said.documents.extend(self.documents.iter().map(|text| {
            let (kind, number) = text.split_once(':').unwrap_or((text, "to be presented"));
            let mut document = DocumentText::default();
            document.set(DocumentField::Type, Cow::Borrowed(kind));
            document.set(DocumentField::Number, Cow::Borrowed(number));
            document
        }));
        said
    }

    fn item(&self) -> ItemText<'_> {
        let mut item = ItemText::default();
        item.set(ItemField::Origin, Cow::Borrowed(self.origin.as_deref().unwrap_or(&self.from)));
        for (field, text) in [
            (ItemField::CommodityCode, &self.code),
            (ItemField::Description, &self.description),
            (ItemField::Quantity, &self.quantity),
            (ItemField::Unit, &self.unit),
            (ItemField::NetMassKg, &self.mass_kg),
        ] {
            if let Some(text) = text {
                item.set(field, Cow::Borrowed(text));
            }
        }
        item
    }

    /// The member of the question that a field of the declaration comes from, as a JSON pointer.
    pub fn pointer(declared: &str) -> &str {
        match declared {
            "/consignor/address/country" => "/from",
            "/goods_items/0/origin" => "/origin",
            "/goods_items/0/commodity_code" => "/code",
            "/goods_items/0/description" => "/description",
            "/goods_items/0/quantity" => "/quantity",
            "/goods_items/0/unit" => "/unit",
            "/goods_items/0/net_mass_kg" | "/gross_mass_kg" => "/mass_kg",
            "/value/goods" | "/goods_items/0/value" => "/value/amount",
            "/value/freight" => "/freight",
            "/value/insurance" => "/insurance",
            "/tax_scheme/scheme" => "/scheme",
            "/tax_scheme/number" => "/scheme_number",
            other => other,
        }
    }
}
