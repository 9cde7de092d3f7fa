//! Dear goods with duty to pay, jewellery without its invoice, and letters.

use super::super::filers::{BROKER, POST, SWALLOWTAIL};
use super::super::hours::{HOUR, MINUTE};
use super::super::maker::{Maker, in_office};
use super::super::wares::{Wares, one, present};
use super::{numbered, sold};
use crate::draw::Draw;
use crate::parcel::Value;
use crate::text::Text;
use clearance::Direction;

const DEAR: [Wares; 4] = [
    one("diver's watch, self-winding", "910221", "CH", 289_000, 180),
    one("necklace, 14 carat gold", "711319", "IT", 164_500, 22),
    one("men's jacket, lamb leather", "420310", "TR", 112_000, 1_500),
    one("acoustic guitar, spruce top", "920290", "ES", 248_000, 2_900),
];
/// On a usual day.
const DEAR_PARCELS: u64 = 14;

/// Above a thousand dollars: as cargo they wait for the money, and some of it comes.
pub(super) fn dear(maker: &mut Maker<'_>, draw: &mut Draw) {
    for place in 0..maker.crowd(DEAR_PARCELS).max(2) {
        let filer = if place % 5 == 4 { &SWALLOWTAIL } else { &BROKER };
        let flight = usize::try_from(2 + place % 2).unwrap_or_default();
        let wares = draw.pick(&DEAR);
        let (mut parcel, trip) = sold(maker, filer, flight, &[wares], draw);
        present(&mut parcel, "invoice", draw);
        maker.lodge_to_pay_first(&parcel, &trip);
        match place % 5 {
            0 | 2 => maker.pay(trip.here + draw.between(20 * MINUTE, 3 * HOUR), &trip),
            4 => maker.pay(trip.here + HOUR, &trip),
            _ => maker.shown.unpaid.clone_from(&trip.number),
        }
    }
}

const JEWELLERY: [Wares; 3] = [
    one("wedding ring, 18 carat gold", "711319", "TR", 48_000, 9),
    one("gold bracelet, 585, 19 cm", "711319", "IN", 72_500, 14),
    one("silver necklace with pendant, 925", "711311", "TH", 33_900, 21),
];
/// On a usual day.
const JEWELLERY_PARCELS: u64 = 9;

/// Gold by post: a profile asks for the invoice, an officer has to judge what comes, or refers it.
pub(super) fn jewellery(maker: &mut Maker<'_>, draw: &mut Draw) {
    for place in 0..maker.crowd(JEWELLERY_PARCELS) {
        let flight = usize::try_from(2 + place % 4).unwrap_or_default();
        let wares = draw.pick(&JEWELLERY);
        let (mut parcel, trip) = sold(maker, &POST, flight, &[wares], draw);
        parcel.document = None;
        maker.lodge(&parcel, &trip);
        match place % 4 {
            0 => {
                present(&mut parcel, "invoice", draw);
                maker.amend(trip.filed + draw.between(20 * MINUTE, 2 * HOUR), &trip, &parcel);
            }
            1 => {
                let why = "the hallmark and the price do not fit together: what does the assayer say?";
                maker.decide(in_office(trip.here, draw), &trip, Direction::Refer, why);
            }
            _ => {}
        }
    }
}

/// On a usual day.
const LETTERS: u64 = 16;
const PAPERS: [&str; 4] = [
    "bank statements and letters",
    "university certificates, originals",
    "passport with visa, returned by an embassy",
    "signed contracts, two copies",
];

/// Papers that nobody has to value.
pub(super) fn letters(maker: &mut Maker<'_>, draw: &mut Draw) {
    for place in 0..maker.crowd(LETTERS) {
        let filer = if place % 3 == 0 { &SWALLOWTAIL } else { &POST };
        let mut parcel = maker.sale();
        parcel.nature = Text::Known("documents");
        parcel.sale = None;
        parcel.document = None;
        parcel.packages = "1";
        parcel.value = Value {
            currency: Text::Missing,
            goods: Text::Missing,
            freight: Text::Missing,
            insurance: Text::Missing,
        };
        parcel.goods_items.truncate(1);
        let grams = u64::from(draw.between(40, 220));
        parcel.gross_mass_kg = Text::Decimal { units: grams + 20, places: 3 };
        if let Some(item) = parcel.goods_items.first_mut() {
            item.description = Text::Known(draw.pick(&PAPERS));
            item.commodity_code = Text::Missing;
            item.value = Text::Missing;
            item.quantity = Text::Missing;
            item.unit = Text::Missing;
            item.net_mass_kg = Text::Decimal { units: grams, places: 3 };
        }
        let flight = numbered(filer, usize::try_from(2 + place % 5).unwrap_or_default());
        let trip = maker.send(&mut parcel, filer, flight, draw);
        maker.lodge(&parcel, &trip);
    }
}
