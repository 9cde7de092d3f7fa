//! Outbound scans as JSON: what a carrier knows of goods that leave.

use crate::command::{CommandFlaw, condition, flaw, free_text, tracking_number};
use clearance::identifier::Ucr;
use clearance::{Condition, MAX_GOODS_ITEMS, OutboundScan, ScannedGoods, ScannedOrder};
use jiff::Timestamp;
use quantity::Decimal;
use serde::Deserialize;
use tariff::CommodityCode;

/// The most characters of the words for goods, and of the numbers of an order, as in declarations.
const DESCRIPTION_CHARS: usize = 512;
const ORDER_CHARS: usize = 70;

/// What was scanned, as text.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanText {
    /// The number under which it leaves.
    pub outbound: String,
    /// The number under which it came.
    #[serde(default)]
    pub tracking_number: Option<String>,
    /// The unique consignment reference.
    #[serde(default)]
    pub ucr: Option<String>,
    /// The order.
    #[serde(default)]
    pub order: Option<OrderText>,
    /// The goods; none for all that are left.
    #[serde(default)]
    pub goods: Vec<ScannedText>,
    /// `unchanged`, `defective` or `changed`.
    #[serde(default)]
    pub condition: Option<String>,
    /// Whether other goods leave than came.
    #[serde(default)]
    pub exchanged: bool,
    /// When it left; none for now.
    #[serde(default)]
    pub exported: Option<Timestamp>,
    /// When the return was asked for; none for now.
    #[serde(default)]
    pub asked: Option<Timestamp>,
}

/// An order, as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderText {
    /// Its number.
    pub number: String,
    /// The number of the market place.
    pub platform: String,
}

/// Goods that were scanned, as text.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScannedText {
    /// The line of the import.
    #[serde(default)]
    pub line: Option<u32>,
    /// The commodity code.
    #[serde(default)]
    pub commodity_code: Option<String>,
    /// The words.
    #[serde(default)]
    pub description: Option<String>,
    /// How much, as decimal text; none for all that is left.
    #[serde(default)]
    pub quantity: Option<String>,
}

impl ScanText {
    /// The scan.
    ///
    /// Errors: the member that is not what it should be.
    pub fn read(&self) -> Result<OutboundScan, CommandFlaw> {
        if self.tracking_number.is_none() && self.ucr.is_none() && self.order.is_none() {
            return Err(flaw("/tracking_number", "this, `ucr`, `order` or `consignment`"));
        }
        if self.goods.len() > MAX_GOODS_ITEMS {
            return Err(flaw("/goods", format!("at most {MAX_GOODS_ITEMS} lines")));
        }
        let tracking = self.tracking_number.as_deref();
        let ucr = self.ucr.as_deref().map(Ucr::parse).transpose();
        Ok(OutboundScan {
            outbound: tracking_number("/outbound", &self.outbound)?,
            tracking_number: tracking.map(|text| tracking_number("/tracking_number", text)).transpose()?,
            ucr: ucr.map_err(|found| flaw("/ucr", found.to_string()))?,
            order: self.order.as_ref().map(OrderText::read).transpose()?,
            goods: (0..).zip(&self.goods).map(scanned).collect::<Result<_, _>>()?,
            condition: condition(self.condition.as_deref())?,
            is_exchanged: self.exchanged,
            exported: self.exported,
            asked: self.asked,
        })
    }
}

impl OrderText {
    fn read(&self) -> Result<ScannedOrder, CommandFlaw> {
        let short = |pointer: &'static str, text: &str| match text.trim() {
            "" => Err(flaw(pointer, "a number")),
            text if text.chars().nth(ORDER_CHARS).is_some() => {
                Err(flaw(pointer, format!("at most {ORDER_CHARS} characters")))
            }
            text => Ok(text.to_owned()),
        };
        Ok(ScannedOrder {
            number: short("/order/number", &self.number)?,
            platform: short("/order/platform", &self.platform)?,
        })
    }
}

fn scanned((place, text): (usize, &ScannedText)) -> Result<ScannedGoods, CommandFlaw> {
    let at = |member: &str| format!("/goods/{place}/{member}");
    let quantity = text.quantity.as_deref().map(Decimal::parse).transpose();
    let code = match text.commodity_code.as_deref() {
        None => None,
        Some(code) => {
            Some(CommodityCode::parse(code).ok_or_else(|| flaw(at("commodity_code"), "a commodity code"))?)
        }
    };
    let description = text.description.as_deref().map(|words| free_text("/goods", words)).transpose()?;
    if description.as_deref().is_some_and(|words| words.chars().nth(DESCRIPTION_CHARS).is_some()) {
        return Err(flaw(at("description"), format!("at most {DESCRIPTION_CHARS} characters")));
    }
    if text.line.is_none() && code.is_none() && description.is_none() {
        return Err(flaw(at("line"), "this, `commodity_code` or `description`"));
    }
    Ok(ScannedGoods {
        line: text.line,
        commodity_code: code,
        description,
        quantity: quantity.map_err(|_| flaw(at("quantity"), "a decimal number"))?,
    })
}

/// What goods are like, as text, where it is said.
///
/// Errors: it is none of the words.
pub fn condition_text(text: Option<&str>) -> Result<Option<Condition>, CommandFlaw> {
    text.map(|text| condition(Some(text))).transpose()
}
