//! The ordinary parcels: spread over post, carriers and broker, with the slips of careful people, mostly mended.

use super::filers::{BROKER, CAREFUL, Filer, PAPERBIRD, POST, SWALLOWTAIL};
use super::hours::{HOUR, MINUTE, MONDAY, at};
use super::maker::{Maker, Trip};
use crate::draw::{Choice, Draw};
use crate::faults::put;
use crate::parcel::Parcel;
use crate::text::Text;

const PART: u64 = 1;
/// Who files, of a hundred parcels.
static SHARES: [(u32, &Filer); 5] =
    [(55, &POST), (22, &SWALLOWTAIL), (12, &PAPERBIRD), (10, &BROKER), (1, &CAREFUL)];
/// Of ten thousand parcels, those whose declaration goes back at first, and those that are described badly.
const SLIPS: u32 = 110;
const VAGUE: u32 = 90;
/// What goes wrong where people are careful.
const SLIP_FAULTS: [&str; 5] = [
    "net_over_gross",
    "country_lower_case",
    "commodity_code_short",
    "value_sum_mismatch",
    "gross_mass_with_unit",
];
/// Of ten thousand consignees, those who pay on the day: by post, and before they get their cargo.
const PAY_POST: u32 = 5_200;
const PAY_CARGO: u32 = 6_500;

/// Sends as many as the day still needs.
pub(super) fn send(maker: &mut Maker<'_>) {
    let mut draw = maker.draw(PART);
    let filers = Choice::new(SHARES);
    while maker.left() > 0 {
        let filer = *filers.draw(&mut draw);
        let mut parcel = maker.parcel();
        let flight = Maker::any_flight(filer.line, &mut draw);
        let trip = maker.send(&mut parcel, filer, flight, &mut draw);
        let is_careful = std::ptr::eq(filer, &CAREFUL);
        if !is_careful && draw.happens(VAGUE) {
            put("description_vague", &mut parcel, &mut draw);
        }
        if !is_careful && draw.happens(SLIPS) {
            slip(maker, &parcel, &trip, &mut draw);
        } else {
            maker.lodge(&parcel, &trip);
            settle(maker, &parcel, &trip, &mut draw);
        }
        if filer.line.channel == "post" && trip.here < at(MONDAY, 6, 0) && maker.shown.released.is_empty() {
            maker.shown.released = trip.number;
        }
    }
}

/// The declaration goes back; most are mended within some hours.
fn slip(maker: &mut Maker<'_>, parcel: &Parcel<'_>, trip: &Trip, draw: &mut Draw) {
    let mut faulty = parcel.clone();
    put(draw.pick(&SLIP_FAULTS), &mut faulty, draw);
    maker.file(trip.filed, trip.filer, &faulty, false);
    if draw.happens(7_000) {
        let mended = trip.filed + draw.between(25 * MINUTE, 3 * HOUR);
        let trip = Trip { filed: mended, here: trip.here.max(mended + 20 * MINUTE), ..trip.clone() };
        maker.file(mended, trip.filer, parcel, true);
        maker.arrive(&trip);
        settle(maker, parcel, &trip, draw);
    }
}

/// What is owed is paid: by consignees one by one, by carriers for all they brought, twice a day.
fn settle(maker: &mut Maker<'_>, parcel: &Parcel<'_>, trip: &Trip, draw: &mut Draw) {
    let is_taxed = parcel.sale.as_ref().is_some_and(|sale| sale.scheme_number == Text::Missing);
    if !is_taxed {
        return;
    }
    let paid = match trip.filer.line.channel {
        "post" if draw.happens(PAY_POST) => trip.here + draw.between(15 * MINUTE, 5 * HOUR),
        "cargo" if draw.happens(PAY_CARGO) => trip.filed + draw.between(30 * MINUTE, 7 * HOUR),
        // The one carrier pays before noon and in the afternoon, the other at the end of the month.
        "express" if std::ptr::eq(trip.filer, &SWALLOWTAIL) => {
            let payday = [at(MONDAY, 11, 30), at(MONDAY, 15, 0)].into_iter().find(|hour| trip.here < *hour);
            match payday {
                Some(hour) => hour + draw.below(20 * MINUTE),
                None => return,
            }
        }
        _ => return,
    };
    maker.pay(paid, trip);
}
