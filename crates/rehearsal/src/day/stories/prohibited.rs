//! Goods that may not enter, and people whom the law denies.

use super::super::filers::{PAPERBIRD, POST, QUICKSHIP, SWALLOWTAIL};
use super::super::hours::HOUR;
use super::super::maker::{Maker, in_office};
use super::super::wares::{Wares, one};
use super::sold;
use crate::draw::Draw;
use crate::text::Text;
use clearance::Finding;

const IVORY: [Wares; 2] = [
    one("carved ivory bracelet, antique style", "960110", "HK", 18_900, 90),
    one("ivory figurine, elephant, 6 cm", "960110", "HK", 23_500, 120),
];

/// Ivory is refused when it is declared. One parcel goes back on the same day.
pub(super) fn ivory(maker: &mut Maker<'_>, draw: &mut Draw) {
    for place in 0..3_usize {
        let wares = IVORY.iter().cycle().nth(place).copied();
        let (parcel, trip) = sold(maker, &POST, 2 + place, wares.as_slice(), draw);
        maker.lodge(&parcel, &trip);
        match place {
            0 => maker.give_back(trip.here + 5 * HOUR, &trip),
            _ => maker.shown.refused.clone_from(&trip.number),
        }
    }
}

const KNIFE: Wares = one("automatic knife, 9 cm blade, push button", "82119320", "CN", 1_890, 110);
const FOLDING: Wares = one("pocket knife, folding, wooden handle", "82119310", "CN", 1_650, 120);
const SHIRT: Wares = one("cotton t-shirt, men's, printed", "610910", "CN", 1_450, 180);
const JAMMER: Wares = one("GPS signal blocker for car, 12 V", "852692", "CN", 3_900, 160);

/// Blades that open by a button: alone they are refused, among other things they are taken out.
pub(super) fn blades(maker: &mut Maker<'_>, draw: &mut Draw) {
    for flight in [2, 4] {
        let (parcel, trip) = sold(maker, &SWALLOWTAIL, flight, &[KNIFE], draw);
        maker.lodge(&parcel, &trip);
    }
    for flight in [2, 3, 4, 5] {
        let (parcel, trip) = sold(maker, &PAPERBIRD, flight.min(4), &[SHIRT, KNIFE], draw);
        maker.lodge(&parcel, &trip);
        match flight {
            2 => {
                let found = "automatic knife taken out, the shirt goes on";
                let findings = [(1, Finding::Conforms), (2, Finding::Refused)];
                maker.examine(in_office(trip.here, draw), &trip, &findings, found);
            }
            3 => {
                let found = "opens by hand: an ordinary folding knife under a wrong code";
                maker.examine(in_office(trip.here, draw), &trip, &[(2, Finding::Differs)], found);
            }
            _ => {}
        }
    }
    let (parcel, trip) = sold(maker, &POST, 3, &[FOLDING], draw);
    maker.lodge(&parcel, &trip);
    let (mut parcel, trip) = sold(maker, &QUICKSHIP, 4, &[JAMMER], draw);
    if let Some(item) = parcel.goods_items.first_mut() {
        item.commodity_code = Text::Known("85269210");
    }
    maker.lodge(&parcel, &trip);
}

/// Of whom the denied parties' list speaks: as consignees and as sellers.
const LISTED: [(&str, &str); 5] = [
    ("Baltazar Quorvane", ""),
    ("", "Sablefin Wildlife Exports"),
    ("Quorvane, Baltazar", ""),
    ("", "Nordlys Phantom Trading"),
    ("Ilsabet Morrowick", ""),
];
const ORDINARY: [Wares; 3] = [
    one("LED desk lamp, 5 W, USB", "940521", "CN", 2_190, 650),
    one("ornament, cast metal, elephant", "830629", "IN", 3_450, 480),
    one("backpack, polyester, for laptop 15 inch", "420292", "VN", 4_390, 820),
];

/// A name on the list is examined, whatever is in the parcel. Some only share the name.
pub(super) fn listed(maker: &mut Maker<'_>, draw: &mut Draw) {
    for (place, (consignee, seller)) in LISTED.into_iter().enumerate() {
        let wares = ORDINARY.iter().cycle().nth(place).copied();
        let (mut parcel, trip) = sold(maker, &SWALLOWTAIL, 2 + place % 4, wares.as_slice(), draw);
        if let (Some(sale), Some(party)) = (&mut parcel.sale, &mut parcel.consignee) {
            if !consignee.is_empty() {
                party.name = Text::Known(consignee);
                party.email = Text::Missing;
                sale.payer = Text::Known(consignee);
            }
            if !seller.is_empty() {
                sale.seller_name = Text::Known(seller);
            }
        }
        maker.lodge(&parcel, &trip);
        if place == 0 {
            let found = "another person of that name: born 1990, the listed one 1961; goods as declared";
            maker.examine(in_office(trip.here, draw), &trip, &[(1, Finding::Conforms)], found);
        }
    }
}
