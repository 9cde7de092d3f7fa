//! Makes the day: takes ordinary parcels, sends them on their way and notes down what happens to each.

use super::filers::{Filer, Flight, Line, deferment};
use super::hours::{END, HOUR, MINUTE, MONDAY, OFFICE_OPENS, moment};
use super::{Day, Happening, Shown, What};
use crate::Rehearsal;
use crate::draw::{Choice, Draw};
use crate::ndjson::write_ndjson;
use crate::numbers::{s10, scrambled, shuffled, with_check_by_seven};
use crate::parcel::{Parcel, Transport};
use crate::text::Text;
use crate::transport::order_placed;
use clearance::{Direction, Finding};

/// The streams of the day's draws: apart from those of parcels and consignees.
const STREAM: u64 = 1 << 61;
/// The parcels of a day for which the stories are written.
const USUAL: u64 = 4_000;
/// Where the numbers of parcels beside the day begin.
const BESIDE: u64 = 700_000;
/// Goods that need a permit come in stories only.
const NEEDS_PERMIT: &str = "880622";

pub(super) struct Maker<'w> {
    seed: u64,
    rehearsal: &'w Rehearsal,
    /// How many parcels the day shall have.
    parcels: u64,
    /// How many have been sent on their way.
    sent: u64,
    /// How many ordinary parcels have been taken.
    taken: u64,
    happenings: Vec<(u32, What)>,
    before: Vec<(u32, What)>,
    /// Whether what is noted down happened in the month before.
    is_before: bool,
    pub(super) shown: Shown,
}

/// A parcel on its way.
#[derive(Clone, Debug)]
pub(super) struct Trip {
    pub(super) filer: &'static Filer,
    pub(super) flight: &'static Flight,
    /// The number that it travels under.
    pub(super) number: String,
    /// When it is declared.
    pub(super) filed: u32,
    /// When the carrier reports that it is here.
    pub(super) here: u32,
    /// How much earlier its flight was than the one of the day.
    pub(super) earlier: u32,
}

impl<'w> Maker<'w> {
    pub(super) fn new(seed: u64, rehearsal: &'w Rehearsal, parcels: u64) -> Maker<'w> {
        let shown = Shown::default();
        let (happenings, before) = (Vec::new(), Vec::new());
        Maker { seed, rehearsal, parcels, sent: 0, taken: 0, happenings, before, is_before: false, shown }
    }

    /// For parcels beside those of the day, with numbers and goods of their own.
    pub(super) fn apart(seed: u64, rehearsal: &'w Rehearsal) -> Maker<'w> {
        Maker { sent: BESIDE, ..Maker::new(seed, rehearsal, 0) }
    }

    /// The draws of a part of the day, which stay the same whatever other parts draw.
    pub(super) fn draw(&self, part: u64) -> Draw {
        Draw::new(self.seed, STREAM | part)
    }

    /// How many parcels of the day are not sent yet.
    pub(super) fn left(&self) -> u64 {
        self.parcels.saturating_sub(self.sent)
    }

    /// How many there are on this day of what there are so many of on a usual one; one at least.
    pub(super) fn crowd(&self, usual: u64) -> u64 {
        (usual * self.parcels / USUAL).max(1)
    }

    /// An ordinary parcel, still without its way.
    pub(super) fn parcel(&mut self) -> Parcel<'w> {
        loop {
            let (parcel, _) = self.rehearsal.sound(self.taken);
            self.taken += 1;
            if parcel.goods_items.iter().all(|item| item.commodity_code != Text::Known(NEEDS_PERMIT)) {
                return parcel;
            }
        }
    }

    /// An ordinary parcel that was sold.
    pub(super) fn sale(&mut self) -> Parcel<'w> {
        loop {
            let parcel = self.parcel();
            if parcel.sale.is_some() {
                return parcel;
            }
        }
    }

