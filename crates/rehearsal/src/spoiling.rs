//! What goes wrong when people and programs fill in declarations, field by field.

use crate::draw::Draw;
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
