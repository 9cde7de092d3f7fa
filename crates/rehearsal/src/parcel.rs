//! A made-up parcel, and how it is written as one line of the contract's JSON.

use crate::text::Text;

/// One made-up declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel<'w> {
    pub(crate) reference: Text<'w>,
    pub(crate) stage: Text<'w>,
    pub(crate) channel: Text<'w>,
    pub(crate) tracking_number: Text<'w>,
    pub(crate) ucr: Text<'w>,
    pub(crate) transport: Transport<'w>,
    /// A JSON number, or what a fault has put in its place; empty where nothing is said.
    pub(crate) packages: &'w str,
    pub(crate) gross_mass_kg: Text<'w>,
    pub(crate) nature: Text<'w>,
    pub(crate) consignor: Option<Party<'w>>,
    pub(crate) consignee: Option<Party<'w>>,
    pub(crate) sale: Option<Sale<'w>>,
    pub(crate) value: Value<'w>,
    pub(crate) goods_items: Vec<Item<'w>>,
    pub(crate) document: Option<Document<'w>>,
    pub(crate) deferred_payment: Text<'w>,
    /// Fields that no contract knows.
    pub(crate) unknown: Vec<(&'static str, Text<'w>)>,
    pub(crate) faults: Vec<&'static str>,
}

impl Parcel<'_> {
    /// The names of the faults put into this parcel, in the order in which they were made: those of
    /// [`fault_names`](crate::fault_names). A handful of ordinary parcels have one too.
    pub fn faults(&self) -> &[&'static str] {
        &self.faults
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Transport<'w> {
    pub(crate) document: Text<'w>,
    pub(crate) master_document: Text<'w>,
    pub(crate) conveyance: Text<'w>,
    pub(crate) arrival: Text<'w>,
    pub(crate) office: Text<'w>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party<'w> {
    pub(crate) name: Text<'w>,
    pub(crate) line: Text<'w>,
    pub(crate) city: Text<'w>,
    pub(crate) postcode: Text<'w>,
    pub(crate) country: Text<'w>,
    /// Of the scheme `XA-ID`.
    pub(crate) identifier: Text<'w>,
    pub(crate) email: Text<'w>,
}

/// What only a sale has: a seller, an order, a payment; mostly a platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sale<'w> {
    pub(crate) seller_name: Text<'w>,
    pub(crate) seller_identifier: Text<'w>,
    pub(crate) seller_url: Text<'w>,
    pub(crate) platform: Text<'w>,
    pub(crate) order_number: Text<'w>,
    pub(crate) order_placed: Text<'w>,
    pub(crate) order_url: Text<'w>,
    pub(crate) payment_provider: Text<'w>,
    pub(crate) payment_reference: Text<'w>,
    pub(crate) payment_amount: Text<'w>,
    pub(crate) payment_currency: Text<'w>,
    pub(crate) payer: Text<'w>,
    pub(crate) scheme_number: Text<'w>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value<'w> {
    pub(crate) currency: Text<'w>,
    pub(crate) goods: Text<'w>,
    pub(crate) freight: Text<'w>,
    pub(crate) insurance: Text<'w>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item<'w> {
    pub(crate) line: u64,
    pub(crate) description: Text<'w>,
    pub(crate) commodity_code: Text<'w>,
    pub(crate) origin: Text<'w>,
    pub(crate) quantity: Text<'w>,
    pub(crate) unit: Text<'w>,
    pub(crate) net_mass_kg: Text<'w>,
    pub(crate) value: Text<'w>,
}

/// An invoice, or a permit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Document<'w> {
    pub(crate) kind: &'static str,
    pub(crate) number: Text<'w>,
    pub(crate) sha256: Text<'w>,
}
