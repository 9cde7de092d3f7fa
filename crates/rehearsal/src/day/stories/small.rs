//! Small stories: honest newcomers, a parcel nobody wants, goods that go back.

use super::super::filers::{NEWCOMERS, POST, SWALLOWTAIL};
use super::super::hours::HOUR;
use super::super::maker::Maker;
use super::super::wares::{Wares, one};
use super::sold;
use crate::draw::Draw;

const BOWL: Wares = one("porcelain bowl, 16 cm", "691110", "GB", 3_800, 480);
const BOOK: Wares = one("cookery book, printed", "490199", "GB", 1_900, 640);
const YARN: Wares = one("scarf, woven polyester, printed", "621430", "IN", 2_600, 160);
const JACKET: Wares = one("women's padded jacket, polyester", "620240", "VN", 8_900, 900);

/// People who declare for the first time, with care; and two consignees who changed their mind.
pub(super) fn newcomers_and_ways_back(maker: &mut Maker<'_>, draw: &mut Draw) {
    for (filer, wares) in NEWCOMERS.iter().zip([BOWL, BOOK, YARN]) {
        for flight in 2..5 {
            let (parcel, trip) = sold(maker, filer, flight, &[wares], draw);
            maker.lodge(&parcel, &trip);
        }
    }
    let (parcel, trip) = sold(maker, &POST, 3, &[JACKET], draw);
    maker.lodge(&parcel, &trip);
    maker.decline(trip.here + 2 * HOUR, &trip, "ordered twice by mistake");
    maker.give_back(trip.here + 6 * HOUR, &trip);
    let (parcel, trip) = sold(maker, &SWALLOWTAIL, 3, &[JACKET], draw);
    maker.lodge(&parcel, &trip);
    maker.decline(trip.here + HOUR, &trip, "does not want to pay the tax");
}
