//! What profiles select: goods at prices of counterfeits, creams from one town, gifts in dozens, promises in pills.

use super::super::filers::{Filer, PAPERBIRD, POST, QUICKSHIP, SWALLOWTAIL};
use super::super::hours::{HOUR, MINUTE};
use super::super::maker::{Maker, Trip, in_office};
use super::super::wares::{Wares, fill, one, some};
use super::{numbered, sold, sold_by};
use crate::draw::Draw;
use crate::parcel::Parcel;
use crate::text::Text;
use clearance::{Direction, Finding};

const SHOES: Wares = some(3, one("trainers, mesh upper, men's", "640411", "CN", 560, 700));
const PERFUME: Wares = some(2, one("perfume, women's, 100 ml", "330300", "TR", 340, 260));
const CREAM: Wares = some(10, one("face cream, moisturising, 50 ml", "330499", "CN", 110, 80));
const SLIMMING: Wares = some(2, one("slimming tea tablets, detox, 60 pcs", "210690", "CN", 1_490, 120));
const PENS: Wares = some(40, one("ball point pen, 0.5 mm, blue ink", "960810", "CN", 65, 9));

/// What customs of the weekend left: arrived on Sunday and not examined. The day that the law gives is over for
/// some, and ends this evening for the others.
pub(super) fn left_from_the_weekend(maker: &mut Maker<'_>, draw: &mut Draw) {
    let filers: [&Filer; 3] = [&POST, &SWALLOWTAIL, &PAPERBIRD];
    for place in 0..maker.crowd(24).max(4) {
        let filer = filers.into_iter().cycle().nth(usize::try_from(place).unwrap_or_default());
        let Some(filer) = filer else { return };
        let flight = usize::from(place % 5 >= 3);
        let (parcel, trip) = suspicious(maker, filer, flight, draw);
        maker.lodge(&parcel, &trip);
        // The first hour of the morning goes to the oldest.
        if place % 6 == 0 {
            let look = in_office(0, draw);
            maker.examine(look, &trip, &[(1, Finding::Conforms)], "genuine, last year's model; as declared");
        }
    }
}

/// Selected today, and examined as far as the officers came.
pub(super) fn of_the_day(maker: &mut Maker<'_>, draw: &mut Draw) {
    for place in 0..maker.crowd(64).max(6) {
        let filers: [&Filer; 4] = [&POST, &QUICKSHIP, &SWALLOWTAIL, &PAPERBIRD];
        let filer = draw.pick(&filers);
        let flight = usize::try_from(2 + place % 4).unwrap_or_default();
        match place % 8 {
            6 => promises(maker, filer, flight, draw),
            7 => dozens(maker, flight, draw),
            _ => {
                let (parcel, trip) = suspicious(maker, filer, flight, draw);
                maker.lodge(&parcel, &trip);
                look_at(maker, &trip, draw);
            }
        }
    }
}

/// Something that a profile selects. Creams are looked for from where mercury was found in them.
fn suspicious<'w>(
    maker: &mut Maker<'w>,
    filer: &'static Filer,
    flight: usize,
    draw: &mut Draw,
) -> (Parcel<'w>, Trip) {
    let wares = draw.pick(&[SHOES, PERFUME, CREAM]);
    sold_by(maker, filer, flight, &[wares], draw, |parcel| {
        if wares.code == CREAM.code
            && let Some(consignor) = &mut parcel.consignor
        {
            consignor.city = Text::Known("Yiwu");
            consignor.postcode = Text::Known("322000");
            consignor.country = Text::Known("CN");
        }
    })
}

/// Four of ten are examined by the time the day stops.
fn look_at(maker: &mut Maker<'_>, trip: &Trip, draw: &mut Draw) {
    let at = in_office(trip.here, draw);
    match draw.below(10) {
        0 | 1 => maker.examine(at, trip, &[(1, Finding::Conforms)], "as declared"),
        2 => {
            let found = "counterfeit: the holder of the mark was shown photographs and says so";
            maker.examine(at, trip, &[(1, Finding::Refused)], found);
        }
        3 => {
            let found = "twice as many as declared, the price on the label is higher";
            maker.examine(at, trip, &[(1, Finding::Differs)], found);
        }
        4 => maker.decide(at, trip, Direction::Refer, "is this the same sender as in the case of last week?"),
        _ => {}
    }
}

/// Pills that promise too much: their papers are asked for, and some go to a specialist.
fn promises(maker: &mut Maker<'_>, filer: &'static Filer, flight: usize, draw: &mut Draw) {
    let (parcel, trip) = sold(maker, filer, flight, &[SLIMMING], draw);
    maker.lodge(&parcel, &trip);
    if draw.happens(4_000) {
        let why = "the leaflet speaks of a medicine: what do the inspectors of medicines say?";
        maker.decide(in_office(trip.here, draw), &trip, Direction::Refer, why);
    }
}

/// Forty pens as a gift.
fn dozens(maker: &mut Maker<'_>, flight: usize, draw: &mut Draw) {
    let mut parcel = maker.sale();
    parcel.nature = Text::Known("gift");
    parcel.sale = None;
    parcel.document = None;
    fill(&mut parcel, &[PENS], draw);
    let trip = maker.send(&mut parcel, &POST, numbered(&POST, flight), draw);
    maker.lodge(&parcel, &trip);
    if draw.happens(5_000) {
        let at = trip.here.max(in_office(trip.here, draw)) + draw.between(MINUTE, HOUR);
        maker.examine(at, &trip, &[(1, Finding::Conforms)], "pens for a school, with a letter of its head");
    }
}
