//! A goods declaration: every field parsed, made only by `validate`.

use crate::identifier::{Gtin, TrackingNumber, Ucr};
use crate::tax_token::{TaxToken, TokenFlaw};
use jiff::Timestamp;
use quantity::{Amount, Currency, Decimal, words};
use std::borrow::Cow;
use tariff::{Channel, CommodityCode, Country, Nature, Values};

words! {
    /// When in the journey the data was sent.
    Stage {
        /// Before the goods are loaded abroad: advance data for a security answer only.
        PreLoading = "pre_loading",
        /// Before the goods arrive.
        PreArrival = "pre_arrival",
        /// When the goods are here.
        OnArrival = "on_arrival",
    }
}

/// What a filer declared about one consignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The filer's own number for it.
    pub reference: String,
    /// When in the journey.
    pub stage: Stage,
    /// Who carries it.
    pub channel: Channel,
    /// Why it is sent.
    pub nature: Nature,
    /// The house number that identifies the consignment.
    pub tracking_number: Option<TrackingNumber>,
    /// The unique consignment reference, which links.
    pub ucr: Option<Ucr>,
    /// How and when it arrives.
    pub transport: Transport,
    /// How many packages.
    pub packages: Option<u32>,
    /// The mass with packing, in kilograms.
    pub gross_mass_kg: Option<Decimal>,
    /// Who sends it.
    pub consignor: Party,
    /// Who receives it.
    pub consignee: Party,
    /// Who sold the goods.
    pub seller: Seller,
    /// The number of the market place they were sold on.
    pub platform: Option<Identifier>,
    /// The name of the market place.
    pub platform_name: Option<String>,
    /// The order.
    pub order: Order,
    /// The payment for the order.
    pub payment: Payment,
    /// The scheme under which the tax was collected.
    pub tax_scheme: Option<TaxScheme>,
    /// The number under which the filer may pay later, where it is asked for.
    pub deferred_payment: Option<String>,
    /// The vendor's token for that.
    pub tax_token: Option<DeclaredToken>,
    /// What the goods and their carriage are worth; absent for documents without value.
    pub value: Option<DeclaredValue>,
    /// The goods.
    pub items: Vec<GoodsItem>,
    /// The documents, held elsewhere.
    pub documents: Vec<Document>,
}

impl Declaration {
    /// What identifies a consignment in it, and whether it is advance data.
    pub(crate) fn identity(&self) -> (Option<&str>, bool) {
        (self.house_number(), self.is_advance())
    }

    /// Whether another says the same, whatever became of its token on its day.
    pub(crate) fn says_the_same(&self, other: &Declaration) -> bool {
        let flaw = self.tax_token.as_ref().and_then(|declared| declared.flaw);
        let mut other = Cow::Borrowed(other);
        if other.tax_token.as_ref().is_some_and(|declared| declared.flaw != flaw)
            && let Some(declared) = &mut other.to_mut().tax_token
        {
            declared.flaw = flaw;
        }
        *self == *other
    }

    /// When the goods are expected, as long as they are not said to be here.
    pub(crate) fn expected_arrival(&self) -> Option<Timestamp> {
        self.transport.arrival.filter(|_| self.stage != Stage::OnArrival)
    }
}

/// Transport as declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transport {
    /// The house transport document.
    pub document: Option<String>,
    /// The master transport document, which links many consignments.
    pub master_document: Option<String>,
    /// Flight, vessel or vehicle.
    pub conveyance: Option<String>,
    /// When it is expected.
    pub arrival: Option<Timestamp>,
    /// The customs office of arrival.
    pub office: Option<String>,
}

/// A person or firm as declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The name.
    pub name: Option<String>,
    /// Street and house, one line each.
    pub address_lines: Option<String>,
    /// The town.
    pub city: Option<String>,
    /// The postcode.
    pub postcode: Option<String>,
    /// The country.
    pub country: Option<Country>,
    /// A number that identifies them.
    pub identifier: Option<Identifier>,
    /// Where to write.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
}

/// An identifier under a scheme of the pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// The scheme.
    pub scheme: String,
    /// The number.
    pub value: String,
}

/// The seller as declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seller {
    /// The name.
    pub name: Option<String>,
    /// A number that identifies them.
    pub identifier: Option<Identifier>,
    /// Their page.
    pub url: Option<String>,
}

/// The order as declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Its number, which links.
    pub number: Option<String>,
    /// When it was placed.
    pub placed: Option<Timestamp>,
    /// The page of the offer.
    pub url: Option<String>,
}

/// The payment as declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payment {
    /// Who transferred the money.
    pub provider: Option<String>,
    /// Their reference, which links.
    pub reference: Option<String>,
    /// How much was paid.
    pub amount: Option<Amount>,
    /// Who paid.
    pub payer: Option<String>,
}

/// A tax scheme as declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxScheme {
    /// The scheme of the pack.
    pub scheme: String,
    /// The seller's or platform's number under it.
    pub number: String,
}

/// A tax token as declared, with what became of it when it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredToken {
    /// The token.
    pub token: TaxToken,
    /// The salt of its commitment, 44 signs of base64; personal, since it opens who receives the goods. None once that
    /// is erased.
    pub salt: Option<String>,
    /// Why it does not count, by what is declared and the register of the day on which it was; whether another
    /// consignment has used it is not said here.
    pub flaw: Option<TokenFlaw>,
}

/// The declared value: one currency, goods and carriage apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeclaredValue {
    /// The currency of everything below and of the items.
    pub currency: Currency,
    /// The goods alone.
    pub goods: Decimal,
    /// Freight.
    pub freight: Decimal,
    /// Insurance.
    pub insurance: Decimal,
}

impl DeclaredValue {
    /// The declared value on each basis; where goods and carriage together leave the range, the goods stand for both.
    pub(crate) fn values(&self) -> Values<Decimal> {
        let with_carriage =
            self.freight.checked_add(self.insurance).and_then(|costs| costs.checked_add(self.goods));
        Values { intrinsic: self.goods, fob: self.goods, cif: with_carriage.unwrap_or(self.goods) }
    }
}

/// Goods of one kind within a consignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodsItem {
    /// The line number, unique within the declaration.
    pub line: u32,
    /// What it is, in the filer's words.
    pub description: Option<String>,
    /// The commodity code, known to the pack on the day that counts.
    pub commodity_code: Option<CommodityCode>,
    /// Where it was made.
    pub origin: Option<Country>,
    /// How much, in `unit`.
    pub quantity: Option<Decimal>,
    /// The unit (UN/ECE Recommendation 20).
    pub unit: Option<String>,
    /// The mass without packing, in kilograms.
    pub net_mass_kg: Option<Decimal>,
    /// What the line is worth, in the currency of the declaration.
    pub value: Decimal,
    /// Whether a scheme has collected the tax on it; unsaid, the scheme of the declaration speaks for every item.
    pub tax_paid: Option<bool>,
    /// The trade item number.
    pub gtin: Option<Gtin>,
}

impl Declaration {
    /// Whether a document of a type is named so that it could be found: by its number or its hash.
    pub(crate) fn presents(&self, kind: &str) -> bool {
        let is_found = |document: &Document| document.number.is_some() || document.sha256.is_some();
        self.documents.iter().any(|document| document.kind == kind && is_found(document))
    }
}

/// A document that exists elsewhere, by type, number and hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its type, as permits and preferences name it.
    pub kind: String,
    /// Its number.
    pub number: Option<String>,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: Option<String>,
}
