//! The stories between the ordinary parcels: what an officer who looks can find.

mod controls;
mod permits;
mod platforms;
mod prohibited;
mod ring;
mod small;
mod value;

use super::filers::{Filer, Flight};
use super::maker::{Maker, Trip};
use super::wares::{Wares, fill};
use crate::draw::Draw;
use crate::parcel::Parcel;

/// The parts of the day that stories draw for, one each.
const PART: u64 = 100;

/// Tells all of them.
pub(super) fn tell(maker: &mut Maker<'_>) {
    let stories: [fn(&mut Maker<'_>, &mut Draw); 15] = [
        ring::undervaluation,
        ring::split_order,
        prohibited::ivory,
        prohibited::blades,
        prohibited::listed,
        permits::drones,
        permits::seeds,
        permits::medicines,
        value::dear,
        value::jewellery,
        value::letters,
        platforms::say_the_same_or_not,
        controls::left_from_the_weekend,
        controls::of_the_day,
        small::newcomers_and_ways_back,
    ];
    for (part, story) in (PART..).zip(stories) {
        let mut draw = maker.draw(part);
        story(maker, &mut draw);
    }
}

/// A sale of these goods, sent with the flight of a number in the carrier's list.
fn sold<'w>(
    maker: &mut Maker<'w>,
    filer: &'static Filer,
    flight: usize,
    wares: &[Wares],
    draw: &mut Draw,
) -> (Parcel<'w>, Trip) {
    sold_by(maker, filer, flight, wares, draw, |_| {})
}

/// The same, by a sender who is not any.
fn sold_by<'w>(
    maker: &mut Maker<'w>,
    filer: &'static Filer,
    flight: usize,
    wares: &[Wares],
    draw: &mut Draw,
    sender: impl FnOnce(&mut Parcel<'w>),
) -> (Parcel<'w>, Trip) {
    let mut parcel = maker.sale();
    sender(&mut parcel);
    // The goods decide what papers there are.
    parcel.document = None;
    fill(&mut parcel, wares, draw);
    let trip = maker.send(&mut parcel, filer, numbered(filer, flight), draw);
    (parcel, trip)
}

/// A flight by its number in the list, round and round: the first two are Sunday's.
fn numbered(filer: &'static Filer, flight: usize) -> &'static Flight {
    static NONE: Flight = Flight { name: "", lands: super::hours::MONDAY, share: 0, office: "" };
    let flights = filer.line.flights;
    flights.iter().cycle().nth(flight).unwrap_or(&NONE)
}
