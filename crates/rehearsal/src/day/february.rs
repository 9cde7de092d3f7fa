//! The month before the day: few parcels, all in order, so that there are statements and a vendor's return to look at.
//! Some of the goods went back, all or in part; one who pays later paid a part, another's payment bounced.

use super::What;
use super::filers::{BROKER, Filer, MARKET, POST, SWALLOWTAIL};
use super::hours::{DAY, HOUR, MONDAY, SUNDAY, TUESDAY, at};
use super::maker::{Maker, Trip};
use super::wares::{Wares, fill, one, some};
use crate::draw::{Choice, Draw};
use crate::text::Text;

const PART: u64 = 3;
/// The days of February on which anything comes.
const FIRST: u32 = 2;
const LAST: u32 = 27;
/// Parcels a day, where the day has as many as usual.
const PARCELS: u64 = 10;
/// Who declares, of a hundred parcels.
static SHARES: [(u32, &Filer); 3] = [(45, &SWALLOWTAIL), (35, &POST), (20, &BROKER)];
/// What comes.
const GOODS: [Wares; 4] = [
    some(3, one("scarf, woven polyester, printed", "621430", "IN", 2_600, 160)),
    one("porcelain bowl, 16 cm", "691110", "GB", 3_800, 480),
    some(2, one("women's padded jacket, polyester", "620240", "VN", 5_900, 900)),
    one("women's padded jacket, polyester", "620240", "VN", 18_900, 900),
];
/// Of ten thousand parcels, those of which goods go back.
const GO_BACK: u32 = 1_800;

/// Sends what came in the month before.
pub(super) fn send(maker: &mut Maker<'_>) {
    let mut draw = maker.draw(PART);
    maker.goes_before();
    let filers = Choice::new(SHARES);
    for day in FIRST..=LAST {
        for _ in 0..maker.crowd(PARCELS) {
            let filer = *filers.draw(&mut draw);
            parcel(maker, filer, day, &mut draw);
        }
    }
    let (swallowtail, broker) = (SWALLOWTAIL.organisation, BROKER.organisation);
    let pay = |organisation, reference, percent| What::PayAccount { organisation, reference, percent };
    maker.note(at(20 * DAY, 10, 0), pay(broker, "BANK-0220-7", 50));
    let bounced = What::Bounce { organisation: broker, reference: "BANK-0220-7", reason: "no cover" };
    maker.note(at(23 * DAY, 11, 0), bounced);
    maker.note(at(26 * DAY, 9, 30), pay(broker, "BANK-0226-2", 40));
    maker.note(at(27 * DAY, 16, 0), pay(swallowtail, "BANK-0227-1", 60));
    let number = "XAV0012345";
    let declared = What::DeclareCollected { organisation: MARKET.organisation, scheme: "vendor", number };
    maker.note(at(SUNDAY, 9, 10), declared);
}

/// A parcel of a day: declared, here, paid for by its consignee where they pay, and perhaps back again.
fn parcel(maker: &mut Maker<'_>, filer: &'static Filer, day: u32, draw: &mut Draw) {
    let wares = draw.pick(&GOODS);
    let mut parcel = maker.sale();
    parcel.document = None;
    fill(&mut parcel, &[wares], draw);
    let flight = loop {
        let flight = Maker::any_flight(filer.line, draw);
        if flight.lands < TUESDAY {
            break flight;
        }
    };
    let mut trip = maker.send(&mut parcel, filer, flight, draw);
    // As on the day itself, so many days earlier.
    trip.earlier = MONDAY - day * DAY;
    (trip.filed, trip.here) = (trip.filed - trip.earlier, trip.here - trip.earlier);
    parcel.transport.arrival = Text::Time(flight.lands - trip.earlier);
    if let Some(sale) = &mut parcel.sale
        && let Text::Time(placed) = sale.order_placed
    {
        sale.order_placed = Text::Time(placed.saturating_sub(trip.earlier));
    }
    maker.lodge(&parcel, &trip);
    if filer.line.channel == "post" {
        maker.pay(trip.here + draw.between(HOUR, 5 * HOUR), &trip);
    }
    if draw.happens(GO_BACK) {
        go_back(maker, &trip, wares.pieces, draw);
    }
}

/// Goods go back some days later, a piece of them or all, and what is owed back is paid out the day after.
fn go_back(maker: &mut Maker<'_>, trip: &Trip, pieces: u64, draw: &mut Draw) {
    let left = trip.here + draw.between(4 * DAY, 9 * DAY);
    if left + 2 * DAY > SUNDAY {
        return;
    }
    maker.give_back_some(left, trip, (pieces > 1).then_some("1"));
    let number = trip.number.clone();
    maker.note(left + DAY, What::PayOut { reference: format!("REF-{number}"), number });
}