    /// Sends a parcel with a flight of the filer's carrier: gives it its numbers, and hours to what happens to it.
    pub(super) fn send(
        &mut self,
        parcel: &mut Parcel<'w>,
        filer: &'static Filer,
        flight: &'static Flight,
        draw: &mut Draw,
    ) -> Trip {
        self.sent += 1;
        let (line, world) = (filer.line, &self.rehearsal.world);
        let number = self.number(line, parcel);
        parcel.reference = Text::Numbered { before: filer.prefix, number: self.sent, width: 6 };
        parcel.channel = Text::Known(line.channel);
        parcel.tracking_number = Text::Made(number.clone());
        let flown = flight.name.bytes().fold(u64::from(flight.lands), |sum, byte| sum * 31 + u64::from(byte));
        let waybill = scrambled(world.offset ^ flown) % 10_000_000;
        parcel.transport = Transport {
            document: Text::Made(number.clone()),
            master_document: Text::Numbered {
                before: line.air_waybill,
                number: with_check_by_seven(waybill),
                width: 8,
            },
            conveyance: Text::Known(flight.name),
            arrival: Text::Time(flight.lands),
            office: Text::Known(flight.office),
        };
        if let Some(sale) = &mut parcel.sale {
            sale.order_placed = Text::Time(order_placed(world, flight.lands, draw));
        }
        let morning = if flight.lands < MONDAY { 0 } else { MONDAY + 2 * MINUTE };
        let earliest = flight.lands.min(END + 3 * HOUR).saturating_sub(9 * HOUR).max(morning);
        let latest = flight.lands.saturating_sub(70 * MINUTE).min(END - 5 * MINUTE);
        let filed = draw.between(earliest, latest);
        let here = flight.lands + draw.between(20 * MINUTE, 80 * MINUTE);
        Trip { filer, flight, number, filed, here, earlier: 0 }
    }

    /// A number of its own. The letters keep it apart from the numbers of `cocket rehearse`.
    fn number(&self, line: &Line, parcel: &Parcel<'_>) -> String {
        let offset = self.rehearsal.world.offset.rotate_left(13);
        match line.numbers {
            Some(letters) => {
                format!("{letters}{:010}", with_check_by_seven(shuffled(self.sent, offset, 9)))
            }
            None => {
                let country = parcel.consignor.as_ref().map(|consignor| consignor.country.read());
                s10(*b"LP", shuffled(self.sent, offset, 8), country.as_deref().unwrap_or("CN"))
            }
        }
    }

