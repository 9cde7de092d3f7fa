//! How a parcel comes: its carrier, its flight and its numbers.

use crate::draw::Draw;
use crate::numbers::{s10, scrambled, shuffled, with_check_by_seven};
use crate::parcel::Transport;
use crate::places::{Carrier, Country};
use crate::text::Text;
use crate::world::World;

const DAY: u32 = 86_400;
/// 1 March 2026, counted from 1 February.
const FIRST_DAY: u32 = 28;
const DAYS: u32 = 31;
/// Flights a day of one carrier from one country.
const FLIGHTS: u32 = 3;
/// Second letters of the S10 service indicator.
const SERVICES: &[u8; 22] = b"XABCDEFGHIKMNPQRSTUVYZ";

/// When and how a parcel comes.
pub(crate) struct Journey<'w> {
    pub(crate) carrier: &'static Carrier,
    /// Seconds since 1 February 2026.
    pub(crate) arrival: u32,
    pub(crate) tracking_number: Text<'w>,
    pub(crate) transport: Transport<'w>,
}

/// A parcel travels with the others of its flight, under the flight's air waybill.
pub(crate) fn journey<'w>(
    world: &World,
    place: u64,
    (from, country): (usize, &'static Country),
    draw: &mut Draw,
) -> Journey<'w> {
    let &(by, carrier) = world.carriers.draw(draw);
    let (day, slot) = (draw.below(DAYS), draw.below(FLIGHTS));
    let (by, from) = (u32::try_from(by).unwrap_or_default(), u32::try_from(from).unwrap_or_default());
    let hour = (by * 7 + from * 5 + slot * 8) % 24;
    let minute = (by * 17 + from * 13 + slot * 10) % 12 * 5;
    let arrival = (FIRST_DAY + day) * DAY + hour * 3600 + minute * 60;
    let flight = 100 + from * 10 + slot;
    let waybill = scrambled(world.offset ^ u64::from((day * 8 + by) * 1000 + flight)) % 10_000_000;
    let tracking_number = tracking_number(world, place, carrier, country);
    let transport = Transport {
        document: tracking_number.clone(),
        master_document: Text::Numbered {
            before: carrier.air_waybill,
            number: with_check_by_seven(waybill),
            width: 8,
        },
        conveyance: Text::Numbered { before: carrier.flight, number: flight.into(), width: 3 },
        arrival: Text::Time(arrival),
        office: Text::Known(draw.pick(carrier.offices)),
    };
    Journey { carrier, arrival, tracking_number, transport }
}

fn tracking_number<'w>(world: &World, place: u64, carrier: &Carrier, country: &Country) -> Text<'w> {
    match carrier.prefix {
        Some(before) => Text::Numbered {
            before,
            number: with_check_by_seven(shuffled(place, world.offset, 9)),
            width: 10,
        },
        None => {
            // A new service indicator each time the serials are used up.
            let service = SERVICES.get((place / 100_000_000 % SERVICES.len() as u64) as usize);
            let service = [b'L', service.copied().unwrap_or(b'X')];
            Text::Made(s10(service, shuffled(place, world.offset, 8), country.code))
        }
    }
}

/// When the order of a parcel was placed: some days before it arrives, at an hour when people order.
pub(crate) fn order_placed(world: &World, arrival: u32, draw: &mut Draw) -> u32 {
    let day = (arrival / DAY).saturating_sub(*world.days_under_way.draw(draw));
    day * DAY + world.hours.draw(draw) * 3600 + draw.below(3600)
}
