//! What the filings about one consignment say, side by side.

use clearance::{Case, Declaration};

/// A field, with what each filing says of it.
pub(super) struct Compared {
    /// Which field: the end of a message's id.
    pub(super) field: &'static str,
    /// What each filing says, in their order.
    pub(super) said: Vec<String>,
    /// Whether two of them say different things.
    pub(super) differs: bool,
}

/// A field by the end of a message's id, and what a declaration says of it.
type Field = (&'static str, fn(&Declaration) -> Option<String>);

/// The fields on which filings can be compared; those that nobody fills are left out.
/// Who people are only where that may be seen.
pub(super) fn compared(case: &Case, with_people: bool) -> Vec<Compared> {
    let fields: [Field; 5] = [
        ("goods", |said| said.items.first()?.description.clone()),
        ("value", |said| said.value.map(|value| format!("{} {}", value.goods, value.currency))),
        ("payment", |said| said.payment.amount.map(|amount| amount.to_string())),
        ("mass", |said| said.gross_mass_kg.map(|mass| format!("{mass} kg"))),
        ("order", |said| said.order.number.clone()),
    ];
    let people: [Field; 4] = [
        ("consignor", |said| said.consignor.name.clone()),
        ("consignee", |said| said.consignee.name.clone()),
        ("seller", |said| said.seller.name.clone()),
        ("payer", |said| said.payment.payer.clone()),
    ];
    let row = |(field, of): Field| {
        let said: Vec<Option<String>> = case.filings.iter().map(|filing| of(&filing.declaration)).collect();
        let mut there = said.iter().flatten();
        let first = there.next()?;
        let differs = there.any(|other| !other.eq_ignore_ascii_case(first));
        Some(Compared { field, said: said.into_iter().map(Option::unwrap_or_default).collect(), differs })
    };
    let people = people.into_iter().filter(|_| with_people);
    fields.into_iter().chain(people).filter_map(row).collect()
}
