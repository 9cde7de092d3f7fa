//! Goods that need a permit: with one another authority is asked, without one the parcel waits for it.

use super::super::filers::{BROKER, CAREFUL, Filer, POST, SWALLOWTAIL};
use super::super::hours::{HOUR, MINUTE};
use super::super::maker::{Maker, Trip, in_office};
use super::super::wares::{Wares, one, present};
use super::{numbered, sold};
use crate::draw::Draw;

/// A kind of goods with its permit and whoever is asked.
struct Kind {
    wares: &'static [Wares],
    permit: &'static str,
    agency: &'static str,
    /// What the agency says when it says no.
    refusal: &'static str,
    filers: &'static [&'static Filer],
    /// On a usual day: with a permit, of these answered, and without one.
    with: u64,
    answered: u64,
    without: u64,
}

static DRONES: Kind = Kind {
    wares: &[
        one("drone with camera, remote controlled, 600 g", "880622", "CN", 24_900, 890),
        one("quadcopter, GPS, 4K camera, 895 g", "880622", "CN", 51_900, 1_240),
        one("drone, foldable, 249 km/h racing, 720 g", "880622", "US", 89_000, 1_100),
    ],
    permit: "drone_registration",
    agency: "telecom",
    refusal: "the registration belongs to another aircraft",
    filers: &[&SWALLOWTAIL, &POST, &BROKER],
    with: 17,
    answered: 6,
    without: 9,
};

static SEEDS: Kind = Kind {
    wares: &[
        one("tomato seeds, 12 varieties, for sowing", "120991", "NL", 1_290, 40),
        one("lavender seeds, for sowing, 2 g", "120930", "FR", 690, 12),
        one("grass seed for lawns, 1 kg", "120929", "DK", 1_990, 1_050),
    ],
    permit: "phytosanitary_certificate",
    agency: "plant-health",
    refusal: "the certificate is for potting soil, not for seeds",
    filers: &[&POST, &CAREFUL],
    with: 12,
    answered: 5,
    without: 6,
};

static MEDICINES: Kind = Kind {
    wares: &[
        one("painkiller tablets, ibuprofen 400 mg, 50 pcs", "300490", "DE", 1_150, 60),
        one("cough syrup with herbs, 200 ml", "300490", "IN", 980, 290),
    ],
    permit: "medicine_import_licence",
    agency: "medicines",
    refusal: "the licence ended in December",
    filers: &[&POST],
    with: 6,
    answered: 3,
    without: 5,
};

/// Drones above 250 g: one of those without a registration gets it by an amendment.
pub(super) fn drones(maker: &mut Maker<'_>, draw: &mut Draw) {
    from_saturday(maker, &DRONES, draw);
    controlled(maker, &DRONES, draw);
}

/// Seeds for sowing.
pub(super) fn seeds(maker: &mut Maker<'_>, draw: &mut Draw) {
    controlled(maker, &SEEDS, draw);
}

/// Medicines in packs for patients.
pub(super) fn medicines(maker: &mut Maker<'_>, draw: &mut Draw) {
    controlled(maker, &MEDICINES, draw);
}

fn controlled(maker: &mut Maker<'_>, kind: &'static Kind, draw: &mut Draw) {
    let (with, answered, without) =
        (maker.crowd(kind.with), maker.crowd(kind.answered), maker.crowd(kind.without));
    let mut filers = kind.filers.iter().cycle();
    for place in 0..with + without {
        let Some(filer) = filers.next() else { return };
        let wares = draw.pick(kind.wares);
        let flight = usize::try_from(2 + place % 3).unwrap_or_default();
        let (mut parcel, trip) = sold(maker, filer, flight, &[wares], draw);
        // Whatever it is worth, it comes with papers.
        present(&mut parcel, if place < with { kind.permit } else { "invoice" }, draw);
        maker.lodge(&parcel, &trip);
        if place < answered {
            let no = (place % 4 == 3).then_some(kind.refusal);
            maker.answer(in_office(trip.filed, draw), &trip, kind.agency, no);
        }
        if place == with + 1 {
            present(&mut parcel, kind.permit, draw);
            maker.amend(trip.filed + draw.between(30 * MINUTE, 2 * HOUR), &trip, &parcel);
        } else if place == with {
            maker.shown.held.clone_from(&trip.number);
        }
    }
}

/// Two that the agency was asked about on Saturday: its two days are over.
fn from_saturday(maker: &mut Maker<'_>, kind: &'static Kind, draw: &mut Draw) {
    for flight in [0, 1] {
        let wares = draw.pick(kind.wares);
        let (mut parcel, trip) = sold(maker, &SWALLOWTAIL, flight, &[wares], draw);
        present(&mut parcel, kind.permit, draw);
        let lands = numbered(&SWALLOWTAIL, flight).lands;
        let trip = Trip { filed: lands - draw.between(28 * HOUR, 30 * HOUR), ..trip };
        maker.lodge(&parcel, &trip);
    }
}
