//! Putting faults into parcels: which, how many, and never two in one field.

use crate::draw::Draw;
use crate::fault_table::FAULTS;
use crate::parcel::Parcel;
use crate::spoiling::Fault;

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
    put(name, parcel, draw);
}

/// Puts the fault of a name into a parcel, if it fits.
pub(crate) fn put(name: &str, parcel: &mut Parcel<'_>, draw: &mut Draw) {
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
