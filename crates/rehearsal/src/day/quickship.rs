//! Quickship: a filer with terrible data, who mends half of what goes back, and not all of it at the first try.

use super::filers::QUICKSHIP;
use super::hours::{HOUR, MINUTE};
use super::maker::{Maker, Trip};
use crate::draw::Draw;
use crate::faults::put;
use crate::parcel::Parcel;
use crate::text::Text;

const PART: u64 = 2;
/// Parcels on a usual day.
const PARCELS: u64 = 240;
/// Of ten thousand: descriptions that say nothing, declarations that go back, and those of them that are mended.
const VAGUE: u32 = 5_500;
const FAULTY: u32 = 4_600;
const MENDED: u32 = 5_000;
/// What sends a declaration back.
const FAULTS: [&str; 9] = [
    "commodity_code_short",
    "value_decimal_comma",
    "gross_mass_with_unit",
    "unit_unknown",
    "quantity_in_words",
    "country_lower_case",
    "net_over_gross",
    "packages_as_text",
    "value_sum_mismatch",
];

/// Sends what Quickship declares.
pub(super) fn send(maker: &mut Maker<'_>) {
    let mut draw = maker.draw(PART);
    for _ in 0..maker.crowd(PARCELS).min(maker.left()) {
        let mut parcel = maker.sale();
        let flight = Maker::any_flight(QUICKSHIP.line, &mut draw);
        let trip = maker.send(&mut parcel, &QUICKSHIP, flight, &mut draw);
        if draw.happens(VAGUE) {
            put("description_vague", &mut parcel, &mut draw);
        }
        match draw.happens(FAULTY) {
            true => go_back(maker, &parcel, &trip, &mut draw),
            false => maker.lodge(&parcel, &trip),
        }
    }
}

/// One to three faults at once; the first try at mending forgets one now and then.
fn go_back(maker: &mut Maker<'_>, parcel: &Parcel<'_>, trip: &Trip, draw: &mut Draw) {
    let mut faulty = parcel.clone();
    // The most frequent of all: no code.
    if draw.happens(5_000) {
        without_codes(&mut faulty);
    }
    for _ in 0..draw.between(1, 2) {
        put(draw.pick(&FAULTS), &mut faulty, draw);
    }
    if faulty == *parcel {
        // None of those drawn fits; this one fits all.
        put("unit_unknown", &mut faulty, draw);
    }
    maker.file(trip.filed, trip.filer, &faulty, false);
    if !draw.happens(MENDED) {
        return;
    }
    let mut again = trip.filed + draw.between(30 * MINUTE, 3 * HOUR);
    if draw.happens(2_500) {
        let mut half = parcel.clone();
        without_codes(&mut half);
        maker.file(again, trip.filer, &half, false);
        again += draw.between(20 * MINUTE, HOUR);
    }
    let trip = Trip { filed: again, here: trip.here.max(again + 20 * MINUTE), ..trip.clone() };
    maker.lodge(parcel, &trip);
}

fn without_codes(parcel: &mut Parcel<'_>) {
    for item in &mut parcel.goods_items {
        item.commodity_code = Text::Missing;
    }
}
