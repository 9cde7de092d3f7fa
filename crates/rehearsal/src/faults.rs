//! What goes wrong when people and programs fill in declarations, and how it is put into a parcel.

use crate::draw::Draw;
use crate::fault_table::FAULTS;
use crate::parcel::{Item, Parcel, Party, Sale};
use crate::text::Text;

/// One way to spoil a parcel.
#[derive(Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    /// The fields that it changes. No two faults of a parcel change the same field, so that each stays visible.
    pub(crate) fields: &'static [&'static str],
    /// Says whether the parcel had what is needed; if not, it is left as it was.
    pub(crate) apply: fn(&mut Parcel<'_>, &mut Draw) -> bool,
}

/// The names of all faults that [`Mix::Faulty`](crate::Mix::Faulty) puts into parcels.
pub fn fault_names() -> impl Iterator<Item = &'static str> {
    FAULTS.iter().map(|fault| fault.name)
}

/// The few that happen to careful people too.
const SLIPS: [&str; 6] = [
    "tracking_check_digit",
    "description_vague",
    "net_over_gross",
    "country_lower_case",
    "payment_differs",
    "commodity_code_short",
];

/// Puts one to four faults into a parcel.
pub(crate) fn spoil(parcel: &mut Parcel<'_>, draw: &mut Draw) {
    let wanted = draw.between(1, 4) as usize;
    // Some faults do not fit some parcels; most fit all, so this ends after a few tries.
    for _ in 0..200 {
        if parcel.faults.len() >= wanted {
            break;
        }
        try_one(draw.pick(FAULTS), parcel, draw);
    }
}

/// Puts one small fault into a parcel, or none if the one drawn does not fit.
pub(crate) fn slip(parcel: &mut Parcel<'_>, draw: &mut Draw) {
    let name = draw.pick(&SLIPS);
    if let Some(&fault) = FAULTS.iter().find(|fault| fault.name == name) {
        try_one(fault, parcel, draw);
    }
}

fn try_one(fault: Fault, parcel: &mut Parcel<'_>, draw: &mut Draw) {
    let meet =
        |before: &str| fault.fields.iter().any(|now| now.starts_with(before) || before.starts_with(now));
    let free = !parcel.faults.iter().flat_map(|name| fields_of(name)).any(meet);
    if free && (fault.apply)(parcel, draw) {
        parcel.faults.push(fault.name);
    }
}

fn fields_of(name: &str) -> impl Iterator<Item = &'static str> {
    FAULTS.iter().filter(move |fault| fault.name == name).flat_map(|fault| fault.fields).copied()
}

/// Writes something else into a field that is there.
pub(crate) fn set<'w>(field: &mut Text<'w>, text: Text<'w>) -> bool {
    let there = *field != Text::Missing;
    if there {
        *field = text;
    }
    there
}

/// Changes what a field reads; a change that changes nothing does not fit.
pub(crate) fn rewrite(field: &mut Text<'_>, change: impl FnOnce(String) -> String) -> bool {
    let before = field.read();
    let after = change(before.clone());
    before != after && set(field, Text::Made(after))
}

/// Makes the digit at a place another one.
pub(crate) fn wrong_digit(text: String, place: usize) -> String {
    let other = |sign: char| match sign.to_digit(10) {
        Some(digit) => char::from_digit((digit + 1) % 10, 10).unwrap_or(sign),
        None => sign,
    };
    text.char_indices().map(|(at, sign)| if at == place { other(sign) } else { sign }).collect()
}

pub(crate) fn in_item<'w>(parcel: &mut Parcel<'w>, change: impl FnOnce(&mut Item<'w>) -> bool) -> bool {
    parcel.goods_items.last_mut().is_some_and(change)
}

pub(crate) fn in_sale<'w>(parcel: &mut Parcel<'w>, change: impl FnOnce(&mut Sale<'w>) -> bool) -> bool {
    parcel.sale.as_mut().is_some_and(change)
}

pub(crate) fn in_consignor<'w>(parcel: &mut Parcel<'w>, change: impl FnOnce(&mut Party<'w>) -> bool) -> bool {
    parcel.consignor.as_mut().is_some_and(change)
}

pub(crate) fn in_consignee<'w>(parcel: &mut Parcel<'w>, change: impl FnOnce(&mut Party<'w>) -> bool) -> bool {
    parcel.consignee.as_mut().is_some_and(change)
}
