//! Who receives a parcel: mostly somebody new, now and then somebody who has ordered before.

use crate::draw::Draw;
use crate::names::{FIRST_NAMES, STREETS, SURNAMES};
use crate::numbers::{digit, push_padded, text};
use crate::parcel::Party;
use crate::shapes::{ORDERS_AGAIN, REGULARS_APART, REGULARS_BACK};
use crate::text::Text;
use crate::world::World;

/// The streams of the consignees' draws: apart from the parcels', so that an earlier one can be made again.
const STREAM: u64 = 1 << 62;

/// The consignee of a parcel.
pub(crate) fn consignee<'w>(world: &'w World, place: u64, draw: &mut Draw) -> Party<'w> {
    let regular = if draw.happens(ORDERS_AGAIN) { earlier_regular(place, draw) } else { None };
    let mut own = Draw::new(world.seed, STREAM | regular.unwrap_or(place));
    let &(city, first_postcode) = world.cities.draw(&mut own);
    let name = person(&mut own);
    Party {
        line: Text::Made(address(&mut own)),
        city: Text::Known(city),
        postcode: Text::Decimal { units: u64::from(first_postcode + own.below(120)), places: 0 },
        country: Text::Known("XA"),
        identifier: Text::Made(identifier(&mut own)),
        email: if own.happens(8_000) { Text::Made(email(&name, &mut own)) } else { Text::Missing },
        name: Text::Made(name),
    }
}

/// Every sixtieth consignee may be a regular; which one it is again lies some thousand parcels back at most.
fn earlier_regular(place: u64, draw: &mut Draw) -> Option<u64> {
    (place / REGULARS_APART)
        .checked_sub(draw.below(REGULARS_BACK).into())
        .map(|regular| regular * REGULARS_APART)
}

/// The name of somebody.
pub(crate) fn person(draw: &mut Draw) -> String {
    let first = draw.pick(&FIRST_NAMES);
    let initial = [b'A' + u8::try_from(draw.below(26)).unwrap_or_default()];
    let initial = std::str::from_utf8(&initial).unwrap_or_default();
    let surname = draw.pick(&SURNAMES);
    // Half of them use their second initial.
    if draw.happens(5_000) {
        [first, " ", initial, ". ", surname].concat()
    } else {
        [first, " ", surname].concat()
    }
}

/// House number and street.
pub(crate) fn address(draw: &mut Draw) -> String {
    let mut line = Vec::with_capacity(24);
    push_padded(&mut line, draw.between(1, 180).into(), 1);
    line.push(b' ');
    line.extend_from_slice(draw.pick(&STREETS).as_bytes());
    text(line)
}

/// Date of birth and four digits: `900101-1234`.
fn identifier(draw: &mut Draw) -> String {
    let mut number = Vec::with_capacity(11);
    for part in [draw.between(45, 99), draw.between(1, 12), draw.between(1, 28)] {
        push_padded(&mut number, part.into(), 2);
    }
    number.push(b'-');
    push_padded(&mut number, draw.below(10_000).into(), 4);
    text(number)
}

fn email(name: &str, draw: &mut Draw) -> String {
    let mut address = Vec::with_capacity(name.len() + 16);
    for byte in name.bytes().filter(|&byte| byte != b'.') {
        address.push(if byte == b' ' { b'.' } else { byte.to_ascii_lowercase() });
    }
    address.push(digit(draw.below(10).into()));
    address.push(digit(draw.below(10).into()));
    address.extend_from_slice(b"@example.org");
    text(address)
}