    /// Any flight of a carrier that ordinary parcels come with.
    pub(super) fn any_flight(line: &'static Line, draw: &mut Draw) -> &'static Flight {
        Choice::new(line.flights.iter().map(|flight| (flight.share, flight))).draw(draw)
    }

    /// Declares a parcel, and has its carrier report that it is here.
    pub(super) fn lodge(&mut self, parcel: &Parcel<'_>, trip: &Trip) {
        self.file(trip.filed, trip.filer, parcel, true);
        self.arrive(trip);
    }

    /// Declares a parcel whose charges are paid before it is released, also where its filer usually pays later.
    pub(super) fn lodge_to_pay_first(&mut self, parcel: &Parcel<'_>, trip: &Trip) {
        let (organisation, role) = (trip.filer.organisation, trip.filer.role);
        let json = json(parcel, None);
        self.note(trip.filed, What::File { organisation, role, json, is_sound: true });
        self.arrive(trip);
    }

    /// What is noted down from here on happened in the month before.
    pub(super) fn goes_before(&mut self) {
        self.is_before = true;
    }

    /// Something happens.
    pub(super) fn note(&mut self, at: u32, what: What) {
        match self.is_before {
            true => self.before.push((at, what)),
            false => self.happenings.push((at, what)),
        }
    }

    pub(super) fn file(&mut self, at: u32, filer: &Filer, parcel: &Parcel<'_>, is_sound: bool) {
        let (organisation, role) = (filer.organisation, filer.role);
        self.note(
            at,
            What::File { organisation, role, json: json(parcel, deferment(organisation)), is_sound },
        );
    }

    pub(super) fn amend(&mut self, at: u32, trip: &Trip, parcel: &Parcel<'_>) {
        let (organisation, role) = (trip.filer.organisation, trip.filer.role);
        self.note(
            at,
            What::Amend {
                number: trip.number.clone(),
                organisation,
                role,
                json: json(parcel, deferment(organisation)),
            },
        );
    }

    pub(super) fn arrive(&mut self, trip: &Trip) {
        let what = What::Arrive {
            number: trip.number.clone(),
            carrier: trip.filer.line.organisation,
            office: trip.flight.office,
            landed: moment(trip.flight.lands - trip.earlier),
        };
        self.note(trip.here, what);
    }

    pub(super) fn examine(&mut self, at: u32, trip: &Trip, findings: &[(u32, Finding)], note: &'static str) {
        let findings = findings.to_vec();
        self.note(at, What::Examine { number: trip.number.clone(), findings, note });
    }

    pub(super) fn decide(&mut self, at: u32, trip: &Trip, direction: Direction, reason: &'static str) {
        self.note(at, What::Decide { number: trip.number.clone(), direction, reason });
    }

    pub(super) fn answer(
        &mut self,
        at: u32,
        trip: &Trip,
        agency: &'static str,
        refused_because: Option<&'static str>,
    ) {
        let (approved, reason) = (refused_because.is_none(), refused_because.unwrap_or("in order"));
        self.note(at, What::Answer { number: trip.number.clone(), agency, approved, reason });
    }

    pub(super) fn pay(&mut self, at: u32, trip: &Trip) {
        let number = trip.number.clone();
        let reference = format!("PAY-{number}");
        self.note(at, What::Pay { number, reference });
    }

    pub(super) fn decline(&mut self, at: u32, trip: &Trip, reason: &'static str) {
        let carrier = trip.filer.line.organisation;
        self.note(at, What::Decline { number: trip.number.clone(), carrier, reason });
    }

    pub(super) fn give_back(&mut self, at: u32, trip: &Trip) {
        self.give_back_some(at, trip, None);
    }

    /// Goods leave: some pieces of the first line, or everything.
    pub(super) fn give_back_some(&mut self, at: u32, trip: &Trip, pieces: Option<&'static str>) {
        let carrier = trip.filer.line.organisation;
        let outbound = s10(*b"RP", shuffled(self.sent, u64::from(at), 8), "XA");
        self.note(at, What::Return { number: trip.number.clone(), carrier, outbound, pieces });
    }

    /// Everything in its order, up to the hour at which the day stops.
    pub(super) fn day(self) -> Day {
        let Maker { mut happenings, mut before, shown, .. } = self;
        happenings.retain(|(at, _)| *at < END);
        happenings.sort_by_key(|(at, _)| *at);
        before.sort_by_key(|(at, _)| *at);
        let happening = |(at, what)| Happening { at: moment(at), what };
        Day {
            before: before.into_iter().map(happening).collect(),
            happenings: happenings.into_iter().map(happening).collect(),
            shown,
        }
    }
}

/// A moment within office hours, some minutes to three hours after another.
pub(super) fn in_office(after: u32, draw: &mut Draw) -> u32 {
    after.max(OFFICE_OPENS) + draw.between(6 * MINUTE, 3 * HOUR)
}

fn json(parcel: &Parcel<'_>, deferment: Option<&'static str>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(2_048);
    match deferment {
        Some(number) => {
            let deferred_payment = Text::Known(number);
            write_ndjson(&Parcel { deferred_payment, ..parcel.clone() }, &mut bytes);
        }
        None => write_ndjson(parcel, &mut bytes),
    }
    bytes.pop();
    bytes
}
