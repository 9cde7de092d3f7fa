//! Rows of outbound scans.

use super::flaw::RowFlaw;
use super::frame;
use super::kept::{Kept, twins};
use clearance::identifier::{TrackingNumber, Ucr};
use clearance::{Condition, OutboundScan, ScannedGoods, ScannedOrder};
use jiff::Timestamp;
use quantity::Decimal;
use tariff::CommodityCode;

/// The row of an outbound scan.
///
/// # Errors
/// [`RowFlaw::Unwritable`].
pub fn encode_scan(scan: &OutboundScan) -> Result<Vec<u8>, RowFlaw> {
    frame::write(&scan.twin(), 128)
}

/// The outbound scan of a row.
///
/// # Errors
/// Any [`RowFlaw`] of reading.
pub fn decode_scan(row: &[u8]) -> Result<OutboundScan, RowFlaw> {
    OutboundScan::of_twin(frame::read(row)?)
}

twins! {
    /// What leaves.
    struct OutboundScanV1 of OutboundScan {
        outbound: TrackingNumber,
        tracking_number: Option<TrackingNumber>,
        ucr: Option<Ucr>,
        order: Option<ScannedOrder>,
        goods: Vec<ScannedGoods>,
        condition: Condition,
        is_exchanged: bool,
        exported: Option<Timestamp>,
        asked: Option<Timestamp>,
    }
    /// An order.
    struct ScannedOrderV1 of ScannedOrder { number: String, platform: String }
    /// Goods.
    struct ScannedGoodsV1 of ScannedGoods {
        line: Option<u32>,
        commodity_code: Option<CommodityCode>,
        description: Option<String>,
        quantity: Option<Decimal>,
    }
}
