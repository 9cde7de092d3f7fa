//! A file for whoever tries the filer's door: five hundred parcels of the next morning as a CSV, forty of them
//! with something wrong that a person can mend from what the answer says.

use super::filers::SWALLOWTAIL;
use super::hours::TUESDAY;
use super::maker::Maker;
use crate::parcel::{Item, Parcel, Party, Sale};
use crate::text::Text;
use crate::{Mix, Rehearsal};

const ROWS: usize = 500;
/// In every block of so many rows one is faulty: forty in all.
const APART: usize = 12;
const FAULTY: usize = 40;
const PART: u64 = 3;

/// The file as it is sent, and as it should have been.
#[derive(Debug)]
pub struct Sample {
    /// With its faults.
    pub csv: String,
    /// With each of them mended.
    pub mended: String,
    /// The lines of the file that are faulty; the header is line 1.
    pub faulty: Vec<usize>,
}

/// Makes the file of a seed.
pub fn sample_csv(seed: u64) -> Sample {
    let rehearsal = Rehearsal::new(seed, Mix::OneItem);
    let mut maker = Maker::apart(seed, &rehearsal);
    let mut draw = maker.draw(PART);
    let line = SWALLOWTAIL.line;
    let mut flights = line.flights.iter().filter(|flight| flight.lands >= TUESDAY).cycle();
    let header: Vec<String> = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut sample = Sample { csv: String::new(), mended: String::new(), faulty: Vec::new() };
    push(&mut sample.csv, &header);
    push(&mut sample.mended, &header);
    for place in 0..ROWS {
        let mut parcel = maker.sale();
        if let Some(flight) = flights.next() {
            maker.send(&mut parcel, &SWALLOWTAIL, flight, &mut draw);
        }
        let row: Vec<String> = COLUMNS.iter().map(|(_, read)| read(&parcel)).collect();
        push(&mut sample.mended, &row);
        let fault = FAULTS.get(place / APART % FAULTS.len());
        match fault.filter(|_| place % APART == APART / 2 && sample.faulty.len() < FAULTY) {
            Some((column, spoil)) => {
                let spoilt = COLUMNS.iter().zip(&row);
                let cell = |((name, _), cell): (&Column, &String)| {
                    if name == column { spoil(cell) } else { cell.clone() }
                };
                push(&mut sample.csv, &spoilt.map(cell).collect::<Vec<String>>());
                sample.faulty.push(place + 2);
            }
            None => push(&mut sample.csv, &row),
        }
    }
    sample
}

type Column = (&'static str, fn(&Parcel<'_>) -> String);
type Spoil = (&'static str, fn(&str) -> String);

fn with_comma(cell: &str) -> String {
    if cell.contains('.') { cell.replace('.', ",") } else { format!("{cell},00") }
}

/// What people get wrong in spreadsheets: the column, and what stands there then.
static FAULTS: [Spoil; 10] = [
    ("goods_items.0.value", with_comma),
    ("consignor.address.country", str::to_lowercase),
    ("goods_items.0.origin", |_| "China".to_owned()),
    ("goods_items.0.unit", |_| "pcs".to_owned()),
    ("goods_items.0.commodity_code", |cell| cell.chars().take(4).collect()),
    ("transport.arrival", |_| "03/03/2026 04:40".to_owned()),
    ("value.currency", str::to_lowercase),
    ("gross_mass_kg", |_| "0.001".to_owned()),
    ("value.goods", |cell| format!("1{cell}")),
    ("packages", |_| "one".to_owned()),
];

/// The columns: the names of the fields, and where in a parcel each stands.
#[rustfmt::skip] // a table: one column, one row
static COLUMNS: [Column; 41] = [
    ("reference", |p| p.reference.read()),
    ("stage", |p| p.stage.read()),
    ("channel", |p| p.channel.read()),
    ("tracking_number", |p| p.tracking_number.read()),
    ("transport.document", |p| p.transport.document.read()),
    ("transport.master_document", |p| p.transport.master_document.read()),
    ("transport.conveyance", |p| p.transport.conveyance.read()),
    ("transport.arrival", |p| p.transport.arrival.read()),
    ("transport.office", |p| p.transport.office.read()),
    ("packages", |p| p.packages.to_owned()),
    ("gross_mass_kg", |p| p.gross_mass_kg.read()),
    ("nature", |p| p.nature.read()),
    ("consignor.name", |p| of(&p.consignor, |it| &it.name)),
    ("consignor.address.lines.0", |p| of(&p.consignor, |it| &it.line)),
    ("consignor.address.city", |p| of(&p.consignor, |it| &it.city)),
    ("consignor.address.postcode", |p| of(&p.consignor, |it| &it.postcode)),
    ("consignor.address.country", |p| of(&p.consignor, |it| &it.country)),
    ("consignee.name", |p| of(&p.consignee, |it| &it.name)),
    ("consignee.address.lines.0", |p| of(&p.consignee, |it| &it.line)),
    ("consignee.address.city", |p| of(&p.consignee, |it| &it.city)),
    ("consignee.address.postcode", |p| of(&p.consignee, |it| &it.postcode)),
    ("consignee.address.country", |p| of(&p.consignee, |it| &it.country)),
    ("consignee.identifier.scheme", |_| "XA-ID".to_owned()),
    ("consignee.identifier.value", |p| of(&p.consignee, |it| &it.identifier)),
    ("seller.name", |p| sold(p, |it| &it.seller_name)),
    ("seller.url", |p| sold(p, |it| &it.seller_url)),
    ("order.number", |p| sold(p, |it| &it.order_number)),
    ("payment.amount", |p| sold(p, |it| &it.payment_amount)),
    ("payment.currency", |p| sold(p, |it| &it.payment_currency)),
    ("value.currency", |p| p.value.currency.read()),
    ("value.goods", |p| p.value.goods.read()),
    ("value.freight", |p| p.value.freight.read()),
    ("goods_items.0.description", |p| first(p, |it| &it.description)),
    ("goods_items.0.commodity_code", |p| first(p, |it| &it.commodity_code)),
    ("goods_items.0.origin", |p| first(p, |it| &it.origin)),
    ("goods_items.0.quantity", |p| first(p, |it| &it.quantity)),
    ("goods_items.0.unit", |p| first(p, |it| &it.unit)),
    ("goods_items.0.net_mass_kg", |p| first(p, |it| &it.net_mass_kg)),
    ("goods_items.0.value", |p| first(p, |it| &it.value)),
    ("documents.0.type", |p| p.document.as_ref().map_or_else(String::new, |it| it.kind.to_owned())),
    ("documents.0.number", |p| p.document.as_ref().map_or_else(String::new, |it| it.number.read())),
];

fn of(party: &Option<Party<'_>>, read: for<'a, 'w> fn(&'a Party<'w>) -> &'a Text<'w>) -> String {
    party.as_ref().map_or_else(String::new, |party| read(party).read())
}

fn sold(parcel: &Parcel<'_>, read: for<'a, 'w> fn(&'a Sale<'w>) -> &'a Text<'w>) -> String {
    parcel.sale.as_ref().map_or_else(String::new, |sale| read(sale).read())
}

fn first(parcel: &Parcel<'_>, read: for<'a, 'w> fn(&'a Item<'w>) -> &'a Text<'w>) -> String {
    parcel.goods_items.first().map_or_else(String::new, |item| read(item).read())
}

/// Appends a record; a cell with a sign that means something is put between quotes.
fn push(out: &mut String, cells: &[String]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}
