//! How much, how many, how often: shapes measured on 8,135 orders of a public marketplace data set.
//!
//! Amounts are scaled to a quarter, which gives parcels from abroad a median of some 22 Examplian dollars.

use crate::draw::Quantile;

const fn q(per_million: u32, value: u64) -> Quantile {
    Quantile { per_million, value }
}

/// Value of the goods of a parcel, in cents.
pub(crate) static VALUE_CENTS: [Quantile; 12] = [
    q(0, 100),
    q(10_000, 275),
    q(50_000, 475),
    q(100_000, 646),
    q(250_000, 1170),
    q(500_000, 2245),
    q(750_000, 3975),
    q(900_000, 7441),
    q(950_000, 12_225),
    q(990_000, 26_881),
    q(999_000, 60_990),
    q(1_000_000, 95_000),
];

/// Value of the few parcels above 1,000 dollars, in cents.
pub(crate) static HIGH_VALUE_CENTS: [Quantile; 4] =
    [q(0, 106_000), q(500_000, 160_000), q(900_000, 320_000), q(1_000_000, 590_000)];

/// Freight of a parcel, in cents.
pub(crate) static FREIGHT_CENTS: [Quantile; 12] = [
    q(0, 150),
    q(10_000, 185),
    q(50_000, 201),
    q(100_000, 234),
    q(250_000, 345),
    q(500_000, 428),
    q(750_000, 611),
    q(900_000, 1027),
    q(950_000, 1460),
    q(990_000, 2790),
    q(999_000, 5917),
    q(1_000_000, 8000),
];

/// Goods items in a parcel: the share in ten thousand, and how many.
pub(crate) const ITEMS: [(u32, u32); 7] = [(9130, 1), (658, 2), (116, 3), (47, 4), (22, 5), (24, 6), (3, 7)];

/// Pieces of one goods item: the share in ten thousand, and how many. (Not measured: most people buy one.)
pub(crate) const PIECES: [(u32, u32); 7] =
    [(8200, 1), (1000, 2), (350, 3), (200, 4), (100, 5), (80, 6), (70, 10)];

/// Hour of the day of an order: the share in ten thousand.
pub(crate) const HOURS: [u32; 24] = [
    238, 124, 47, 30, 16, 17, 58, 128, 261, 478, 666, 656, 675, 643, 627, 634, 669, 608, 613, 601, 652, 600,
    562, 397,
];

/// Days between order and arrival, and their weight.
pub(crate) const DAYS_UNDER_WAY: [(u32, u32); 11] =
    [(4, 3), (10, 4), (16, 5), (18, 6), (16, 7), (12, 8), (9, 9), (6, 10), (4, 11), (3, 13), (2, 16)];

/// Of ten thousand orders, those of somebody who has ordered before.
pub(crate) const ORDERS_AGAIN: u32 = 146;
/// One consignee in this many may order again; with the share above, 0.9 % of the consignees do.
pub(crate) const REGULARS_APART: u64 = 60;
/// How far back, in regulars, the earlier order may lie.
pub(crate) const REGULARS_BACK: u32 = 50;

/// Of ten thousand parcels: documents, gifts, and sales above 1,000 dollars.
pub(crate) const DOCUMENTS: u32 = 100;
pub(crate) const GIFTS: u32 = 300;
pub(crate) const HIGH_VALUES: u32 = 210;
/// Of ten thousand ordinary parcels, those with a slip of the pen.
pub(crate) const SLIPS: u32 = 75;
